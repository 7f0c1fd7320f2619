/* notice: tells at the prompt what happens by itself: data, FIN, RST, connections. */
#ifndef SOSH_SHELL_NOTICE_H
#define SOSH_SHELL_NOTICE_H
#include "base/loop.h"
#include "socket/sock.h"

struct job;
struct shell;

/* Sockets on which something happened that is not told yet.  All zero is none. */
struct notices {
	unsigned         *number;
	size_t            count, room;
	struct loop_timer timer;      /* when the next may be told */
	int64_t           second;     /* number_now() when this second began */
	unsigned          told;       /* in it */
	unsigned          left_out;   /* since it was said how many were */
	bool              busy;       /* there are jobs of which answers were left out */
};

/* Something happened on a socket: LOOP_... bits. */
void notice_happened(struct shell *, struct sock *, unsigned events);
/* Tells what there is, two things a second of each socket and ten in all at most; the
 * rest later, together, or counted. */
void notice_tell(struct shell *);
/* May an answer of a job be shown at the prompt?  Ten a second; the rest is counted. */
bool notice_may_answer(struct shell *, struct job *);
void notice_clear(struct notices *);
#endif

/* look: what is asked once for a look at many sockets: the measures of those of ours, and
 * what waits at the listeners among them. */
#ifndef SOSH_SOCKET_LOOK_H
#define SOSH_SOCKET_LOOK_H
#include "socket/sock.h"
#include "socket/waiting.h"

/* All zero is one that has not begun. */
struct look {
	struct waiting waiting;
};

/* A look at these sockets, or at all of the table, if they are none; it holds until its
 * end.  The kernel is asked as little as that takes: nothing where nothing listens and they
 * are few, and one question for both where they are many. */
void look_begin(struct look *, struct sock_table *, struct sock *const *, size_t count);
void look_end(struct look *, struct sock_table *);
#endif

/* errqueue: what a socket's queue of errors holds: ICMP errors, ends of zero-copy
 * sends, time stamps of what was sent (MSG_ERRQUEUE). */
#ifndef SOSH_SOCKET_ERRQUEUE_H
#define SOSH_SOCKET_ERRQUEUE_H
#include "base/value.h"
#include "socket/control.h"
#include "socket/sock.h"

enum errqueue_stamp { STAMP_NONE, STAMP_SCHED, STAMP_SENT, STAMP_ACKED };

struct errqueue_entry {
	struct errqueue_entry *next;
	struct record told;      /* as recv --errqueue answers it */
	struct buf    bytes;     /* of what was sent, that came back */
	bool          truncated;
	bool          bare;      /* of the kind that tells of no bytes, and none came */
	bool          nameless;  /* a stamp that does not say of what: its id is 0 */
	enum errqueue_stamp stamp;
	uint32_t      id;        /* of a stamp: of the message or of the last byte */
	int64_t       time;      /* nanoseconds since 1970 */
};

/* Have such sockets an error queue?  False, and an error. */
bool errqueue_is_there(const struct sock *, struct error *);
/* Is an option on that has the system put something there?  It is asked, and nothing is
 * taken away. */
bool errqueue_is_asked(const struct sock *);
/* The next entry, the caller's to free; LATER: there is none.  First those that were
 * kept, then those of recvmsg(2) with MSG_ERRQUEUE; `room` for the bytes. */
enum did errqueue_take(struct sock *, size_t room, struct errqueue_entry **, struct error *);
/* Of the system alone. */
enum did errqueue_read(struct sock *, size_t room, struct errqueue_entry **, struct error *);
/* Keeps it for errqueue_take(); it came while another was looked for. */
void errqueue_keep(struct sock *, struct errqueue_entry *);
/* Gives back what errqueue_take() gave: it comes next. */
void errqueue_put_back(struct sock *, struct errqueue_entry *);
/* Has the socket kept as many as it may? */
bool errqueue_is_full(const struct sock *);
void errqueue_free(struct errqueue_entry *);
/* Frees all that were kept. */
void errqueue_drop(struct sock *);

/* What an entry of such a socket says, in fields.  `came` is what was beside it; the bytes
 * are there. */
void errqueue_tell(const struct sock *, struct errqueue_entry *, const struct control *came);
#endif

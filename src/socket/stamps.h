/* stamps: when what was sent was scheduled, sent, and acknowledged. */
#ifndef SOSH_SOCKET_STAMPS_H
#define SOSH_SOCKET_STAMPS_H
#include "base/value.h"
#include "socket/sock.h"

/* Has the kernel stamp what is sent (Linux: SO_TIMESTAMPING), or no longer, and what was
 * asked for before comes back; false and an error. */
bool stamps_set(struct sock *, bool on, struct error *);

/* One send, and what is known of it: nanoseconds since 1970, or 0. */
struct stamps {
	int64_t  began, sched, sent, acked;
	uint32_t acked_id;
	uint32_t behind;   /* the number of the last one before; */
	bool     first;    /* there was none */
	int64_t  until;    /* number_now() when waiting for them ends, or 0 */
};
void stamps_begin(struct stamps *, const struct sock *);
/* Looks for them in the error queue, and keeps there what is another's.  True when
 * all have come. */
bool stamps_look(struct sock *, struct stamps *);
/* Puts `sched`, `sent`, `acked`, in seconds since 1970, and `timing`, in words. */
void stamps_tell(const struct stamps *, struct record *);
#endif

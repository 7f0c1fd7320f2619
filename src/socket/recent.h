/* recent: of many sockets the few that were used last. */
#ifndef SOSH_SOCKET_RECENT_H
#define SOSH_SOCKET_RECENT_H
#include "socket/sock.h"

/* Set `sock`, which has room for `room`. */
struct recent {
	struct sock **sock;
	size_t        room, count;
	size_t        least;       /* once it is full: which was used longest ago */
};

/* When it was used, made or closed, whichever was last: number_now(); of a served socket also
 * when its clients were. */
int64_t recent_use(const struct sock *);
void recent_add(struct recent *, struct sock *);
#endif

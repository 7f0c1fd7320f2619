/* tap: somebody sees all that goes over a socket, in both directions. */
#ifndef SOSH_SOCKET_TAP_H
#define SOSH_SOCKET_TAP_H
#include "socket/sock.h"

/* What one system call moved. */
struct tap_piece {
	bool               sent;    /* else received */
	const char        *bytes;
	size_t             count;
	uint64_t           from;    /* so many went the same way before, since it began */
	const struct addr *other;   /* to whom, or from whom, where the call told; or NULL */
};

/* The owner's own struct begins with it. */
struct tap {
	uint64_t sent, received;
	void   (*told)(struct tap *, struct sock *, const struct tap_piece *);
	void   (*free)(struct tap *);
};

/* From now on; one that was there before is freed. */
void tap_set(struct sock *, struct tap *);
void tap_free(struct sock *);
/* A call has moved bytes; for io.c, and only where there is a tap. */
void tap_tell(struct sock *, bool sent, const char *bytes, size_t count,
    const struct addr *other);
#endif

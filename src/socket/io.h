/* io: bytes over a socket; the calls do not wait. */
#ifndef SOSH_SOCKET_IO_H
#define SOSH_SOCKET_IO_H
#include "socket/sock.h"

/* send(2) or sendto(2) with MSG_DONTWAIT and `flags`; `*count` bytes at most, and
 * afterwards how many went. */
enum did io_send(struct sock *, const char *bytes, size_t *count, int flags,
    const struct addr *to, struct error *);

/* What one receiving call brought. */
struct io_got {
	size_t      bytes;       /* into the buffer */
	size_t      length;      /* with MSG_TRUNC: of the whole datagram */
	int         flags;       /* msg_flags of recvmsg(2) */
	bool        eof;         /* a stream has ended */
	bool        has_from;    /* the kernel gave a sender */
	struct addr from;
};
/* recv(2) or recvmsg(2) with MSG_DONTWAIT and `flags`; first what sock->owed says. */
enum did io_recv(struct sock *, char *buffer, size_t room, int flags, struct io_got *,
    struct error *);
#endif

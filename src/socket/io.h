/* io: bytes over a socket; the calls do not wait. */
#ifndef SOSH_SOCKET_IO_H
#define SOSH_SOCKET_IO_H
#include "socket/sock.h"

/* How something is sent; all zero is send(2). */
struct io_way {
	int                flags;
	const struct addr *to;       /* sendto(2); or NULL */
	const struct buf  *control;  /* sendmsg(2), with this control data; or NULL */
	bool               null;     /* a null pointer in place of the bytes */
};
/* "send", "sendto" or "sendmsg". */
const char *io_send_call(const struct io_way *);
/* That call, with MSG_DONTWAIT; `*count` bytes at most, and afterwards how many went.
 * With MSG_ZEROCOPY the bytes are free again at once: the kernel gets pages of its
 * own. */
enum did io_send(struct sock *, const char *bytes, size_t *count, const struct io_way *,
    struct error *);

/* sendfile(2), which does not wait: `*count` bytes of a file at most, from `*at` on, which
 * moves, or (NULL) from where the file stands; afterwards how many went.  None, and DID_IT:
 * the file has no more.  To be asked before: io_sends_files(). */
enum did io_send_file(struct sock *, int fd, int64_t *at, size_t *count, struct error *);
/* Of TCP and of UNIX streams, without a layer, and with nobody who wants to see the bytes. */
bool io_sends_files(const struct sock *);
/* Is this the error of a file that cannot be sent so?  Nothing went; it can be read. */
bool io_is_unfit_file(const struct error *);

/* What one receiving call brought. */
struct io_got {
	size_t      bytes;       /* into the buffer */
	size_t      length;      /* with MSG_TRUNC: of the whole datagram */
	int         flags;       /* msg_flags of recvmsg(2) */
	bool        eof;         /* a stream has ended */
	bool        has_from;    /* the kernel gave a sender */
	struct addr from;
};
/* How something is received. */
struct io_ask {
	int  flags;
	bool null;               /* a null pointer in place of the buffer */
	bool has_length;         /* the room for the sender's address is this */
	int  length;
};
/* recv(2) or recvmsg(2) with MSG_DONTWAIT; first what sock->owed says.  What came beside
 * the bytes is added to sock->beside. */
enum did io_recv(struct sock *, char *buffer, size_t room, const struct io_ask *,
    struct io_got *, struct error *);
/* With a layer, the kernel's bytes may be none to be received yet: would a recv wait? */
bool io_layer_waits(struct sock *);
/* Forgets what came beside bytes, and closes descriptors that were passed. */
void io_drop_beside(struct sock *);
#endif

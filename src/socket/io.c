/* io: bytes over a socket; the calls do not wait. */
#include "socket/io.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "socket/osdep.h"

static bool
would_block(int number)
{
	return number == EAGAIN || number == EWOULDBLOCK;
}

enum did
io_send(struct sock *sock, const char *bytes, size_t *count, int flags,
    const struct addr *to, struct error *error)
{
	unsigned times = 0;
	ssize_t sent;

	do
		sent = to ? sendto(sock->fd, bytes, *count, flags | MSG_DONTWAIT, &to->any,
		    to->length) : send(sock->fd, bytes, *count, flags | MSG_DONTWAIT);
	while (sent < 0 && error_interrupted(&times));
	*count = 0;
	if (sent < 0 && would_block(errno))
		return DID_LATER;
	if (sent < 0) {
		error_system(error, to ? "sendto" : "send", errno);
		return DID_FAIL;
	}
	*count = (size_t)sent;
	sock->sent += (uint64_t)sent;
	return DID_IT;
}

/* A stream has no senders and no message flags: the short call will do. */
static enum did
recv_stream(struct sock *sock, char *buffer, size_t room, int flags, struct io_got *got,
    struct error *error)
{
	unsigned times = 0;
	ssize_t count;

	do
		count = recv(sock->fd, buffer, room, flags | MSG_DONTWAIT);
	while (count < 0 && error_interrupted(&times));
	if (count < 0 && would_block(errno))
		return DID_LATER;
	if (count < 0) {
		error_system(error, "recv", errno);
		return DID_FAIL;
	}
	got->length = (size_t)count;
	/* With MSG_TRUNC a stream's bytes are thrown away: the buffer has none. */
	got->bytes = flags & MSG_TRUNC && sock->family != AF_UNIX ? 0 : (size_t)count;
	got->eof = count == 0 && room > 0;
	/* As recvmsg(2) would tell. */
	got->flags = flags & MSG_OOB;
	return DID_IT;
}

static enum did
recv_message(struct sock *sock, char *buffer, size_t room, int flags, struct io_got *got,
    struct error *error)
{
	struct iovec piece = { buffer, room };
	struct msghdr message = { .msg_name = &got->from.any,
		.msg_namelen = sizeof(got->from.room), .msg_iov = &piece, .msg_iovlen = 1 };
	unsigned times = 0;
	ssize_t count;

	do
		count = recvmsg(sock->fd, &message, flags | MSG_DONTWAIT);
	while (count < 0 && error_interrupted(&times));
	if (count < 0 && would_block(errno))
		return DID_LATER;
	if (count < 0) {
		error_system(error, "recvmsg", errno);
		return DID_FAIL;
	}
	got->length = (size_t)count;
	got->bytes = got->length < room ? got->length : room;
	got->flags = message.msg_flags;
	got->from.length = message.msg_namelen;
	sock_dress(sock, &got->from);
	got->has_from = message.msg_namelen > 0;
	got->eof = count == 0 && sock->type == SOCK_SEQPACKET && room > 0 &&
	    osdep_has_ended(sock->fd);
	return DID_IT;
}

enum did
io_recv(struct sock *sock, char *buffer, size_t room, int flags, struct io_got *got,
    struct error *error)
{
	enum did did;

	got->bytes = got->length = 0;
	got->flags = 0;
	got->eof = got->has_from = false;
	if (sock->owed) {
		error_system(error, "recv", sock->owed);
		sock->owed = 0;
		return DID_FAIL;
	}
	did = (sock->type == SOCK_STREAM ? recv_stream : recv_message)(sock, buffer, room, flags,
	    got, error);
	if (did == DID_IT && !(flags & MSG_PEEK))
		sock->received += got->length;
	if (got->eof || (did == DID_FAIL && !(flags & MSG_OOB)))
		sock->over = osdep_has_ended(sock->fd);
	return did;
}

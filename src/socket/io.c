/* io: bytes over a socket; the calls do not wait. */
#include "socket/io.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "socket/control.h"
#include "socket/layer.h"
#include "socket/osdep.h"
#include "socket/sys.h"
#include "socket/tap.h"

static bool
would_block(int number)
{
	return number == EAGAIN || number == EWOULDBLOCK;
}

const char *
io_send_call(const struct io_way *way)
{
	return way->control ? "sendmsg" : way->to ? "sendto" : "send";
}

static ssize_t
send_once(struct sock *sock, const char *bytes, size_t count, const struct io_way *way)
{
	struct iovec piece = { (char *)(size_t)bytes, count };
	struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1 };
	int flags = way->flags | MSG_DONTWAIT;

	if (!way->control)
		return way->to ? sys_sendto(sock->fd, bytes, count, flags, addr_pointer(way->to),
		    way->to->length) : sys_send(sock->fd, bytes, count, flags);
	if (way->to) {
		message.msg_name = (void *)(size_t)addr_pointer(way->to);
		message.msg_namelen = way->to->length;
	}
	message.msg_control = way->control->data;
	message.msg_controllen = way->control->count;
	return sys_sendmsg(sock->fd, &message, flags);
}

/* A layer has bytes, and nothing beside them. */
static bool
suits_layer(const struct io_way *way, struct error *error)
{
	int beyond = way->flags & ~(MSG_MORE | MSG_NOSIGNAL | MSG_DONTWAIT);

	return (!beyond && !way->to && !way->control && !way->null) || error_set(error,
	    ERROR_REFUSED, "with TLS a send has bytes alone: no urgent ones, no address, nothing "
	    "beside them");
}

static enum did
send_layer(struct sock *sock, const char *bytes, size_t *count, const struct io_way *way,
    struct error *error)
{
	size_t most = *count;
	enum did did;

	*count = 0;
	if (!suits_layer(way, error))
		return DID_FAIL;
	*count = most;
	did = sock->layer->calls->send(sock, bytes, count, way->flags, error);
	sock->sent += *count;
	if (sock->tap && *count)
		tap_tell(sock, true, bytes, *count, NULL);
	if (did == DID_FAIL && error->kind == ERROR_SYSTEM)
		sock_parted(sock, error->number);
	return did;
}

enum did
io_send(struct sock *sock, const char *bytes, size_t *count, const struct io_way *way,
    struct error *error)
{
	void *pages = NULL;
	size_t size = *count;
	unsigned times = 0;
	ssize_t sent;
	int number;

	if (sock->layer)
		return send_layer(sock, bytes, count, way, error);
	if (way->null)
		bytes = NULL;
	if (way->flags & osdep_zerocopy && size && bytes && !osdep_lend(bytes, size, &pages)) {
		*count = 0;
		error_system(error, "mmap", errno);
		return DID_FAIL;
	}
	do
		sent = send_once(sock, pages ? pages : bytes, size, way);
	while (sent < 0 && error_interrupted(&times));
	past_add_asked(&sock->past, io_send_call(way), sent, way->flags);
	number = errno;
	/* What the kernel still reads of them, it holds. */
	if (pages)
		munmap(pages, size);
	*count = 0;
	if (sent < 0 && would_block(number))
		return DID_LATER;
	if (sent < 0) {
		sock_parted(sock, number);
		error_system(error, io_send_call(way), number);
		return DID_FAIL;
	}
	*count = (size_t)sent;
	sock->sent += (uint64_t)sent;
	if (sock->tap && bytes)
		tap_tell(sock, true, bytes, (size_t)sent, way->to);
	return DID_IT;
}

/* A stream has no senders and no message flags. */
static enum did
recv_stream(struct sock *sock, char *buffer, size_t room, const struct io_ask *ask,
    struct io_got *got, struct error *error)
{
	int flags = ask->flags;
	unsigned times = 0;
	ssize_t count;

	do
		count = sys_recv(sock->fd, buffer, room, flags | MSG_DONTWAIT);
	while (count < 0 && error_interrupted(&times));
	past_add_asked(&sock->past, "recv", count, room ? flags : PAST_NO_ROOM);
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

/* Takes over what came beside the bytes. */
static void
take_beside(struct sock *sock, const struct msghdr *message)
{
	if (!sock->beside)
		sock->beside = mem_new(1, sizeof(*sock->beside));
	control_decode(sock->beside, message->msg_control, message->msg_controllen);
	if (message->msg_flags & MSG_CTRUNC)
		*control_place(sock->beside, "control_truncated") =
		    (struct value){ .kind = VALUE_BOOL, .truth = true };
}

void
io_drop_beside(struct sock *sock)
{
	if (sock->beside)
		control_clear(sock->beside);
}

static bool
has_ended(const struct sock *sock, size_t count, size_t room)
{
	if (count || !room)
		return false;
	if (sock->type == SOCK_STREAM)
		return true;
	/* An empty message before others was none; of one that was the last nothing tells. */
	return sock->type == SOCK_SEQPACKET && osdep_has_ended(sock->fd) &&
	    osdep_received_queue(sock->fd) <= 0;
}

static enum did
recv_message(struct sock *sock, char *buffer, size_t room, const struct io_ask *ask,
    struct io_got *got, struct error *error)
{
	_Alignas(struct cmsghdr) char control[CONTROL_ROOM];
	struct iovec piece = { buffer, room };
	struct msghdr message = { .msg_name = &got->from.any, .msg_iov = &piece, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control) };
	int flags = ask->flags;
	bool thrown = flags & MSG_TRUNC && sock->type == SOCK_STREAM && sock->family != AF_UNIX;
	/* Packet sockets refuse flags that mean nothing to them. */
	int passing = sock->family == AF_UNIX ? osdep_cmsg_cloexec : 0;
	socklen_t has = ask->has_length ? (socklen_t)ask->length : sizeof(got->from.room);
	unsigned times = 0;
	ssize_t count;

	message.msg_namelen = has;
	do
		count = sys_recvmsg(sock->fd, &message, flags | MSG_DONTWAIT | passing);
	while (count < 0 && error_interrupted(&times));
	past_add_asked(&sock->past, "recvmsg", count, room ? flags : PAST_NO_ROOM);
	if (count < 0 && would_block(errno))
		return DID_LATER;
	if (count < 0) {
		error_system(error, "recvmsg", errno);
		return DID_FAIL;
	}
	got->length = (size_t)count;
	got->bytes = thrown ? 0 : got->length < room ? got->length : room;
	got->flags = message.msg_flags;
	/* The kernel tells the length that there was no room for, too. */
	got->from.length = message.msg_namelen < has ? message.msg_namelen : has;
	sock_dress(sock, &got->from);
	/* Of a stream it is no news. */
	got->has_from = got->from.length > 0 && sock->type != SOCK_STREAM;
	got->eof = has_ended(sock, got->length, room);
	if (message.msg_controllen || message.msg_flags & MSG_CTRUNC)
		take_beside(sock, &message);
	return DID_IT;
}

static enum did
recv_layer(struct sock *sock, char *buffer, size_t room, const struct io_ask *ask,
    struct io_got *got, struct error *error)
{
	int beyond = ask->flags & ~(MSG_PEEK | MSG_TRUNC | MSG_WAITALL | MSG_DONTWAIT);
	enum did did;

	if (beyond || ask->null || ask->has_length) {
		error_set(error, ERROR_REFUSED, "with TLS a recv has bytes alone: no urgent ones, "
		    "no address");
		return DID_FAIL;
	}
	got->length = room;
	did = sock->layer->calls->recv(sock, buffer, &got->length, ask->flags & MSG_PEEK, error);
	got->bytes = ask->flags & MSG_TRUNC && sock->type == SOCK_STREAM ? 0 : got->length;
	got->eof = did == DID_IT && !got->length && room;
	if (sock->layer->cut && did == DID_IT) {
		got->length += sock->layer->cut;
		got->flags |= MSG_TRUNC;
	}
	return did;
}

bool
io_layer_waits(struct sock *sock)
{
	struct error ignored;
	size_t count = 1;
	char byte;

	return sock->layer && !layer_ready(sock) && !sock->owed &&
	    sock->layer->calls->recv(sock, &byte, &count, true, &ignored) == DID_LATER &&
	    !layer_busy(sock);
}

/* Can nothing come beside the bytes?  Then the short call will do. */
static bool
is_plain(const struct sock *sock, const struct io_ask *ask)
{
	return !ask->has_length && sock->type == SOCK_STREAM && !sock->beside_asked;
}

enum did
io_recv(struct sock *sock, char *buffer, size_t room, const struct io_ask *ask,
    struct io_got *got, struct error *error)
{
	enum did did;

	got->bytes = got->length = 0;
	got->flags = 0;
	got->eof = got->has_from = false;
	if (sock->owed) {
		error_system(error, "recv", sock->owed);
		sock_parted(sock, sock->owed);
		sock->owed = 0;
		return DID_FAIL;
	}
	did = (sock->layer ? recv_layer : is_plain(sock, ask) ? recv_stream : recv_message)(sock,
	    ask->null ? NULL : buffer, room, ask, got, error);
	if (did == DID_IT && !(ask->flags & MSG_PEEK))
		sock->received += got->length;
	if (sock->tap && did == DID_IT && !(ask->flags & MSG_PEEK) && !got->eof)
		tap_tell(sock, false, buffer, got->bytes, got->has_from ? &got->from : NULL);
	if (got->eof || (did == DID_FAIL && !(ask->flags & MSG_OOB))) {
		sock->over = osdep_has_ended(sock->fd);
		/* The end of a layer is not the connection's. */
		if (!sock->layer || sock->over)
			sock_parted(sock, got->eof ? 0 : error->number);
	}
	return did;
}

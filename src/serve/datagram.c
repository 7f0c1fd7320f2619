/* datagram: serves a socket of datagrams: each has a sender, nobody is connected. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/number.h"
#include "serve/server-inner.h"
#include "socket/sys.h"
#include "socket/tap.h"

/* Two that answer each other would do so for ever, and one that answers itself. */
static bool
is_own(struct server *server, const struct addr *from)
{
	struct server_desk *desk = server->desk;

	if (server->role->flags & ROLE_NOWHERE || !desk->serves || !desk->serves(desk, from))
		return false;
	if (server_may_tell(server, &server->told_own))
		server_tell(server, NULL, true, "a datagram from a socket that is served here, "
		    "too, was refused: they would answer each other for ever");
	return true;
}

static void
take(struct server *server, const struct addr *from, size_t count, bool cut)
{
	struct sock *sock = server->sock;
	size_t held = cut ? SERVER_ROOM : count;

	if (!server_allows(server, from) || is_own(server, from)) {
		server->serving.refused++;
		return;
	}
	server->serving.total++;
	server->serving.received += count;
	server->left -= count < server->left ? count : server->left;
	sock->received += count;
	rate_use(&server->in, server->want.rate, server->now, count);
	if (sock->tap)
		tap_tell(sock, false, server->room, held, from->length ? from : NULL);
	server->deaf |= server->want.once;
	server->role->datagram(server, from, server->room, held);
	if (server->deaf)
		server_end(server, NULL);
}

/* When it is used up, what comes waits in the kernel, and is lost there when that is full. */
static bool
is_spent(struct server *server)
{
	const uint64_t rate = server->want.rate;
	int64_t in, out;

	if (!rate || (rate_allows(&server->in, rate, server->now, 1) &&
	    rate_allows(&server->out, rate, server->now, 1)))
		return false;
	in = rate_due(&server->in, rate);
	out = rate_due(&server->out, rate);
	dues_put(&server->dues, &server->accepts, in > out ? in : out);
	server_due(server);
	return true;
}

/* ICMP tells these of what was sent to somebody, once: the next may be sound. */
static const int passing[] = { EINTR, ECONNREFUSED, ECONNRESET, EHOSTUNREACH, EHOSTDOWN,
	ENETUNREACH, ENETDOWN, ENOPROTOOPT, EMSGSIZE, EOPNOTSUPP, EPROTO, EACCES };

static bool
is_passing(int number)
{
	for (size_t i = 0; i < sizeof(passing) / sizeof(*passing); i++)
		if (passing[i] == number)
			return true;
	return false;
}

static bool
go_on(struct server *server, int number)
{
	struct error error;

	if (number == EAGAIN || number == EWOULDBLOCK)
		return server->waits = false;
	if (is_passing(number))
		return true;
	/* Any other may last, and comes at once when asked for again. */
	if (number != EBADF && number != ENOTSOCK && number != EINVAL && number != EFAULT)
		return server_pause(server, "recvmsg", number), false;
	error_system(&error, "recvmsg", number);
	server_end(server, &error);
	return false;
}

void
server_receive(struct server *server)
{
	for (int i = 0; i < SERVER_BATCH && server->waits && !server->over && server->left; i++) {
		struct addr from = { .length = 0 };
		struct iovec piece = { server->room, SERVER_ROOM };
		struct msghdr message = { .msg_name = &from.any, .msg_namelen = sizeof(from.room),
			.msg_iov = &piece, .msg_iovlen = 1 };
		ssize_t count;

		if (server->accepts.at || is_spent(server))
			return;
		/* Without room for control data no descriptor that is passed gets here. */
		count = sys_recvmsg(server->sock->fd, &message, MSG_DONTWAIT | MSG_TRUNC);
		if (count < 0 && !go_on(server, errno))
			return;
		from.length = message.msg_namelen;
		if (count >= 0)
			take(server, &from, (size_t)count, message.msg_flags & MSG_TRUNC);
	}
	if (server->waits && !server->over)
		server_again(server);
}

void
server_reply(struct server *server, const struct addr *to, const char *bytes, size_t count)
{
	struct sock *sock = server->sock;
	int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
	ssize_t sent;

	if (!to->length && !sock->connected) {
		server->serving.dropped++;
		return;
	}
	sent = sock->connected ? sys_send(sock->fd, bytes, count, flags) :
	    sys_sendto(sock->fd, bytes, count, flags, &to->any, to->length);
	/* A datagram may be lost on its way at any rate. */
	if (sent < 0) {
		server->serving.dropped++;
		return;
	}
	server->serving.sent += (uint64_t)sent;
	sock->sent += (uint64_t)sent;
	rate_use(&server->out, server->want.rate, server->now, (size_t)sent);
	if (sock->tap)
		tap_tell(sock, true, bytes, (size_t)sent, to->length ? to : NULL);
}

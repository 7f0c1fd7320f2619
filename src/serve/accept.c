/* accept: takes the connections that wait at a server's socket. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/number.h"
#include "serve/server-inner.h"
#include "socket/serving.h"
#include "socket/sys.h"

/* Of these accept(2) tells one connection that is no more, or a moment's lack of a network: the
 * next may be sound. */
static const int passing[] = { ECONNABORTED, EINTR, EPROTO, EPERM, ENETDOWN, ENOPROTOOPT, EHOSTDOWN,
#ifdef ENONET
	ENONET,
#endif
	EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH, ETIMEDOUT };
/* And of these the system has none of what it takes. */
static const int lacking[] = { EMFILE, ENFILE, ENOBUFS, ENOMEM };

static bool
is_among(const int *list, size_t count, int number)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == number)
			return true;
	return false;
}

#define IS_AMONG(list, number) is_among(list, sizeof(list) / sizeof(*(list)), number)

/* Nothing of it stays here. */
static void
refuse(struct server *server, int fd, const struct addr *peer, const char *why)
{
	const struct linger at_once = { .l_onoff = 1 };
	struct buf from = { 0 };

	sys_setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	sys_close(fd);
	server->serving.refused++;
	if (!server_may_tell(server, &server->told_refused))
		return;
	addr_show(&from, peer);
	server_tell(server, NULL, false, "a client%s%s was refused: %s", from.count ? " from " : "",
	    buf_text(&from), why);
	buf_clear(&from);
}

/* The two ends are known from now on: what is left of it can be told when it is closed. */
static void
meet(struct server *server, struct sock *sock, const struct addr *peer)
{
	struct error ignored;
	struct addr local;

	if (peer->length && sock->family != AF_UNIX && sock_local(sock, &local, &ignored))
		sock_meet(server->desk->sockets, sock, &local, peer);
}

static void
take(struct server *server, int fd, const struct addr *peer)
{
	const struct server_want *want = &server->want;
	struct sock *sock;
	struct error error;

	if (!server_allows(server, peer)) {
		refuse(server, fd, peer, want->allows || want->denies ?
		    "--allow and --deny leave it out" :
		    "without --allow only this machine's are served");
		return;
	}
	if (want->max_clients && server->serving.clients >= want->max_clients) {
		refuse(server, fd, peer, "there are as many as --max-clients allows");
		return;
	}
	sock = sock_accepted(server->desk->sockets, server->sock, fd, 0);
	meet(server, sock, peer);
	server->serving.total++;
	if (client_new(server, sock, &error))
		return;
	server_tell(server, NULL, true, "client %u: %s", sock->number, error.text);
	sock_close(server->desk->sockets, sock, NULL, &error);
}

void
server_pause(struct server *server, const char *call, int number)
{
	server->waits = true;
	dues_put(&server->dues, &server->accepts,
	    server->now + SERVER_BACKLOG_PAUSE_MS * (NUMBER_SECOND / 1000));
	server_due(server);
	if (server_may_tell(server, &server->told_full))
		server_tell(server, NULL, true, "%s: %s: %s wait until that is over", call,
		    strerror(number), server->serving.datagram ? "datagrams" : "clients");
}

/* What accept(2) has answered; false: no more in this turn. */
static bool
go_on(struct server *server, int number)
{
	struct error error;

	if (number == EAGAIN || number == EWOULDBLOCK)
		return server->waits = false;
	if (IS_AMONG(passing, number))
		return true;
	if (IS_AMONG(lacking, number))
		return server_pause(server, "accept", number), false;
	server->waits = false;
	error_system(&error, "accept", number);
	server_end(server, &error);
	return false;
}

static bool
may_take(const struct server *server)
{
	size_t most = server->role->at_once;

	/* Whether a handshake has a client at its end is not known before. */
	if (server->deaf || (server->want.once && server->first))
		return false;
	return server->waits && (!most || server->serving.clients < most);
}

void
server_accept(struct server *server)
{
	struct sock *sock = server->sock;
	struct error error;
	/* A program takes milliseconds to start. */
	int batch = server->role->flags & ROLE_PROGRAMS ? SERVER_STARTS : SERVER_BATCH;
	int flags, fd;

	if (server->accepts.at || !may_take(server))
		return;
	/* It would last while somebody else has the descriptor, too. */
	if (!sock_unblock(sock, &flags, &error)) {
		server_end(server, &error);
		return;
	}
	for (int i = 0; i < batch && may_take(server); i++) {
		struct addr peer = { .length = sizeof(peer.room) };

		fd = sys_accept4(sock->fd, &peer.any, &peer.length, SOCK_CLOEXEC);
		if (fd >= 0)
			take(server, fd, &peer);
		else if (!go_on(server, errno))
			break;
	}
	/* A role may have stopped it, and closed the socket. */
	if (sock->fd >= 0)
		sock_block_again(sock, flags);
	if (!server->accepts.at && may_take(server))
		server_again(server);
}

void
server_accept_again(struct server *server)
{
	if (!server->accepts.at)
		return;
	dues_drop(&server->dues, &server->accepts);
	server_again(server);
}

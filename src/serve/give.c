/* give: a client that a person takes over, and one that is given back. */
#include "serve/server-inner.h"
#include "socket/inbox.h"
#include "socket/layer.h"

void
client_take(struct client *client)
{
	struct server *server = client->server;

	if (client->flags & CLIENT_GONE)
		return;
	server_enter(server);
	if (client_owes(client))
		client_flush(client);
	if (!(client->flags & CLIENT_GONE))
		client_leave(client);
	server_leave(server);
}

static bool
suits(const struct server *server, const struct sock *sock, struct error *error)
{
	if (sock->serving)
		return error_set(error, ERROR_REFUSED, "socket %u is served already: 'take %u' "
		    "takes it over", sock->number, sock->number);
	if (server->over || server->single || server->sock->type != SOCK_STREAM)
		return error_set(error, ERROR_REFUSED, "socket %u serves no connections",
		    server->sock->number);
	return (sock->type == SOCK_STREAM && sock->connected) || error_set(error, ERROR_REFUSED,
	    "socket %u is no connection", sock->number);
}

/* Nobody else has accepted from its socket since it began. */
static bool
is_counted(const struct server *server, const struct sock *sock)
{
	return sock->listener == server->sock->number && sock->made >= server->began;
}

bool
client_give(struct server *server, struct sock *sock, struct error *error)
{
	bool given;

	if (!suits(server, sock, error))
		return false;
	server_enter(server);
	given = client_new(server, sock, error);
	server->serving.total += given && !is_counted(server, sock);
	server_leave(server);
	return given;
}

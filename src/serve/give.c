/* give: a client that a person takes over, and one that is given back. */
#include "serve/server-inner.h"
#include "socket/inbox.h"
#include "socket/layer.h"

size_t
client_take(struct client *client)
{
	struct server *server = client->server;
	size_t lost;

	if (client->flags & CLIENT_GONE)
		return 0;
	server_enter(server);
	if (client_owes(client))
		client_flush(client);
	/* What TLS holds stays with the connection. */
	lost = client->owed.count;
	if (!(client->flags & CLIENT_GONE))
		client_leave(client);
	server_leave(server);
	return lost;
}

static bool
suits(const struct server *server, const struct sock *sock, struct error *error)
{
	uint64_t wanted = server->want.max_clients, most = server->role->at_once;

	if (wanted && (!most || wanted < most))
		most = wanted;
	if (sock->serving)
		return error_set(error, ERROR_REFUSED, "socket %u is served already: 'take %u' "
		    "takes it over", sock->number, sock->number);
	if (server->over || server->single || server->serving.datagram)
		return error_set(error, ERROR_REFUSED, "socket %u serves no connections",
		    server->sock->number);
	if (sock->type != server->sock->type || !sock->connected)
		return error_set(error, ERROR_REFUSED, "socket %u is no connection", sock->number);
	return !most || server->serving.clients < most || error_set(error, ERROR_REFUSED,
	    "socket %u has %llu clients, and serves no more at once", server->sock->number,
	    (unsigned long long)server->serving.clients);
}

bool
client_give(struct server *server, struct sock *sock, struct error *error)
{
	bool given, known = sock->counted == server->began;

	if (!suits(server, sock, error))
		return false;
	server_enter(server);
	given = client_new(server, sock, error);
	server->serving.total += given && !known;
	server_leave(server);
	return given;
}

/* client-alone: the only client that has anything to say is waited for in recv(2) itself, which
 * takes two calls for a request and its answer where the loop takes three. */
#include <sys/socket.h>
#include <sys/time.h>

#include "base/number.h"
#include "serve/server-inner.h"
#include "socket/sys.h"

bool
client_may_be_alone(const struct client *client)
{
	const struct server *server = client->server;

	return server->role->came && !(server->role->flags & ROLE_LATER) && !server->want.tls &&
	    !server->want.rate && sock_is_tcp(client->sock);
}

/* It has nothing but to answer what comes, and nobody else looks at what that is. */
static bool
is_simple(const struct client *client)
{
	const struct sock *sock = client->sock;

	return !(client->flags & ~(unsigned)(CLIENT_OPENED | CLIENT_READABLE)) &&
	    !client_owes(client) && client->server->left && !client->server->more &&
	    !sock->layer && !sock->tap && !sock->waiters && !sock->reacts && !sys_tracer;
}

static bool
limit_recv(const struct client *client, const struct timeval *limit)
{
	return sys_setsockopt(client->sock->fd, SOL_SOCKET, SO_RCVTIMEO, limit,
	    sizeof(*limit)) == 0;
}

/* Once; did anything come? */
static bool
answer_one(struct client *client)
{
	uint64_t before = client->sock->received;

	client->flags |= CLIENT_READABLE | CLIENT_ALONE;
	client_go(client);
	client->flags &= ~(unsigned)CLIENT_ALONE;
	return !(client->flags & CLIENT_GONE) && client->sock->received != before;
}

void
client_alone(struct client *client)
{
	const struct timeval limit = { .tv_usec = LOOP_ALONE_MS * 1000 };
	int64_t until = number_now() + LOOP_ALONE_MS * INT64_C(1000000);
	struct timeval own;
	socklen_t length = sizeof(own);

	/* Whoever looks at the option later finds what was there. */
	if (!is_simple(client) || sys_getsockopt(client->sock->fd, SOL_SOCKET, SO_RCVTIMEO, &own,
	    &length) < 0 || !limit_recv(client, &limit))
		return;
	server_enter(client->server);
	while (answer_one(client) && is_simple(client) && number_now() < until)
		;
	if (!(client->flags & CLIENT_GONE)) {
		limit_recv(client, &own);
		client->sock->used = client->server->now;
	}
	server_leave(client->server);
}

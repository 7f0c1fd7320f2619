/* serve: loads what serves, and hands on what is asked of it. */
#include "serve/server.h"

#include <stddef.h>
#include <string.h>

#include "base/module.h"
#include "serve/server-inner.h"

#ifdef HAVE_MODULES
/* Only tests have it linked in. */
#pragma weak serve_library
#endif

static const struct serve_library *
library_find(struct error *error)
{
#ifdef HAVE_MODULES
	if (!&serve_library)
		return module_symbol("serve", "serve_library", error);
#else
	(void)error;
#endif
	return &serve_library;
}

const struct role *const *
server_roles(struct error *error)
{
	const struct serve_library *library = library_find(error);

	return library ? library->roles : NULL;
}

const struct role *
server_role_named(const char *name, size_t count, struct error *error)
{
	const struct role *const *role = server_roles(error);

	for (; role && *role; role++)
		if (strlen((*role)->name) == count && memcmp((*role)->name, name, count) == 0)
			return *role;
	if (role)
		error_usage(error, "'%.*s' is no role of a server", (int)(count < 64 ? count : 64),
		    name);
	return NULL;
}

struct server *
server_start(struct server_desk *desk, struct sock *sock, const struct server_want *want,
    struct error *error)
{
	const struct serve_library *library = library_find(error);

	return library ? library->start(desk, sock, want, error) : NULL;
}

void
server_retire(struct server *server)
{
	server->library->retire(server);
}

void
server_stop(struct server *server)
{
	server->library->stop(server);
}

const struct serving *
server_counts(const struct server *server)
{
	return &server->serving;
}

struct sock *
server_sock(const struct server *server)
{
	return server->sock;
}

bool
server_is_at(const struct server *server, const struct addr *from)
{
	const struct addr *local = &server->local;

	return local->length && addr_port(local) == addr_port(from) && (addr_is_wildcard(local) ?
	    addr_is_loopback(from) : addr_is_same_host(local, from));
}

const struct role *
server_role(const struct server *server)
{
	return server->role;
}

/* Whose: `serving` is within. */
static struct server *
server_with(const struct sock *sock)
{
	return sock->serving ? (struct server *)(void *)((char *)(size_t)sock->serving -
	    offsetof(struct server, serving)) : NULL;
}

struct server *
server_of(const struct sock *sock)
{
	struct server *server = server_with(sock);

	return server && server->sock == sock ? server : NULL;
}

struct client *
server_client(const struct sock *sock)
{
	const struct server *server = server_with(sock);

	if (!server || sock->fd < 0)
		return NULL;
	/* Of a connection that is served by itself both are true. */
	return server->sock != sock || server->single ? sock->watch.to : NULL;
}

struct server *
server_of_client(const struct client *client)
{
	return client->server;
}

bool
server_is_sending(struct client *client, uint64_t *sent, uint64_t *of)
{
	const struct role *role = client->server->role;

	return role->under_way && client->flags & CLIENT_OPENED &&
	    role->under_way(client, sent, of) && *sent < *of;
}

size_t
server_take(struct client *client)
{
	return client->server->library->take(client);
}

bool
server_give(struct server *server, struct sock *sock, struct error *error)
{
	return server->library->give(server, sock, error);
}

bool
server_send(struct client *client, const char *bytes, size_t count)
{
	return client->server->library->send(client, bytes, count);
}

size_t
server_takes(const struct client *client, size_t count)
{
	return client->server->library->takes(client, count);
}

void
server_finish(struct client *client)
{
	client->server->library->finish(client);
}

void
server_drop(struct client *client, bool reset)
{
	client->server->library->drop(client, reset);
}

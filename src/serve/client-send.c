/* client-send: what a client is sent, and what it is owed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "serve/server-inner.h"
#include "socket/io.h"
#include "socket/layer.h"
#include "socket/sys.h"
#include "socket/tap.h"

enum { NOT_SENT = CLIENT_GONE | CLIENT_SHAKES | CLIENT_FULL | CLIENT_SPENT_OUT };

bool
client_owes(const struct client *client)
{
	return client->owed || layer_owes(client->sock);
}

size_t
client_owed(const struct client *client)
{
	return client->owed ? client->owed->count : layer_owes(client->sock);
}

/* ---- to the kernel ---- */

static enum did
send_layer(struct client *client, const char *bytes, size_t *count, int *number)
{
	const struct io_way way = { .flags = MSG_NOSIGNAL };
	struct error error;
	enum did did = io_send(client->sock, bytes, count, &way, &error);

	*number = did == DID_FAIL && error.kind == ERROR_SYSTEM ? error.number : EPIPE;
	return did;
}

static enum did
send_some(struct client *client, const char *bytes, size_t *count, int *number)
{
	struct sock *sock = client->sock;
	ssize_t sent;

	if (sock->layer)
		return send_layer(client, bytes, count, number);
	do
		sent = sys_send(sock->fd, bytes, *count, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	*number = errno;
	*count = sent < 0 ? 0 : (size_t)sent;
	if (sent < 0)
		return *number == EAGAIN || *number == EWOULDBLOCK ? DID_LATER : DID_FAIL;
	sock->sent += *count;
	if (sock->tap)
		tap_tell(sock, true, bytes, *count, NULL);
	return DID_IT;
}

void
client_sent(struct client *client, size_t count)
{
	struct server *server = client->server;

	server->serving.sent += count;
	server->left -= count < server->left ? count : server->left;
	client->used = server->now;
	client_last(client);
	rate_use(&client->out, server->want.rate, server->now, count);
}

/* As much as goes now; returns how much.  The client may be gone then. */
static size_t
push(struct client *client, const char *bytes, size_t count)
{
	struct server *server = client->server;
	size_t went = 0;

	while (went < count && !(client->flags & NOT_SENT)) {
		size_t may = rate_allows(&client->out, server->want.rate, server->now,
		    count - went), some = may;
		int number;
		enum did did = may ? send_some(client, bytes + went, &some, &number) : DID_LATER;

		if (did == DID_FAIL)
			return client_fail(client, "send", number), went;
		if (!may) {
			client->flags |= CLIENT_SPENT_OUT;
			client_schedule(client);
			break;
		}
		if (layer_busy(client->sock))
			client_again(client);
		else if (did == DID_LATER || (some < may && !client->sock->layer) ||
		    layer_owes(client->sock))
			client->flags |= CLIENT_FULL;
		if (did == DID_LATER || !some)
			break;
		went += some;
		client_sent(client, some);
	}
	return went;
}

/* ---- what it is owed ---- */

void
client_forget_owed(struct client *client)
{
	if (!client->owed)
		return;
	client->server->owed -= client->owed->room;
	free(client->owed);
	client->owed = NULL;
}

/* Are all together owed too much? */
static bool
is_short(const struct server *server)
{
	return server->owed > SERVER_OWED_ALL && server->owed > server->want.ceiling;
}

/* Then it is those who are owed more than others that go. */
static size_t
ceiling(const struct client *client)
{
	const struct server *server = client->server;
	size_t share = SERVER_OWED_ALL / (server->serving.clients + 1);

	return is_short(server) && share < server->want.ceiling ? share : server->want.ceiling;
}

size_t
client_ceiling(const struct client *client)
{
	return client->server->want.ceiling;
}

size_t
client_takes(const struct client *client, size_t count)
{
	size_t most = ceiling(client), owed = client_owed(client);

	if (owed)
		return owed + count <= most ? count : 0;
	return count < most ? count : most;
}

/* A place for so many more. */
static struct owed *
make_place(struct client *client, size_t held, size_t count)
{
	struct owed *owed = client->owed, *more;
	size_t room = held + count + held;

	if (owed && owed->at + held + count <= owed->room)
		return owed;
	more = mem_grow(NULL, sizeof(*more) + room, 1);
	*more = (struct owed){ .count = held, .room = room };
	if (owed)
		memcpy(more->bytes, owed->bytes + owed->at, held);
	client_forget_owed(client);
	client->server->owed += room;
	return client->owed = more;
}

static bool
keep(struct client *client, const char *bytes, size_t count)
{
	struct server *server = client->server;
	size_t held = client->owed ? client->owed->count : 0;
	struct owed *owed;

	if (held + count > ceiling(client)) {
		server_tell(server, client, true, "client %u does not read: dropped, with %zu "
		    "bytes that it was owed (%s)", client->sock->number, held + count,
		    held + count > server->want.ceiling ? "--ceiling" :
		    "as all are owed more than 64 MiB");
		server->serving.dropped++;
		client_close(client, true);
		return false;
	}
	owed = make_place(client, held, count);
	memcpy(owed->bytes + owed->at + held, bytes, count);
	owed->count += count;
	server->left -= count < server->left ? count : server->left;
	return true;
}

size_t
client_send_some(struct client *client, const char *bytes, size_t count)
{
	struct server *server = client->server;
	size_t went;

	if (client->flags & (CLIENT_GONE | CLIENT_SHUT) || client_owes(client))
		return 0;
	server_enter(server);
	went = push(client, bytes, count);
	server_leave(server);
	return went;
}

bool
client_send(struct client *client, const char *bytes, size_t count)
{
	struct server *server = client->server;
	size_t went;
	bool sent;

	if (client->flags & (CLIENT_GONE | CLIENT_SHUT))
		return false;
	server_enter(server);
	went = client_owes(client) ? 0 : push(client, bytes, count);
	sent = !(client->flags & CLIENT_GONE) &&
	    (went == count || keep(client, bytes + went, count - went));
	server_leave(server);
	return sent;
}

void
client_flush(struct client *client)
{
	struct owed *owed = client->owed;
	struct error error;
	size_t went;

	if (layer_settle(client->sock, &error) == DID_FAIL) {
		client_fail(client, "send", error.kind == ERROR_SYSTEM ? error.number : EPIPE);
		return;
	}
	if (!owed || client->flags & NOT_SENT)
		return;
	went = push(client, owed->bytes + owed->at, owed->count);
	if (client->flags & CLIENT_GONE)
		return;
	owed->at += went;
	owed->count -= went;
	if (!owed->count)
		client_forget_owed(client);
}

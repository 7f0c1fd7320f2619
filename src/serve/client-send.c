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

static bool
keep(struct client *client, const char *bytes, size_t count)
{
	struct owed *owed = client->owed;
	size_t held = owed ? owed->count : 0;

	if (held + count > client->server->want.ceiling) {
		server_tell(client->server, client, true, "client %u does not read: dropped, with "
		    "%zu bytes that it was owed (--ceiling)", client->sock->number, held + count);
		client->server->serving.dropped++;
		client_close(client, true);
		return false;
	}
	if (!owed || owed->at + held + count > owed->room) {
		size_t room = held + count + (owed ? held : 0);
		struct owed *more = mem_grow(NULL, sizeof(*more) + room, 1);

		*more = (struct owed){ .count = held, .room = room };
		if (owed)
			memcpy(more->bytes, owed->bytes + owed->at, held);
		free(owed);
		owed = client->owed = more;
	}
	memcpy(owed->bytes + owed->at + held, bytes, count);
	owed->count += count;
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
	if (owed->count)
		return;
	free(owed);
	client->owed = NULL;
}

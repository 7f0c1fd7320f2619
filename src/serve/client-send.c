/* client-send: what a client is sent, and what it is owed. */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "serve/server-inner.h"
#include "socket/io.h"
#include "socket/layer.h"
#include "socket/sys.h"
#include "socket/tap.h"

/* A share of less than this is copied: a piece for each would take more memory than that. */
enum { SHARED_LEAST = 1 << 10, SHARED_COST = 512 };
enum { NOT_SENT = CLIENT_GONE | CLIENT_SHAKES | CLIENT_FULL | CLIENT_SPENT_OUT };

bool
client_owes(const struct client *client)
{
	return client->owed.first || layer_owes(client->sock);
}

size_t
client_owed(const struct client *client)
{
	return client->owed.first ? client->owed.count : layer_owes(client->sock);
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

/* A message that is longer than the buffer goes in none of its parts: it gets one that has room
 * for all that is taken from others. */
static bool
make_room(const struct client *client, int number)
{
	const int room = SERVER_ROOM;
	int fd = client->sock->fd, before = 0, now = 0;
	socklen_t length = sizeof(int);

	if (number != EMSGSIZE || !client_has_messages(client))
		return false;
	return sys_getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &before, &length) == 0 &&
	    sys_setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room)) == 0 &&
	    sys_getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &now, &length) == 0 && now > before;
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
	while (sent < 0 && (errno == EINTR || make_room(client, errno)));
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
	server_spend(server, count);
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

/* All of it or nothing. */
static bool
push_message(struct client *client, const char *bytes, size_t count)
{
	struct server *server = client->server;
	size_t some = count;
	int number;

	if (client->flags & NOT_SENT)
		return false;
	if (!rate_allows(&client->out, server->want.rate, server->now, 1)) {
		client->flags |= CLIENT_SPENT_OUT;
		client_schedule(client);
		return false;
	}
	switch (send_some(client, bytes, &some, &number)) {
	case DID_LATER:
		client->flags |= CLIENT_FULL;
		return false;
	case DID_FAIL:
		client_fail(client, "send", number);
		return false;
	case DID_IT:
		break;
	}
	client_sent(client, count);
	return true;
}

/* Either; *went: how much. */
static bool
push_all(struct client *client, const char *bytes, size_t count, size_t *went)
{
	bool all;

	if (!client_has_messages(client))
		return (*went = push(client, bytes, count)) == count;
	all = push_message(client, bytes, count);
	*went = all ? count : 0;
	return all;
}

/* ---- what it is owed ---- */

void
client_forget_owed(struct client *client)
{
	owed_clear(&client->owed, &client->server->owed);
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
	return count < most || client_has_messages(client) ? count : most;
}

static bool
drop_full(struct client *client, size_t owed)
{
	struct server *server = client->server;

	server_tell(server, client, true, "client %u does not read: dropped, with %zu bytes that "
	    "it was owed (%s)", client->sock->number, owed, owed > server->want.ceiling ?
	    "--ceiling" : "as all are owed more than 64 MiB");
	server->serving.dropped++;
	client_close(client, true);
	return false;
}

/* What is left of it: in the share if that is worth a piece of its own, else in a copy. */
static bool
keep(struct client *client, struct share **share, const char *bytes, size_t count, size_t went)
{
	struct server *server = client->server;
	size_t left = count - went, owed = client->owed.count + left;

	if (owed > ceiling(client))
		return drop_full(client, owed);
	if (share && left >= SHARED_LEAST) {
		if (!*share)
			*share = share_new(server, bytes, count);
		owed_add_share(&client->owed, *share, went, &server->owed);
		server_spend(server, SHARED_COST);
		return true;
	}
	(client_has_messages(client) ? owed_add_message : owed_add)(&client->owed, bytes + went,
	    left, &server->owed);
	server_spend(server, left);
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
	push_all(client, bytes, count, &went);
	server_leave(server);
	return went;
}

void
client_send_at_once(struct client *client)
{
	const int on = 1;

	if (sock_is_tcp(client->sock))
		sys_setsockopt(client->sock->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

bool
client_send_shared(struct client *client, struct share **share, const char *bytes, size_t count)
{
	struct server *server = client->server;
	size_t went = 0;
	bool sent;

	if (client->flags & (CLIENT_GONE | CLIENT_SHUT))
		return false;
	server_enter(server);
	sent = (!client_owes(client) && push_all(client, bytes, count, &went)) ||
	    (!(client->flags & CLIENT_GONE) && keep(client, share, bytes, count, went));
	server_leave(server);
	return sent;
}

bool
client_send(struct client *client, const char *bytes, size_t count)
{
	return client_send_shared(client, NULL, bytes, count);
}

void
client_flush(struct client *client)
{
	bool messages = client_has_messages(client), all = true;
	struct error error;
	size_t count, went;

	if (layer_settle(client->sock, &error) == DID_FAIL) {
		client_fail(client, "send", error.kind == ERROR_SYSTEM ? error.number : EPIPE);
		return;
	}
	while (all && client->owed.first && !(client->flags & NOT_SENT)) {
		const char *bytes = owed_next(&client->owed, messages, &count);

		all = push_all(client, bytes, count, &went);
		if (client->flags & CLIENT_GONE)
			return;
		if (went || all)
			owed_drop(&client->owed, messages, went, &client->server->owed);
	}
}

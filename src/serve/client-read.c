/* client-read: what comes from a client goes to its role. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "serve/server-inner.h"
#include "socket/inbox.h"
#include "socket/io.h"
#include "socket/layer.h"
#include "socket/sys.h"
#include "socket/tap.h"

enum { NOT_READ = CLIENT_GONE | CLIENT_SHAKES | CLIENT_PAUSED | CLIENT_SPENT_IN | CLIENT_ENDED };

static bool
may_read(const struct client *client)
{
	return client->flags & CLIENT_READABLE && !(client->flags & NOT_READ) &&
	    !client_owes(client);
}

/* Whatever comes is thrown away in the kernel. */
static bool
goes_nowhere(const struct client *client)
{
	return (client->server->role->flags & ROLE_NOWHERE || client->flags & CLIENT_SHUT) &&
	    sock_is_tcp(client->sock) && !client->sock->tap;
}

static enum did
read_layer(struct client *client, size_t *count, int *number)
{
	const struct io_ask ask = { 0 };
	struct io_got got;
	struct error error;
	enum did did = io_recv(client->sock, client->server->room, *count, &ask, &got, &error);

	*count = got.bytes;
	*number = did == DID_FAIL && error.kind == ERROR_SYSTEM ? error.number : 0;
	/* A peer that leaves out its notice of the end has ended all the same. */
	return did == DID_FAIL && !*number ? DID_IT : did;
}

/* What a person who had taken it over has received, and not taken.  False: that is all. */
static bool
read_held(struct client *client, size_t *count)
{
	size_t held;
	const char *bytes = inbox_bytes(client->sock, &held);

	if (!held) {
		client->flags &= ~(unsigned)CLIENT_HELD;
		return false;
	}
	*count = held < *count ? held : *count;
	memcpy(client->server->room, bytes, *count);
	inbox_drop(client->sock, *count);
	return true;
}

/* Into the server's room, `*count` bytes at most; afterwards how many.  None: it has ended. */
static enum did
read_some(struct client *client, size_t *count, int *number)
{
	int flags = (client->flags & CLIENT_ALONE ? 0 : MSG_DONTWAIT) |
	    (goes_nowhere(client) ? MSG_TRUNC : 0);
	struct sock *sock = client->sock;
	ssize_t got;

	if (client->flags & CLIENT_HELD && read_held(client, count))
		return DID_IT;
	if (sock->layer)
		return read_layer(client, count, number);
	got = sys_recv(sock->fd, client->server->room, *count, flags);
	if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return errno == EINTR ? client_again(client), DID_LATER : DID_LATER;
	*number = got < 0 ? errno : 0;
	if (got < 0)
		return DID_FAIL;
	*count = (size_t)got;
	sock->received += *count;
	if (sock->tap && *count)
		tap_tell(sock, false, client->server->room, *count, NULL);
	return DID_IT;
}

static void
end(struct client *client)
{
	const struct role *role = client->server->role;

	client->flags = (client->flags | CLIENT_ENDED) & ~(unsigned)CLIENT_READABLE;
	sock_parted(client->sock, 0);
	if (client->flags & CLIENT_SHUT)
		client_close(client, false);
	else if (role->ended && !(client->flags & CLIENT_FINISHES))
		role->ended(client);
	else
		client_finish(client);
}

static void
came(struct client *client, size_t count)
{
	struct server *server = client->server;

	server->serving.received += count;
	server->left -= count < server->left ? count : server->left;
	client->used = server->now;
	rate_use(&client->in, server->want.rate, server->now, count);
	if (!(client->flags & CLIENT_FINISHES) && server->role->came)
		server->role->came(client, server->room, count);
}

/* What it may send is used up: it is read again when it has some. */
static void
spend(struct client *client)
{
	client->flags |= CLIENT_SPENT_IN;
	client_schedule(client);
}

/* Once; true: and again, as what has come is not all. */
static bool
read_once(struct client *client)
{
	struct server *server = client->server;
	/* An answer may be as long, and is no reason to drop it. */
	size_t turn = server->want.ceiling < SERVER_TURN ? server->want.ceiling : SERVER_TURN;
	size_t most = rate_allows(&client->in, server->want.rate, server->now, turn);
	size_t count = most;
	int number;

	if (!most)
		return spend(client), false;
	switch (read_some(client, &count, &number)) {
	case DID_LATER:
		if (!layer_busy(client->sock))
			client->flags &= ~(unsigned)CLIENT_READABLE;
		return false;
	case DID_FAIL:
		return client_fail(client, "recv", number), false;
	case DID_IT:
		break;
	}
	if (!count)
		return end(client), false;
	/* All that there was: what comes from here on is told.  On a UNIX socket a read ends behind
	 * a descriptor that was passed, whatever there is. */
	if (count < most && sock_is_tcp(client->sock) && !client->sock->layer &&
	    !(client->flags & (CLIENT_ENDING | CLIENT_URGENT | CLIENT_HELD)))
		client->flags &= ~(unsigned)CLIENT_READABLE;
	came(client, count);
	return count < most;
}

void
client_read(struct client *client)
{
	bool more = true;

	while (more && may_read(client) && client->server->left)
		more = read_once(client);
	if (may_read(client))
		client_again(client);
}

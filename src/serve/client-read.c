/* client-read: what comes from a client goes to its role. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "serve/server-inner.h"
#include "socket/inbox.h"
#include "socket/io.h"
#include "socket/layer.h"
#include "socket/osdep.h"
#include "socket/sys.h"
#include "socket/tap.h"

enum { NOT_READ = CLIENT_GONE | CLIENT_SHAKES | CLIENT_PAUSED | CLIENT_SPENT_IN | CLIENT_ENDED };

static bool
may_read(const struct client *client)
{
	return client->flags & CLIENT_READABLE && !(client->flags & NOT_READ) &&
	    !client->server->over && !client_owes(client);
}

/* Whatever comes is thrown away in the kernel. */
static bool
goes_nowhere(const struct client *client)
{
	return (client->server->role->flags & ROLE_NOWHERE || client->flags & CLIENT_SHUT) &&
	    sock_is_tcp(client->sock) && !client->sock->tap;
}

struct got {
	size_t count;   /* before the call: so many at most */
	bool   ended;   /* that was all */
	int    number;  /* why it failed, or 0 */
};

static enum did
read_layer(struct client *client, struct got *got)
{
	const struct io_ask ask = { 0 };
	struct io_got some;
	struct error error;
	enum did did = io_recv(client->sock, client->server->room, got->count, &ask, &some, &error);

	got->number = did == DID_FAIL && error.kind == ERROR_SYSTEM ? error.number : 0;
	/* A peer that leaves out its notice of the end has ended all the same. */
	if (did == DID_FAIL && !got->number)
		did = DID_IT;
	got->count = did == DID_IT ? some.bytes : 0;
	got->ended = did == DID_IT && !got->count;
	return did;
}

/* What a person who had taken it over has received, and not taken.  False: that is all. */
static bool
read_held(struct client *client, struct got *got)
{
	bool messages = client_has_messages(client);
	size_t held;
	const char *bytes = inbox_bytes(client->sock, &held);

	if (!held && !(messages && inbox_has(client->sock))) {
		client->flags &= ~(unsigned)CLIENT_HELD;
		return false;
	}
	got->count = held < got->count ? held : got->count;
	memcpy(client->server->room, bytes, got->count);
	if (messages)
		inbox_drop_letter(client->sock);
	else
		inbox_drop(client->sock, got->count);
	return true;
}

static enum did
read_failed(struct client *client, struct got *got)
{
	got->number = errno;
	if (errno == EINTR)
		client_again(client);
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? DID_LATER : DID_FAIL;
}

ssize_t
message_read(int fd, char *room, bool *ended)
{
	struct iovec piece = { room, SERVER_ROOM };
	struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1 };
	ssize_t count = sys_recvmsg(fd, &message, MSG_DONTWAIT | MSG_TRUNC);

	/* Of an empty one nothing else tells that it was none. */
	*ended = !count && !(message.msg_flags & MSG_CTRUNC) && osdep_has_ended(fd);
	return count;
}

static enum did
read_message(struct client *client, struct got *got)
{
	struct sock *sock = client->sock;
	ssize_t count = message_read(sock->fd, client->server->room, &got->ended);

	if (count < 0)
		return read_failed(client, got);
	got->count = (size_t)count;
	sock->received += got->count;
	if (sock->tap && !got->ended)
		tap_tell(sock, false, client->server->room, got->count < SERVER_ROOM ? got->count :
		    SERVER_ROOM, NULL);
	return DID_IT;
}

static enum did
read_stream(struct client *client, struct got *got)
{
	int flags = MSG_DONTWAIT | (goes_nowhere(client) ? MSG_TRUNC : 0);
	struct sock *sock = client->sock;
	ssize_t count = sys_recv(sock->fd, client->server->room, got->count, flags);

	if (count < 0)
		return read_failed(client, got);
	got->count = (size_t)count;
	got->ended = !count;
	sock->received += got->count;
	if (sock->tap && count)
		tap_tell(sock, false, client->server->room, got->count, NULL);
	return DID_IT;
}

/* Into the server's room. */
static enum did
read_some(struct client *client, struct got *got)
{
	if (client->flags & CLIENT_HELD && read_held(client, got))
		return DID_IT;
	if (client->sock->layer)
		return read_layer(client, got);
	return client_has_messages(client) ? read_message(client, got) : read_stream(client, got);
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
drop_long(struct client *client, size_t count)
{
	client->server->serving.dropped++;
	server_tell(client->server, client, true, "client %u sent a message of %zu bytes: dropped, "
	    "as %d are the most", client->sock->number, count, SERVER_ROOM);
	client_close(client, true);
}

static void
came(struct client *client, size_t count)
{
	struct server *server = client->server;
	bool messages = client_has_messages(client);

	server->serving.received += count;
	server_spend(server, messages && count < SERVER_MESSAGE ? SERVER_MESSAGE : count);
	client->used = server->now;
	rate_use(&client->in, server->want.rate, server->now, count);
	if (client->flags & CLIENT_FINISHES || !server->role->came)
		return;
	if (count > SERVER_ROOM)
		drop_long(client, count);
	else
		server->role->came(client, server->room, count);
}

/* What it may send is used up: it is read again when it has some. */
static void
spend(struct client *client)
{
	client->flags |= CLIENT_SPENT_IN;
	client_schedule(client);
}

/* That was all that there was: what comes from here on is told. */
static bool
is_all(const struct client *client, size_t count, size_t most)
{
	/* On a UNIX socket a read ends behind a descriptor that was passed, whatever there is. */
	return count < most && sock_is_tcp(client->sock) && !client->sock->layer &&
	    !(client->flags & (CLIENT_ENDING | CLIENT_URGENT | CLIENT_HELD));
}

/* Once; true: and again, as what has come is not all. */
static bool
read_once(struct client *client)
{
	struct server *server = client->server;
	/* An answer may be as long, and is no reason to drop it. */
	size_t turn = server->want.ceiling < SERVER_TURN ? server->want.ceiling : SERVER_TURN;
	size_t most = rate_allows(&client->in, server->want.rate, server->now, turn);
	struct got got = { .count = client_has_messages(client) ? SERVER_ROOM : most };

	if (!most)
		return spend(client), false;
	switch (read_some(client, &got)) {
	case DID_LATER:
		if (!layer_busy(client->sock))
			client->flags &= ~(unsigned)CLIENT_READABLE;
		return false;
	case DID_FAIL:
		return client_fail(client, "recv", got.number), false;
	case DID_IT:
		break;
	}
	if (got.ended)
		return end(client), false;
	if (is_all(client, got.count, most))
		client->flags &= ~(unsigned)CLIENT_READABLE;
	came(client, got.count);
	return got.count < most;
}

void
client_read(struct client *client)
{
	bool more = true;

	for (int i = 0; i < SERVER_BATCH && more && may_read(client) && client->server->left; i++)
		more = read_once(client);
	if (may_read(client))
		client_again(client);
}

/* client-file: a file that a client is sent, by sendfile(2) where that goes. */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/server-inner.h"
#include "socket/io.h"

/* A client's share of a turn, where nothing is copied by us. */
enum { PIECE = 1 << 20, NOT_NOW = CLIENT_GONE | CLIENT_SHAKES | CLIENT_FULL | CLIENT_SPENT_OUT };

static bool
by_kernel(struct client *client, int fd, int64_t *at, size_t count, int *number)
{
	struct error error;
	size_t went = count;

	switch (io_send_file(client->sock, fd, at, &went, &error)) {
	case DID_LATER:
		client->flags |= CLIENT_FULL;
		return true;
	case DID_FAIL:
		*number = error.kind == ERROR_SYSTEM ? error.number : EIO;
		return false;
	case DID_IT:
		break;
	}
	/* The file is shorter than it was. */
	if (!went)
		return *number = ENODATA, false;
	client_sent(client, went);
	return true;
}

static bool
by_hand(struct client *client, int fd, int64_t *at, size_t count, int *number)
{
	struct server *server = client->server;
	ssize_t got = pread(fd, server->room, count < SERVER_TURN ? count : SERVER_TURN,
	    (off_t)*at);

	if (got <= 0) {
		*number = got < 0 ? errno : ENODATA;
		return false;
	}
	*at += (int64_t)client_send_some(client, server->room, (size_t)got);
	return true;
}

/* Has the call failed because of the connection, and not of the file? */
static bool
is_clients(int number)
{
	return number == EPIPE || number == ECONNRESET || number == ETIMEDOUT ||
	    number == ECONNABORTED || number == EHOSTUNREACH || number == ENETUNREACH ||
	    number == ENOTCONN;
}

bool
client_send_file(struct client *client, int fd, int64_t *at, uint64_t count, int *number)
{
	struct server *server = client->server;
	size_t most = count < PIECE ? (size_t)count : PIECE;

	if (!count || client->flags & NOT_NOW || client_owes(client))
		return true;
	most = rate_allows(&client->out, server->want.rate, server->now, most);
	if (!most) {
		client->flags |= CLIENT_SPENT_OUT;
		client_schedule(client);
		return true;
	}
	if (io_sends_files(client->sock)) {
		if (by_kernel(client, fd, at, most, number))
			return true;
		if (is_clients(*number))
			return client_fail(client, "sendfile", *number), true;
		if (*number != EINVAL && *number != ENOSYS && *number != EOPNOTSUPP)
			return false;
	}
	return by_hand(client, fd, at, most, number);
}

void
client_progress(struct client *client, uint64_t done, uint64_t total)
{
	struct server *server = client->server;

	if (server->desk->progress && !(client->flags & CLIENT_GONE))
		server->desk->progress(server->desk, server, client->sock, done, total);
}

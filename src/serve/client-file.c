/* client-file: sends a client what is in a file. */
#include <errno.h>
#include <unistd.h>

#include "serve/server-inner.h"
#include "socket/io.h"

enum { PIECE = 64 << 10,         /* read into memory, where the kernel cannot send it itself */
       NOT_SENT = CLIENT_GONE | CLIENT_SHUT | CLIENT_SHAKES | CLIENT_FULL | CLIENT_SPENT_OUT };

/* Which of the two that sendfile(2) moves bytes between has failed? */
static bool
is_of_file(int number)
{
	return number == EIO || number == EISDIR || number == ENXIO || number == EOVERFLOW ||
	    number == ESTALE || number == EBADF;
}

/* A layer (TLS) needs the bytes, and so does who looks at them. */
static bool
read_and_send(struct client *client, int fd, int64_t *at, size_t count, int *number)
{
	struct server *server = client->server;
	size_t most = server->want.ceiling < PIECE ? (size_t)server->want.ceiling : PIECE;
	unsigned times = 0;
	ssize_t got;

	do
		got = pread(fd, server->room, count < most ? count : most, *at);
	while (got < 0 && error_interrupted(&times));
	*number = errno;
	if (got < 0)
		return false;
	if (got && client_send(client, server->room, (size_t)got))
		*at += got;
	return true;
}

static void
went(struct client *client, size_t count)
{
	struct server *server = client->server;

	server->serving.sent += count;
	server->left -= count < server->left ? count : server->left;
	rate_use(&client->out, server->want.rate, server->now, count);
	client->used = server->now;
}

/* How much may go now. */
static size_t
most_of(struct client *client, uint64_t count)
{
	const struct server *server = client->server;
	size_t most = count < SERVER_ROOM ? (size_t)count : SERVER_ROOM;

	if (server->left < most)
		most = server->left;
	if (!most)
		return 0;
	most = rate_allows(&client->out, server->want.rate, server->now, most);
	if (!most) {
		client->flags |= CLIENT_SPENT_OUT;
		client_schedule(client);
	}
	return most;
}

bool
client_send_file(struct client *client, int fd, int64_t *at, uint64_t count, int *number)
{
	size_t most = client->flags & NOT_SENT || client_owes(client) ? 0 : most_of(client, count);
	size_t some = most;
	struct error error;

	if (!most)
		return true;
	if (!io_sends_files(client->sock))
		return read_and_send(client, fd, at, most, number);
	switch (io_send_file(client->sock, fd, at, &some, &error)) {
	case DID_IT:
		went(client, some);
		return true;
	case DID_LATER:
		client->flags |= CLIENT_FULL;
		return true;
	case DID_FAIL:
		break;
	}
	if (io_is_unfit_file(&error))
		return read_and_send(client, fd, at, most, number);
	*number = error.number;
	if (is_of_file(error.number))
		return false;
	client_fail(client, "sendfile", error.number);
	return true;
}

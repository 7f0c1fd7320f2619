/* pump: hands on what goes and comes between a client and a program. */
#include "serve/pump.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/mem.h"
#include "serve/server-inner.h"
#include "socket/osdep.h"
#include "socket/sys.h"

enum { PIECE = 16 << 10, PIECES = 4 };

struct pump {
	struct loop_watch watch;
	struct loop      *loop;
	struct client    *client;
	int               fd;        /* our end; -1: nothing comes from it any more */
	struct buf        in;        /* from the client, and not taken yet: of messages one, */
	bool              holds;     /* which may be empty; there is any */
	bool              messages;
	bool              ended;     /* the client has finished sending */
	bool              waits;     /* for the client to have room */
	bool              over;      /* nothing more will be written there */
};

void
pump_close_end(int end)
{
	if (end >= 0)
		sys_close(end);
}

static void
close_own(struct pump *pump)
{
	if (pump->fd < 0)
		return;
	loop_unwatch(pump->loop, &pump->watch);
	sys_close(pump->fd);
	pump->fd = -1;
}

/* False: the program takes no more now.  Who reads no more gets nothing. */
static bool
push_once(struct pump *pump)
{
	ssize_t sent = sys_send(pump->fd, buf_text(&pump->in), pump->in.count,
	    MSG_DONTWAIT | MSG_NOSIGNAL);

	if (sent < 0 && (errno == EAGAIN || errno == EINTR))
		return errno == EINTR;
	if (sent < 0)
		buf_reset(&pump->in);
	else
		buf_drop(&pump->in, (size_t)sent);
	pump->holds = pump->in.count > 0;
	return true;
}

/* What the program has taken is gone; the rest waits, and the client with it. */
static void
push(struct pump *pump)
{
	if (pump->fd < 0) {
		buf_clear(&pump->in);
		return;
	}
	while (pump->holds && push_once(pump))
		;
	client_pause(pump->client, pump->holds);
	if (pump->holds)
		return;
	buf_clear(&pump->in);
	if (pump->ended)
		sys_shutdown(pump->fd, SHUT_WR);
}

static ssize_t
read_some(struct pump *pump, char *room, bool *ended)
{
	ssize_t count;

	if (pump->messages)
		return message_read(pump->fd, room, ended);
	count = sys_recv(pump->fd, room, PIECE, MSG_DONTWAIT);
	*ended = count == 0;
	return count;
}

/* False: the client is gone, and the pump with it. */
static bool
hand_on(struct pump *pump, const char *bytes, size_t count)
{
	struct client *client = pump->client;

	if (count <= SERVER_ROOM)
		return client_send(client, bytes, count);
	server_tell(client->server, client, true, "client %u: its program wrote a message of %zu "
	    "bytes, and %d are the most", client_number(client), count, SERVER_ROOM);
	client_drop(client, false);
	return false;
}

/* What the program has written, as fast as the client takes it. */
static void
pull(struct pump *pump)
{
	char *room = pump->client->server->room;

	for (int i = 0; pump->fd >= 0; i++) {
		bool ended = false;
		ssize_t count;

		if (client_owed(pump->client) || i == PIECES) {
			pump->waits = true;
			client_want_room(pump->client, true);
			return;
		}
		count = read_some(pump, room, &ended);
		if (count >= 0 && !ended && !hand_on(pump, room, (size_t)count))
			return;
		if ((count >= 0 && !ended) || (count < 0 && errno == EINTR))
			continue;
		if (count < 0 && errno == EAGAIN && !pump->over)
			return;
		close_own(pump);
		client_finish(pump->client);
	}
}

static void
ready(struct loop_watch *watch, unsigned events)
{
	struct pump *pump = (struct pump *)(void *)((char *)watch - offsetof(struct pump, watch));

	if (events & LOOP_WRITE && pump->holds)
		push(pump);
	if (!pump->waits)
		pull(pump);
}

/* An empty message is told from the end, and there is room for the longest. */
static void
prepare(int fd)
{
	const int room = SERVER_ROOM;

	osdep_mark_messages(fd, true);
	sys_setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
}

struct pump *
pump_new(struct client *client, struct loop *loop, int *theirs, struct error *error)
{
	bool messages = client_has_messages(client);
	int type = messages ? SOCK_SEQPACKET : SOCK_STREAM, end[2];
	struct pump *pump;

	if (sys_socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, end) < 0)
		return error_system(error, "socketpair", errno), NULL;
	pump = mem_new(1, sizeof(*pump));
	*pump = (struct pump){ .watch = { .fd = -1, .ready = ready }, .loop = loop,
		.client = client, .fd = end[0], .messages = messages };
	if (messages)
		prepare(pump->fd);
	*theirs = end[1];
	if (loop_watch(loop, &pump->watch, pump->fd, error))
		return pump;
	sys_close(end[0]);
	sys_close(end[1]);
	*theirs = -1;
	free(pump);
	return NULL;
}

void
pump_free(struct pump *pump)
{
	if (!pump)
		return;
	close_own(pump);
	buf_clear(&pump->in);
	free(pump);
}

void
pump_came(struct pump *pump, const char *bytes, size_t count)
{
	buf_add(&pump->in, bytes, count);
	pump->holds = true;
	push(pump);
}

void
pump_ended(struct pump *pump)
{
	pump->ended = true;
	push(pump);
}

void
pump_room(struct pump *pump)
{
	pump->waits = false;
	pull(pump);
}

void
pump_over(struct pump *pump)
{
	pump->over = true;
	if (!pump->waits)
		pull(pump);
}

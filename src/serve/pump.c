/* pump: hands on what goes and comes between a client and a program. */
#include "serve/pump.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/mem.h"
#include "socket/sys.h"

enum { PIECE = 16 << 10, PIECES = 4 };

struct pump {
	struct loop_watch watch;
	struct loop      *loop;
	struct client    *client;
	int               fd;        /* our end; -1: nothing comes from it any more */
	struct buf        in;        /* from the client, and not taken yet */
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

/* What the program has taken is gone; the rest waits, and the client with it. */
static void
push(struct pump *pump)
{
	ssize_t sent = 0;

	if (pump->fd < 0) {
		buf_clear(&pump->in);
		return;
	}
	while (pump->in.count && sent >= 0) {
		sent = sys_send(pump->fd, pump->in.data, pump->in.count,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
		if (sent >= 0)
			buf_drop(&pump->in, (size_t)sent);
		else if (errno != EAGAIN && errno != EINTR)
			buf_reset(&pump->in);
	}
	client_pause(pump->client, pump->in.count > 0);
	if (pump->in.count)
		return;
	buf_clear(&pump->in);
	if (pump->ended)
		sys_shutdown(pump->fd, SHUT_WR);
}

/* What the program has written, as fast as the client takes it. */
static void
pull(struct pump *pump)
{
	char piece[PIECE];

	for (int i = 0; pump->fd >= 0; i++) {
		ssize_t count;

		if (client_owed(pump->client) || i == PIECES) {
			pump->waits = true;
			client_want_room(pump->client, true);
			return;
		}
		count = sys_recv(pump->fd, piece, sizeof(piece), MSG_DONTWAIT);
		if (count > 0 && !client_send(pump->client, piece, (size_t)count))
			return;
		if (count > 0 || (count < 0 && errno == EINTR))
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

	if (events & LOOP_WRITE && pump->in.count)
		push(pump);
	if (!pump->waits)
		pull(pump);
}

struct pump *
pump_new(struct client *client, struct loop *loop, int *theirs, struct error *error)
{
	struct pump *pump;
	int end[2];

	if (sys_socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, end) < 0)
		return error_system(error, "socketpair", errno), NULL;
	pump = mem_new(1, sizeof(*pump));
	*pump = (struct pump){ .watch = { .fd = -1, .ready = ready }, .loop = loop,
		.client = client, .fd = end[0] };
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

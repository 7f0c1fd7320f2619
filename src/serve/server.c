/* server: begins to serve a socket, and ends it. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/number.h"
#include "serve/server-inner.h"

/* ---- turns ---- */

void
server_enter(struct server *server)
{
	int64_t now = loop_now(server->desk->loop);

	server->depth++;
	if (now == server->now)
		return;
	server->now = now;
	server->left = SERVER_TURN_ALL;
	serving_turn(&server->serving, now);
}

void
server_spend(struct server *server, size_t bytes)
{
	server->left -= bytes < server->left ? bytes : server->left;
}

static void
bury(struct server *server)
{
	struct client *client;

	while ((client = server->gone) != NULL) {
		server->gone = client->next;
		free(client);
	}
}

static void
server_free(struct server *server)
{
	bury(server);
	dues_clear(&server->dues);
	loop_timer_stop(&server->timer);
	free(server->room);
	free(server);
}

void
server_leave(struct server *server)
{
	if (--server->depth)
		return;
	bury(server);
	if (server->stopped) {
		server_free(server);
	} else if (server->over && !server->told_over && !server->first) {
		server->told_over = true;
		server->desk->over(server->desk, server, &server->error);
	}
}

void
server_again(struct server *server)
{
	loop_soon(server->desk->loop, &server->soon);
}

/* Those that had more to do, as many as there may be in a turn. */
static void
go_more(struct server *server)
{
	for (int i = 0; i < SERVER_BATCH && server->more && server->left && !server->over; i++) {
		struct client *client = server->more;

		client_unlist(client);
		client_go(client);
	}
	if (server->more && !server->over)
		server_again(server);
}

/* The next of what is due, as many as there may be in a turn. */
static void
go_due(struct server *server)
{
	struct due *due;

	for (int i = 0; i < SERVER_BATCH && !server->over; i++) {
		due = dues_first(&server->dues);
		if (!due || due->when > server->now)
			return;
		dues_drop(&server->dues, due);
		if (due == &server->accepts)
			server_again(server);
		else
			client_due((struct client *)(void *)((char *)due -
			    offsetof(struct client, due)));
	}
}

/* So many of the clients, at most, are closed; the one of a connection is let go of. */
static void
close_some(struct server *server, size_t most)
{
	while (server->first && most--) {
		if (server->single)
			client_leave(server->first);
		else
			client_close(server->first, false);
	}
}

/* Nothing more is done for it, or for them. */
static void
rest(struct server *server)
{
	dues_drop(&server->dues, &server->accepts);
	loop_not_soon(server->desk->loop, &server->soon);
	loop_timer_stop(&server->timer);
	server->timer_at = 0;
	server->waits = false;
}

/* Thousands that are closed at once would hold up everybody else. */
static void
close_more(struct server *server)
{
	close_some(server, SERVER_BATCH);
	if (server->first)
		server_again(server);
}

static void
go_on(struct server *server)
{
	if (server->waits && !server->single)
		(server->sock->type == SOCK_DGRAM ? server_receive : server_accept)(server);
	go_more(server);
	go_due(server);
	server_due(server);
}

static void
go(struct loop_soon *soon)
{
	struct server *server = (struct server *)(void *)((char *)soon -
	    offsetof(struct server, soon));

	server_enter(server);
	if (server->over)
		close_more(server);
	else
		go_on(server);
	server_leave(server);
}

/* ---- the end ---- */

/* The served socket is nobody's again. */
static void
let_go(struct server *server)
{
	if (!server->sock || server->single)
		return;
	loop_unwatch(server->desk->loop, &server->sock->watch);
	server->sock->serving = NULL;
}

void
server_end(struct server *server, const struct error *error)
{
	if (server->over)
		return;
	server->over = server->deaf = true;
	server->serving.role = "stopping";
	server->error = (struct error){ .kind = ERROR_NONE };
	if (error)
		server->error = *error;
	rest(server);
	close_more(server);
}

static void
retire(struct server *server)
{
	server_enter(server);
	server_end(server, NULL);
	server_leave(server);
}

static void
stop(struct server *server)
{
	server_enter(server);
	server->over = server->told_over = server->deaf = true;
	close_some(server, SIZE_MAX);
	rest(server);
	let_go(server);
	if (!server->stopped && server->role->end)
		server->role->end(server);
	server->stopped = true;
	server_leave(server);
}

/* ---- the beginning ---- */

static void
ready(struct loop_watch *watch, unsigned events)
{
	struct server *server = watch->to;
	struct sock *sock = server->sock;

	if (sock->waiters || sock->reacts)
		server->desk->ready(server->desk, sock, events);
	server_enter(server);
	if (events & ~(unsigned)LOOP_WRITE && !server->over)
		server->waits = true;
	if (server->waits)
		(sock->type == SOCK_DGRAM ? server_receive : server_accept)(server);
	server_leave(server);
}

static void
expired(struct loop_timer *timer)
{
	struct server *server = (struct server *)(void *)((char *)timer -
	    offsetof(struct server, timer));

	server_enter(server);
	server->timer_at = 0;
	go_due(server);
	server_due(server);
	server_leave(server);
}

void
server_due(struct server *server)
{
	const struct due *due = dues_first(&server->dues);
	int64_t left;

	if (!due || server->over || (server->timer_at && server->timer_at <= due->when))
		return;
	/* Within a turn the time stands still: what is due by now has the next one. */
	left = due->when - number_now();
	if (left <= 0) {
		server_again(server);
		return;
	}
	server->timer_at = due->when;
	loop_timer_start(server->desk->loop, &server->timer, left);
}

static bool
suits(const struct sock *sock, const struct server_want *want, struct error *error)
{
	const struct role *role = want->role;
	bool datagram = sock->type == SOCK_DGRAM;

	if (sock->serving)
		return error_set(error, ERROR_REFUSED, "socket %u is served already: 'serve "
		    "%u stop' ends that", sock->number, sock->serving->number);
	if (!datagram && sock->type != SOCK_STREAM && sock->type != SOCK_SEQPACKET)
		return error_set(error, ERROR_REFUSED, "socket %u has neither connections nor "
		    "datagrams: nothing serves it", sock->number);
	if (!(role->flags & (datagram ? ROLE_DATAGRAM : ROLE_STREAM)))
		return error_set(error, ERROR_REFUSED, "'%s' serves %s", role->name, datagram ?
		    "connections, no datagrams" : "datagrams, no connections");
	if (sock->type == SOCK_SEQPACKET && !(role->flags & ROLE_MESSAGE))
		return error_set(error, ERROR_REFUSED, "'%s' serves streams of bytes: here are "
		    "messages, which keep their bounds", role->name);
	if (sock->type == SOCK_SEQPACKET && want->tls)
		return error_set(error, ERROR_REFUSED, "TLS goes over streams of bytes: here are "
		    "messages, which keep their bounds");
	if (datagram && (want->max_clients || want->idle || want->tls))
		return error_set(error, ERROR_REFUSED, "datagrams have no connections: %s means "
		    "nothing to them", want->tls ? "TLS" : want->idle ? "--idle" : "--max-clients");
	if (role->flags & ROLE_LATER && (want->rate || want->ceiling))
		return error_set(error, ERROR_REFUSED, "'%s' sends and receives by itself: --%s "
		    "means nothing to it", role->name, want->rate ? "rate" : "ceiling");
	return true;
}

/* What can be told before anybody comes. */
static bool
is_ready(struct sock *sock, bool *single, struct error *error)
{
	struct error ignored;
	struct addr local;

	if (sock->type == SOCK_DGRAM)
		return (sock_local(sock, &local, &ignored) && addr_is_named(&local)) ||
		    error_set(error, ERROR_REFUSED, "socket %u has no address that anybody could "
		    "send to: bind it first", sock->number);
	*single = sock->connected;
	if (sock->connected || sock_listens(sock))
		return true;
	if (!sock_local(sock, &local, &ignored) || !addr_is_named(&local))
		return error_set(error, ERROR_REFUSED, "socket %u does not listen: 'bind %u' "
		    "gives it an address, and 'listen %u' has it take connections",
		    sock->number, sock->number, sock->number);
	return error_set(error, ERROR_REFUSED,
	    "socket %u does not listen: 'listen %u' has it take connections", sock->number,
	    sock->number);
}

static struct server *
server_new(struct server_desk *desk, struct sock *sock, const struct server_want *want)
{
	struct server *server = mem_new(1, sizeof(*server) + want->role->server_size);
	struct error ignored;

	server->library = &serve_library;
	server->role = want->role;
	server->desk = desk;
	server->sock = sock;
	server->began = number_now();
	server->want = *want;
	if (!server->want.ceiling)
		server->want.ceiling = SERVER_CEILING;
	server->more_end = &server->more;
	server->soon.go = go;
	server->timer.expired = expired;
	server->serving = (struct serving){ .role = want->role->name, .number = sock->number,
		.datagram = sock->type == SOCK_DGRAM };
	server->room = mem_grow(NULL, SERVER_ROOM, 1);
	if (!server->serving.datagram || sock->family == AF_UNIX ||
	    !sock_local(sock, &server->local, &ignored))
		server->local = (struct addr){ .length = 0 };
	return server;
}

/* The watch of the socket is the server's. */
static bool
take_hold(struct server *server, struct error *error)
{
	struct sock *sock = server->sock;
	bool taken;

	if (server->single) {
		server->serving.total = 1;
		return client_new(server, sock, error);
	}
	loop_unwatch(server->desk->loop, &sock->watch);
	sock->watch.to = server;
	sock->watch.ready = ready;
	taken = loop_watch(server->desk->loop, &sock->watch, sock->fd, error);
	if (taken)
		sock->serving = &server->serving;
	return taken;
}

static struct server *
start(struct server_desk *desk, struct sock *sock, const struct server_want *want,
    struct error *error)
{
	bool single = false, begun;
	struct server *server;

	if (!suits(sock, want, error) || !is_ready(sock, &single, error))
		return NULL;
	server = server_new(desk, sock, want);
	server->single = single;
	server_enter(server);
	begun = !want->role->begin || want->role->begin(server, want->word, want->words, error);
	if (begun && take_hold(server, error)) {
		/* What is there already: nothing may be told of it. */
		server->waits = true;
		server_again(server);
		/* What has ended by now is told in the next turn. */
		server->depth--;
		return server;
	}
	server->sock = NULL;
	stop(server);
	server_leave(server);
	return NULL;
}

/* ---- for roles ---- */

void *
server_own(struct server *server)
{
	return server->own;
}

struct server_desk *
server_desk(struct server *server)
{
	return server->desk;
}

void
server_each(struct server *server, void (*each)(struct client *, void *to), void *to)
{
	struct client *next;

	for (struct client *client = server->first; client; client = next) {
		next = client->next;
		if (client->flags & CLIENT_OPENED)
			each(client, to);
	}
}

bool
server_may_tell(struct server *server, int64_t *last)
{
	if (*last && server->now - *last < SERVER_TOLD_S * NUMBER_SECOND)
		return false;
	*last = server->now;
	return true;
}

void
server_tell(struct server *server, struct client *client, bool failure, const char *format, ...)
{
	char line[320];
	va_list rest;

	va_start(rest, format);
	vsnprintf(line, sizeof(line), format, rest);
	va_end(rest);
	server->desk->told(server->desk, server, client ? client->sock : NULL, failure, line);
}

const struct serve_library serve_library = {
	.roles = roles, .start = start, .retire = retire, .stop = stop, .take = client_take,
	.give = client_give, .send = client_send, .takes = client_takes,
	.finish = client_finish, .drop = client_drop,
};

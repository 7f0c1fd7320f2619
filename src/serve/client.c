/* client: a connection that is served, from its beginning to its end. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/number.h"
#include "serve/server-inner.h"
#include "socket/inbox.h"
#include "socket/layer.h"
#include "socket/osdep.h"
#include "socket/sys.h"
#include "socket/table.h"

/* ---- its turn ---- */

/* What a role knows as the client's beginning. */
static void
open_up(struct client *client)
{
	const struct role *role = client->server->role;

	client->flags |= CLIENT_OPENED | (role->room ? CLIENT_WANTS_ROOM : 0);
	client->server->deaf |= client->server->want.once;
	/* From now on it may be idle. */
	client_schedule(client);
	if (role->opened)
		role->opened(client);
}

/* All that it was owed is with the kernel. */
static void
go_on_finishing(struct client *client)
{
	struct error ignored;

	if (client->flags & CLIENT_SHUT || client_owes(client))
		return;
	if (client->flags & CLIENT_ENDED) {
		client_close(client, false);
		return;
	}
	/* TLS tells that this is the end, and the kernel may have no room for that. */
	layer_finish(client->sock, &ignored);
	if (layer_owes(client->sock)) {
		client->flags |= CLIENT_FULL;
		return;
	}
	client->flags |= CLIENT_SHUT;
	/* Closed at once, it would throw away what the peer still sends, and with that what was
	 * sent to it (RFC 1122, 4.2.2.13): so its end is waited for. */
	if (!sock_shutdown(client->sock, SHUT_WR, &ignored)) {
		client_close(client, false);
		return;
	}
	client->limit = client->server->now + SERVER_LINGER_S * NUMBER_SECOND;
	client_schedule(client);
	client_read(client);
}

static void
give_room(struct client *client)
{
	const unsigned wants = CLIENT_OPENED | CLIENT_WANTS_ROOM;

	if ((client->flags & (wants | CLIENT_FULL | CLIENT_SPENT_OUT | CLIENT_FINISHES)) != wants ||
	    client_owes(client))
		return;
	if (!client->server->left) {
		client_again(client);
		return;
	}
	client->server->role->room(client);
	if ((client->flags & (CLIENT_WANTS_ROOM | CLIENT_FULL | CLIENT_SPENT_OUT)) ==
	    CLIENT_WANTS_ROOM)
		client_again(client);
}

void
client_go(struct client *client)
{
	if (client->flags & CLIENT_SHAKES && !client->server->left)
		client_again(client);
	else if (client->flags & CLIENT_SHAKES)
		client_shake(client);
	if (client->flags & (CLIENT_SHAKES | CLIENT_GONE))
		return;
	client->flags |= CLIENT_GOES;
	if (!(client->flags & CLIENT_OPENED))
		open_up(client);
	if (!(client->flags & CLIENT_GONE) && client_owes(client))
		client_flush(client);
	client_read(client);
	if ((client->flags & (CLIENT_WANTS_ROOM | CLIENT_GONE)) == CLIENT_WANTS_ROOM)
		give_room(client);
	if ((client->flags & (CLIENT_FINISHES | CLIENT_GONE)) == CLIENT_FINISHES)
		go_on_finishing(client);
	client->flags &= ~(unsigned)CLIENT_GOES;
}

void
client_again(struct client *client)
{
	struct server *server = client->server;

	if (client->flags & (CLIENT_LISTED | CLIENT_GONE))
		return;
	client->flags |= CLIENT_LISTED;
	client->more = NULL;
	client->more_at = server->more_end;
	*server->more_end = client;
	server->more_end = &client->more;
	server_again(server);
}

static void
ready(struct loop_watch *watch, unsigned events)
{
	struct client *client = watch->to;
	struct server *server = client->server;
	struct sock *sock = client->sock;

	/* Who waits on it sees that itself. */
	if ((events & (LOOP_HANGUP | LOOP_ERROR)) == (LOOP_HANGUP | LOOP_ERROR) && !sock->waiters)
		client->flags |= CLIENT_BROKEN;
	if (sock->waiters || sock->reacts)
		server->desk->ready(server->desk, sock, events);
	/* It is closed when it has its turn. */
	if (server->over)
		return;
	server_enter(server);
	sock->used = server->now;
	if (events & (LOOP_READ | LOOP_PEER_CLOSED | LOOP_HANGUP | LOOP_ERROR))
		client->flags |= CLIENT_READABLE;
	if (events & (LOOP_PEER_CLOSED | LOOP_HANGUP | LOOP_ERROR))
		client->flags |= CLIENT_ENDING;
	if (events & LOOP_URGENT)
		client->flags |= CLIENT_URGENT;
	if (events & LOOP_WRITE || sock->layer)
		client->flags &= ~(unsigned)CLIENT_FULL;
	client_go(client);
	if (events & (LOOP_HANGUP | LOOP_ERROR) && server->role->cut &&
	    client->flags & (CLIENT_PAUSED | CLIENT_ENDED) && !(client->flags & CLIENT_GONE))
		server->role->cut(client);
	server_leave(server);
}

/* ---- its beginning ---- */

static void
join(struct server *server, struct client *client)
{
	client->next = server->first;
	if (server->first)
		server->first->before = client;
	server->first = client;
	server->serving.clients++;
}

/* Or does what it does behind our back read by itself? */
static bool
reads(const struct role *role)
{
	return role->came || !(role->flags & ROLE_LATER);
}

bool
client_new(struct server *server, struct sock *sock, struct error *error)
{
	struct client *client = mem_new(1, sizeof(*client) + server->role->client_size);

	*client = (struct client){ .server = server, .sock = sock, .used = server->now };
	if (server->want.tls && !client_begin_tls(client, error)) {
		free(client);
		return false;
	}
	loop_unwatch(server->desk->loop, &sock->watch);
	sock->watch.to = client;
	sock->watch.ready = ready;
	if (!loop_watch(server->desk->loop, &sock->watch, sock->fd, error)) {
		free(client);
		return false;
	}
	if (client_has_messages(client) && reads(server->role) &&
	    osdep_mark_messages(sock->fd, true))
		client->flags |= CLIENT_MARKED;
	sock->serving = &server->serving;
	sock->ended_told = false;
	sock->counted = server->began;
	join(server, client);
	if (inbox_has(sock))
		client->flags |= CLIENT_READABLE | CLIENT_HELD;
	client_schedule(client);
	server->desk->added(server->desk, server, sock);
	client_go(client);
	return true;
}

/* ---- its end ---- */

static void
part(struct server *server, struct client *client)
{
	if (client->before)
		client->before->next = client->next;
	else
		server->first = client->next;
	if (client->next)
		client->next->before = client->before;
	server->serving.clients--;
}

/* Off the line of those that have more to do. */
void
client_unlist(struct client *client)
{
	if (!(client->flags & CLIENT_LISTED))
		return;
	client->flags &= ~(unsigned)CLIENT_LISTED;
	*client->more_at = client->more;
	if (client->more)
		client->more->more_at = client->more_at;
	else
		client->server->more_end = client->more_at;
}

static void
leave(struct client *client)
{
	struct server *server = client->server;

	if (client->flags & CLIENT_OPENED && server->role->closed)
		server->role->closed(client);
	part(server, client);
	client_unlist(client);
	dues_drop(&server->dues, &client->due);
	loop_unwatch(server->desk->loop, &client->sock->watch);
	client->sock->serving = NULL;
	client_forget_owed(client);
	client->next = server->gone;
	server->gone = client;
	if (!server->first && (server->single || server->deaf))
		server_end(server, NULL);
	server_accept_again(server);
	if (server->waits && !server->over)
		server_again(server);
}

void
client_leave(struct client *client)
{
	if (client->flags & CLIENT_GONE)
		return;
	client->flags |= CLIENT_GONE;
	if (client->flags & CLIENT_MARKED)
		osdep_mark_messages(client->sock->fd, false);
	leave(client);
}

/* With a time for close(2) to wait, it would: nobody here can. */
static void
do_not_linger(struct sock *sock)
{
	const struct linger off = { 0 };

	if (sock_lingers(sock))
		sys_setsockopt(sock->fd, SOL_SOCKET, SO_LINGER, &off, sizeof(off));
}

void
client_close(struct client *client, bool reset)
{
	struct server *server = client->server;
	struct sock *sock = client->sock;
	struct error ignored;

	if (client->flags & CLIENT_GONE)
		return;
	client->flags |= CLIENT_GONE;
	server->desk->closing(server->desk, server, sock);
	leave(client);
	sock->served = true;
	if (reset) {
		sock_reset(server->desk->sockets, sock, &ignored);
		return;
	}
	do_not_linger(sock);
	sock_close(server->desk->sockets, sock, NULL, &ignored);
}

/* That the peer has gone is no news. */
static bool
is_usual(int number)
{
	return number == ECONNRESET || number == EPIPE || number == ETIMEDOUT;
}

void
client_fail(struct client *client, const char *call, int number)
{
	sock_parted(client->sock, number);
	if (!is_usual(number))
		server_tell(client->server, client, true, "client %u: %s: %s", client->sock->number,
		    call, strerror(number));
	client_close(client, false);
}

/* ---- for roles ---- */

void *
client_own(struct client *client)
{
	return client->own;
}

struct server *
client_server(struct client *client)
{
	return client->server;
}

unsigned
client_number(const struct client *client)
{
	return client->sock->number;
}

const struct addr *
client_peer(struct client *client)
{
	struct addr *peer = &client->server->peer;
	struct error ignored;

	if (!sock_peer(client->sock, peer, &ignored))
		*peer = (struct addr){ .length = 0 };
	return peer;
}

void
client_costs(struct client *client, size_t bytes)
{
	server_spend(client->server, bytes);
}

bool
client_has_messages(const struct client *client)
{
	return client->sock->type == SOCK_SEQPACKET;
}

bool
client_has_turn(const struct client *client)
{
	return client->server->left > 0;
}

void
client_want_room(struct client *client, bool wants)
{
	client->flags &= ~(unsigned)CLIENT_WANTS_ROOM;
	if (!wants || !client->server->role->room)
		return;
	client->flags |= CLIENT_WANTS_ROOM;
	client_again(client);
}

bool
client_wants_room(const struct client *client)
{
	return client->flags & CLIENT_WANTS_ROOM;
}

void
client_pause(struct client *client, bool paused)
{
	client->flags &= ~(unsigned)CLIENT_PAUSED;
	if (paused)
		client->flags |= CLIENT_PAUSED;
	else
		client_again(client);
}

void
client_finish(struct client *client)
{
	if (client->flags & (CLIENT_FINISHES | CLIENT_GONE))
		return;
	client->flags = (client->flags | CLIENT_FINISHES) &
	    ~(unsigned)(CLIENT_WANTS_ROOM | CLIENT_PAUSED);
	client_last(client);
	client_schedule(client);
	/* Within its turn that is seen to at the end of it. */
	if (!(client->flags & CLIENT_GOES))
		client_again(client);
}

void
client_drop(struct client *client, bool reset)
{
	struct server *server = client->server;

	server_enter(server);
	client_close(client, reset);
	server_leave(server);
}

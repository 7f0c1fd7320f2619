/* reaction-look: has the time of a reaction come, and what does its block find? */
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/newer.h"
#include "base/number.h"
#include "command/reaction.h"
#include "command/session.h"
#include "socket/errqueue.h"
#include "socket/inbox.h"
#include "socket/io.h"
#include "socket/layer.h"
#include "socket/osdep.h"
#include "socket/sys.h"

enum { SEEN = 65536 };        /* so much of what waits is looked at */

/* What the block finds as ${answer...}. */
static const struct field fields[] = {
	{ "bytes", "how many there are" },
	{ "eof", "the end: the peer has finished sending" },
	{ "from", "the sender, where the kernel tells one" },
	{ "data", "the bytes" },
	{ 0 }
};

short
reaction_ready(const struct sock *sock)
{
	struct pollfd one = { .fd = sock->fd, .events = POLLIN | POLLRDHUP };

	return sys_poll(&one, 1, 0) > 0 ? one.revents : 0;
}

/* Of datagrams the kernel tells the memory that all take, not their bytes. */
static uint64_t
queued(const struct sock *sock)
{
	int64_t count = sock->type == SOCK_STREAM ? osdep_received_queue(sock->fd) :
	    osdep_received_memory(sock->fd);

	return count > 0 ? (uint64_t)count : 0;
}

struct sight
reaction_sight(const struct sock *sock)
{
	uint64_t waits = queued(sock);

	return (struct sight){ .any = true, .ended = reaction_ready(sock) & (POLLRDHUP | POLLHUP),
		.come = sock->received + waits, .left = inbox_count(sock) + waits,
		.accepted = sock->accepted };
}

/* That came to a listener; where it is not told how many wait, each is an event. */
static uint64_t
connections(const struct reaction *reaction, const struct sock *sock)
{
	struct osdep_tcp tcp;

	if (osdep_tcp(sock->fd, &tcp) && tcp.queued >= 0)
		return sock->accepted + (uint64_t)tcp.queued;
	return reaction->events;
}

bool
reaction_sees_same(const struct sight *a, const struct sight *b)
{
	return a->any == b->any && a->ended == b->ended && a->come == b->come &&
	    a->left == b->left && a->accepted == b->accepted;
}

bool
reaction_forestalls(const struct reaction *reaction, struct sock *sock)
{
	struct reaction *other = sock->reactions;
	uint64_t come;

	while (other != reaction && other->what != SOCK_ON_MATCH)
		other = other->next;
	if (other == reaction || !other->sight.any)
		return false;
	/* The first match takes in what comes. */
	come = reaction_sight(sock).come;
	if (come == other->sight.come)
		return false;
	reaction_wake(other);
	return true;
}

/* A socket that was never connected hangs up all the time, and an error may be one of the
 * queue that somebody asked for. */
bool
reaction_is_over(const struct sock *sock)
{
	short ready = reaction_ready(sock);

	if (!sock->connected)
		return false;
	return ready & (POLLRDHUP | POLLHUP) ||
	    (ready & POLLERR && !errqueue_is_asked(sock));
}

/* ---- what the block finds ---- */

void
reaction_tell(struct reaction *reaction, const struct sock *sock, const void *bytes, size_t count,
    const struct addr *from, bool end)
{
	struct scope *scope = reaction->run.scope;
	struct buf addr = { 0 };

	record_int(&scope->answer, "bytes", (int64_t)count);
	record_bool(&scope->answer, "eof", end);
	if (from) {
		addr_show(&addr, from);
		record_bytes(&scope->answer, "from", buf_text(&addr), addr.count);
		buf_clear(&addr);
	}
	record_bytes(&scope->answer, "data", bytes, count);
	scope->fields = fields;
	scope->socket = sock->number;
}

/* What waits in the kernel stays there; an error that it tells once is told to the next
 * recv, too.  False: nothing but the end has come. */
static bool
tell_peeked(struct reaction *reaction, struct sock *sock)
{
	const struct io_ask peek = { .flags = MSG_PEEK };
	char *room = buf_reserve(&reaction->session->room, SEEN);
	struct io_got got = { 0 };
	struct error error;

	switch (sock->owed ? DID_LATER : io_recv(sock, room, SEEN, &peek, &got, &error)) {
	case DID_IT:
		io_drop_beside(sock);
		reaction_tell(reaction, sock, room, got.bytes, got.has_from ? &got.from : NULL,
		    got.eof);
		return !got.eof;
	case DID_FAIL:
		sock->owed = error.number;
		break;
	case DID_LATER:
		break;
	}
	reaction_tell(reaction, sock, "", 0, NULL, false);
	return false;
}

/* The same. */
static bool
tell_waiting(struct reaction *reaction, struct sock *sock)
{
	const struct inbox_letter *letter = inbox_letter(sock);
	size_t count;
	const char *bytes = inbox_bytes(sock, &count);

	if (sock_listens(sock))
		return true;
	if (!inbox_has(sock))
		return tell_peeked(reaction, sock);
	reaction_tell(reaction, sock, bytes, count,
	    letter && letter->has_from ? &letter->from : NULL, false);
	return true;
}

/* ---- each of them ---- */

/* Something came since it was looked at last, or its block took something and left some:
 * a block that takes nothing is not run for the same bytes again.  The end alone is told to
 * `closed`, where there is one. */
static bool
look_readable(struct reaction *reaction, struct sock *sock)
{
	struct sight sight = reaction_sight(sock);

	if (sock_listens(sock))
		sight.come = connections(reaction, sock);
	if (!inbox_has(sock) && !layer_ready(sock) &&
	    (!(reaction_ready(sock) & (POLLIN | POLLHUP | POLLERR)) || io_layer_waits(sock)))
		return false;
	if (!sock->connected && sock->type == SOCK_STREAM && !sock_listens(sock))
		return false;
	if (reaction_sees_same(&sight, &reaction->sight))
		return false;
	reaction->sight = sight;
	return tell_waiting(reaction, sock) || !(sight.ended && sock->reacts & SOCK_ON_CLOSED);
}

static bool
look_closed(struct reaction *reaction, struct sock *sock)
{
	/* An error that was it may have been told meanwhile. */
	if (!reaction->over)
		return false;
	tell_waiting(reaction, sock);
	return true;
}

bool
reaction_look(struct reaction *reaction, struct sock *sock, struct error *error)
{
	error->kind = ERROR_NONE;
	switch (reaction->what) {
	case SOCK_ON_READABLE:
		return look_readable(reaction, sock);
	case SOCK_ON_CLOSED:
		return look_closed(reaction, sock);
	default:
		return reaction_match(reaction, sock, error);
	}
}

/* reaction-look: has the time of a reaction come, and what does its block find? */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
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

enum { SEEN = 65536,          /* so much of what waits is looked at */
       HELD = 16 << 20,       /* so much may come that does not match */
       PIECE = 65536, TURN = 4 << 20,
       REST = 3 };            /* framing.c says why: times as long as an expression took */
static const int64_t quick = NUMBER_SECOND / 2000;

/* What the block finds as ${answer...}. */
static const struct field fields[] = {
	{ "bytes", "how many there are" },
	{ "eof", "the end: the peer has finished sending" },
	{ "from", "the sender, where the kernel tells one" },
	{ "data", "the bytes" },
	{ 0 }
};

static short
ask(const struct sock *sock)
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

	return (struct sight){ .any = true, .ended = ask(sock) & (POLLRDHUP | POLLHUP),
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

/* A socket that was never connected hangs up all the time, and an error may be one of the
 * queue that somebody asked for. */
bool
reaction_is_over(const struct sock *sock)
{
	short ready = ask(sock);

	if (!sock->connected)
		return false;
	return ready & (POLLRDHUP | POLLHUP) ||
	    (ready & POLLERR && !errqueue_is_asked(sock));
}

/* ---- what the block finds ---- */

static void
tell(struct reaction *reaction, const struct sock *sock, const void *bytes, size_t count,
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
		tell(reaction, sock, room, got.bytes, got.has_from ? &got.from : NULL, got.eof);
		return !got.eof;
	case DID_FAIL:
		sock->owed = error.number;
		break;
	case DID_LATER:
		break;
	}
	tell(reaction, sock, "", 0, NULL, false);
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
	tell(reaction, sock, bytes, count, letter && letter->has_from ? &letter->from : NULL,
	    false);
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
	    (!(ask(sock) & (POLLIN | POLLHUP | POLLERR)) || io_layer_waits(sock)))
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

/* One call's worth of what has come; false: that is all for now, or for this turn.  The end
 * of it is no error, and an error is owed to the next recv. */
static bool
fill(struct sock *sock, size_t *come)
{
	struct io_got got = { 0 };
	struct error error;

	if (sock->owed || inbox_weight(sock) > HELD || *come >= TURN)
		return false;
	switch (inbox_fill(sock, PIECE, &got, &error)) {
	case DID_IT:
		break;
	case DID_FAIL:
		sock->owed = error.number;
		return false;
	case DID_LATER:
		return false;
	}
	/* The call takes its time, too. */
	*come += got.bytes + sizeof(struct inbox_letter);
	return !got.eof;
}

static bool
is_too_much(const struct sock *sock, struct error *error)
{
	if (inbox_weight(sock) <= HELD)
		return false;
	error_set(error, ERROR_LIMIT, "more than %d MiB came, and nothing matched", HELD >> 20);
	return true;
}

/* The match is the block's; what it took is its answer.  For the next one there is
 * another. */
static void
matched(struct reaction *reaction, const char *bytes)
{
	struct error ignored;

	scope_matched(reaction->run.scope, reaction->match, bytes);
	reaction->match = match_new(reaction->pattern, reaction->pattern_count, &ignored);
}

static bool
found_in_stream(struct reaction *reaction, struct sock *sock, const char *bytes)
{
	size_t count = match_end(reaction->match);

	matched(reaction, bytes);
	tell(reaction, sock, bytes, count, NULL, false);
	inbox_drop(sock, count);
	reaction->searched = reaction->front = sock->inbox.went;
	return true;
}

/* It has taken long, and rests: then there is one more look.  What no more bytes come
 * behind, or too many, is looked at once, and now. */
static bool
rests(struct reaction *reaction, struct sock *sock)
{
	int64_t now = reaction->pause ? number_now() : 0;

	if (now >= reaction->pause || inbox_weight(sock) > HELD ||
	    ask(sock) & (POLLRDHUP | POLLHUP))
		return false;
	reaction_later(reaction, reaction->pause - now);
	return true;
}

/* What was searched before is not searched again; but where somebody has taken of it, what
 * is now in front was not asked about as the front.  Before that may be what was put back. */
static bool
search(struct reaction *reaction, const struct sock *sock, const char *bytes, size_t count,
    struct error *error)
{
	uint64_t start = sock->inbox.went;
	int64_t ahead = (int64_t)(start - reaction->front);
	size_t next = 0, from = 0;
	bool found_one;

	if (ahead >= 0 && (int64_t)(reaction->searched - start) > 0)
		from = (size_t)(reaction->searched - start);
	if (from > count)
		from = count;
	found_one = (ahead ? match_run_again : match_run_from)(reaction->match, bytes, count,
	    from, &next, error);
	if (!found_one && error->kind == ERROR_NONE) {
		reaction->searched = start + next;
		reaction->front = start;
	}
	return found_one;
}

static bool
look_in_stream(struct reaction *reaction, struct sock *sock, struct error *error)
{
	size_t count;
	const char *bytes = inbox_bytes(sock, &count);
	int64_t before, then;

	/* An expression that matches nothing at all does so of what has come, not before. */
	if (!count || rests(reaction, sock))
		return false;
	before = number_now();
	if (search(reaction, sock, bytes, count, error))
		return found_in_stream(reaction, sock, bytes);
	then = number_now();
	reaction->pause = then - before > quick ? then + REST * (then - before) : 0;
	return false;
}

static bool
found_message(struct reaction *reaction, struct sock *sock, size_t index)
{
	const struct inbox_letter *one = inbox_letter_at(sock, index);
	const char *bytes = inbox_letter_bytes(sock, one);

	matched(reaction, bytes);
	tell(reaction, sock, bytes, one->left, one->has_from ? &one->from : NULL, false);
	inbox_take(sock, index);
	return true;
}

static bool
matches_message(struct reaction *reaction, struct sock *sock, size_t index, struct error *error)
{
	const struct inbox_letter *one = inbox_letter_at(sock, index);

	if (one->number > reaction->seen)
		reaction->seen = one->number;
	return match_run(reaction->match, inbox_letter_bytes(sock, one), one->left, error) &&
	    found_message(reaction, sock, index);
}

/* Of the first one somebody may have taken a part since it was looked at. */
static bool
is_cut_anew(struct reaction *reaction, const struct sock *sock)
{
	const struct inbox_letter *first = inbox_letter(sock);
	bool anew = reaction->taken != sock->inbox.taken;

	reaction->taken = sock->inbox.taken;
	return anew && first && first->cut;
}

/* Each message by itself, once; those that do not match stay for a recv.  The next is
 * received when those that are held were looked at, so that one that matches need not be
 * taken from amid many. */
static bool
look_in_messages(struct reaction *reaction, struct sock *sock, struct error *error)
{
	size_t come = 0, i;

	if (is_cut_anew(reaction, sock) && matches_message(reaction, sock, 0, error))
		return true;
	i = inbox_after(sock, reaction->seen);
	do {
		for (; error->kind == ERROR_NONE && i < sock->inbox.letters; i++)
			if (matches_message(reaction, sock, i, error))
				return true;
	} while (error->kind == ERROR_NONE &&
	    (fill(sock, &come) || i < sock->inbox.letters));
	return false;
}

static bool
look_match(struct reaction *reaction, struct sock *sock, struct error *error)
{
	struct sight sight;
	size_t before, come = 0;
	bool found_one, stream = sock->type == SOCK_STREAM;

	if (sock_listens(sock) || (!sock->connected && stream))
		return false;
	while (stream && fill(sock, &come))
		continue;
	/* What matches nothing at all does so for ever: once for all that came is enough. */
	sight = reaction_sight(sock);
	if (reaction->empty && reaction_sees_same(&sight, &reaction->sight))
		return false;
	before = inbox_count(sock);
	found_one = (stream ? look_in_stream : look_in_messages)(reaction, sock, error);
	/* There may be more than was taken in one turn. */
	sight = reaction_sight(sock);
	reaction->empty = found_one && stream && inbox_count(sock) == before;
	if (!found_one && error->kind == ERROR_NONE && !is_too_much(sock, error) &&
	    sight.left > inbox_count(sock) && !reaction_sees_same(&sight, &reaction->sight))
		reaction->due = true;
	reaction->sight = sight;
	return found_one;
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
		return look_match(reaction, sock, error);
	}
}

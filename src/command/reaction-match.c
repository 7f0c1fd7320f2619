/* reaction-match: has something come that the expression of an `on N match` matches? */
#include <poll.h>
#include <sys/socket.h>

#include "base/newer.h"
#include "base/number.h"
#include "command/reaction.h"
#include "command/session.h"
#include "socket/inbox.h"
#include "socket/io.h"

enum { HELD = 16 << 20,       /* so much may come that does not match */
       PIECE = 65536, TURN = 4 << 20,
       REST = 3 };            /* framing.c says why: times as long as an expression took */
static const int64_t quick = NUMBER_SECOND / 2000;

/* ---- which of a socket's ---- */

static bool
is_match(const struct reaction *reaction)
{
	return reaction->what == SOCK_ON_MATCH;
}

/* It takes in what comes, so that none behind it sees what it was not asked about. */
static bool
is_first(const struct reaction *reaction, const struct sock *sock)
{
	const struct reaction *first = sock->reactions;

	while (first != reaction && !is_match(first))
		first = first->next;
	return first == reaction;
}

static bool
is_last(const struct reaction *reaction)
{
	for (reaction = reaction->next; reaction; reaction = reaction->next)
		if (is_match(reaction))
			return false;
	return true;
}

/* ---- streams ---- */

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
	reaction_tell(reaction, sock, bytes, count, NULL, false);
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
	    reaction_ready(sock) & (POLLRDHUP | POLLHUP))
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

/* ---- messages ---- */

static bool
found_message(struct reaction *reaction, struct sock *sock, size_t index)
{
	const struct inbox_letter *one = inbox_letter_at(sock, index);
	const char *bytes = inbox_letter_bytes(sock, one);

	matched(reaction, bytes);
	reaction_tell(reaction, sock, bytes, one->left, one->has_from ? &one->from : NULL, false);
	inbox_take(sock, index);
	return true;
}

/* Of the first one somebody may have taken a part since it was asked about. */
static bool
is_unseen(const struct reaction *reaction, const struct inbox_letter *one)
{
	return one->number > reaction->seen || (one->cut && one->at != reaction->cut);
}

static bool
refuses(struct reaction *reaction, const struct sock *sock, const struct inbox_letter *one,
    struct error *error)
{
	if (!is_unseen(reaction, one))
		return true;
	if (match_run(reaction->match, inbox_letter_bytes(sock, one), one->left, error) ||
	    error->kind != ERROR_NONE)
		return false;
	if (one->number > reaction->seen)
		reaction->seen = one->number;
	if (one->cut)
		reaction->cut = one->at;
	return true;
}

/* The first of the socket's that matches the message, or can tell it no more; or NULL. */
static struct reaction *
find_taker(const struct sock *sock, const struct inbox_letter *one, struct error *error)
{
	struct reaction *other = sock->reactions;

	while (other && (!is_match(other) || refuses(other, sock, one, error)))
		other = other->next;
	return other;
}

/* From this index on. */
static size_t
first_unseen(const struct sock *sock, size_t from)
{
	uint64_t seen = UINT64_MAX;
	size_t index;

	if (!from && sock->inbox.letters && inbox_letter(sock)->cut)
		return 0;
	for (const struct reaction *other = sock->reactions; other; other = other->next)
		if (is_match(other) && other->seen < seen)
			seen = other->seen;
	index = inbox_after(sock, seen);
	return index > from ? index : from;
}

/* Each message by itself, once; those that do not match stay for a recv.  The next is
 * received when all were asked about those that are held, so that one that matches need not be
 * taken from amid many, and they run in the order in which their messages came. */
static bool
look_in_messages(struct reaction *reaction, struct sock *sock, size_t *come,
    struct error *error)
{
	struct reaction *taker = NULL;
	size_t i = 0;

	do {
		while (!taker && (i = first_unseen(sock, i)) < sock->inbox.letters)
			taker = find_taker(sock, inbox_letter_at(sock, i++), error);
	} while (!taker && (fill(sock, come) || i < sock->inbox.letters));
	if (!taker)
		return false;
	if (taker == reaction)
		return error->kind == ERROR_NONE && found_message(reaction, sock, i - 1);
	error->kind = ERROR_NONE;
	reaction_wake(taker);
	return false;
}

/* ---- both ---- */

/* Those behind it may match, and a block that receives makes room. */
static bool
is_too_much(const struct reaction *reaction, const struct sock *sock, struct error *error)
{
	if (inbox_weight(sock) <= HELD || !is_last(reaction) ||
	    sock->reacts & SOCK_ON_READABLE)
		return false;
	error_set(error, ERROR_LIMIT, "more than %d MiB came, and nothing matched", HELD >> 20);
	return true;
}

bool
reaction_match(struct reaction *reaction, struct sock *sock, struct error *error)
{
	bool stream = sock->type == SOCK_STREAM, found_one;
	uint64_t gone = sock->inbox.went;
	struct sight sight;
	size_t come = 0;

	if (sock_listens(sock) || (!sock->connected && stream))
		return false;
	while (stream && is_first(reaction, sock) && fill(sock, &come))
		continue;
	/* What matches nothing at all does so for ever: once for all that came is enough. */
	sight = reaction_sight(sock);
	if (reaction->empty && reaction_sees_same(&sight, &reaction->sight))
		return false;
	found_one = stream ? look_in_stream(reaction, sock, error) :
	    look_in_messages(reaction, sock, &come, error);
	/* There may be more than is taken in one turn. */
	if (!found_one && error->kind == ERROR_NONE && !is_too_much(reaction, sock, error))
		reaction->due |= come >= TURN;
	reaction->empty = found_one && stream && sock->inbox.went == gone;
	reaction->sight = reaction_sight(sock);
	return found_one;
}

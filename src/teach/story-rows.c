/* story-rows: all that is remembered of a socket, in the order in which it happened. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "teach/story-inner.h"

struct story_row *
story_add(struct story *story, enum story_what what, int64_t when)
{
	struct story_row *row;

	if (story->count == story->room) {
		story->room = story->room ? 2 * story->room : 32;
		story->row = mem_grow(story->row, story->room, sizeof(*row));
	}
	row = &story->row[story->count++];
	*row = (struct story_row){ .what = what, .when = when - story->sock->made, .bytes = -1 };
	return row;
}

/* System calls by the names of the commands that make them. */
static const struct { const char *call, *command; } commands[] = {
	{ "accept4", "accept" }, { "recvfrom", "recv" }, { "recvmsg", "recv" },
	{ "sendto", "send" }, { "sendmsg", "send" },
};

const char *
story_command(const char *name)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(commands[i].call, name) == 0)
			return commands[i].command;
	return name;
}

bool
story_moves(const struct past_call *call)
{
	const char *command = story_command(call->call);

	return strcmp(command, "send") == 0 || strcmp(command, "recv") == 0;
}

static bool
carries(const struct past_call *call, bool out)
{
	return call->result > 0 &&
	    strcmp(story_command(call->call), out ? "send" : "recv") == 0;
}

/* The call that carried a message, by its number; `none` where that is forgotten.  What goes
 * is made before the call, what comes is read behind it, or behind a later one. */
static uint64_t
carrier_of(const struct past *past, const struct past_said *said, uint64_t none)
{
	uint64_t first = past->count > PAST_CALLS ? past->count - PAST_CALLS : 0;

	if (said->out) {
		for (uint64_t at = said->calls; at >= first && at < past->count; at++)
			if (carries(&past->call[at % PAST_CALLS], true))
				return at;
		return none;
	}
	for (uint64_t at = said->calls; at > first; at--)
		if (carries(&past->call[(at - 1) % PAST_CALLS], false))
			return at - 1;
	return said->calls > first ? said->calls - 1 : none;
}

static void
add_said(struct story *story, const struct past_said *said)
{
	struct story_row *row = story_add(story, STORY_SAID, said->when);

	row->message = said->name;
	row->number = said->number;
	row->out = said->out;
	row->alert = said->alert;
	row->bytes = said->bytes;
}

/* Those that call number `at` carried. */
static void
add_carried(struct story *story, uint64_t at)
{
	const struct past *past = &story->sock->past;
	const struct past_said *said;

	for (unsigned i = 0; past->talk && (said = past_talk_get(past->talk, i)); i++)
		if (carrier_of(past, said, at + 1) == at)
			add_said(story, said);
}

/* Those whose calls are forgotten, from one time to another. */
static void
add_lost(struct story *story, int64_t from, int64_t to)
{
	const struct past *past = &story->sock->past;
	uint64_t first = past->count > PAST_CALLS ? past->count - PAST_CALLS : 0;
	const struct past_said *said;

	for (unsigned i = 0; past->talk && (said = past_talk_get(past->talk, i)); i++)
		if (said->calls <= first && said->when >= from && said->when < to &&
		    carrier_of(past, said, past->count) == past->count)
			add_said(story, said);
}

static void
add_call(struct story *story, const struct past_call *call)
{
	struct story_row *row = story_add(story, STORY_CALL, call->when);

	row->call = *call;
	story_state_call(story, row);
	story_wire(story, call);
}

/* One that came to nothing for now, and that sosh made again when it was time: a program that
 * waits in its calls sees the last alone. */
static bool
is_try(const struct sock *sock, const struct past_call *call, unsigned at)
{
	const struct past_call *later;

	if (call->result >= 0 || sock->nonblock || call->asked & MSG_DONTWAIT ||
	    (call->number != EAGAIN && call->number != EWOULDBLOCK))
		return false;
	while ((later = past_get(&sock->past, ++at)))
		if (strcmp(later->call, call->call) == 0)
			return true;
	/* Within a layer nobody has asked for it. */
	return sock->past.talk != NULL;
}

/* How it was made, and the steps on its way that the last calls do not hold. */
static void
add_beginning(struct story *story)
{
	const struct sock *sock = story->sock;
	const struct past *past = &sock->past;
	const struct past_call *oldest = past_get(past, 0);
	const struct past_call made = { .call = past->made ? past->made : "adopted",
		.when = sock->made };
	int64_t last = sock->made;
	unsigned told = 0;

	add_call(story, &made);
	for (unsigned i = 0; oldest && i < past->ways; i++) {
		if (past->way[i].when >= oldest->when)
			break;
		add_lost(story, last, past->way[i].when);
		last = past->way[i].when;
		add_call(story, &past->way[i]);
		told++;
	}
	if (oldest)
		add_lost(story, last, oldest->when);
	if (past->count > PAST_CALLS + told) {
		story->forgotten = past->count - PAST_CALLS - told;
		story->gap = story->count;
	}
}

void
story_init(struct story *story, const struct sock_table *table, const struct sock *sock)
{
	const struct past *past = &sock->past;
	uint64_t first = past->count > PAST_CALLS ? past->count - PAST_CALLS : 0;
	const struct past_call *call;

	*story = (struct story){ .sock = sock };
	facts_begin(&story->facts, table, sock);
	story->now = facts_state(&story->facts);
	add_beginning(story);
	for (unsigned at = 0; (call = past_get(past, at)); at++) {
		if (!is_try(sock, call, at))
			add_call(story, call);
		add_carried(story, first + at);
	}
	if (sock->fd < 0)
		add_call(story, &(struct past_call){ .call = "close", .when = sock->ended });
	story_now(story);
}

void
story_clear(struct story *story)
{
	free(story->row);
}

/* story-wire: what a call put on the wire, and what had come; by the table of explain. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "teach/explain-inner.h"
#include "teach/story-inner.h"

/* MSL: so long the kernel keeps what is left of a connection. */
#define KEPT (60 * NUMBER_SECOND)

static bool
is_one_of(const char *state, const char *const *names)
{
	while (*names && strcmp(*names, state) != 0)
		names++;
	return *names;
}

/* The peer has not acknowledged the FIN, says the kernel. */
static bool
is_unheard(const struct story *story)
{
	static const char *const waits[] = { "FIN-WAIT-1", "LAST-ACK", "CLOSING", NULL };

	return is_one_of(story->now, waits);
}

/* Can the kernel be asked for its state? */
static bool
is_known(const struct story *story)
{
	return story->sock->fd >= 0 || diag_library_name();
}

/* Closed a moment ago, and nothing is left of it: as after RST, which takes the place of FIN
 * where received bytes were left unread. */
static bool
is_gone(const struct story *story)
{
	return story->sock->fd < 0 && is_known(story) && number_now() - story->sock->ended < KEPT &&
	    strcmp(story->now, "CLOSED") == 0 && story->state &&
	    strcmp(story->state, "ESTABLISHED") == 0;
}

static void
add_segment(struct story *story, const char *segment, int64_t when, bool now)
{
	struct story_row *row = story_add(story, STORY_SEGMENT, when);
	bool gone = strcmp(segment, ">FIN") == 0 && !now && is_gone(story);

	row->out = *segment == '>';
	row->message = gone ? "FIN or RST" : segment + 1;
	row->now = now;
	story_state_segment(story, row, gone ? ">RST" : segment);
	story->fin_out |= strcmp(segment, ">FIN") == 0;
	story->fin_in |= strcmp(segment, "<FIN") == 0;
	story->reset |= gone || strcmp(segment + 1, "RST") == 0;
}

static void
add_data(struct story *story, bool out, int64_t bytes, int64_t when, bool now)
{
	struct story_row *row = story_add(story, STORY_DATA, when);

	row->message = "data";
	row->out = out;
	row->bytes = bytes;
	row->now = now;
}

/* Words of a table, which are its own: ">SYN <SYN,ACK". */
static const struct segment { const char *name; } segments[] = {
	{ ">SYN" }, { "<SYN" }, { ">SYN,ACK" }, { "<SYN,ACK" }, { ">ACK" }, { "<ACK" },
	{ ">FIN" }, { "<FIN" }, { ">RST" }, { "<RST" }, { "<RST,ACK" }, { "<ICMP" },
	{ ">DATA" }, { "<DATA" },
};

static const char *
next_segment(const char **words)
{
	size_t count;

	*words += strspn(*words, " ");
	count = strcspn(*words, " ");
	for (size_t i = 0; count && i < sizeof(segments) / sizeof(*segments); i++)
		if (strlen(segments[i].name) == count &&
		    strncmp(segments[i].name, *words, count) == 0) {
			*words += count;
			return segments[i].name;
		}
	return NULL;
}

/* A SYN that a call before has sent, a second FIN: those do not go over the wire. */
static bool
is_left_out(const struct story *story, const char *segment)
{
	if (strcmp(segment, ">SYN") == 0)
		return story->asked;
	if (strcmp(segment, ">FIN") == 0)
		return story->fin_out;
	return strcmp(segment, "<FIN") == 0 && (story->fin_in || story->deaf);
}

static void
add_segments(struct story *story, const char *words, const struct past_call *call)
{
	const char *segment;
	bool left = false;

	/* Behind RST nothing goes and comes. */
	while (!story->reset && (segment = next_segment(&words))) {
		/* The answer to what is left out is left out, too. */
		if (strcmp(segment + 1, "ACK") != 0)
			left = is_left_out(story, segment);
		else if (strcmp(segment, "<ACK") == 0 && story->fin_out && is_unheard(story))
			left = true;
		if (left)
			continue;
		if (strcmp(segment + 1, "DATA") == 0)
			add_data(story, *segment == '>', call->result, call->when, false);
		else
			add_segment(story, segment, call->when, false);
	}
}

static int
outcome_of(const struct story *story, const struct past_call *call)
{
	bool stream = story->sock->type == SOCK_STREAM;

	if (call->result < 0)
		return call->number;
	return call->result == 0 && stream && strncmp(call->call, "recv", 4) == 0 ? WIRE_END : 0;
}

static const char *
how_of(const struct past_call *call)
{
	static const char *const hows[] = { [SHUT_RD] = "SHUT_RD", [SHUT_WR] = "SHUT_WR",
		[SHUT_RDWR] = "SHUT_RDWR" };

	return strcmp(call->call, "shutdown") == 0 && call->asked >= SHUT_RD &&
	    call->asked <= SHUT_RDWR ? hows[call->asked] : NULL;
}

/* Only looked at, or no data of the peer's.  Of a datagram there is no second look. */
static bool
takes_nothing(const struct story *story, const struct past_call *call)
{
	bool empty = story->sock->type == SOCK_STREAM && call->asked & PAST_NO_ROOM;

	return strcmp(story_command(call->call), "recv") == 0 &&
	    (empty || call->asked & (MSG_PEEK | MSG_ERRQUEUE));
}

/* What a call tells of what was before it: a connection that moves bytes has been made, and
 * one that is asked for begins anew. */
static void
see_before(struct story *story, const char *command, const struct past_call *call, int outcome)
{
	bool tcp = sock_is_tcp(story->sock) && story->state;

	if (tcp && story_moves(call) && !outcome && strcmp(story->state, "SYN-SENT") == 0)
		add_segments(story, "<SYN,ACK >ACK", call);
	if (strcmp(command, "connect") == 0 && !story->asked &&
	    (!outcome || outcome == EINPROGRESS))
		story->reset = story->fin_out = story->fin_in = story->deaf = false;
}

void
story_wire(struct story *story, const struct past_call *call)
{
	int outcome = outcome_of(story, call);
	bool reset = story->sock->cut && strcmp(call->call, "close") == 0;
	const char *command = reset ? "reset" : story_command(call->call);
	const char *words = explain_segments(command, story->sock, how_of(call), outcome);

	if (takes_nothing(story, call))
		return;
	see_before(story, command, call, outcome);
	/* The kernel's own, on this machine or by a protocol that the table has not. */
	if (!*words && story_moves(call) && call->result >= 0 && outcome != WIRE_END)
		words = strcmp(command, "send") == 0 ? ">DATA" : "<DATA";
	add_segments(story, words, call);
	if (!*words && outcome == WIRE_END && !story->deaf)
		add_segment(story, "<end of file", call->when, false);
	if (strcmp(command, "connect") == 0)
		story->asked = outcome == EINPROGRESS || outcome == EALREADY;
	story->deaf |= strcmp(command, "shutdown") == 0 && !outcome && call->asked != SHUT_WR;
}

void
story_now(struct story *story)
{
	int64_t when = number_now();
	const char *words = story_state_between(story), *segment;
	int64_t waits = story->sock->fd < 0 || sock_listens(story->sock) ? 0 :
	    facts_recvq(&story->facts);

	if (!is_known(story))
		return;
	if (waits > 0)
		add_data(story, false, waits, when, true);
	while (!story->reset && (segment = next_segment(&words)))
		add_segment(story, segment, when, true);
	if (!story->state || strcmp(story->state, story->now) != 0) {
		struct story_row *row = story_add(story, STORY_CALL, when);

		row->now = true;
		row->state = story->state = story->now;
	}
}

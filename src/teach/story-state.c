/* story-state: the state that a socket was in, step by step, as calls and segments tell. */
#include <errno.h>
#include <string.h>

#include "teach/story-inner.h"

/* RFC 9293, figure 5; `>` goes, `<` comes. */
static const struct { const char *from, *segment, *to; } ways[] = {
	{ "CLOSED", ">SYN", "SYN-SENT" },
	{ "SYN-SENT", "<SYN,ACK", "ESTABLISHED" },
	{ "SYN-SENT", "<RST,ACK", "CLOSED" },
	{ "SYN-SENT", "<ICMP", "CLOSED" },
	{ "CLOSED", "<SYN", "SYN-RECEIVED" },
	{ "SYN-RECEIVED", "<ACK", "ESTABLISHED" },
	{ "ESTABLISHED", ">FIN", "FIN-WAIT-1" },
	{ "ESTABLISHED", "<FIN", "CLOSE-WAIT" },
	{ "FIN-WAIT-1", "<ACK", "FIN-WAIT-2" },
	{ "FIN-WAIT-1", "<FIN", "CLOSING" },
	{ "FIN-WAIT-2", "<FIN", "TIME-WAIT" },
	{ "CLOSING", "<ACK", "TIME-WAIT" },
	{ "CLOSE-WAIT", ">FIN", "LAST-ACK" },
	{ "LAST-ACK", "<ACK", "CLOSED" },
};

/* Calls that change the state by themselves; of TCP only those that are `both`'s. */
static const struct { const char *call, *to; bool tcp, both; } calls[] = {
	{ "socket", "CLOSED", true, false }, { "socket", "OPEN", false, false },
	{ "accept4", "CONNECTED", false, false },
	{ "socketpair", "CONNECTED", false, false }, { "bind", "BOUND", false, false },
	{ "connect", "CONNECTED", false, false }, { "listen", "LISTEN", false, true },
	{ "close", "CLOSED", false, false },
};

/* Where segments told no other, and the kernel does: they have come meanwhile. */
static const struct { const char *have, *now, *segments; } between[] = {
	{ "SYN-SENT", "ESTABLISHED", "<SYN,ACK >ACK" },
	{ "SYN-SENT", "CLOSE-WAIT", "<SYN,ACK >ACK <FIN >ACK" },
	{ "ESTABLISHED", "CLOSE-WAIT", "<FIN >ACK" },
	{ "ESTABLISHED", "CLOSED", "<RST" },
	{ "CLOSE-WAIT", "CLOSED", "<RST" },
	{ "FIN-WAIT-1", "CLOSING", "<FIN >ACK" },
	{ "FIN-WAIT-2", "TIME-WAIT", "<FIN >ACK" },
};

static bool
is(const char *state, const char *name)
{
	return state && strcmp(state, name) == 0;
}

static void
turn(struct story *story, struct story_row *row, const char *to)
{
	if (to && !is(story->state, to))
		story->state = row->state = to;
}

void
story_state_call(struct story *story, struct story_row *row)
{
	const struct past_call *call = &row->call;
	bool tcp = sock_is_tcp(story->sock);

	if (tcp && call->result < 0 && is(story->state, "SYN-SENT") &&
	    call->number == ETIMEDOUT)
		turn(story, row, "CLOSED");
	if (call->result < 0)
		return;
	/* The listener's kernel did all of it: what it begins with is not told. */
	if (tcp && strcmp(call->call, "accept4") == 0)
		story->state = "CLOSED";
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (strcmp(calls[i].call, call->call) == 0 &&
		    (calls[i].both || calls[i].tcp == tcp))
			turn(story, row, calls[i].to);
}

void
story_state_segment(struct story *story, struct story_row *row, const char *segment)
{
	/* A listener stays one, whatever the connections do. */
	if (!sock_is_tcp(story->sock) || !story->state || is(story->state, "LISTEN"))
		return;
	if (strcmp(segment + 1, "RST") == 0)
		turn(story, row, "CLOSED");
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (is(story->state, ways[i].from) && strcmp(ways[i].segment, segment) == 0) {
			turn(story, row, ways[i].to);
			return;
		}
}

const char *
story_state_between(const struct story *story)
{
	for (size_t i = 0; i < sizeof(between) / sizeof(*between); i++)
		if (is(story->state, between[i].have) && is(story->now, between[i].now))
			return between[i].segments;
	return "";
}

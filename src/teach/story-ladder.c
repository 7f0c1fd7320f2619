/* story-ladder: the rows of a story as lines: a column of calls, and the way to the peer. */
#include <string.h>
#include <sys/socket.h>

#include "base/names.h"
#include "base/number.h"
#include "teach/explain-inner.h"
#include "teach/story-inner.h"

/* TIME: the column of times; LEAST: so much of the line is the ladder's; SIDE: of an arrow, on
 * each side of what stands in it. */
enum { TIME = 12, LEAST = 30, MOST = 46, SIDE = 1 };

struct letters { const char *bar, *left, *right, *line[STORY_SAID + 1][2]; };
/* An arrow's line is of two letters in turn. */
static const struct letters boxes = { "\u2502", "\u25c0", "\u25b6", {
	[STORY_SEGMENT] = { "\u254c", "\u254c" }, [STORY_DATA] = { "\u2500", "\u2500" },
	[STORY_SAID] = { "\u2550", "\u2550" } } };
static const struct letters plain = { "|", "<", ">", {
	[STORY_SEGMENT] = { "-", " " }, [STORY_DATA] = { "-", "-" },
	[STORY_SAID] = { "=", "=" } } };

static const char *const legend[STORY_SAID + 1] = { [STORY_SEGMENT] = "implied, not seen",
	[STORY_DATA] = "bytes of a call", [STORY_SAID] = "a message of TLS" };

struct ladder {
	const struct story   *story;
	const struct letters *letters;
	struct buf           *out;
	size_t                left, wide;   /* columns: before the ladder, in it */
	bool                  times;
};

static const struct { int flag; const char *name; } flags[] = {
	{ MSG_PEEK, ", MSG_PEEK" }, { MSG_OOB, ", MSG_OOB" }, { MSG_ERRQUEUE, ", MSG_ERRQUEUE" },
};

static void
add_asked(struct buf *out, const struct past_call *call)
{
	static const char *const hows[] = { [SHUT_RD] = " SHUT_RD", [SHUT_WR] = " SHUT_WR",
		[SHUT_RDWR] = " SHUT_RDWR" };

	if (strcmp(call->call, "shutdown") == 0 && call->asked >= SHUT_RD &&
	    call->asked <= SHUT_RDWR)
		buf_add_text(out, hows[call->asked]);
	for (size_t i = 0; story_moves(call) && i < sizeof(flags) / sizeof(*flags); i++)
		if (call->asked & flags[i].flag)
			buf_add_text(out, flags[i].name);
}

/* "recv 5", "connect: ECONNREFUSED, 3 times". */
static void
add_call(struct buf *out, const struct story *story, const struct past_call *call)
{
	const char *name = call->number ? names_of(names_errno, call->number) : NULL;

	buf_add_text(out, call->call);
	if (call->result < 0 && name)
		buf_format(out, ": %s", name);
	else if (call->result < 0)
		buf_format(out, ": errno %d", call->number);
	else if (story_moves(call))
		buf_format(out, " %lld", (long long)call->result);
	else if (strcmp(call->call, "accept") == 0)
		buf_format(out, " fd %lld", (long long)call->result);
	else if (strcmp(call->call, "accept4") == 0 && story->sock->listener)
		buf_format(out, " on socket %u", story->sock->listener);
	else if (strcmp(call->call, "close") == 0 && story->sock->cut)
		buf_add_text(out, ", SO_LINGER 0");
	if (call->result >= 0)
		add_asked(out, call);
	if (call->times > 1)
		buf_format(out, ", %u times", call->times);
}

static void
add_label(struct buf *out, const struct story_row *row)
{
	const char *comma = row->message ? strchr(row->message, ',') : NULL;

	if (row->what == STORY_DATA)
		buf_format(out, "%lld byte%s%s", (long long)row->bytes, row->bytes == 1 ? "" : "s",
		    row->now ? ", not received yet" : "");
	else if (row->alert && row->message)
		buf_format(out, "alert %s", row->message);
	else if (row->alert || !row->message)
		buf_format(out, "%s %d", row->alert ? "alert" : "message", row->number);
	else if (row->what == STORY_SAID)
		buf_format(out, "%s, %lld byte%s", row->message, (long long)row->bytes,
		    row->bytes == 1 ? "" : "s");
	else if (comma)
		buf_format(out, "%.*s, %s", (int)(comma - row->message), row->message, comma + 1);
	else
		buf_add_text(out, row->message);
}

static void
add_line(struct ladder *ladder, enum story_what what, size_t from, size_t to)
{
	for (; from < to; from++)
		buf_add_text(ladder->out, ladder->letters->line[what][from % 2]);
}

/* Between the bars; the head of the arrow is one column of it. */
static void
add_arrow(struct ladder *ladder, const struct story_row *row)
{
	struct buf label = { 0 };
	size_t room = ladder->wide - 1, count, before;

	add_label(&label, row);
	count = label.count + 2 + 2 * SIDE > room ? room - 2 - 2 * SIDE : label.count;
	before = (room - count - 2) / 2;
	if (!row->out)
		buf_add_text(ladder->out, ladder->letters->left);
	add_line(ladder, row->what, 0, before);
	buf_format(ladder->out, " %.*s ", (int)count, buf_text(&label));
	add_line(ladder, row->what, before + count + 2, room);
	if (row->out)
		buf_add_text(ladder->out, ladder->letters->right);
	buf_clear(&label);
}

static void
add_time(struct ladder *ladder, const struct story_row *row)
{
	double seconds = row ? (double)row->when / NUMBER_SECOND : 0;

	if (!ladder->times)
		return;
	if (!row || row->now)
		buf_format(ladder->out, "%*s  ", TIME - 2, row ? "now" : "");
	else
		buf_format(ladder->out, "%*.*f  ", TIME - 2, seconds < 1000 ? 6 : 3, seconds);
}

/* A line: the time of a row (or none), what stands left of the ladder, an arrow or none. */
static void
add_rung(struct ladder *ladder, const struct story_row *time, const char *left,
    const struct story_row *arrow)
{
	int room = (int)(ladder->left - (ladder->times ? TIME : 0));

	add_time(ladder, time);
	buf_format(ladder->out, "%-*.*s%s", room, room - 1, left, ladder->letters->bar);
	if (arrow)
		add_arrow(ladder, arrow);
	else
		buf_format(ladder->out, "%*s", (int)ladder->wide, "");
	buf_format(ladder->out, "%s\n", ladder->letters->bar);
}

/* The next of rows[*at .. end) that tells a state, and stands at the `line`th arrow or above it;
 * NULL: none does. */
static const char *
next_state(const struct story_row *rows, size_t *at, size_t end, size_t line)
{
	while (*at < end && *at <= line && !rows[*at].state)
		++*at;
	return *at < end && *at <= line ? rows[(*at)++].state : NULL;
}

static bool
has_states(const struct story_row *rows, size_t at, size_t end)
{
	while (at < end && !rows[at].state)
		at++;
	return at < end;
}

/* A call, and what it brought about: rows[0 .. count).  States stand below the call, and none
 * above the arrow that it came by. */
static void
add_group(struct ladder *ladder, const struct story_row *rows, size_t count)
{
	bool called = rows->call.call, headed = rows->what == STORY_CALL;
	size_t arrows = count - headed, state = 0;
	struct buf text = { 0 };

	for (size_t line = 0; line < arrows || !line || has_states(rows, state, count); line++) {
		const char *name = line || !called ? next_state(rows, &state, count,
		    line + headed) : NULL;

		buf_reset(&text);
		if (!line && called)
			add_call(&text, ladder->story, &rows->call);
		else if (name)
			buf_format(&text, "%s%s", called ? "  " : "", name);
		add_rung(ladder, line ? NULL : rows, buf_text(&text),
		    line < arrows ? &rows[headed + line] : NULL);
	}
	buf_clear(&text);
}

/* What belongs to the row at `at`: a call with all behind it. */
static size_t
group_end(const struct story *story, size_t at)
{
	size_t end = at + 1;

	while (end < story->count && end != story->gap && story->row[end].what != STORY_CALL &&
	    story->row[end].now == story->row[at].now)
		end++;
	return end;
}

/* The column of calls is as wide as they are, as long as the ladder has its least. */
static void
measure(struct ladder *ladder, size_t first, size_t width)
{
	static const char head[] = "call, state";
	const struct story *story = ladder->story;
	size_t most = sizeof(head) + 2;
	struct buf text = { 0 };

	for (size_t at = first; at < story->count; at++) {
		const struct story_row *row = &story->row[at];

		buf_reset(&text);
		if (row->call.call)
			add_call(&text, story, &row->call);
		if (text.count + 1 > most)
			most = text.count + 1;
		if (row->state && strlen(row->state) + 3 > most)
			most = strlen(row->state) + 3;
	}
	ladder->times = width >= TIME + most + LEAST + 2;
	ladder->left = most + (ladder->times ? TIME : 0);
	if (ladder->left + LEAST + 2 > width)
		ladder->left = width > 2 * (LEAST + 2) ? width - LEAST - 2 : width / 2;
	ladder->wide = width - ladder->left - 2;
	if (ladder->wide > MOST)
		ladder->wide = MOST;
	buf_format(ladder->out, "%*s%-*shere%*speer\n", ladder->times ? TIME : 0,
	    ladder->times ? "seconds  " : "", (int)(ladder->left -
	    (ladder->times ? TIME : 0)), head, (int)ladder->wide - 6, "");
	buf_clear(&text);
}

static void
add_legend(struct ladder *ladder, size_t first)
{
	static const enum story_what order[] = { STORY_SEGMENT, STORY_DATA, STORY_SAID };
	const struct story *story = ladder->story;
	size_t told = 0;

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		size_t at = first;

		while (at < story->count && story->row[at].what != order[i])
			at++;
		if (at == story->count)
			continue;
		buf_add_text(ladder->out, told++ ? "   " : "\n");
		add_line(ladder, order[i], 0, 3);
		buf_format(ladder->out, "%s %s", ladder->letters->right, legend[order[i]]);
	}
	if (told)
		buf_add_byte(ladder->out, '\n');
}

void
story_ladder(const struct story *story, size_t first, const struct story_ask *ask,
    struct buf *out)
{
	struct ladder ladder = { .story = story, .out = out,
		.letters = ask->ascii ? &plain : &boxes };

	measure(&ladder, first, explain_width(ask->width));
	for (size_t at = first, end; at < story->count; at = end) {
		if (story->forgotten && at == story->gap)
			buf_format(out, "%*s%llu more, no longer remembered\n",
			    ladder.times ? TIME : 0, "", (unsigned long long)story->forgotten);
		end = group_end(story, at);
		add_group(&ladder, &story->row[at], end - at);
	}
	add_legend(&ladder, first);
}

/* story-tell: a story as a list for programs, and as lines for people. */
#include <string.h>

#include "base/names.h"
#include "base/number.h"
#include "socket/serving.h"
#include "teach/explain-inner.h"
#include "teach/story-inner.h"

static void
put_call(struct record *step, const struct past_call *call)
{
	const char *name = call->number ? names_of(names_errno, call->number) : NULL;

	record_text(step, "call", call->call);
	record_int(step, "result", call->result);
	if (name)
		record_text(step, "errno", name);
	if (call->times > 1)
		record_int(step, "times", call->times);
}

static void
put_row(struct record *step, const struct story_row *row)
{
	record_real(step, "time", (double)row->when / NUMBER_SECOND);
	if (row->call.call)
		put_call(step, &row->call);
	if (row->message)
		record_text(step, row->alert ? "alert" : "message", row->message);
	else if (row->what != STORY_CALL)
		record_int(step, row->alert ? "alert" : "message", row->number);
	if (row->what != STORY_CALL)
		record_text(step, "direction", row->out ? "out" : "in");
	if (row->bytes >= 0)
		record_int(step, "bytes", row->bytes);
	if (row->what == STORY_SEGMENT)
		record_bool(step, "implied", true);
	if (row->state)
		record_text(step, "state", row->state);
	if (row->now)
		record_bool(step, "now", true);
}

/* Where the last `calls` calls begin. */
static size_t
first_of(const struct story *story, uint64_t calls)
{
	size_t at = story->count;

	while (calls && at)
		if (story->row[--at].call.call)
			calls--;
	return calls ? 0 : at;
}

static void
put_records(struct record *answer, const struct past_talk *talk)
{
	struct record *records = record_record(answer, "records");

	record_int(records, "sent", (int64_t)talk->records[1]);
	record_int(records, "sent_bytes", (int64_t)talk->bytes[1]);
	record_int(records, "received", (int64_t)talk->records[0]);
	record_int(records, "received_bytes", (int64_t)talk->bytes[0]);
}

static void
add_records(struct buf *text, const struct past_talk *talk)
{
	static const char *const ways[] = { "came", "went" };

	if (talk->records[0] + talk->records[1])
		buf_add_text(text, "\n\nInside TLS, bytes of the programs:");
	for (int out = 1; out >= 0; out--)
		if (talk->records[out])
			buf_format(text, "%s %llu record%s of %llu bytes %s",
			    !out && talk->records[1] ? "," : "",
			    (unsigned long long)talk->records[out],
			    talk->records[out] == 1 ? "" : "s",
			    (unsigned long long)talk->bytes[out], ways[out]);
	if (talk->records[0] + talk->records[1])
		buf_add_byte(text, '.');
	if (talk->count > PAST_SAID)
		buf_format(text, "\n\n%llu messages of TLS behind the first %d are no longer "
		    "remembered.", (unsigned long long)(talk->count - PAST_SAID),
		    PAST_SAID_FIRST);
}

/* A server's calls are its own: nothing remembers them. */
static void
add_served(struct buf *text, const struct sock *sock)
{
	unsigned server = serving_of(sock);

	if (!server && !serving_is(sock))
		return;
	buf_add_text(text, "\n\n");
	if (sock->serving)
		buf_format(text, "It is served by %s: ", sock->serving->role);
	else
		buf_format(text, "It was served as a client of socket %u: ", server);
	if (server)
		buf_format(text, "%llu byte%s came, %llu went. ", (unsigned long long)
		    sock->received, sock->received == 1 ? "" : "s",
		    (unsigned long long)sock->sent);
	else
		buf_format(text, "%llu byte%s came in all, %llu went. ", (unsigned long long)
		    sock->serving->received, sock->serving->received == 1 ? "" : "s",
		    (unsigned long long)sock->serving->sent);
	buf_add_text(text, "A server's calls are not remembered.");
}

static void
tell(const struct story_ask *ask, struct record *answer)
{
	const struct past_talk *talk = ask->sock->past.talk;
	struct buf text = { 0 }, lines = { 0 };
	struct story story;
	struct record *list;
	size_t first;

	story_init(&story, ask->table, ask->sock);
	first = ask->last ? first_of(&story, ask->last) : 0;
	record_text(answer, "state", story.now);
	list = record_list(answer, "story");
	for (size_t at = first; at < story.count; at++)
		put_row(record_record(list, NULL), &story.row[at]);
	record_int(answer, "forgotten", (int64_t)story.forgotten);
	explain_where(&story.facts, story.now, &text);
	add_served(&text, ask->sock);
	buf_add_text(&text, "\n\n```picture\n");
	story_ladder(&story, first, ask, &text);
	buf_add_text(&text, "```");
	if (talk) {
		put_records(answer, talk);
		add_records(&text, talk);
	}
	buf_add_byte(&text, '\n');
	explain_layout(buf_text(&text), ask->width, &lines);
	record_text(answer, "text", buf_text(&lines));
	buf_clear(&text);
	buf_clear(&lines);
	story_clear(&story);
}

const struct story_library story_teach = { tell };

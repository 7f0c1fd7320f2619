/* broker: everybody hears everybody else (`serve N broker`). */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "serve/role.h"

/* What is said goes to so many at once, and to so many in each turn that follows: thousands
 * that listen hold nobody up.  LINE: a longer one is told in pieces.  HELD: more than that does
 * not wait to be told; then all hear what is oldest, at once. */
enum { AT_ONCE = 32, A_TURN = 128, LINE = 4096, HELD = 4 << 20 };
#define SOON 1

struct member {
	struct client *client;
	struct member *next, **at;   /* `at`: what points to it */
	size_t         waits;        /* so many messages of it are not told to all yet */
	struct buf     line;         /* with `lines`: the one that it has begun */
};

struct message {
	struct message *next;
	struct member  *from;        /* NULL: it has left */
	struct share   *share;       /* what it says */
};

struct broker {
	bool            lines;
	struct member  *first;       /* who comes is the first, */
	struct member  *cursor;      /* so that this one, and all behind, are still to hear */
	struct message *message, **last;
	size_t          held;        /* bytes of them all */
	bool            telling;
};

static struct broker *
broker_of(struct client *client)
{
	return server_own(client_server(client));
}

static bool
begin(struct server *server, const struct role_word *word, size_t count, struct error *error)
{
	struct broker *broker = server_own(server);
	struct bytes_quoted quoted;

	broker->last = &broker->message;
	broker->lines = count == 1;
	if (!count || strcmp(word->bytes, "lines") == 0)
		return true;
	return error_usage(error, "'%s': behind 'broker' only 'lines' can stand",
	    bytes_quote(&quoted, word->bytes, word->count));
}

/* ---- telling ---- */

static void
message_drop(struct broker *broker)
{
	struct message *message = broker->message;
	size_t count;

	share_bytes(message->share, &count);
	broker->message = message->next;
	if (!broker->message)
		broker->last = &broker->message;
	broker->held -= count;
	broker->cursor = broker->message ? broker->first : NULL;
	if (message->from && !--message->from->waits)
		client_pause(message->from->client, false);
	share_drop(message->share);
	free(message);
}

/* To `most` of those from the cursor on.  Who hears too slowly may be dropped by that. */
static void
tell(struct broker *broker, const struct member *from, const char *bytes, size_t count,
    struct share **share, size_t most)
{
	broker->telling = true;
	while (broker->cursor && most--) {
		struct member *member = broker->cursor;

		broker->cursor = member->next;
		if (member != from)
			client_send_shared(member->client, share, bytes, count);
	}
	broker->telling = false;
}

static void
tell_oldest(struct broker *broker, size_t most)
{
	struct message *message = broker->message;
	size_t count;
	const char *bytes = share_bytes(message->share, &count);

	tell(broker, message->from, bytes, count, &message->share, most);
	if (!broker->cursor)
		message_drop(broker);
}

static void tell_on(struct client *);

/* Who is next to hear has it go on. */
static void
tell_soon(struct broker *broker)
{
	while (broker->message && !broker->cursor)
		message_drop(broker);
	if (broker->message)
		client_after(broker->cursor->client, SOON, tell_on);
}

static void
tell_on(struct client *client)
{
	struct broker *broker = broker_of(client);

	if (broker->message)
		tell_oldest(broker, A_TURN);
	tell_soon(broker);
}

/* Those that did not hear it yet will: nothing more is read from who said it until then. */
static void
keep(struct broker *broker, struct member *from, struct share *share)
{
	struct message *message = mem_new(1, sizeof(*message));
	size_t count;

	share_bytes(share, &count);
	*message = (struct message){ .from = from, .share = share };
	*broker->last = message;
	broker->last = &message->next;
	broker->held += count;
	if (!from)
		return;
	from->waits++;
	client_pause(from->client, true);
}

static void
say(struct broker *broker, struct member *from, const char *bytes, size_t count)
{
	struct server *server = client_server(from->client);
	struct share *share = NULL;

	while (broker->held > HELD)
		tell_oldest(broker, SIZE_MAX);
	/* It may have been one that hears too slowly. */
	if (!from->at)
		from = NULL;
	if (broker->message) {
		keep(broker, from, share_new(server, bytes, count));
		return;
	}
	broker->cursor = broker->first;
	tell(broker, from, bytes, count, &share, AT_ONCE);
	if (!broker->cursor) {
		share_drop(share);
		return;
	}
	keep(broker, from, share ? share : share_new(server, bytes, count));
	tell_soon(broker);
}

/* ---- lines ---- */

/* Whole, with who said it in front, and nothing in it that a terminal obeys. */
static void
show_line(struct buf *out, unsigned number, const char *line, size_t count)
{
	buf_format(out, "%u: ", number);
	if (count && line[count - 1] == '\r')
		count--;
	bytes_show(out, line, count, SHOW_SLASH);
	buf_add_byte(out, '\n');
}

static void
say_lines(struct broker *broker, struct member *from, bool all)
{
	struct buf out = { 0 };
	struct buf *line = &from->line;
	size_t at = 0;

	while (at < line->count) {
		size_t left = line->count - at, most = left < LINE ? left : LINE;
		const char *feed = memchr(line->data + at, '\n', most);

		if (!feed && left < LINE && !all)
			break;
		most = feed ? (size_t)(feed - line->data) - at : most;
		show_line(&out, client_number(from->client), line->data + at, most);
		at += most + (feed != NULL);
	}
	buf_drop(line, at);
	if (!line->count)
		buf_clear(line);
	if (out.count)
		say(broker, from, out.data, out.count);
	buf_clear(&out);
}

/* ---- who comes, talks and goes ---- */

static void
opened(struct client *client)
{
	struct broker *broker = broker_of(client);
	struct member *member = client_own(client);

	member->client = client;
	member->next = broker->first;
	member->at = &broker->first;
	if (member->next)
		member->next->at = &member->next;
	broker->first = member;
}

static void
came(struct client *client, const char *bytes, size_t count)
{
	struct broker *broker = broker_of(client);
	struct member *member = client_own(client);

	if (!broker->lines) {
		say(broker, member, bytes, count);
		return;
	}
	buf_add(&member->line, bytes, count);
	say_lines(broker, member, client_has_messages(client));
}

/* Who has finished sending has left; what has no line end is told as a line. */
static void
ended(struct client *client)
{
	struct member *member = client_own(client);

	if (member->line.count)
		say_lines(broker_of(client), member, true);
	client_finish(client);
}

static void
closed(struct client *client)
{
	struct broker *broker = broker_of(client);
	struct member *member = client_own(client);

	buf_clear(&member->line);
	for (struct message *message = broker->message; member->waits && message;
	    message = message->next)
		if (message->from == member)
			message->from = NULL;
	if (!member->at)
		return;
	*member->at = member->next;
	if (member->next)
		member->next->at = member->at;
	member->at = NULL;
	if (broker->cursor != member)
		return;
	broker->cursor = member->next;
	if (!broker->telling)
		tell_soon(broker);
}

static void
end(struct server *server)
{
	struct broker *broker = server_own(server);

	while (broker->message) {
		struct message *message = broker->message;

		broker->message = message->next;
		share_drop(message->share);
		free(message);
	}
}

static const char *const choices[] = { "lines", NULL };

const struct role role_broker = {
	.name = "broker", .words = "[lines]", .least = 0, .most = 1, .choices = choices,
	.summary = "lets everybody hear everybody else; lines: whole ones, with a number in front",
	.flags = ROLE_STREAM | ROLE_MESSAGE, .server_size = sizeof(struct broker),
	.client_size = sizeof(struct member), .begin = begin, .end = end, .opened = opened,
	.came = came, .ended = ended, .closed = closed
};

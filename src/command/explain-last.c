/* explain-last: the last command, put together for `explain`: its words are looked at
 * once more, with what variables hold now. */
#include "command/explain-last.h"

#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/names.h"
#include "command/noting.h"
#include "command/session.h"
#include "lang/expand.h"
#include "socket/kind.h"

/* LINE: so much of a command is shown, WORDS: so many words of a value are read, DATA: so many
 * bytes of what was sent are shown in code. */
enum { LINE = 200, WORDS = 16, DATA = 48 };

struct again {
	struct call        *call;
	struct world        world;
	struct explain_last *last;
	struct buf          flags, data;
	bool                made;         /* some of the data is no text as it stands */
	struct addr         address;
	char                host[256], service[64];
	struct option       own;          /* one by number */
	struct option_word  value[WORDS];
	unsigned            kinds;        /* words of it that were read */
};

static void
take_address(struct again *it, const struct text *text)
{
	const struct sock *sock = it->last->sock;
	struct error ignored;
	enum addr_text read = ADDR_BAD;

	if (sock)
		read = addr_read(&it->address, sock->family, text->bytes, text->count, &ignored);
	if (read == ADDR_BAD)
		read = addr_read_any(&it->address, text->bytes, text->count, &ignored);
	if (read == ADDR_NUMERIC) {
		it->last->address = &it->address;
	} else if (read == ADDR_NAMES && addr_split(text->bytes, text->count, it->host,
	    it->service, &ignored)) {
		it->last->host = it->host;
		it->last->service = it->service;
	}
}

static void
take_option(struct again *it, const struct text *text)
{
	struct error ignored;

	it->last->option = memchr(text->bytes, ':', text->count) ?
	    option_numbered(text->bytes, text->count, &it->own, &ignored) :
	    option_named(it->last->sock, text->bytes, text->count);
}

static void
take_passed(struct again *it, const struct text *text)
{
	(void)text;
	it->last->passed = true;
}

static void
take_value(struct again *it, const struct text *text)
{
	if (it->last->values == WORDS)
		return;
	it->value[it->last->values++] = (struct option_word){ text->bytes, text->count,
		text->plain == text->count };
	it->last->value = it->value;
}

/* Numbers, files and what is random are not made a second time. */
static void
take_data(struct again *it, const struct text *text)
{
	if (memchr(text->bytes, ':', text->plain) || memchr(text->bytes, '{', text->plain))
		it->made = true;
	else
		buf_add(&it->data, text->bytes, text->count);
	it->made |= it->data.count > DATA;
	it->last->data = it->made ? NULL : buf_text(&it->data);
	it->last->data_count = it->data.count;
}

static void
take_direction(struct again *it, const struct text *text)
{
	static const struct { const char *word, *how; } hows[] = { { "read", "SHUT_RD" },
		{ "write", "SHUT_WR" }, { "both", "SHUT_RDWR" }, { "SHUT_RD", "SHUT_RD" },
		{ "SHUT_WR", "SHUT_WR" }, { "SHUT_RDWR", "SHUT_RDWR" }, { "0", "SHUT_RD" },
		{ "1", "SHUT_WR" }, { "2", "SHUT_RDWR" } };

	for (size_t i = 0; i < sizeof(hows) / sizeof(*hows); i++)
		if (strcasecmp(text->bytes, hows[i].word) == 0)
			it->last->how = hows[i].how;
	/* Any number may be passed. */
	if (!it->last->how && text->bytes[strspn(text->bytes, "-0123456789")] == '\0')
		it->last->how = text->bytes;
}

static void
take_backlog(struct again *it, const struct text *text)
{
	struct error ignored;
	int64_t wide;

	if (number_int(text->bytes, text->count, INT32_MIN, INT32_MAX, &wide, &ignored))
		it->last->backlog = (int)wide;
}

/* One of the three numbers of socket(2). */
static void
take_number(const struct name *table, const char *prefix, const struct text *text, int *number)
{
	struct error ignored;
	int64_t wide;

	if (!names_read(table, prefix, text->bytes, text->count, number) &&
	    number_int(text->bytes, text->count, INT32_MIN, INT32_MAX, &wide, &ignored))
		*number = (int)wide;
}

static void
take_kind(struct again *it, const struct text *text)
{
	struct explain_last *last = it->last;
	const struct kind *kind;
	struct error ignored;
	int protocol;

	switch (it->kinds++) {
	case 0:
		kind = kind_read(text->bytes, text->count, &protocol, &ignored);
		if (!kind) {
			take_number(names_family, "AF_", text, &last->domain);
			return;
		}
		last->domain = kind->family;
		last->type = kind->type;
		last->protocol = protocol;
		return;
	case 1:
		take_number(names_type, "SOCK_", text, &last->type);
		return;
	case 2:
		take_number(names_protocol, "IPPROTO_", text, &last->protocol);
		return;
	}
}

/* Rows of commands by their names. */
static const struct {
	const char *command, *param;
	void      (*take)(struct again *, const struct text *);
} rows[] = {
	{ "bind", "ADDRESS", take_address }, { "connect", "ADDRESS", take_address },
	{ "wait-port", "ADDRESS", take_address }, { "reverse", "ADDRESS", take_address },
	{ "send", "to", take_address }, { "send", "DATA", take_data },
	{ "send", "fd", take_passed },
	{ "get", "OPTION", take_option }, { "set", "OPTION", take_option },
	{ "set", "VALUE", take_value }, { "shutdown", "HOW", take_direction },
	{ "shutdown", "DIRECTION", take_direction },
	{ "shutdown", "read|write|both", take_direction }, { "listen", "BACKLOG", take_backlog },
	{ "socket", "KIND", take_kind }, { "pair", "KIND", take_kind },
};

/* Flags of the call are options of the command by the same name. */
static void
take_flag(struct again *it, const char *name)
{
	int number;

	if (!names_number(names_send_flag, "MSG_", name, &number) &&
	    !names_number(names_recv_flag, "MSG_", name, &number))
		return;
	buf_add_text(&it->flags, it->flags.count ? " | MSG_" : "MSG_");
	for (; *name; name++)
		buf_add_byte(&it->flags, (char)(*name >= 'a' && *name <= 'z' ? *name - 'a' + 'A' :
		    *name));
}

/* ${answer.local} is the command's own answer by now. */
static bool
has_changed(const struct again *it, const struct word *word)
{
	for (size_t i = 0; i < word->parts; i++)
		if (word->part[i].kind == PART_VARIABLE)
			return it->last->kind == ERROR_NONE;
	return false;
}

/* The name of a row, behind which there may be "...". */
static bool
is_called(const char *param, const char *name)
{
	size_t count = strlen(name);

	return strncmp(param, name, count) == 0 && (param[count] < 'a' || param[count] > 'z');
}

static void
take(struct again *it, const struct binding *item)
{
	const char *command = it->last->command->name, *param = item->param->name;
	struct error ignored;
	struct text text;

	if (item->param->flags & PARAM_OPTION && (strcmp(command, "send") == 0 ||
	    strcmp(command, "recv") == 0))
		take_flag(it, param);
	if (!item->word)
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].command, command) == 0 &&
		    is_called(param, rows[i].param) &&
		    !(rows[i].take == take_address && has_changed(it, item->word)) &&
		    expand(item->word, &it->world, &it->call->pool, &text, &ignored))
			rows[i].take(it, &text);
}

/* Of a command inside another the parser does not tell its span. */
static size_t
span_of(const struct node *node)
{
	size_t span = strlen(node->command->name);

	for (size_t i = 0; i < node->words.count && !node->span; i++) {
		const struct word *word = node->words.item[i].word;
		size_t end = word ? word->place.offset + word->span - node->place.offset : 0;

		span = end > span ? end : span;
	}
	return node->span ? node->span : span;
}

/* Its first line, and no more than fits. */
static const char *
line_of(struct call *call, const struct node *node)
{
	const char *line = node->source->text.data + node->place.offset, *copy;
	size_t count = span_of(node), most = strcspn(line, "\n");
	struct buf text = { 0 };

	most = most < LINE ? most : LINE;
	buf_add(&text, line, count < most ? count : most);
	buf_add_text(&text, count > most ? "..." : "");
	copy = pool_copy(&call->pool, buf_text(&text), text.count);
	buf_clear(&text);
	return copy;
}

bool
explain_last(struct call *call, const struct explain_library *library,
    const struct explain_ask *ask, struct record *list)
{
	const struct last *kept = &call->run->scope->last;
	const struct node *node = kept->node;
	struct explain_last last = { .kind = kept->kind, .call = kept->call,
		.number = kept->number, .backlog = -1,
		.sock = sock_find(ask->table, kept->socket) };
	struct again it = { .call = call, .world = session_world(call->run), .last = &last };

	if (!node)
		return error_usage(&call->error, "there was no command yet: explain WORD tells "
		    "what a word means");
	last.command = node->command;
	last.surprise = noting_why(call->session, node);
	last.line = line_of(call, node);
	for (size_t i = 0; i < node->words.count; i++)
		take(&it, &node->words.item[i]);
	last.flags = buf_text(&it.flags);
	if (!last.how && strcmp(node->command->name, "shutdown") == 0)
		last.how = "SHUT_WR";
	record_text(&call->answer, "word", last.line);
	library->last(ask, &last, list);
	buf_clear(&it.flags);
	buf_clear(&it.data);
	return true;
}

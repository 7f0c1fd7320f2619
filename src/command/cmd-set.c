/* set: change a socket option. */

#include <string.h>

#include "command/safe.h"
#include "command/session.h"
#include "command/type-option.h"
#include "lang/words.h"
#include "teach/scene.h"

static const struct param params[] = {
	{ "N", PARAM(option_args, sock, sock), .help = "the socket" },
	{ "OPTION", PARAM(option_args, option, option), .help = "the option to change" },
	{ "VALUE...", PARAM(option_args, value, option_value), .flags = PARAM_MANY,
	  .help = "on, off, a number, size, duration or name; 'int NUMBER' or hex:BYTES" },
	{ "optlen", PARAM(option_args, edge.length, length), .flags = RAW_FLAG,
	  .help = "pass this as the value's length" },
	{ "null", PARAM(option_args, edge.null, flag), .flags = RAW_FLAG,
	  .help = "pass a null pointer for the value" },
	RAW_DESCRIPTOR(option_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "option", "the option's short name" },
	{ "value", "what was asked, as get tells it" },
	{ "actual", "what the kernel made of it, where that is something else" },
	{ "shown", "the value that it has now, as it would be typed" },
	{ "why", "why the kernel made something else of it" },
	{ "done", "true where the option is something to be done, and nothing is read back" },
	{ 0 }
};

/* "hex:" has to be typed: out of quotes or a variable it is text. */
static struct option_word *
words_of(struct call *call, const arg_option_value *value)
{
	struct option_word *word = pool_new(&call->pool, value->count * sizeof(*word));

	for (size_t i = 0; i < value->count; i++) {
		const struct text *text = &value->item[i];

		word[i] = (struct option_word){ .bytes = text->bytes, .count = text->count,
			.typed = text->plain >= strlen("hex:") };
	}
	return word;
}

/* The word that the message quotes in front is the one that it is about. */
static const struct text *
wrong_word(const struct call *call, const arg_option_value *value)
{
	for (size_t i = 0; i < value->count; i++) {
		const struct text *text = &value->item[i];
		size_t count = text->count < 40 ? text->count : 40;

		if (call->error.text[0] == '\'' && call->error.text[count + 1] == '\'' &&
		    memcmp(call->error.text + 1, text->bytes, count) == 0)
			return text;
	}
	return &value->item[0];
}

/* A fault in the value is shown where it stands. */
static void
blame(struct call *call, const arg_option_value *value)
{
	if (call->error.kind == ERROR_USAGE)
		call_blame(call, wrong_word(call, value));
}

/* Characters: so many are told, and of more only the first. */
enum { ECHO = 512, ECHO_CUT = 64 };

/* The beginning of a text stands for one that nobody would read. */
static void
shorten(struct buf *text)
{
	if (text->count <= ECHO)
		return;
	text->count = ECHO_CUT;
	text->data[ECHO_CUT] = '\0';
	buf_add_text(text, "...");
}

static void
put_value(struct call *call, const char *name, struct value *value)
{
	struct buf text = { 0 };

	if ((value->kind == VALUE_TEXT || value->kind == VALUE_BYTES) &&
	    value->bytes.count > ECHO) {
		value_show(value, &text);
		value_clear(value);
		shorten(&text);
		*value = value_take(&text);
	}
	*record_put(&call->answer, name) = *value;
}

/* Reads the option back, and tells what became of it. */
static void
tell(struct call *call, const struct sock *sock, const struct option *option, struct value asked)
{
	struct buf wanted = { 0 }, have = { 0 }, why = { 0 };
	struct value actual = { .kind = VALUE_NONE };
	const char *reason = option_why(option, sock, &asked);
	struct error ignored;
	bool same;

	option_show(option, &asked, &wanted);
	record_text(&call->answer, "option", type_option_key(sock, option));
	put_value(call, "value", &asked);
	if ((option->access & OPTION_GET) && option_get(sock, option, NULL, &actual, &ignored))
		option_show(option, &actual, &have);
	same = actual.kind == VALUE_NONE || strcmp(buf_text(&wanted), buf_text(&have)) == 0;
	shorten(&wanted);
	shorten(&have);
	if (same) {
		record_text(&call->answer, "shown", buf_text(&wanted));
		value_clear(&actual);
	} else {
		put_value(call, "actual", &actual);
		record_text(&call->answer, "shown", buf_text(&have));
		buf_format(&why, "%s (asked: %s)",
		    reason ? reason : "the kernel made this of it", buf_text(&wanted));
		record_text(&call->answer, "why", buf_text(&why));
	}
	if (!(option->access & OPTION_GET))
		record_bool(&call->answer, "done", true);
	buf_clear(&wanted);
	buf_clear(&have);
	buf_clear(&why);
}

static bool
is_safe(struct call *call, const struct option *option)
{
	return !call->session->safe || safe_allows(SAFE_OPTION,
	    option->type == OPTION_ANY ? "LEVEL:OPTION" : option->name, &call->error);
}

static enum outcome
run(struct call *call)
{
	const struct option_args *args = (const void *)call->args;
	struct option_edge edge;
	struct value asked;

	call_about(call, args->sock);
	if (!is_safe(call, args->option))
		return FAILED;
	if (!type_option_edge(&args->edge, &edge, &call->error))
		return call_blame_word(call, &params[3], 0), FAILED;
	if (!option_set(args->sock, args->option, words_of(call, &args->value), args->value.count,
	    &edge, &asked, &call->error)) {
		blame(call, &args->value);
		return FAILED;
	}
	tell(call, args->sock, args->option, asked);
	if (args->option->access & OPTION_TURNS)
		sock_turn(&call->session->sockets, args->sock);
	return DONE;
}

static void
scene(const struct call *call, struct scene *scene)
{
	const struct option_args *args = (const void *)call->args;

	scene->option = args->option;
	scene->plain = args->value.count == 2 && strcmp(args->value.item[0].bytes, "int") == 0;
	if (args->value.count == 1 || scene->plain)
		scene->typed = args->value.item[args->value.count - 1].bytes;
	type_option_scene(&args->edge, scene);
}

static const char *const aliases[] = { "setsockopt", NULL };

const struct command cmd_set = {
	.name = "set", .group = "looking", .aliases = aliases, .summary = "change a socket option",
	.params = params, .args_size = sizeof(struct option_args), .fields = fields,
	/* What the sentence names is not shown under it: both values are in `shown`. */
	.say = "{option}{!done: is} {shown}{?done:: done}{?why:: {why}}{?value:}{?actual:}",
	.run = run, .scene = scene
};

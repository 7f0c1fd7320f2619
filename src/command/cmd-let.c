/* let: set a variable. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command/session.h"
#include "command/types.h"
#include "lang/expression.h"
#include "lang/words.h"

struct let_args {
	arg_variable name;
	arg_texts    words;
};

static const char *const some[] = { "port", "peer", "data", NULL };

static const struct param params[] = {
	{ "NAME", PARAM(let_args, name, variable), .examples = some,
	  .help = "its name: letters, digits and _" },
	{ "WORD...", PARAM(let_args, words, texts), .flags = PARAM_MANY,
	  .help = "what it holds from now on, joined by blanks; = EXPRESSION computes it",
	  .advice = "'let a 3' sets a text, 'let a = 3' computes" },
	{ 0 }
};

/* What stands in the first word behind its '='; NULL: nothing. */
static const struct word *
behind_equals(struct call *call, const struct word *first)
{
	size_t empty = first->part->count == 1;
	size_t parts = first->parts - empty;
	struct word *rest;

	if (!parts)
		return NULL;
	rest = pool_new(&call->pool, sizeof(*rest));
	*rest = *first;
	rest->part = pool_new(&call->pool, parts * sizeof(*rest->part));
	memcpy(rest->part, first->part + empty, parts * sizeof(*rest->part));
	rest->parts = parts;
	rest->place.offset++;
	rest->span--;
	if (!empty) {
		rest->part->bytes++;
		rest->part->count--;
	}
	return rest;
}

static enum outcome
compute(struct call *call, const struct let_args *args)
{
	const struct word **word = pool_new(&call->pool, args->words.count * sizeof(*word));
	struct world world = session_world(call->run);
	char text[24];
	int64_t number;
	size_t count = 0;

	word[0] = behind_equals(call, args->words.item[0].word);
	count += word[0] != NULL;
	for (size_t i = 1; i < args->words.count; i++)
		word[count++] = args->words.item[i].word;
	call->where = args->words.item[0].word->place;
	if (!expression(word, count, &world, &number, &call->where, call->node->source,
	    &call->error)) {
		if (call->error.kind == ERROR_USAGE)
			call->where_source = call->node->source;
		return FAILED;
	}
	snprintf(text, sizeof(text), "%" PRId64, number);
	vars_set(call->run->scope->vars, args->name.bytes, args->name.count, text, strlen(text));
	return DONE;
}

static enum outcome
run(struct call *call)
{
	const struct let_args *args = (const void *)call->args;
	const struct text *first = &args->words.item[0];
	struct buf value = { 0 };

	if (first->plain > 1 && memcmp(first->bytes, "==", 2) == 0)
		return error_usage(&call->error, "'==' compares: 'let NAME = EXPRESSION' computes, "
		    "and a text that begins with '=' stands in quotes"), FAILED;
	if (first->plain && *first->bytes == '=')
		return compute(call, args);
	for (size_t i = 0; i < args->words.count; i++) {
		if (i)
			buf_add_byte(&value, ' ');
		buf_add(&value, args->words.item[i].bytes, args->words.item[i].count);
	}
	vars_set(call->run->scope->vars, args->name.bytes, args->name.count, buf_text(&value),
	    value.count);
	buf_clear(&value);
	return DONE;
}

const struct command cmd_let = {
	.name = "let", .group = "language", .summary = "set a variable",
	.params = params, .args_size = sizeof(struct let_args),
	.say = "", .flags = COMMAND_KEEPS | COMMAND_SILENT, .run = run
};

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
	  .help = "what it holds from now on, joined by blanks; = EXPRESSION computes it" },
	{ 0 }
};

/* NAME, `=`, and then the expression: its words; NULL if it is none. */
static const struct word **
expression_words(const struct node *node, struct pool *pool, size_t *count)
{
	const struct bindings *words = &node->words;
	const struct word **word;

	if (words->count < 2 || !word_is(words->item[1].word, "="))
		return NULL;
	*count = words->count - 2;
	word = pool_new(pool, (*count + 1) * sizeof(*word));
	for (size_t i = 0; i < *count; i++)
		word[i] = words->item[i + 2].word;
	return word;
}

static bool
has_variable(const struct word *word)
{
	for (size_t i = 0; i < word->parts; i++)
		if (word->part[i].kind == PART_VARIABLE)
			return true;
	return false;
}

static bool
check(const struct node *node, struct pool *pool, struct place *where, struct error *error)
{
	size_t count;
	const struct word **word = expression_words(node, pool, &count);
	int64_t ignored;

	for (size_t i = 0; word && i < count; i++)
		if (has_variable(word[i]))
			return true;
	if (word)
		*where = node->words.item[1].word->place;
	return !word || expression(word, count, NULL, &ignored, where, node->source, error);
}

static enum outcome
compute(struct call *call, const struct let_args *args)
{
	size_t count;
	const struct word **word = expression_words(call->node, &call->pool, &count);
	struct world world = session_world(call->run);
	char text[24];
	int64_t number;

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

	if (first->literal && first->count == 1 && *first->bytes == '=')
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
	.say = "", .flags = COMMAND_KEEPS | COMMAND_SILENT, .run = run, .check = check
};

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
behind_equals(struct pool *pool, const struct word *first)
{
	size_t empty = first->part->count == 1;
	size_t parts = first->parts - empty;
	struct word *rest;

	if (!parts)
		return NULL;
	rest = pool_new(pool, sizeof(*rest));
	*rest = *first;
	rest->part = pool_new(pool, parts * sizeof(*rest->part));
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

/* Does the word begin with a '=' that was typed as it is?  `==` is a text. */
static bool
begins_equal(const struct word *word)
{
	return word->parts && word->part->kind == PART_PLAIN && *word->part->bytes == '=' &&
	    word->part->bytes[1] != '=';
}

/* The words behind NAME and `=`; NULL if it is no expression. */
static const struct word **
expression_words(const struct node *node, struct pool *pool, size_t *count)
{
	const struct bindings *words = &node->words;
	const struct word **word;

	if (words->count < 2 || !begins_equal(words->item[1].word))
		return NULL;
	word = pool_new(pool, words->count * sizeof(*word));
	word[0] = behind_equals(pool, words->item[1].word);
	*count = word[0] != NULL;
	for (size_t i = 2; i < words->count; i++)
		word[(*count)++] = words->item[i].word;
	return word;
}

/* As other languages have it: `let i += 1`. */
static bool
adds_to(const struct word *word)
{
	const char *bytes = word->parts && word->part->kind == PART_PLAIN ? word->part->bytes : "";

	return *bytes && strchr("+-*/%", *bytes) && bytes[1] == '=';
}

/* What was meant is known where the words are plain. */
static bool
adds_nothing(const struct node *node, struct place *where, struct error *error)
{
	const struct bindings *words = &node->words;
	const struct word *name = words->item[0].word, *first, *second;
	const char *by = "...";

	if (words->count < 2 || !adds_to(words->item[1].word))
		return true;
	first = words->item[1].word;
	second = words->count == 3 ? words->item[2].word : NULL;
	if (second && second->literal && first->part->count == 2)
		by = second->part->bytes;
	else if (!second && first->literal && first->part->count > 2)
		by = first->part->bytes + 2;
	*where = first->place;
	return error_usage(error, "there is no '%.2s': let %.60s = $%.60s %c %.60s; in quotes it "
	    "is a text", first->part->bytes, name->literal ? name->part->bytes : "NAME",
	    name->literal ? name->part->bytes : "NAME", *first->part->bytes, by);
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

	if (!adds_nothing(node, where, error))
		return false;
	for (size_t i = 0; word && i < count; i++)
		if (has_variable(word[i]))
			return true;
	if (!word)
		return true;
	*where = node->words.item[1].word->place;
	return expression(word, count, NULL, &ignored, where, node->source, error);
}

static enum outcome
set(struct call *call, const struct let_args *args, const char *bytes, size_t count)
{
	vars_set(call->run->scope->vars, args->name.bytes, args->name.count, bytes, count);
	return DONE;
}

static enum outcome
compute(struct call *call, const struct let_args *args, const struct word *const *word,
    size_t count)
{
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
	return set(call, args, text, strlen(text));
}

static enum outcome
run(struct call *call)
{
	const struct let_args *args = (const void *)call->args;
	struct buf value = { 0 };
	size_t count;
	const struct word **word = expression_words(call->node, &call->pool, &count);

	if (word)
		return compute(call, args, word, count);
	if (!adds_nothing(call->node, &call->where, &call->error)) {
		call->where_source = call->node->source;
		return FAILED;
	}
	if (args->words.count == 1)
		return set(call, args, args->words.item->bytes, args->words.item->count);
	for (size_t i = 0; i < args->words.count; i++) {
		if (i)
			buf_add_byte(&value, ' ');
		buf_add(&value, args->words.item[i].bytes, args->words.item[i].count);
	}
	set(call, args, buf_text(&value), value.count);
	buf_clear(&value);
	return DONE;
}

const struct command cmd_let = {
	.name = "let", .group = "language", .summary = "set a variable",
	.params = params, .args_size = sizeof(struct let_args),
	.say = "", .flags = COMMAND_KEEPS | COMMAND_SILENT, .run = run, .check = check
};

/* foreach: run a block for each of some words. */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "command/session.h"
#include "command/types.h"

struct foreach_args {
	arg_variable name;
	arg_choice   in;
	arg_texts    words;
};

static const char *const in_only[] = { "in", NULL };
static const char *const names[] = { "i", "n", "word", NULL };
static const char *const ranges[] = { "1..3", "1..10", "1..100", NULL };

static const struct param params[] = {
	{ "NAME", PARAM(foreach_args, name, variable), .examples = names,
	  .help = "the variable that holds the word" },
	{ "in", PARAM(foreach_args, in, choice), .among = in_only, .help = "the word 'in'" },
	{ "WORD...", PARAM(foreach_args, words, texts), .flags = PARAM_MANY, .examples = ranges,
	  .help = "the words; 1..10 stands for the numbers from 1 to 10" },
	{ 0 }
};

/* One word, or the numbers of a range. */
struct item {
	char   *word;
	size_t  count;
	int64_t from, to;
	bool    range;
};

struct state {
	char        *name;
	struct item *item;
	size_t       count, at;
	int64_t      number;      /* the next of a range */
};

static void
clear(void *at)
{
	struct state *state = at;

	for (size_t i = 0; i < state->count; i++)
		free(state->item[i].word);
	free(state->item);
	free(state->name);
	free(state);
}

/* "1..10", typed without quotes; also downwards. */
static bool
read_range(const struct text *text, struct item *item, struct error *error)
{
	const char *dots = text->literal ? strstr(text->bytes, "..") : NULL;

	if (!dots)
		return false;
	item->range = number_int(text->bytes, (size_t)(dots - text->bytes), INT64_MIN, INT64_MAX,
	    &item->from, error) && number_int(dots + 2, text->count - (size_t)(dots + 2 -
	    text->bytes), INT64_MIN, INT64_MAX, &item->to, error);
	return item->range;
}

/* Sets the variable to the next word; false when there is none. */
static bool
next(struct run *run, struct state *state)
{
	struct item *item = &state->item[state->at];
	struct buf number = { 0 };

	if (state->at == state->count)
		return false;
	if (!item->range) {
		vars_set(run->scope->vars, state->name, strlen(state->name), item->word, item->count);
		state->at++;
		return true;
	}
	buf_format(&number, "%lld", (long long)item->from);
	vars_set(run->scope->vars, state->name, strlen(state->name), number.data, number.count);
	buf_clear(&number);
	if (item->from == item->to)
		state->at++;
	else
		item->from += item->from < item->to ? 1 : -1;
	return true;
}

static enum verdict
ended(struct run *run, struct frame *frame)
{
	return next(run, frame->state) ? VERDICT_AGAIN : VERDICT_LEAVE;
}

static enum outcome
run(struct call *call)
{
	const struct foreach_args *args = (const void *)call->args;
	struct frame *frame = run_push(call->run, call->node->block, call->node, &call->error);
	struct state *state;
	struct error no_range;

	if (!frame)
		return FAILED;
	state = mem_new(1, sizeof(*state));
	state->name = mem_copy(args->name.bytes);
	state->count = args->words.count;
	state->item = mem_new(state->count, sizeof(*state->item));
	for (size_t i = 0; i < state->count; i++) {
		const struct text *word = &args->words.item[i];

		if (read_range(word, &state->item[i], &no_range))
			continue;
		state->item[i].word = mem_copy_bytes(word->bytes, word->count);
		state->item[i].count = word->count;
	}
	frame->loop = true;
	frame->ended = ended;
	frame->state = state;
	frame->clear = clear;
	next(call->run, state);
	return DONE;
}

const struct command cmd_foreach = {
	.name = "foreach", .group = "language", .summary = "run a block for each of some words",
	.params = params, .args_size = sizeof(struct foreach_args), .say = "",
	.flags = COMMAND_BLOCK | COMMAND_KEEPS | COMMAND_SILENT, .run = run
};

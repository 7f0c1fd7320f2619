/* foreach: run a block for each of some words. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lines.h"
#include "base/mem.h"
#include "command/range.h"
#include "command/safe.h"
#include "command/session.h"
#include "command/types.h"

struct foreach_args {
	arg_variable name;
	arg_choice   in;
	arg_texts    words;
};

static const char from_file[] = "file:";

static const char *const in_only[] = { "in", NULL };
static const char *const names[] = { "i", "n", "word", NULL };
static const char *const some[] = { "1..3", "1..10", "1..100", NULL };

static const struct param params[] = {
	{ "NAME", PARAM(foreach_args, name, variable), .examples = names,
	  .help = "the variable that holds the word" },
	{ "in", PARAM(foreach_args, in, choice), .among = in_only, .help = "the word 'in'" },
	{ "WORD...", PARAM(foreach_args, words, texts), .flags = PARAM_MANY | PARAM_FILES,
	  .examples = some,
	  .help = "the words; 1..10 and 1..$n stand for the numbers between, file:PATH for the "
	      "lines of a file" },
	{ 0 }
};

/* One word, the numbers of a range, or the lines of a file. */
enum item_kind { ITEM_WORD, ITEM_RANGE, ITEM_FILE };
struct item {
	enum item_kind kind;
	char          *word;
	size_t         count;
	int64_t        from, to;
	struct lines   lines;
};

struct state {
	char        *name;
	struct item *item;
	size_t       count, at;
};

static void
clear(void *at)
{
	struct state *state = at;

	for (size_t i = 0; i < state->count; i++) {
		free(state->item[i].word);
		if (state->item[i].kind == ITEM_FILE)
			lines_clear(&state->item[i].lines);
	}
	free(state->item);
	free(state->name);
	free(state);
}

/* Its prefix was typed; the path may come out of a variable. */
static bool
is_file(const struct text *text)
{
	size_t count = strlen(from_file);

	return text->plain >= count && memcmp(text->bytes, from_file, count) == 0;
}

static bool
open_file(struct call *call, const struct text *text, struct item *item)
{
	const char *path = text->bytes + strlen(from_file);

	if (call->session->safe && !safe_allows(SAFE_PREFIX, from_file, &call->error))
		return false;
	if (memchr(text->bytes, '\0', text->count) || !*path)
		return error_usage(&call->error, *path ? "there is a NUL in this path" :
		    "'file:' wants the path of a file");
	item->kind = ITEM_FILE;
	return lines_open(&item->lines, path, &call->error);
}

static void
set(struct run *run, const struct state *state, const char *bytes, size_t count)
{
	vars_set(run->scope->vars, state->name, strlen(state->name), bytes, count);
}

static void
next_number(struct run *run, struct state *state, struct item *item)
{
	char text[24];
	int count = snprintf(text, sizeof(text), "%lld", (long long)item->from);

	set(run, state, text, (size_t)count);
	if (item->from == item->to)
		state->at++;
	else
		item->from += item->from < item->to ? 1 : -1;
}

/* Sets the variable to the next word.  LINES_END: there is none; LINES_LATER: it has to be
 * read. */
static enum lines_found
next(struct run *run, struct state *state)
{
	for (; state->at < state->count; state->at++) {
		struct item *item = &state->item[state->at];
		enum lines_found found = LINES_ONE;
		const char *line = item->word;

		if (item->kind == ITEM_RANGE)
			return next_number(run, state, item), LINES_ONE;
		if (item->kind == ITEM_FILE)
			found = lines_next(&item->lines, &line, &item->count);
		if (found == LINES_END)
			continue;
		if (found == LINES_ONE)
			set(run, state, line, item->count);
		state->at += item->kind == ITEM_WORD;
		return found;
	}
	return LINES_END;
}

static enum verdict
ended(struct run *run, struct frame *frame)
{
	switch (next(run, frame->state)) {
	case LINES_ONE:
		return VERDICT_AGAIN;
	case LINES_END:
		return VERDICT_LEAVE;
	case LINES_LATER:
	case LINES_BAD:
		break;
	}
	return VERDICT_STEP;
}

/* The next round, once there is a word for it. */
static enum outcome
go(struct call *call)
{
	struct run *run = call->run;
	struct frame *frame = &run->frame[run->frames - 1];
	struct state *state = frame->state;
	enum lines_found found;
	enum outcome outcome = FAILED;

	while ((found = next(run, state)) == LINES_LATER) {
		found = lines_read(&state->item[state->at].lines, &call->error);
		if (found != LINES_ONE)
			break;
	}
	if (found == LINES_ONE) {
		frame->next = 0;
		return DONE;
	}
	if (found == LINES_LATER)
		outcome = call_wait_look(call, CALL_LOOK_AGAIN, "line", go);
	else if (found == LINES_END)
		outcome = DONE;
	if (outcome != WAITING)
		run_leave(run);
	return outcome;
}

static bool
read_word(struct call *call, size_t at, struct item *item)
{
	const struct foreach_args *args = (const void *)call->args;
	const struct text *word = &args->words.item[at];

	enum range range = RANGE_NONE;

	if (is_file(word) ? !open_file(call, word, item) :
	    (range = range_read(word, &item->from, &item->to, &call->error)) == RANGE_WRONG) {
		call_blame_word(call, &params[2], at);
		return false;
	}
	if (item->kind == ITEM_FILE)
		return true;
	item->kind = range == RANGE_FOUND ? ITEM_RANGE : ITEM_WORD;
	item->word = mem_copy_bytes(word->bytes, word->count);
	item->count = word->count;
	return true;
}

static enum outcome
run(struct call *call)
{
	const struct foreach_args *args = (const void *)call->args;
	struct frame *frame = run_push(call->run, call->node->block, call->node, &call->error);
	struct state *state;

	if (!frame)
		return FAILED;
	state = mem_new(1, sizeof(*state));
	state->name = mem_copy(args->name.bytes);
	state->count = args->words.count;
	state->item = mem_new(state->count, sizeof(*state->item));
	frame->loop = true;
	frame->ended = ended;
	frame->step = go;
	frame->state = state;
	frame->clear = clear;
	for (size_t i = 0; i < state->count; i++)
		if (!read_word(call, i, &state->item[i]))
			return run_leave(call->run), FAILED;
	return go(call);
}

/* Ranges without variables. */
static bool
check(const struct node *node, struct pool *pool, struct place *where, struct error *error)
{
	(void)pool;
	for (size_t i = 0; i < node->words.count; i++) {
		const struct word *word = node->words.item[i].word;
		struct text text = { .literal = true, .word = word };
		int64_t from, to;

		if (node->words.item[i].param != &params[2] || !word->literal)
			continue;
		text.bytes = word->part->bytes;
		text.count = word->part->count;
		if (range_read(&text, &from, &to, error) != RANGE_WRONG)
			continue;
		*where = word->place;
		return false;
	}
	return true;
}

const struct command cmd_foreach = {
	.name = "foreach", .group = "language", .summary = "run a block for each of some words",
	.params = params, .args_size = sizeof(struct foreach_args), .say = "",
	.flags = COMMAND_BLOCK | COMMAND_LOOP | COMMAND_KEEPS | COMMAND_SILENT, .run = run,
	.check = check
};

/* while: run a block as long as something is so. */

#include <stdlib.h>

#include "base/mem.h"
#include "command/condition.h"
#include "command/session.h"
#include "command/types.h"

struct while_args {
	arg_left     left;
	arg_operator operator;
	arg_right    word;
	arg_int      max;
	arg_duration within;
};

static const char *const counts[] = { "10", "100", "1000", NULL };

static const struct param params[] = {
	{ "LEFT", PARAM(while_args, left, left),
	  .help = "a property, typed without quotes, or a text" },
	{ "OP", PARAM(while_args, operator, operator),
	  .help = "== != < <= > >= ~ (matches a regular expression) contains" },
	{ "WORD", PARAM(while_args, word, right), .help = "what to compare with" },
	{ "max", PARAM(while_args, max, int), .flags = PARAM_OPTION, .low = 0,
	  .high = INT64_MAX, .examples = counts,
	  .help = "more rounds than so many are an error" },
	{ "within", PARAM(while_args, within, duration), .flags = PARAM_OPTION,
	  .help = "a round that begins later than so long after the first is an error" },
	{ 0 }
};

struct state {
	int64_t rounds;
	int64_t began;    /* number_now() */
};

static enum verdict
ended(struct run *run, struct frame *frame)
{
	(void)run, (void)frame;
	return VERDICT_STEP;
}

/* May there be one more round?  The limits are read anew, as the rest is. */
static bool
is_within(struct call *call, const struct state *state)
{
	const struct while_args *args = (const void *)call->args;
	struct buf limit = { 0 };

	if (call_given(call, &params[3]) && state->rounds >= args->max)
		return error_set(&call->error, ERROR_LIMIT, "it is still so after %lld round%s",
		    (long long)args->max, args->max == 1 ? "" : "s");
	if (!args->within.given || args->within.nanoseconds == NUMBER_NEVER ||
	    number_now() - state->began <= args->within.nanoseconds)
		return true;
	number_show_duration(&limit, args->within.nanoseconds);
	error_set(&call->error, ERROR_TIMEOUT, "it is still so after %s", buf_text(&limit));
	buf_clear(&limit);
	return false;
}

/* Is it so, and may it be so? */
static enum truth
look(struct call *call, const struct state *state)
{
	const struct while_args *args = (const void *)call->args;
	struct buf actual = { 0 };
	enum truth truth = condition(call, &args->left, args->operator, &args->word, &actual,
	    &call->error);

	buf_clear(&actual);
	return truth == IS_TRUE && !is_within(call, state) ? IS_WRONG : truth;
}

/* The block has been run: what next? */
static enum outcome
again(struct call *call)
{
	struct run *run = call->run;
	struct state *state = run->frame[run->frames - 1].state;
	enum truth truth = run_fill(call) ? look(call, state) : IS_WRONG;

	if (truth != IS_TRUE)
		return run_leave(run), truth == IS_WRONG ? FAILED : DONE;
	state->rounds++;
	run->frame[run->frames - 1].next = 0;
	return DONE;
}

static enum outcome
run(struct call *call)
{
	struct state first = { .rounds = 0, .began = number_now() };
	enum truth truth = look(call, &first);
	struct frame *frame;
	struct state *state;

	if (truth != IS_TRUE)
		return truth == IS_WRONG ? FAILED : DONE;
	frame = run_push(call->run, call->node->block, call->node, &call->error);
	if (!frame)
		return FAILED;
	state = mem_new(1, sizeof(*state));
	*state = (struct state){ 1, first.began };
	frame->loop = true;
	frame->ended = ended;
	frame->step = again;
	frame->state = state;
	frame->clear = free;
	return DONE;
}

const struct command cmd_while = {
	.name = "while", .group = "language", .summary = "run a block as long as something is so",
	.params = params, .args_size = sizeof(struct while_args), .say = "",
	.flags = COMMAND_BLOCK | COMMAND_LOOP | COMMAND_KEEPS | COMMAND_SILENT, .run = run
};

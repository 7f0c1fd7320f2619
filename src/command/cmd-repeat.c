/* repeat: run a block several times, or for ever. */

#include <stdlib.h>

#include "base/mem.h"
#include "command/session.h"
#include "command/types.h"

struct repeat_args {
	arg_int count;
};

static const char *const counts[] = { "2", "10", "100", NULL };

static const struct param params[] = {
	{ "COUNT", PARAM(repeat_args, count, int), .flags = PARAM_OPTIONAL, .low = 0,
	  .high = INT64_MAX, .examples = counts, .help = "how often; for ever if it is left out" },
	{ 0 }
};

/* How many rounds are left; below 0: for ever. */
struct state {
	int64_t left;
};

static enum verdict
ended(struct run *run, struct frame *frame)
{
	struct state *state = frame->state;

	(void)run;
	if (state->left < 0)
		return VERDICT_AGAIN;
	return --state->left > 0 ? VERDICT_AGAIN : VERDICT_LEAVE;
}

static enum outcome
run(struct call *call)
{
	const struct repeat_args *args = (const void *)call->args;
	bool endless = !call_given(call, &params[0]);
	struct frame *frame;
	struct state *state;

	if (!endless && args->count == 0)
		return DONE;
	frame = run_push(call->run, call->node->block, call->node, &call->error);
	if (!frame)
		return FAILED;
	state = mem_new(1, sizeof(*state));
	state->left = endless ? -1 : args->count;
	frame->loop = true;
	frame->ended = ended;
	frame->state = state;
	frame->clear = free;
	return DONE;
}

const struct command cmd_repeat = {
	.name = "repeat", .group = "language", .summary = "run a block several times, or for ever",
	.params = params, .args_size = sizeof(struct repeat_args), .say = "",
	.flags = COMMAND_BLOCK | COMMAND_KEEPS | COMMAND_SILENT, .run = run
};

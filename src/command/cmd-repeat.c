/* repeat: run a block several times, or for ever. */

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

static enum outcome
run(struct call *call)
{
	const struct repeat_args *args = (const void *)call->args;
	bool endless = !call_given(call, &params[0]);
	struct frame *frame;

	if (!endless && args->count == 0)
		return DONE;
	frame = run_push(call->run, call->node->block, call->node, &call->error);
	if (!frame)
		return FAILED;
	frame->loop = true;
	frame->rounds = endless ? UINT64_MAX : (uint64_t)args->count - 1;
	return DONE;
}

const struct command cmd_repeat = {
	.name = "repeat", .group = "language", .summary = "run a block several times, or for ever",
	.params = params, .args_size = sizeof(struct repeat_args), .say = "",
	.flags = COMMAND_BLOCK | COMMAND_LOOP | COMMAND_KEEPS | COMMAND_SILENT, .run = run
};

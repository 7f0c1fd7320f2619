/* try: run a block, and go on behind it also when it fails. */

#include "command/session.h"

static const struct param params[] = { { 0 } };

/* ${answer.ok} and ${answer.error...} tell what the failure was. */
static enum verdict
caught(struct run *run, struct frame *frame)
{
	(void)frame;
	run->scope->error = run->call.error;
	return VERDICT_LEAVE;
}

static enum verdict
ended(struct run *run, struct frame *frame)
{
	(void)frame;
	run->scope->error.kind = ERROR_NONE;
	return VERDICT_LEAVE;
}

static enum outcome
run(struct call *call)
{
	struct frame *frame = run_push(call->run, call->node->block, call->node, &call->error);

	if (!frame)
		return FAILED;
	frame->caught = caught;
	frame->ended = ended;
	return DONE;
}

const struct command cmd_try = {
	.name = "try", .group = "language",
	.summary = "run a block, and go on behind it also when it fails",
	.params = params, .say = "",
	.flags = COMMAND_BLOCK | COMMAND_WITHIN | COMMAND_KEEPS | COMMAND_SILENT, .run = run
};

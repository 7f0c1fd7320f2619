/* continue: begin the next round of the loop around it. */

#include "command/session.h"

static const struct param params[] = { { 0 } };

static enum outcome
run(struct call *call)
{
	if (run_leave_loop(call->run, true))
		return DONE;
	return error_usage(&call->error, "there is no loop around 'continue'"), FAILED;
}

const struct command cmd_continue = {
	.name = "continue", .group = "language",
	.summary = "begin the next round of the loop around it",
	.params = params, .say = "", .flags = COMMAND_KEEPS | COMMAND_LEAVES_LOOP, .run = run
};

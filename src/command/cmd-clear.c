/* clear: clear the screen. */

#include "command/session.h"

static const struct param params[] = { { 0 } };

static enum outcome
run(struct call *call)
{
	if (call->session->clear_screen)
		call->session->clear_screen(call->session);
	return DONE;
}

const struct command cmd_clear = {
	.name = "clear", .group = "sosh", .summary = "clear the screen", .params = params,
	.say = "", .flags = COMMAND_KEEPS, .run = run
};

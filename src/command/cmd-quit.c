/* quit: leave sosh. */

#include "command/session.h"
#include "command/types.h"

struct quit_args {
	arg_int status;
};

static const char *const statuses[] = { "0", "1", NULL };

static const struct param params[] = {
	{ "STATUS", PARAM(quit_args, status, int), .flags = PARAM_OPTIONAL, .low = 0, .high = 255,
	  .examples = statuses,
	  .help = "the exit status; if it is left out, 0, or 1 if a command failed before" },
	{ 0 }
};

static const struct field fields[] = {
	{ "status", "the exit status, if one was given" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct quit_args *args = (const void *)call->args;
	struct session *session = call->session;

	session->ending = true;
	session->status = call_given(call, &params[0]) ? (int)args->status : -1;
	if (session->status >= 0)
		record_int(&call->answer, "status", args->status);
	return DONE;
}

static const char *const aliases[] = { "exit", "bye", NULL };

const struct command cmd_quit = {
	.name = "quit", .group = "sosh", .aliases = aliases, .summary = "leave sosh",
	.params = params, .args_size = sizeof(struct quit_args), .fields = fields,
	.say = "", .flags = COMMAND_KEEPS | COMMAND_LAST_WORD, .run = run
};

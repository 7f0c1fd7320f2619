/* test: run a block as a test of its own. */

#include "command/session.h"
#include "command/testing.h"

struct test_args {
	arg_text name;
};

static const char *const names[] = { "it answers", NULL };

static const struct param params[] = {
	{ "NAME", PARAM(test_args, name, text), .examples = names,
	  .help = "what is so when the test passes, as reports tell it" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct test_args *args = (const void *)call->args;

	return testing_begin(call, &args->name);
}

const struct command cmd_test = {
	.name = "test", .group = "language", .summary = "run a block as a test of its own",
	.params = params, .args_size = sizeof(struct test_args), .say = "",
	.flags = COMMAND_BLOCK | COMMAND_ALONE | COMMAND_KEEPS | COMMAND_SILENT, .run = run
};

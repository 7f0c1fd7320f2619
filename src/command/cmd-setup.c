/* setup: a block that runs before every test. */

#include "command/session.h"
#include "command/testing.h"

static const struct param params[] = { { 0 } };

static enum outcome
run(struct call *call)
{
	return testing_fixture(call, TEST_SETUP);
}

const struct command cmd_setup = {
	.name = "setup", .group = "language", .summary = "have a block run before every test",
	.params = params, .say = "", .flags = COMMAND_BLOCK | COMMAND_TOP, .run = run
};

/* teardown: a block that runs after every test. */

#include "command/session.h"
#include "command/testing.h"

static const struct param params[] = { { 0 } };

static enum outcome
run(struct call *call)
{
	return testing_fixture(call, TEST_TEARDOWN);
}

const struct command cmd_teardown = {
	.name = "teardown", .group = "language", .summary = "have a block run after every test",
	.params = params, .say = "", .flags = COMMAND_BLOCK | COMMAND_TOP, .run = run
};

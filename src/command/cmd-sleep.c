/* sleep: wait for a while. */

#include "base/number.h"
#include "command/session.h"
#include "command/types.h"

struct sleep_args {
	arg_duration time;
	int64_t      until;
};

static const char *const times[] = { "100ms", "500ms", "1s", "5s", "1m", NULL };

static const struct param params[] = {
	{ "DURATION", PARAM(sleep_args, time, duration), .examples = times,
	  .help = "how long: 250ms, 1.5s, 2m" },
	{ 0 }
};

static enum outcome
go(struct call *call)
{
	const struct sleep_args *args = (const void *)call->args;
	int64_t now = number_now();

	if (args->time.nanoseconds != NUMBER_NEVER && now >= args->until)
		return DONE;
	return call_wait_look(call, args->time.nanoseconds == NUMBER_NEVER ?
	    CALL_UNTIL_TOLD : args->until - now, "", go);
}

static enum outcome
run(struct call *call)
{
	struct sleep_args *args = (void *)call->args;
	int64_t now = number_now();

	/* The time it is told to sleep is its own limit. */
	call->limit = NUMBER_NEVER;
	args->until = args->time.nanoseconds > INT64_MAX - now ? INT64_MAX :
	    now + args->time.nanoseconds;
	return go(call);
}

const struct command cmd_sleep = {
	.name = "sleep", .group = "language", .summary = "wait for a while",
	.params = params, .args_size = sizeof(struct sleep_args),
	.say = "", .flags = COMMAND_KEEPS, .run = run
};

/* trace: show each system call as it is made. */

#include "command/session.h"
#include "command/tracing.h"
#include "command/types.h"

struct trace_args {
	arg_choice on;
};

static const char *const words[] = { "off", "on", NULL };

static const struct param params[] = {
	{ "WHEN", PARAM(trace_args, on, choice), .among = words, .flags = PARAM_OPTIONAL,
	  .help = "on or off; tells which if it is left out" },
	{ 0 }
};

static const struct field fields[] = {
	{ "trace", "on or off" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct trace_args *args = (const void *)call->args;
	struct session *session = call->session;

	if (call_given(call, &params[0]) && !args->on)
		tracing_end(session);
	else if (args->on && !tracing_begin(session, &call->error))
		return FAILED;
	record_text(&call->answer, "trace", words[session->tracing != NULL]);
	return DONE;
}

const struct command cmd_trace = {
	.name = "trace", .group = "sosh", .summary = "show each system call as it is made",
	.params = params, .args_size = sizeof(struct trace_args), .fields = fields,
	.say = "trace is {trace}", .run = run
};

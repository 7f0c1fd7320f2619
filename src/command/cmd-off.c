/* off: no block runs any more when something happens on a socket. */

#include "command/session.h"
#include "command/types.h"

struct off_args {
	arg_sock sock;
};

static const struct param params[] = {
	{ "N", PARAM(off_args, sock, sock), .help = "the socket" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "count", "how many reactions it had" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct off_args *args = (const void *)call->args;
	size_t count;

	call_about(call, args->sock);
	count = reactions_drop(call->session, args->sock);
	record_int(&call->answer, "count", (int64_t)count);
	return DONE;
}

const struct command cmd_off = {
	.name = "off", .group = "language",
	.summary = "no block runs any more when something happens on a socket",
	.params = params, .args_size = sizeof(struct off_args), .fields = fields,
	.say = "{count|reaction} taken off", .run = run
};

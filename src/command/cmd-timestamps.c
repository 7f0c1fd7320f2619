/* timestamps: have the kernel tell when what is sent was scheduled, sent, acknowledged. */

#include "command/raw.h"
#include "command/session.h"
#include "command/types.h"
#include "socket/stamps.h"

struct timestamps_args {
	arg_sock   sock;
	arg_choice how;
};

static const char *const hows[] = { "on", "off", NULL };

static const struct param params[] = {
	{ "N", PARAM(timestamps_args, sock, sock), .wants = WANTS_CONNECTED, .help = "the socket" },
	{ "on|off", PARAM(timestamps_args, how, choice), .among = hows,
	  .help = "stamp each send from now on, or no longer" },
	RAW_DESCRIPTOR(timestamps_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "on", "are sends stamped from now on?" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct timestamps_args *args = (const void *)call->args;
	bool on = args->how == 0;

	call_about(call, args->sock);
	if (!stamps_set(args->sock, on, &call->error))
		return FAILED;
	record_bool(&call->answer, "on", on);
	return DONE;
}

const struct command cmd_timestamps = {
	.name = "timestamps", .group = "looking",
	.summary = "have each send told when it was scheduled, sent and acknowledged",
	.params = params, .args_size = sizeof(struct timestamps_args), .fields = fields,
	.say = "{?on:each send is stamped from now on}{!on:sends are stamped no longer}",
	.run = run
};

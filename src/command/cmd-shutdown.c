/* shutdown: end one direction of a connection, or both. */

#include <sys/socket.h>

#include "command/session.h"
#include "command/types.h"

struct shutdown_args {
	arg_sock   sock;
	arg_choice how;
};

static const char *const directions[] = { "write", "read", "both", NULL };
static const int numbers[] = { SHUT_WR, SHUT_RD, SHUT_RDWR };

static const struct param params[] = {
	{ "N", PARAM(shutdown_args, sock, sock), .wants = WANTS_CONNECTED,
	  .help = "the socket" },
	{ "HOW", PARAM(shutdown_args, how, choice), .among = directions, .flags = PARAM_OPTIONAL,
	  .help = "write (sends a FIN; the usual one), read, or both" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "how", "the direction" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct shutdown_args *args = (const void *)call->args;

	call_about(call, args->sock);
	if (!sock_shutdown(args->sock, numbers[args->how], &call->error))
		return FAILED;
	record_text(&call->answer, "how", directions[args->how]);
	return DONE;
}

const struct command cmd_shutdown = {
	.name = "shutdown", .group = "sockets",
	.summary = "end one direction of a connection, or both",
	.params = params, .args_size = sizeof(struct shutdown_args), .fields = fields,
	.say = "shut for {how}", .run = run
};

/* info: tell all that is known of one socket. */

#include "command/session.h"
#include "command/types.h"
#include "socket/property.h"

struct info_args {
	arg_any_sock sock;
};

static const struct param params[] = {
	{ "N", PARAM(info_args, sock, any_sock), .help = "the socket, also a closed one" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "properties", "its properties" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct info_args *args = (const void *)call->args;

	call_about(call, args->sock);
	property_all(&call->session->sockets, args->sock,
	    record_record(&call->answer, "properties"));
	return DONE;
}

const struct command cmd_info = {
	.name = "info", .group = "looking", .summary = "tell all that is known of one socket",
	.params = params, .args_size = sizeof(struct info_args), .fields = fields,
	.say = "all that is known", .run = run
};

/* name: give a socket a name. */

#include "command/session.h"
#include "command/types.h"

struct name_args {
	arg_sock     sock;
	arg_sockname name;
};

static const struct param params[] = {
	{ "N", PARAM(name_args, sock, sock), .help = "the socket" },
	{ "NAME", PARAM(name_args, name, sockname), .help = "its name from now on" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "name", "its name" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct name_args *args = (const void *)call->args;

	call_about(call, args->sock);
	sock_name(&call->session->sockets, args->sock, args->name.bytes);
	record_text(&call->answer, "name", args->name.bytes);
	return DONE;
}

const struct command cmd_name = {
	.name = "name", .group = "sockets", .summary = "give a socket a name",
	.params = params, .args_size = sizeof(struct name_args), .fields = fields,
	.say = "called {name}", .run = run
};

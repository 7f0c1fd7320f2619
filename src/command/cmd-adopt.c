/* adopt: take over a descriptor that sosh was started with. */

#include "command/answer.h"
#include "command/session.h"
#include "command/types.h"

struct adopt_args {
	arg_int      fd;
	arg_sockname name;
};

static const struct param params[] = {
	{ "FD", PARAM(adopt_args, fd, int), .low = 0, .high = INT32_MAX,
	  .help = "the number of the descriptor" },
	{ "name", PARAM(adopt_args, name, sockname), .flags = PARAM_OPTION,
	  .help = "a name for the socket" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the number of the new socket" },
	{ "kind", "its kind" },
	{ "fd", "its descriptor" },
	{ "name", "its name, if it was given one" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct adopt_args *args = (const void *)call->args;
	struct sock *sock = sock_adopt(&call->session->sockets, (int)args->fd, &call->error);
	char text[64];

	if (!sock)
		return FAILED;
	record_text(&call->answer, "kind", kind_text(sock->family, sock->type, sock->protocol, text));
	record_int(&call->answer, "fd", sock->fd);
	answer_new(call, sock, &args->name);
	return DONE;
}

const struct command cmd_adopt = {
	.name = "adopt", .group = "sockets",
	.summary = "take over a descriptor that sosh was started with",
	.params = params, .args_size = sizeof(struct adopt_args), .fields = fields,
	.say = "{kind} socket, fd {fd}{?name:, called {name}}", .run = run
};

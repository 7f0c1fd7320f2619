/* socket: make a socket. */

#include "command/answer.h"
#include "command/session.h"
#include "command/types.h"
#include "teach/scene.h"

struct socket_args {
	arg_kind     kind;
	arg_flag     nonblock;
	arg_sockname name;
};

static const struct param params[] = {
	{ "KIND", PARAM(socket_args, kind, kind), .flags = PARAM_MANY,
	  .help = "tcp, udp, unix, ..., or the arguments of socket(2): inet stream 0" },
	{ "nonblock", PARAM(socket_args, nonblock, flag), .flags = PARAM_OPTION,
	  .help = "its calls return EAGAIN or EINPROGRESS instead of waiting (O_NONBLOCK)" },
	{ "name", PARAM(socket_args, name, sockname), .flags = PARAM_OPTION,
	  .help = "a name that works wherever the number does" },
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
	const struct socket_args *args = (const void *)call->args;
	const arg_kind *kind = &args->kind;
	struct sock *sock;
	char text[64];

	if (!type_kind_is_whole(kind, &call->error))
		return FAILED;
	sock = sock_open(&call->session->sockets, kind->family, kind->type, kind->protocol,
	    args->nonblock, &call->error);
	if (!sock)
		return FAILED;
	record_text(&call->answer, "kind",
	    kind_text(sock->family, sock->type, sock->protocol, text));
	record_int(&call->answer, "fd", sock->fd);
	answer_new(call, sock, &args->name);
	return DONE;
}

static void
scene(const struct call *call, struct scene *scene)
{
	const struct socket_args *args = (const void *)call->args;

	scene->family = args->kind.family;
	scene->type = args->kind.type;
	scene->protocol = args->kind.protocol;
}

const struct command cmd_socket = {
	.name = "socket", .group = "sockets", .summary = "make a socket",
	.params = params, .args_size = sizeof(struct socket_args), .fields = fields,
	.say = "{kind} socket, fd {fd}{?name:, called {name}}", .run = run,
	.scene = scene
};

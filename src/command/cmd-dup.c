/* dup: make another descriptor for the same socket. */

#include "command/answer.h"
#include "command/raw.h"
#include "command/session.h"
#include "command/types.h"

struct dup_args {
	arg_sock     sock;
	arg_sockname name;
};

static const struct param params[] = {
	{ "N", PARAM(dup_args, sock, sock), .help = "the socket" },
	{ "name", PARAM(dup_args, name, sockname), .flags = PARAM_OPTION,
	  .help = "a name for the new one" },
	RAW_DESCRIPTOR(dup_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the number of the new one" },
	{ "of", "the socket it is a copy of" },
	{ "fd", "its descriptor" },
	{ "name", "its name, if it was given one" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct dup_args *args = (const void *)call->args;
	struct sock *copy;

	call_about(call, args->sock);
	if (args->sock->layer)
		return error_set(&call->error, ERROR_REFUSED, "socket %u has TLS, which two "
		    "sockets cannot share", args->sock->number), FAILED;
	copy = sock_dup(&call->session->sockets, args->sock, &call->error);
	if (!copy)
		return FAILED;
	if (!call->bare)
		record_int(&call->answer, "of", args->sock->number);
	record_int(&call->answer, "fd", copy->fd);
	answer_new(call, copy, &args->name);
	return DONE;
}

const struct command cmd_dup = {
	.name = "dup", .group = "sockets", .summary = "make another descriptor for the same socket",
	.params = params, .args_size = sizeof(struct dup_args), .fields = fields,
	.say = "{?of:the same socket as {of}}{!of:a copy of the descriptor}, fd {fd}"
	    "{?name:, called {name}}",
	.run = run
};

/* accept: take a connection that waits at a listening socket. */

#include <errno.h>

#include "command/answer.h"
#include "command/session.h"
#include "command/types.h"

struct accept_args {
	arg_sock     sock;
	arg_sockname name;
	arg_flag     nonblock;
	arg_duration timeout;
};

static const struct param params[] = {
	{ "N", PARAM(accept_args, sock, sock), .wants = WANTS_LISTENING,
	  .help = "a listening socket" },
	{ "name", PARAM(accept_args, name, sockname), .flags = PARAM_OPTION,
	  .help = "a name for the new socket" },
	{ "nonblock", PARAM(accept_args, nonblock, flag), .flags = PARAM_OPTION,
	  .help = "the new socket's calls return EAGAIN instead of waiting (O_NONBLOCK)" },
	{ "timeout", PARAM(accept_args, timeout, duration), .flags = PARAM_OPTION,
	  .help = "wait so long at most; 0 looks once" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the number of the new socket" },
	{ "listener", "the socket it was accepted from" },
	{ "fd", "its descriptor" },
	{ "local", "its own address" },
	{ "peer", "the address at the other end" },
	{ "name", "its name, if it was given one" },
	{ 0 }
};

static enum outcome
go(struct call *call)
{
	const struct accept_args *args = (const void *)call->args;
	struct addr peer;
	struct sock *new;

	if (!call_is_open(call, args->sock) || !answer_name_is_free(call, &args->name))
		return FAILED;
	switch (sock_accept(&call->session->sockets, args->sock, args->nonblock, &new, &peer,
	    &call->error)) {
	case DID_IT:
		break;
	case DID_FAIL:
		return FAILED;
	case DID_LATER:
		if (args->sock->nonblock)
			return error_system(&call->error, "accept", EAGAIN), FAILED;
		call_own_limit(call, args->sock, false, "accept", EAGAIN);
		return call_wait(call, args->sock, LOOP_READ, "connection", go);
	}
	record_int(&call->answer, "listener", args->sock->number);
	record_int(&call->answer, "fd", new->fd);
	answer_connected(call, new, &peer);
	answer_new(call, new, &args->name);
	return DONE;
}

static enum outcome
run(struct call *call)
{
	const struct accept_args *args = (const void *)call->args;

	call_about(call, args->sock);
	call_limit(call, &args->timeout);
	return go(call);
}

const struct command cmd_accept = {
	.name = "accept", .group = "sockets",
	.summary = "take a connection that waits at a listening socket",
	.params = params, .args_size = sizeof(struct accept_args), .fields = fields,
	.say = "accepted{?peer: from {peer}} on socket {listener}, fd {fd}{?name:, called {name}}",
	.run = run
};

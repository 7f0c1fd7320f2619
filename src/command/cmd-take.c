/* take: take a client out of the hands of its server. */

#include "command/answer.h"
#include "command/session.h"
#include "command/types.h"

struct take_args {
	arg_sock sock;
};

static const struct param params[] = {
	{ "N", PARAM(take_args, sock, sock), .wants = WANTS_SERVED, .help = "the client" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the client" },
	{ "server", "the socket whose client it was" },
	{ "role", "what served it" },
	{ "peer", "the address at its other end" },
	{ "lost", "bytes that the server still had to send, and there was no room for" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct take_args *args = (const void *)call->args;
	struct service *service = service_client(call->session, args->sock);
	struct addr peer;
	size_t lost;

	call_about(call, args->sock);
	if (!service)
		return error_set(&call->error, ERROR_REFUSED, "socket %u is no client of a server",
		    args->sock->number), FAILED;
	record_text(&call->answer, "role", service->want.role->name);
	record_int(&call->answer, "server", service->socket);
	lost = service_take(service, args->sock);
	if (sock_peer(args->sock, &peer, &call->error))
		answer_address(call, "peer", &peer);
	if (lost)
		record_int(&call->answer, "lost", (int64_t)lost);
	return DONE;
}

const struct command cmd_take = {
	.name = "take", .group = "sockets",
	.summary = "take a client out of the hands of its server",
	.params = params, .args_size = sizeof(struct take_args), .fields = fields,
	.say = "taken from {role} of socket {server}{?peer:: {peer}}"
	    "{?lost:; lost: {lost|byte} that it was owed}", .run = run
};

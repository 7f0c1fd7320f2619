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
	{ "sent", "in the middle of an answer of file, http, reply: how many bytes had gone" },
	{ "of", "and how many it has" },
	{ 0 }
};

/* The socket of a server, or the other end of a connection, was meant for the client. */
static void
add_hint(struct call *call, const struct sock *sock)
{
	const struct sock_table *table = &call->session->sockets;
	struct buf hint = { 0 };

	if (service_of(call->session, sock->number)) {
		buf_format(&hint, "socket %u has the clients: 'status --of %u' lists them",
		    sock->number, sock->number);
	} else {
		for (size_t i = 0; i < table->count && !hint.count; i++)
			if (sock->here && table->sock[i]->there == sock->here &&
			    table->sock[i]->here == sock->there &&
			    service_client(call->session, table->sock[i]))
				buf_format(&hint, "its other end is one: 'take %u' takes that",
				    table->sock[i]->number);
	}
	if (hint.count)
		*record_put(&call->failure, "hint") = value_take(&hint);
}

static enum outcome
run(struct call *call)
{
	const struct take_args *args = (const void *)call->args;
	struct service *service = service_client(call->session, args->sock);
	struct addr peer;
	uint64_t sent, of;
	size_t lost;

	call_about(call, args->sock);
	if (!service)
		return add_hint(call, args->sock), error_set(&call->error, ERROR_REFUSED,
		    "socket %u is no client of a server", args->sock->number), FAILED;
	record_text(&call->answer, "role", service->want.role->name);
	record_int(&call->answer, "server", service->socket);
	if (server_is_sending(server_client(args->sock), &sent, &of)) {
		record_unsigned(&call->answer, "sent", sent);
		record_unsigned(&call->answer, "of", of);
	}
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
	    "{?of:; sent: {sent} of {of|byte}}{?lost:; lost: {lost|byte} that it was owed}",
	.run = run
};

/* reset: end a connection at once. */

#include "command/raw.h"
#include "command/session.h"
#include "command/types.h"

struct reset_args {
	arg_socks socks;
};

static const struct param params[] = {
	{ "N...", PARAM(reset_args, socks, socks), .flags = PARAM_MANY, .help = "the sockets" },
	RAW_DESCRIPTORS(reset_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket, if it was one" },
	{ "sockets", "the sockets, if they were several" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct reset_args *args = (const void *)call->args;
	size_t count = args->socks.count;
	struct record *list = count > 1 ? record_list(&call->answer, "sockets") : NULL;

	for (size_t i = 0; i < count; i++) {
		struct sock *sock = args->socks.item[i];
		unsigned number = sock->number;

		call_about(call, sock);
		/* What is no socket is refused by the kernel. */
		if (sock->type && !raw_may_close(call, sock))
			return FAILED;
		session_closing(call->session, sock);
		if (!sock_reset(&call->session->sockets, sock, &call->error))
			return FAILED;
		if (list)
			record_int(list, NULL, number);
	}
	if (list)
		call->socket = 0;
	return DONE;
}

const struct command cmd_reset = {
	.name = "reset", .group = "sockets", .summary = "end a connection at once, with a RST",
	.params = params, .args_size = sizeof(struct reset_args), .fields = fields,
	.say = "reset", .run = run
};

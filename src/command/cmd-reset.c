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

/* The end of a server closes its clients, and of thousands the first are forgotten. */
static unsigned *
numbers(struct call *call, const arg_socks *socks)
{
	unsigned *number = pool_new(&call->pool, (socks->count + 1) * sizeof(*number));

	for (size_t i = 0; i < socks->count; i++)
		number[i] = socks->item[i]->number;
	return number;
}

static enum outcome
run(struct call *call)
{
	const struct reset_args *args = (const void *)call->args;
	size_t count = args->socks.count;
	struct record *list = count > 1 ? record_list(&call->answer, "sockets") : NULL;
	const unsigned *all = numbers(call, &args->socks);

	for (size_t i = 0; i < count; i++) {
		unsigned number = all[i];
		struct sock *sock = number ? sock_find(&call->session->sockets, number) :
		    args->socks.item[i];

		if (number && (!sock || sock->fd < 0))
			continue;
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

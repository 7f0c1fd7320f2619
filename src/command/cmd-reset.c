/* reset: end a connection at once. */

#include "command/raw.h"
#include "command/session.h"
#include "command/types.h"

struct reset_args {
	arg_socks      socks;
	/* How far it is. */
	unsigned      *number;      /* of each; the sockets may be forgotten meanwhile */
	size_t         at;
	unsigned       ending;      /* the job of the server whose end it waits for, or 0 */
	struct record *list;        /* of several */
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
go(struct call *call)
{
	struct reset_args *args = (void *)call->args;

	for (; args->at < args->socks.count; args->at++, args->ending = 0) {
		unsigned number = args->number[args->at];
		struct sock *sock = number ? sock_find(&call->session->sockets, number) :
		    args->socks.item[args->at];
		enum outcome outcome;

		if (number && (!sock || sock->fd < 0))
			continue;
		call_about(call, sock);
		/* What is no socket is refused by the kernel. */
		if (sock->type && !raw_may_close(call, sock))
			return FAILED;
		outcome = service_let_end(call, sock, &args->ending, go);
		if (outcome != DONE)
			return outcome;
		session_closing(call->session, sock);
		if (!sock_reset(&call->session->sockets, sock, &call->error))
			return FAILED;
		if (args->list)
			record_int(args->list, NULL, number);
	}
	if (args->list)
		call->socket = 0;
	return DONE;
}

static enum outcome
run(struct call *call)
{
	struct reset_args *args = (void *)call->args;

	args->number = numbers(call, &args->socks);
	if (args->socks.count > 1)
		args->list = record_list(&call->answer, "sockets");
	return go(call);
}

const struct command cmd_reset = {
	.name = "reset", .group = "sockets", .summary = "end a connection at once, with a RST",
	.params = params, .args_size = sizeof(struct reset_args), .fields = fields,
	.say = "reset", .run = run
};

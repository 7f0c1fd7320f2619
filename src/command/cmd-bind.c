/* bind: give a socket its own address. */

#include "command/answer.h"
#include "command/raw.h"
#include "command/session.h"
#include "command/types.h"

struct bind_args {
	arg_sock    sock;
	arg_address address;
	arg_flag    anyway;
	struct raw  raw;
};

static const struct param params[] = {
	{ "N", PARAM(bind_args, sock, sock), .wants = WANTS_UNBOUND, .help = "the socket" },
	{ "ADDRESS", PARAM(bind_args, address, address), .wants = WANTS_OWN,
	  .help = "an address of this machine; port 0: the kernel chooses one" },
	{ "anyway", PARAM(bind_args, anyway, flag), .flags = PARAM_OPTION,
	  .help = "pass on an address of another family, to see what the kernel says" },
	RAW_LENGTH(bind_args), RAW_FAMILY(bind_args),
	RAW_NULL(bind_args, "pass a null pointer for the address"),
	RAW_DESCRIPTOR(bind_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "local", "the address it has now, with the port the kernel chose" },
	{ 0 }
};

static enum outcome
go(struct call *call)
{
	const struct bind_args *args = (const void *)call->args;
	struct addr local;

	if (!sock_bind(&call->session->sockets, args->sock, call->address, &call->error))
		return FAILED;
	answer_local(call, args->sock, &local);
	return DONE;
}

static enum outcome
run(struct call *call)
{
	const struct bind_args *args = (const void *)call->args;

	call_about(call, args->sock);
	call->raw = &args->raw;
	return call_address(call, args->sock->family, args->sock->type, &args->address,
	    args->anyway, go);
}

const struct command cmd_bind = {
	.name = "bind", .group = "sockets", .summary = "give a socket its own address",
	.params = params, .args_size = sizeof(struct bind_args), .fields = fields,
	.say = "bound{?local: to {local}}", .run = run
};

/* getsockname: ask for a socket's own address. */

#include "command/answer.h"
#include "command/raw.h"
#include "command/session.h"
#include "command/types.h"

struct getsockname_args {
	arg_sock   sock;
	struct raw raw;
};

static const struct param params[] = {
	{ "N", PARAM(getsockname_args, sock, sock), .help = "the socket" },
	RAW_LENGTH(getsockname_args),
	RAW_NULL(getsockname_args, "pass a null pointer for the address"),
	RAW_DESCRIPTOR(getsockname_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "address", "the address; missing where it has no name, or only a part of it came" },
	{ "addrlen", "its length in bytes, however much of it was asked for" },
	{ "came", "how many bytes of it came, where there was room for no more" },
	{ "part", "those bytes, in hex" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct getsockname_args *args = (const void *)call->args;
	struct addr addr = { .length = sizeof(addr.room) };
	int room;

	call_about(call, args->sock);
	raw_change(&args->raw, &addr);
	room = (int)addr.length;
	if (!sock_local_into(args->sock, &addr, &call->error))
		return FAILED;
	answer_asked(call, room, &addr);
	return DONE;
}

const struct command cmd_getsockname = {
	.name = "getsockname", .group = "looking", .summary = "ask for a socket's own address",
	.params = params, .args_size = sizeof(struct getsockname_args), .fields = fields,
	.say = "{?came:{came|byte} of an address of {addrlen}{?part:: hex:{part}}}"
	    "{!came:{?address:{address}}{!address:an address without a name}, {addrlen|byte}}",
	.run = run
};

/* getpeername: ask for the address of a socket's peer. */

#include "command/answer.h"
#include "command/raw.h"
#include "command/session.h"
#include "command/types.h"

struct getpeername_args {
	arg_sock   sock;
	struct raw raw;
};

static const struct param params[] = {
	{ "N", PARAM(getpeername_args, sock, sock), .wants = WANTS_CONNECTED,
	  .help = "the socket" },
	RAW_LENGTH(getpeername_args),
	RAW_NULL(getpeername_args, "pass a null pointer for the address"),
	RAW_DESCRIPTOR(getpeername_args),
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
	const struct getpeername_args *args = (const void *)call->args;
	struct addr addr = { .length = sizeof(addr.room) };
	int room;

	call_about(call, args->sock);
	raw_change(&args->raw, &addr);
	room = (int)addr.length;
	if (!sock_peer_into(args->sock, &addr, &call->error))
		return FAILED;
	answer_asked(call, room, &addr);
	return DONE;
}

const struct command cmd_getpeername = {
	.name = "getpeername", .group = "looking",
	.summary = "ask for the address of a socket's peer",
	.params = params, .args_size = sizeof(struct getpeername_args), .fields = fields,
	.say = "{?came:{came|byte} of an address of {addrlen}{?part:: hex:{part}}}"
	    "{!came:{?address:{address}}{!address:an address without a name}, {addrlen|byte}}",
	.run = run
};

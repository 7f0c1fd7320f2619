/* accept: take a connection that waits at a listening socket. */

#include <errno.h>
#include <sys/socket.h>

#include "command/answer.h"
#include "command/raw.h"
#include "command/session.h"
#include "command/types.h"
#include "lang/offer.h"
#include "teach/scene.h"

typedef int arg_accept_flags;

struct accept_args {
	arg_sock     sock;
	arg_sockname name;
	arg_flag     nonblock;
	arg_duration timeout;
	arg_accept_flags flags;
	struct raw   raw;
};

static const struct name names_accept[] = {
	{ "SOCK_NONBLOCK", SOCK_NONBLOCK, "as --nonblock" },
	{ "SOCK_CLOEXEC", SOCK_CLOEXEC, "set at any rate" },
	{ 0 }
};

static bool
parse_flags(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading;
	return raw_flags(names_accept, "SOCK_", text, at, error);
}

static void
offer_flags(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading;
	offer_listed(offer, typed, "nonblock", names_accept[0].help);
	offer_listed(offer, typed, "cloexec", names_accept[1].help);
	offer_listed(offer, typed, "0x1", "a bit that means nothing");
}

static const struct type type_accept_flags = { .name = "FLAGS", .noun = "flags",
	.help = "bits by name or number, with commas between", .parse = parse_flags,
	.complete = offer_flags };

static const struct param params[] = {
	{ "N", PARAM(accept_args, sock, sock), .wants = WANTS_LISTENING,
	  .help = "a listening socket" },
	{ "name", PARAM(accept_args, name, sockname), .flags = PARAM_OPTION,
	  .help = "a name for the new socket" },
	{ "nonblock", PARAM(accept_args, nonblock, flag), .flags = PARAM_OPTION,
	  .help = "the new socket's calls return EAGAIN instead of waiting (O_NONBLOCK)" },
	{ "timeout", PARAM(accept_args, timeout, duration), .flags = PARAM_OPTION,
	  .help = "wait so long at most; 0 looks once" },
	{ "flags", PARAM(accept_args, flags, accept_flags), .flags = RAW_FLAG,
	  .help = "pass these flags, too" },
	RAW_LENGTH(accept_args),
	RAW_NULL(accept_args, "pass a null pointer for the length of the address"),
	RAW_DESCRIPTOR(accept_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the number of the new socket" },
	{ "listener", "the socket it was accepted from" },
	{ "fd", "its descriptor" },
	{ "local", "its own address" },
	{ "peer", "the address at the other end" },
	{ "addrlen", "with --addrlen: the length that its address has" },
	{ "name", "its name, if it was given one" },
	{ 0 }
};

static enum outcome
go(struct call *call)
{
	const struct accept_args *args = (const void *)call->args;
	struct addr peer = { .length = sizeof(peer.room) };
	int flags = args->flags | (args->nonblock ? SOCK_NONBLOCK : 0);
	struct sock *new;

	if (!call_is_open(call, args->sock) || !answer_name_is_free(call, &args->name))
		return FAILED;
	raw_change(&args->raw, &peer);
	switch (sock_accept(&call->session->sockets, args->sock, flags, &new, &peer,
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
	if (!call->bare)
		record_int(&call->answer, "listener", args->sock->number);
	record_int(&call->answer, "fd", new->fd);
	if (args->raw.length.given)
		record_int(&call->answer, "addrlen", peer.length);
	/* Of an address that was cut short the kernel is asked again. */
	answer_connected(call, new, args->raw.length.given ? NULL : &peer);
	answer_new(call, new, &args->name);
	return DONE;
}

static enum outcome
run(struct call *call)
{
	const struct accept_args *args = (const void *)call->args;

	call_about(call, args->sock);
	call_limit(call, &args->timeout);
	if (service_refuses(call, args->sock))
		return FAILED;
	return go(call);
}

static void
scene(const struct call *call, struct scene *scene)
{
	const struct accept_args *args = (const void *)call->args;

	scene->flags = args->flags | (args->nonblock ? SOCK_NONBLOCK : 0);
	scene->null = args->raw.null;
	scene->sized = args->raw.length.given;
	scene->length = (int)args->raw.length.number;
}

const struct command cmd_accept = {
	.name = "accept", .group = "sockets",
	.summary = "take a connection that waits at a listening socket",
	.params = params, .args_size = sizeof(struct accept_args), .fields = fields,
	.say = "accepted{?peer: from {peer}}{?listener: on socket {listener}}, fd {fd}"
	    "{?name:, called {name}}",
	.run = run, .scene = scene
};

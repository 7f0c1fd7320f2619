/* listen: let a socket take connections. */

#include <string.h>

#include "command/answer.h"
#include "command/raw.h"
#include "command/safe.h"
#include "command/session.h"
#include "command/types.h"
#include "socket/property.h"

struct listen_args {
	arg_sock sock;
	arg_int  backlog;
};

enum { BACKLOG = 128 };

static const char *const backlogs[] = { "0", "1", "16", "128", "4096", NULL };

static const struct param params[] = {
	{ "N", PARAM(listen_args, sock, sock), .wants = WANTS_BOUND,
	  .help = "a stream or seqpacket socket" },
	{ "BACKLOG", PARAM(listen_args, backlog, int), .flags = PARAM_OPTIONAL,
	  .low = INT32_MIN, .high = INT32_MAX, .examples = backlogs,
	  .help = "how many connections may wait to be accepted; 128 if it is left out" },
	RAW_DESCRIPTOR(listen_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "local", "the address it listens on; the kernel picks a port if none was bound" },
	{ "backlog", "the backlog that was asked for" },
	{ "actual", "what the kernel made of it, where that is another" },
	{ 0 }
};

/* A socket that was not bound listens on every address of the machine. */
static bool
is_safe(struct call *call, const struct sock *sock)
{
	struct addr local;

	return !call->session->safe || !sock_local(sock, &local, &call->error) ||
	    (sock->family == AF_UNIX) || safe_address(&local, &call->error);
}

/* net.core.somaxconn is the most, and stands for what is below 0. */
static void
tell_backlog(struct call *call, const struct sock *sock, int asked)
{
	struct value actual = property_get(&call->session->sockets, sock,
	    property_named("sendq", strlen("sendq")));

	record_int(&call->answer, "backlog", asked);
	if (actual.kind == VALUE_INT && actual.number != asked)
		record_int(&call->answer, "actual", actual.number);
	value_clear(&actual);
}

static enum outcome
run(struct call *call)
{
	const struct listen_args *args = (const void *)call->args;
	int backlog = call_given(call, &params[1]) ? (int)args->backlog : BACKLOG;
	struct addr local;

	call_about(call, args->sock);
	if (!is_safe(call, args->sock) || !sock_listen(args->sock, backlog, &call->error))
		return FAILED;
	if (answer_local(call, args->sock, &local))
		args->sock->listened = addr_port(&local);
	tell_backlog(call, args->sock, backlog);
	return DONE;
}

const struct command cmd_listen = {
	.name = "listen", .group = "sockets", .summary = "let a socket take connections",
	.params = params, .args_size = sizeof(struct listen_args), .fields = fields,
	.say = "listening{?local: on {local}}, backlog {?actual:{actual} (asked: {backlog})}"
	    "{!actual:{backlog}}", .run = run
};

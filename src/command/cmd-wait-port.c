/* wait-port: wait until somebody listens at an address. */

#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "command/answer.h"
#include "command/session.h"
#include "command/types.h"
#include "socket/others.h"
#include "socket/probe.h"

struct wait_port_args {
	struct sock   *nobody;     /* NULL: the address is for no socket */
	arg_address    address;
	arg_duration   timeout;
	struct probing probing;
	int64_t        began;
	size_t         looks;
	const char    *what;
	struct addr    there;
};
_Static_assert(sizeof(struct wait_port_args) <= CALL_ARGS, "more room for arguments");

static const struct param params[] = {
	{ "ADDRESS", PARAM(wait_port_args, address, address), .wants = WANTS_PORT,
	  .help = "where a program is to listen: 127.0.0.1:80, /path; of a name any address" },
	{ "timeout", PARAM(wait_port_args, timeout, duration), .flags = PARAM_OPTION,
	  .help = "wait so long at most; 0 looks once" },
	{ 0 }
};

static const struct field fields[] = {
	{ "address", "where somebody listens" },
	{ "took", "how long it was waited for, in seconds" },
	{ 0 }
};

/* Where the kernel says that nobody listens, a connection is tried now and then all the
 * same: a packet filter may send it elsewhere. */
enum { TRY_EACH = 10 };

/* The one that is looked at now; with each failure the next. */
static enum probe
probe(struct call *call, struct wait_port_args *args, const struct addr *addr)
{
	bool sure;

	if (args->probing.fd < 0) {
		struct diag *diag = others_diag(call->session->sockets.others);
		enum probe seen = probe_look(diag, addr, &sure, &args->there);

		if (sure && (seen == PROBE_SOMEBODY || args->looks % TRY_EACH != TRY_EACH - 1))
			return seen;
	}
	return probe_connect(&args->probing, addr, &args->there);
}

static enum outcome
found(struct call *call, const struct wait_port_args *args)
{
	double took = (double)(number_now() - args->began) / (double)NUMBER_SECOND;

	answer_address(call, "address", &args->there);
	record_real(&call->answer, "took", took);
	return DONE;
}

static enum outcome
go(struct call *call)
{
	struct wait_port_args *args = (void *)call->args;
	enum probe seen = PROBE_NOBODY;
	enum outcome outcome;

	for (; call->address_at < call->addresses; call->address_at++) {
		seen = probe(call, args, &call->address[call->address_at]);
		if (seen == PROBE_SOMEBODY)
			return found(call, args);
		if (seen == PROBE_WAIT)
			break;
	}
	if (seen != PROBE_WAIT)
		call->address_at = 0;
	args->looks++;
	outcome = call_wait_look(call, CALL_LOOK_AGAIN, args->what, go);
	if (outcome != WAITING)
		probe_end(&args->probing);
	return outcome;
}

static enum outcome
begin(struct call *call)
{
	const struct wait_port_args *args = (const void *)call->args;

	if (args->timeout.given && args->timeout.nanoseconds == 0) {
		call_limit(call, &args->timeout);
		call->deadline = 0;
	}
	for (size_t i = 0; i < call->addresses; i++)
		if (addr_port(&call->address[i]) == 0)
			return error_usage(&call->error, "nobody listens on port 0"), FAILED;
	return go(call);
}

static enum outcome
run(struct call *call)
{
	struct wait_port_args *args = (void *)call->args;
	char what[120];

	/* One look is one at all addresses: those are found out about first. */
	if (!args->timeout.given || args->timeout.nanoseconds != 0)
		call_limit(call, &args->timeout);
	args->began = number_now();
	args->probing.fd = -1;
	snprintf(what, sizeof(what), "listener at %.80s", args->address.bytes);
	args->what = pool_copy(&call->pool, what, strlen(what));
	return call_address(call, AF_UNSPEC, SOCK_STREAM, &args->address, false, begin);
}

const struct command cmd_wait_port = {
	.name = "wait-port", .group = "looking",
	.summary = "wait until somebody listens at an address",
	.params = params, .args_size = sizeof(struct wait_port_args), .fields = fields,
	.say = "somebody listens on {address}", .run = run
};

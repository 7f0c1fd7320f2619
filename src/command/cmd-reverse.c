/* reverse: ask for the name of an address. */

#include <netdb.h>
#include <string.h>

#include "base/number.h"
#include "command/lookup.h"
#include "command/safe.h"
#include "command/session.h"
#include "command/types.h"

struct reverse_args {
	arg_host address;
};

static const struct param params[] = {
	{ "ADDRESS", PARAM(reverse_args, address, host), .wants = WANTS_NUMERIC,
	  .help = "a numeric address, perhaps with a port" },
	{ 0 }
};

static const struct field fields[] = {
	{ "address", "the address" },
	{ "host", "its name" },
	{ "service", "the name of its port, if there was one" },
	{ 0 }
};

static enum outcome
go(struct call *call)
{
	const char *host, *service;
	const struct value *address = record_get(&call->answer, "address");

	if (!lookup_ended(call->lookup))
		return call_wait_look(call, CALL_UNTIL_TOLD, "answer of the resolver", go);
	if (!lookup_name(call->lookup, &host, &service, &call->error))
		return FAILED;
	if (call->session->safe)
		host = "localhost";
	record_bytes(&call->answer, "host", host, strlen(host));
	if (memchr(address->bytes.data, ':', address->bytes.count) && *service != '0')
		record_bytes(&call->answer, "service", service, strlen(service));
	return DONE;
}

/* "127.0.0.1" and "::1" need no port here. */
static enum addr_text
read_address(struct addr *addr, const struct text *text, struct error *error)
{
	struct error first;
	enum addr_text read = addr_read_any(addr, text->bytes, text->count, &first);
	const char *colon = strchr(text->bytes, ':');
	bool inet6 = *text->bytes == '[' || (colon && strchr(colon + 1, ':'));

	if (read == ADDR_NUMERIC)
		return read;
	read = addr_read_host(addr, inet6 ? AF_INET6 : AF_INET, text->bytes, text->count, error);
	if (read == ADDR_NAMES)
		error_usage(error, "'%.60s' is not a numeric address", text->bytes);
	return read;
}

static enum outcome
run(struct call *call)
{
	const struct reverse_args *args = (const void *)call->args;
	bool safe = call->session->safe;
	struct addr addr;
	struct loop *loop;

	if (read_address(&addr, &args->address, &call->error) != ADDR_NUMERIC)
		return call_blame(call, &args->address), FAILED;
	if (safe && !safe_reverse(&addr, &call->error))
		return FAILED;
	record_bytes(&call->answer, "address", args->address.bytes, args->address.count);
	loop = session_loop(call->session, &call->error);
	if (!loop)
		return FAILED;
	/* The name is known already then; of its port's only a file is asked. */
	call->lookup = lookup_reverse(loop, &addr, safe ? NI_NUMERICHOST : NI_NAMEREQD, call_wake,
	    call, &call->error);
	return call->lookup ? go(call) : FAILED;
}

static const char *const aliases[] = { "getnameinfo", NULL };

const struct command cmd_reverse = {
	.name = "reverse", .group = "looking", .aliases = aliases,
	.summary = "ask for the name of an address",
	.params = params, .args_size = sizeof(struct reverse_args), .fields = fields,
	.say = "{address} is {host}{?service:, {service}}", .run = run
};

/* resolve: look a name up. */

#include <netinet/in.h>

#include "base/number.h"
#include "command/lookup.h"
#include "command/safe.h"
#include "command/session.h"
#include "command/types.h"

struct resolve_args {
	arg_host   host;
	arg_choice family;
};

static const char *const family_names[] = { "any", "inet", "inet6", NULL };
static const int families[] = { AF_UNSPEC, AF_INET, AF_INET6 };

static const struct param params[] = {
	{ "HOST[:SERVICE]", PARAM(resolve_args, host, host),
	  .help = "the name, perhaps with a port or service" },
	{ "family", PARAM(resolve_args, family, choice), .among = family_names,
	  .flags = PARAM_OPTION, .help = "only addresses of this family" },
	{ 0 }
};

static const struct field fields[] = {
	{ "host", "the name" },
	{ "service", "the service, if there was one" },
	{ "addresses", "its addresses, in the order in which connect would try them" },
	{ 0 }
};

static enum outcome
go(struct call *call)
{
	const struct addr *addr;
	size_t count;
	struct record *list;
	bool with_port = record_get(&call->answer, "service") != NULL;

	if (!lookup_ended(call->lookup))
		return call_wait_look(call, 3600 * NUMBER_SECOND, "answer of the resolver", go);
	if (!lookup_addresses(call->lookup, &addr, &count, &call->error))
		return FAILED;
	list = record_list(&call->answer, "addresses");
	for (size_t i = 0; i < count; i++) {
		struct buf text = { 0 };

		(with_port ? addr_show : addr_show_host)(&text, &addr[i]);
		record_bytes(list, NULL, buf_text(&text), text.count);
		buf_clear(&text);
	}
	return DONE;
}

static enum outcome
run(struct call *call)
{
	const struct resolve_args *args = (const void *)call->args;
	char host[256], service[64];
	struct loop *loop;

	if (!addr_split(args->host.bytes, args->host.count, host, service, &call->error))
		return FAILED;
	if (call->session->safe && !safe_host(host, &call->error))
		return FAILED;
	record_text(&call->answer, "host", host);
	if (*service)
		record_text(&call->answer, "service", service);
	loop = session_loop(call->session, &call->error);
	if (!loop)
		return FAILED;
	call->lookup = lookup_new(loop, host, service, families[args->family], SOCK_STREAM, false,
	    call_wake, call, &call->error);
	return call->lookup ? go(call) : FAILED;
}

static const char *const aliases[] = { "getaddrinfo", NULL };

const struct command cmd_resolve = {
	.name = "resolve", .group = "looking", .aliases = aliases, .summary = "look a name up",
	.params = params, .args_size = sizeof(struct resolve_args), .fields = fields,
	.say = "{host}{?service:, service {service},} is {addresses}", .run = run
};

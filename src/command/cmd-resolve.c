/* resolve: look a name up. */

#include <string.h>

#include "base/number.h"
#include "command/lookup.h"
#include "command/safe.h"
#include "command/session.h"
#include "command/type-hint.h"
#include "command/types.h"
#include "teach/scene.h"

struct resolve_args {
	arg_host          host;
	arg_hint_family   family;
	arg_hint_type     type;
	arg_hint_protocol protocol;
	arg_hint_flags    flags;
};

static const struct param params[] = {
	{ "HOST[:SERVICE]", PARAM(resolve_args, host, host),
	  .help = "the name, perhaps with a port or service" },
	{ "family", PARAM(resolve_args, family, hint_family), .flags = PARAM_OPTION,
	  .help = "only addresses of this family: inet, inet6, a number; any is 0" },
	{ "type", PARAM(resolve_args, type, hint_type), .flags = PARAM_OPTION,
	  .help = "for this type of socket: stream (the usual one), dgram, a number; 0 is any" },
	{ "protocol", PARAM(resolve_args, protocol, hint_protocol), .flags = PARAM_OPTION,
	  .help = "for this protocol: tcp, udp, a number" },
	{ "flags", PARAM(resolve_args, flags, hint_flags), .flags = PARAM_OPTION,
	  .help = "numerichost, numericserv, passive and other AI_ flags; several with commas" },
	{ 0 }
};

static const struct field fields[] = {
	{ "host", "the name" },
	{ "service", "the service, if there was one" },
	{ "canonical", "with the flag canonname: the name behind the alias" },
	{ "addresses", "its addresses, in the order in which connect would try them" },
	{ 0 }
};

/* For each type of socket that it serves an address comes again; it is told once. */
static void
add_address(struct record *list, const struct addr *addr, bool with_port, struct buf *last)
{
	struct buf text = { 0 };

	(with_port ? addr_show : addr_show_host)(&text, addr);
	if (strcmp(buf_text(&text), buf_text(last)) != 0)
		record_bytes(list, NULL, buf_text(&text), text.count);
	buf_clear(last);
	*last = text;
}

static enum outcome
go(struct call *call)
{
	const struct addr *addr;
	size_t count;
	struct record *list;
	struct buf last = { 0 };
	bool with_port = record_get(&call->answer, "service") != NULL;

	if (!lookup_ended(call->lookup))
		return call_wait_look(call, CALL_UNTIL_TOLD, "answer of the resolver", go);
	if (!lookup_addresses(call->lookup, &addr, &count, &call->error))
		return FAILED;
	if (*lookup_canonical(call->lookup))
		record_text(&call->answer, "canonical", lookup_canonical(call->lookup));
	list = record_list(&call->answer, "addresses");
	for (size_t i = 0; i < count; i++)
		add_address(list, &addr[i], with_port, &last);
	buf_clear(&last);
	return DONE;
}

static enum outcome
run(struct call *call)
{
	const struct resolve_args *args = (const void *)call->args;
	const struct lookup_hints hints = { .family = args->family,
		.type = call_given(call, &params[2]) ? args->type : SOCK_STREAM,
		.protocol = args->protocol, .flags = args->flags, .offline = call->session->safe };
	char host[256], service[64];
	struct loop *loop;

	if (!addr_split(args->host.bytes, args->host.count, host, service, &call->error))
		return call_blame(call, &args->host), FAILED;
	if (strcmp(host, "*") == 0)
		*host = '\0';
	if (call->session->safe && !safe_host(host, &call->error))
		return FAILED;
	record_text(&call->answer, "host", *host ? host : "*");
	if (*service)
		record_text(&call->answer, "service", service);
	loop = session_loop(call->session, &call->error);
	if (!loop)
		return FAILED;
	call->lookup = lookup_new(loop, host, service, &hints, call_wake, call, &call->error);
	return call->lookup ? go(call) : FAILED;
}

static void
scene(const struct call *call, struct scene *scene)
{
	const struct resolve_args *args = (const void *)call->args;

	scene->family = args->family;
	scene->type = call_given(call, &params[2]) ? args->type : SOCK_STREAM;
	scene->protocol = args->protocol;
	scene->flags = args->flags;
	scene->hinted = true;
}

static const char *const aliases[] = { "getaddrinfo", NULL };

const struct command cmd_resolve = {
	.name = "resolve", .group = "looking", .aliases = aliases, .summary = "look a name up",
	.params = params, .args_size = sizeof(struct resolve_args), .fields = fields,
	.say = "{host}{?service:, service {service},} is {addresses}"
	    "{?canonical:; its canonical name is {canonical}}", .run = run,
	.scene = scene
};

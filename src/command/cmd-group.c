/* group: join and leave multicast groups. */

#include <arpa/inet.h>
#include <string.h>

#include "base/bytes.h"
#include "command/offer-address.h"
#include "command/raw.h"
#include "command/session.h"
#include "command/types.h"
#include "lang/offer.h"
#include "socket/group.h"
#include "socket/option-value.h"
#include "teach/scene.h"

typedef struct text arg_ip;
typedef struct text arg_interface;

struct group_args {
	arg_sock      sock;
	arg_choice    what;
	arg_ip        group, source;
	arg_interface interface;
};

enum { JOIN, LEAVE };
static const char *const what[] = { "join", "leave", NULL };

static bool
parse_ip(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	arg_ip *ip = at;
	struct bytes_quoted quoted;
	struct in6_addr room;

	(void)reading;
	*ip = *text;
	return (strlen(text->bytes) == text->count &&
	    (inet_pton(AF_INET, text->bytes, &room) == 1 ||
	    inet_pton(AF_INET6, text->bytes, &room) == 1)) ||
	    error_usage(error, "'%s' is not an IP address without a port",
	    bytes_quote(&quoted, text->bytes, text->count));
}

/* Some that are nobody's: for one's own use (RFC 2365), of one source (RFC 4607). */
static void
offer_ips(const struct reading *reading, const char *typed, struct offer offer)
{
	static const char *const groups[] = { "239.1.2.3", "232.1.2.3", "ff02::1234", "ff35::1234",
		NULL };

	if (strcmp(reading->param->name, "GROUP") == 0)
		offer_each(offer, groups, NULL);
	else
		offer_numeric(reading, typed, offer);
}

/* Whether there is one of that name, is asked when it is used. */
static bool
parse_interface(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading, (void)error;
	*(arg_interface *)at = *text;
	return true;
}

static void
offer_devices(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading, (void)typed;
	offer_interfaces(offer);
}

static const struct type type_ip = { .name = "SOURCE", .noun = "group",
	.help = "an IP address without a port: 239.1.2.3, ff02::1234", .parse = parse_ip,
	.complete = offer_ips };
static const struct type type_interface = { .name = "INTERFACE", .noun = "interface",
	.help = "an interface of this machine, by name or index", .parse = parse_interface,
	.complete = offer_devices };

static const struct param params[] = {
	{ "N", PARAM(group_args, sock, sock), .help = "the socket" },
	{ "join|leave", PARAM(group_args, what, choice), .among = what,
	  .help = "receive what is sent to the group, or no more" },
	{ "GROUP", PARAM(group_args, group, ip), .help = "the group's address" },
	{ "interface", PARAM(group_args, interface, interface), .flags = PARAM_OPTION,
	  .help = "receive on this one; else on the one that the route to the group has" },
	{ "source", PARAM(group_args, source, ip), .flags = PARAM_OPTION,
	  .help = "receive only what comes from this address" },
	RAW_DESCRIPTOR(group_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "joined", "joined, or left" },
	{ "group", "the group" },
	{ "source", "the source that was named" },
	{ "interface", "the interface, as long as the socket is in the group there" },
	{ "mode", "include: what the sources send is received; exclude: what all others send" },
	{ "sources", "these" },
	{ 0 }
};

static struct option_word
word(const struct text *text)
{
	return (struct option_word){ .bytes = text->bytes, .count = text->count };
}

/* The word that cannot be what it has to be. */
static void
blame(struct call *call, const struct group_args *args, const struct group *group)
{
	struct error ignored;
	unsigned index;

	if (group->interface.bytes && !option_read_interface(&group->interface, &index, &ignored))
		call_blame(call, &args->interface);
	else
		call_blame(call, group->source.bytes ? &args->source : &args->group);
}

static enum outcome
run(struct call *call)
{
	const struct group_args *args = (const void *)call->args;
	struct group group = { word(&args->group), word(&args->source), word(&args->interface) };
	bool join = args->what == JOIN;
	unsigned interface;

	call_about(call, args->sock);
	if (!(join ? group_join : group_leave)(args->sock, &group, &interface, &call->error))
		return blame(call, args, &group), FAILED;
	record_bool(&call->answer, "joined", join);
	record_text(&call->answer, "group", args->group.bytes);
	if (args->source.bytes)
		record_text(&call->answer, "source", args->source.bytes);
	group_tell(args->sock, &group, interface, &call->answer);
	return DONE;
}

/* The option that it stands for. */
static void
scene(const struct call *call, struct scene *scene)
{
	const struct group_args *args = (const void *)call->args;
	static const char *const names[][2] = {
		[JOIN] = { "MCAST_JOIN_GROUP", "MCAST_JOIN_SOURCE_GROUP" },
		[LEAVE] = { "MCAST_LEAVE_GROUP", "MCAST_LEAVE_SOURCE_GROUP" } };
	const char *name = names[args->what][args->source.bytes != NULL];

	if (args->sock)
		scene->option = option_named(args->sock, name, strlen(name));
	scene->typed = args->group.bytes;
}

const struct command cmd_group = {
	.name = "group", .group = "sockets", .summary = "join and leave multicast groups",
	.params = params, .args_size = sizeof(struct group_args), .fields = fields,
	.say = "{?joined:joined}{!joined:left} {group}{?source:, source {source}}"
	    "{?interface: on {interface}}{?sources:: {mode} {sources}}",
	.run = run, .scene = scene
};

/* pair: make two sockets that are connected to each other. */

#include <string.h>

#include "command/raw.h"
#include "command/session.h"
#include "command/types.h"
#include "teach/scene.h"

typedef struct { struct text text; size_t first; } arg_two_names;

struct pair_args {
	arg_kind      kind;
	arg_two_names names;
	struct raw    raw;
};

/* "A,B": two names that are free, and are not the same. */
static bool
parse_names(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_two_names *names = at;
	const char *comma = memchr(text->bytes, ',', text->count);
	size_t first = comma ? (size_t)(comma - text->bytes) : 0;
	struct text half = { .count = first };
	arg_sockname ignored;

	if (!comma)
		return error_usage(error, "'%.60s' is not two names: --names A,B", text->bytes);
	names->text = *text;
	names->first = first;
	half.bytes = pool_copy(reading->pool, text->bytes, first);
	if (!type_sockname.parse(reading, &half, &ignored, error))
		return false;
	half.bytes = comma + 1;
	half.count = text->count - first - 1;
	if (!type_sockname.parse(reading, &half, &ignored, error))
		return false;
	if (half.count != first || memcmp(text->bytes, comma + 1, first) != 0)
		return true;
	return error_usage(error, "the two ends cannot have the same name");
}

static const struct type type_two_names = { .name = "A,B",
	.help = "two names for sockets", .parse = parse_names, .complete = type_offer_socknames };

static const struct param params[] = {
	{ "KIND", PARAM(pair_args, kind, kind), .flags = PARAM_MANY | PARAM_OPTIONAL,
	  .help = "unix, if it is left out" },
	{ "names", PARAM(pair_args, names, two_names), .flags = PARAM_OPTION,
	  .help = "names for the two ends" },
	RAW_NULL(pair_args, "pass a null pointer for the two descriptors"),
	{ 0 }
};

static const struct field fields[] = {
	{ "sockets", "the numbers of the two ends" },
	{ "kind", "their kind" },
	{ "fds", "their descriptors" },
	{ "names", "their names, if they were given some" },
	{ 0 }
};

static void
answer(struct call *call, struct sock *const end[2])
{
	struct record *numbers = record_list(&call->answer, "sockets"), *fds;
	char kind[64];

	record_int(numbers, NULL, end[0]->number);
	record_int(numbers, NULL, end[1]->number);
	record_text(&call->answer, "kind", kind_text(end[0]->family, end[0]->type,
	    end[0]->protocol, kind));
	fds = record_list(&call->answer, "fds");
	record_int(fds, NULL, end[0]->fd);
	record_int(fds, NULL, end[1]->fd);
}

static void
name_both(struct call *call, const arg_two_names *names, struct sock *const end[2])
{
	char *text = pool_copy(&call->pool, names->text.bytes, names->text.count);
	struct record *list = record_list(&call->answer, "names");

	text[names->first] = '\0';
	sock_name(&call->session->sockets, end[0], text);
	sock_name(&call->session->sockets, end[1], text + names->first + 1);
	record_text(list, NULL, end[0]->name);
	record_text(list, NULL, end[1]->name);
}

static arg_kind
asked_kind(const struct pair_args *args)
{
	const struct kind *usual = kind_named("unix");

	return args->kind.count ? args->kind :
	    (arg_kind){ .family = usual->family, .type = usual->type };
}

static enum outcome
run(struct call *call)
{
	const struct pair_args *args = (const void *)call->args;
	arg_kind kind = asked_kind(args);
	struct sock *end[2];

	if (!type_kind_is_whole(&kind, &call->error))
		return FAILED;
	if (args->raw.null)
		return sock_pair_null(kind.family, kind.type, kind.protocol, &call->error) ? DONE :
		    FAILED;
	if (!sock_pair(&call->session->sockets, kind.family, kind.type, kind.protocol, end,
	    &call->error))
		return FAILED;
	answer(call, end);
	if (args->names.text.bytes)
		name_both(call, &args->names, end);
	session_added(call->session, end[0]);
	session_added(call->session, end[1]);
	call->run->scope->dot = end[0]->number;
	return DONE;
}

static void
scene(const struct call *call, struct scene *scene)
{
	arg_kind kind = asked_kind((const void *)call->args);

	scene->family = kind.family;
	scene->type = kind.type;
	scene->protocol = kind.protocol;
}

static const char *const aliases[] = { "socketpair", NULL };

const struct command cmd_pair = {
	.name = "pair", .group = "sockets", .aliases = aliases,
	.summary = "make two sockets that are connected to each other",
	.params = params, .args_size = sizeof(struct pair_args), .fields = fields,
	.say = "{kind} pair, fds {fds}{?names:, called {names}}", .run = run,
	.scene = scene
};

/* get: read socket options. */

#include "command/session.h"
#include "command/type-option.h"

static const struct param params[] = {
	{ "N", PARAM(options_args, sock, sock), .help = "the socket" },
	{ "OPTION...|all", PARAM(options_args, options, options),
	  .flags = PARAM_MANY | PARAM_OPTIONAL,
	  .help = "the options to read; all that the kernel tells if none is named" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "options", "the options by their short names: switches are true or false, times seconds" },
	{ 0 }
};

static bool
read_one(struct call *call, const struct sock *sock, const struct option *option,
    struct record *to)
{
	struct value value;

	if (!option_get(sock, option, &value, &call->error))
		return false;
	*record_named(to, type_option_key(sock, option)) = value;
	return true;
}

/* What the kernel refuses to tell of this socket is left out. */
static void
read_all(const struct sock *sock, struct record *to)
{
	const struct option *option;
	struct error ignored;
	struct value value;

	for (size_t i = 0; (option = option_at(i)); i++)
		if ((option->access & OPTION_GET) && !(option->access & OPTION_ALONE) &&
		    option_fits(option, sock) && option_get(sock, option, &value, &ignored))
			*record_put(to, option->brief) = value;
}

static enum outcome
run(struct call *call)
{
	const struct options_args *args = (const void *)call->args;
	struct record *options = record_record(&call->answer, "options");

	call_about(call, args->sock);
	if (!args->options.count)
		read_all(args->sock, options);
	for (size_t i = 0; i < args->options.count; i++)
		if (!read_one(call, args->sock, args->options.item[i], options))
			return FAILED;
	return DONE;
}

static const char *const aliases[] = { "getsockopt", NULL };

const struct command cmd_get = {
	.name = "get", .group = "looking", .aliases = aliases, .summary = "read socket options",
	.params = params, .args_size = sizeof(struct options_args), .fields = fields,
	.say = "options", .run = run
};

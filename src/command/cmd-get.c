/* get: read socket options. */

#include "command/session.h"
#include "command/type-option.h"
#include "teach/scene.h"

static const struct param params[] = {
	{ "N", PARAM(options_args, sock, sock), .help = "the socket" },
	{ "OPTION...|all", PARAM(options_args, options, options),
	  .flags = PARAM_MANY | PARAM_OPTIONAL,
	  .help = "the options to read; those that were changed if none is named" },
	{ "optlen", PARAM(options_args, edge.length, length), .flags = RAW_FLAG,
	  .help = "ask for so many bytes, whatever the option has" },
	{ "null", PARAM(options_args, edge.null, flag), .flags = RAW_FLAG,
	  .help = "pass a null pointer for the value" },
	RAW_DESCRIPTOR(options_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "options", "the options by their short names: switches are true or false, times "
	  "seconds" },
	{ 0 }
};

/* Which of several options it was that the kernel did not tell. */
static bool
blame(struct call *call, size_t at)
{
	const struct options_args *args = (const void *)call->args;

	if (args->options.count > 1) {
		record_text(&call->failure, "option",
		    type_option_key(args->sock, args->options.item[at]));
		call_blame_word(call, &params[1], at);
	}
	return false;
}

static bool
read_one(struct call *call, size_t i, struct record *to)
{
	const struct options_args *args = (const void *)call->args;
	const struct option *option = args->options.item[i];
	struct option_edge edge;
	struct value value;

	if (!type_option_edge(&args->edge, &edge, &call->error))
		return call_blame_word(call, &params[2], 0), false;
	if (!option_get(args->sock, option, &edge, &value, &call->error))
		return blame(call, i);
	*option_put(to, type_option_key(args->sock, option), option) = value;
	return true;
}

static bool
read_list(struct call *call, struct record *to)
{
	const struct options_args *args = (const void *)call->args;

	if (args->edge.length.given || args->edge.null)
		return error_usage(&call->error,
		    "--optlen and --null are about one option: name it");
	return option_list(args->sock, args->options.all, to, &call->error);
}

static enum outcome
run(struct call *call)
{
	const struct options_args *args = (const void *)call->args;
	struct record *options = record_record(&call->answer, "options");

	call_about(call, args->sock);
	if (!args->options.count && !read_list(call, options))
		return FAILED;
	for (size_t i = 0; i < args->options.count; i++)
		if (!read_one(call, i, options))
			return FAILED;
	return DONE;
}

/* Which of them it was, is known where there is one. */
static void
scene(const struct call *call, struct scene *scene)
{
	const struct options_args *args = (const void *)call->args;

	if (args->options.count == 1)
		scene->option = args->options.item[0];
	type_option_scene(&args->edge, scene);
}

static const char *const aliases[] = { "getsockopt", NULL };

const struct command cmd_get = {
	.name = "get", .group = "looking", .aliases = aliases, .summary = "read socket options",
	.params = params, .args_size = sizeof(struct options_args), .fields = fields,
	.say = "options{!options: that differ from a new socket's: none}", .run = run,
	.scene = scene
};

/* help: tell how a command is used, or what there is. */

#include <string.h>

#include "command/session.h"
#include "command/topic-option.h"
#include "command/topics.h"
#include "command/type-option.h"
#include "command/types.h"
#include "lang/usage.h"
#include "serve/server.h"

typedef arg_text arg_topic;
typedef arg_text arg_option_name;

struct help_args {
	arg_topic       topic;
	arg_option_name name;
};

/* `help options` is what it was called first. */
static bool
is_option(const struct help_args *args)
{
	const char *topic = args->topic.bytes;

	return topic && (strcmp(topic, "option") == 0 || strcmp(topic, "options") == 0);
}

static void
complete(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)typed;
	for (const struct topic *topic = topics; topic->name; topic++)
		offer.word(offer.to, topic->name, topic->summary);
	type_command_name.complete(reading, typed, offer);
}

static bool
parse(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	return type_text.parse(reading, text, at, error);
}

static const struct type type_topic = { .name = "TOPIC", .noun = "topic",
	.help = "a command, or a topic", .parse = parse, .complete = complete };

static void
offer_names(const struct reading *reading, const char *typed, struct offer offer)
{
	const struct help_args *args = reading->args;

	if (is_option(args))
		type_option_offer(NULL, OPTION_GET | OPTION_SET, typed, offer);
}

static bool
parse_name(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	return type_text.parse(reading, text, at, error);
}

static bool
usage_name(const struct reading *reading, struct buf *out)
{
	const struct help_args *args = reading->args;

	(void)out;
	return is_option(args);
}

static const struct type type_option_name = { .name = "OPTION-NAME", .noun = "option",
	.help = "a socket option: rcvbuf, SO_RCVBUF, or LEVEL:OPTION", .parse = parse_name,
	.complete = offer_names, .usage = usage_name };

static const struct param params[] = {
	{ "TOPIC", PARAM(help_args, topic, topic), .flags = PARAM_OPTIONAL,
	  .help = "a command, or one of the topics that help without a word lists" },
	{ "NAME", PARAM(help_args, name, option_name), .flags = PARAM_OPTIONAL,
	  .help = "behind 'option': the socket option" },
	{ 0 }
};

static const struct field fields[] = {
	{ "topic", "the command or the topic, if one was named" },
	{ "text", "what there is to say" },
	{ "options", "behind 'option': all that is known of those that have the name" },
	{ 0 }
};

static enum outcome
tell_option(struct call *call, const struct text *name)
{
	struct buf text = { 0 };
	struct record *list;

	record_text(&call->answer, "topic", "option");
	list = record_list(&call->answer, "options");
	if (!topic_option(name, &text, list, &call->error)) {
		buf_clear(&text);
		call_blame(call, name);
		return FAILED;
	}
	record_text(&call->answer, "text", buf_text(&text));
	buf_clear(&text);
	return DONE;
}

static const struct topic *
find(const char *name)
{
	for (const struct topic *topic = topics; topic->name; topic++)
		if (strcmp(topic->name, strcmp(name, "options") == 0 ? "option" : name) == 0)
			return topic;
	return NULL;
}

/* What a server does is told with `serve`. */
static bool
is_role(struct call *call, const char *name)
{
	struct error ignored;

	if (strcmp(name, "roles") != 0 && !server_role_named(name, strlen(name), &ignored))
		return false;
	return error_usage(&call->error, strcmp(name, "roles") == 0 ?
	    "'%s' are what 'serve' does with clients: 'help serve' tells of them" :
	    "'%s' is a role of 'serve': 'help serve' tells of it", name), true;
}

static enum outcome
run(struct call *call)
{
	const struct help_args *args = (const void *)call->args;
	const struct catalog *catalog = call->session->catalog;
	const char *name = args->topic.bytes;
	const struct topic *topic = name ? find(name) : NULL;
	const struct command *command = NULL;
	struct buf text = { 0 };

	if (args->name.bytes && is_option(args))
		return tell_option(call, &args->name);
	if (args->name.bytes && strcmp(name, "serve") == 0 && is_role(call, args->name.bytes))
		return FAILED;
	if (args->name.bytes)
		return error_usage(&call->error, "only 'help option' takes a name"), FAILED;
	if (name && !topic) {
		command = args_command(catalog, name, call->session->interactive, &call->error);
		if (!command)
			return is_role(call, name), FAILED;
	}
	if (command)
		usage_help(catalog, command, &text);
	else if (topic)
		topic->write(catalog, &text);
	else
		topic_overview(catalog, &text);
	if (name)
		record_text(&call->answer, "topic", command ? command->name : name);
	record_text(&call->answer, "text", buf_text(&text));
	buf_clear(&text);
	return DONE;
}

static const char *const aliases[] = { "?", NULL };

const struct command cmd_help = {
	.name = "help", .group = "sosh", .aliases = aliases,
	.summary = "tell how a command is used, or what there is",
	.params = params, .args_size = sizeof(struct help_args), .fields = fields,
	.say = "{?options:}", .flags = COMMAND_PAGED, .run = run
};

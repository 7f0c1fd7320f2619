/* help: tell how a command is used, or what there is. */

#include <string.h>

#include "command/session.h"
#include "command/topics.h"
#include "command/types.h"
#include "lang/usage.h"

typedef arg_text arg_topic;

struct help_args {
	arg_topic topic;
};

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

static const struct param params[] = {
	{ "TOPIC", PARAM(help_args, topic, topic), .flags = PARAM_OPTIONAL,
	  .help = "a command, or one of the topics that help without a word lists" },
	{ 0 }
};

static const struct field fields[] = {
	{ "topic", "the command or the topic, if one was named" },
	{ "text", "what there is to say" },
	{ 0 }
};

static const struct topic *
find(const char *name)
{
	for (const struct topic *topic = topics; topic->name; topic++)
		if (strcmp(topic->name, name) == 0)
			return topic;
	return NULL;
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

	if (name && !topic) {
		command = args_command(catalog, name, call->session->interactive, &call->error);
		if (!command)
			return FAILED;
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
	.say = "", .flags = COMMAND_PAGED, .run = run
};

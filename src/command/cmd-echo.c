/* echo: show words. */

#include "command/session.h"
#include "command/types.h"

struct echo_args {
	arg_texts words;
};

static const struct param params[] = {
	{ "WORD...", PARAM(echo_args, words, texts), .flags = PARAM_MANY | PARAM_OPTIONAL,
	  .help = "what to show, joined by blanks" },
	{ 0 }
};

static const struct field fields[] = {
	{ "text", "what was shown" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct echo_args *args = (const void *)call->args;
	struct buf text = { 0 };

	for (size_t i = 0; i < args->words.count; i++) {
		if (i)
			buf_add_byte(&text, ' ');
		buf_add(&text, args->words.item[i].bytes, args->words.item[i].count);
	}
	record_bytes(&call->answer, "text", buf_text(&text), text.count);
	buf_clear(&text);
	return DONE;
}

const struct command cmd_echo = {
	.name = "echo", .group = "language", .summary = "show words",
	.params = params, .args_size = sizeof(struct echo_args), .fields = fields,
	.say = "", .flags = COMMAND_KEEPS, .run = run
};

/* return: end the definition or the file that it stands in. */

#include "command/session.h"
#include "command/types.h"

struct return_args {
	arg_texts words;
};

static const struct param params[] = {
	{ "WORD...", PARAM(return_args, words, texts), .flags = PARAM_MANY | PARAM_OPTIONAL,
	  .help = "what ${answer.value} is after the call, joined by blanks" },
	{ 0 }
};

static const struct field fields[] = {
	{ "value", "what is returned" },
	{ "value_base64", "the same, where it is no UTF-8 text, or holds a NUL" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct return_args *args = (const void *)call->args;
	struct buf value = { 0 };

	if (!run_return(call->run))
		return error_usage(&call->error, "there is no definition around 'return', and no "
		    "file that was sourced"), FAILED;
	for (size_t i = 0; i < args->words.count; i++) {
		if (i)
			buf_add_byte(&value, ' ');
		buf_add(&value, args->words.item[i].bytes, args->words.item[i].count);
	}
	if (args->words.count)
		record_bytes(&call->answer, "value", buf_text(&value), value.count);
	buf_clear(&value);
	return DONE;
}

const struct command cmd_return = {
	.name = "return", .group = "language",
	.summary = "end the definition or the file that it stands in",
	.params = params, .args_size = sizeof(struct return_args), .fields = fields, .say = "",
	.flags = COMMAND_RETURNS, .run = run
};

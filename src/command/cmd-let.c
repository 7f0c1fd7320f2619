/* let: set a variable. */

#include "command/session.h"
#include "command/types.h"
#include "lang/words.h"

struct let_args {
	arg_variable name;
	arg_texts    words;
};

static const char *const some[] = { "port", "peer", "data", NULL };

static const struct param params[] = {
	{ "NAME", PARAM(let_args, name, variable), .examples = some,
	  .help = "its name: letters, digits and _" },
	{ "WORD...", PARAM(let_args, words, texts), .flags = PARAM_MANY,
	  .help = "what it holds from now on, joined by blanks" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct let_args *args = (const void *)call->args;
	const struct text *first = &args->words.item[0];
	struct buf value = { 0 };

	if (first->literal && first->count == 1 && *first->bytes == '=')
		return error_usage(&call->error, "let NAME = EXPRESSION is not built in yet; "
		    "to hold a '=', quote it"), FAILED;
	for (size_t i = 0; i < args->words.count; i++) {
		if (i)
			buf_add_byte(&value, ' ');
		buf_add(&value, args->words.item[i].bytes, args->words.item[i].count);
	}
	vars_set(call->run->scope->vars, args->name.bytes, args->name.count, buf_text(&value),
	    value.count);
	buf_clear(&value);
	return DONE;
}

const struct command cmd_let = {
	.name = "let", .group = "language", .summary = "set a variable",
	.params = params, .args_size = sizeof(struct let_args),
	.say = "", .flags = COMMAND_KEEPS | COMMAND_SILENT, .run = run
};

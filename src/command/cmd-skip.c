/* skip: end a test, or a file, without a verdict. */

#include "command/session.h"
#include "command/testing.h"

struct skip_args {
	arg_texts words;
};

static const char *const whys[] = { "not on this system", NULL };

static const struct param params[] = {
	{ "WORD...", PARAM(skip_args, words, texts), .flags = PARAM_MANY, .examples = whys,
	  .help = "why" },
	{ 0 }
};

static const struct field fields[] = {
	{ "why", "as it was said" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct skip_args *args = (const void *)call->args;
	struct buf why = { 0 };
	enum outcome outcome;

	for (size_t i = 0; i < args->words.count; i++) {
		if (i)
			buf_add_byte(&why, ' ');
		buf_add(&why, args->words.item[i].bytes, args->words.item[i].count);
	}
	record_bytes(&call->answer, "why", buf_text(&why), why.count);
	outcome = testing_skip(call, &(struct text){ .bytes = buf_text(&why), .count = why.count });
	buf_clear(&why);
	return outcome;
}

const struct command cmd_skip = {
	.name = "skip", .group = "language", .summary = "end a test, or a file, without a verdict",
	.params = params, .args_size = sizeof(struct skip_args), .fields = fields, .say = "",
	.run = run
};

/* source: run the commands of a file. */

#include "command/session.h"
#include "command/source-file.h"
#include "command/types.h"

struct source_args {
	arg_path  file;
	arg_texts words;
};

static const struct param params[] = {
	{ "FILE", PARAM(source_args, file, path), .help = "the file" },
	{ "ARG...", PARAM(source_args, words, texts), .flags = PARAM_MANY | PARAM_OPTIONAL,
	  .help = "what ${arg.1}, ${arg.2}, ... are in it" },
	{ 0 }
};

/* The words live as long as the script does, in its pool. */
static struct text *
keep_words(struct script *script, const struct source_args *args, size_t *count)
{
	struct text *word = pool_new(&script->pool, (args->words.count + 1) * sizeof(*word));

	word[0] = args->file;
	for (size_t i = 0; i < args->words.count; i++)
		word[i + 1] = args->words.item[i];
	*count = args->words.count + 1;
	for (size_t i = 0; i < *count; i++)
		word[i].bytes = pool_copy(&script->pool, word[i].bytes, word[i].count);
	return word;
}

/* The error is the first of them. */
static enum outcome
not_understood(struct call *call, struct script *script)
{
	size_t more = script->faults.count ? script->faults.count - 1 : 0;
	struct buf hint = { 0 };

	if (more) {
		buf_format(&hint, "%zu more such error%s in this file: sosh -n tells all", more,
		    more == 1 ? "" : "s");
		*record_put(&call->failure, "hint") = value_take(&hint);
	}
	call->held_source = source_hold(script->source);
	call->where_source = script->source;
	call->where = script->where;
	return script_drop(script), FAILED;
}

static enum outcome
run(struct call *call)
{
	const struct source_args *args = (const void *)call->args;
	struct script *script = source_file(call->session->catalog, args->file.bytes, call->limit,
	    &call->error);
	struct frame *frame;

	if (!script)
		return FAILED;
	if (call->error.kind != ERROR_NONE)
		return not_understood(call, script);
	frame = run_push(call->run, &script->block, call->node, &call->error);
	if (!frame)
		return script_drop(script), FAILED;
	frame->script = script;
	frame->wall = true;
	frame->called = true;
	frame->arg = keep_words(script, args, &frame->args);
	return DONE;
}

const struct command cmd_source = {
	.name = "source", .group = "language", .summary = "run the commands of a file",
	.params = params, .args_size = sizeof(struct source_args), .say = "",
	.flags = COMMAND_KEEPS | COMMAND_SILENT | COMMAND_SOURCES, .run = run
};

/* def: define a command. */

#include <string.h>

#include "command/session.h"
#include "command/types.h"
#include "lang/defs.h"
#include "lang/offer.h"

typedef arg_text  arg_new_name;
typedef arg_texts arg_new_params;

struct define_args {
	arg_new_name   name;
	arg_new_params params;
};

/* The parser has looked at them: they mean something before anything runs. */
static bool
parse_name(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	return type_text.parse(reading, text, at, error);
}

static bool
parse_params(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	return type_texts.parse(reading, text, at, error);
}

static void
offer_examples(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)typed;
	offer_each(offer, reading->param->examples, NULL);
}

static const struct type type_new_name = { .name = "NAME", .noun = "name",
	.help = "letters, digits, '-' and '_'; not the name of a command of sosh",
	.parse = parse_name, .complete = offer_examples };
static const struct type type_new_params = { .name = "PARAM...", .noun = "name",
	.help = "names of variables; 'NAME...' as the last takes all words that are left",
	.parse = parse_params, .complete = offer_examples };

static const char *const names[] = { "greet", "check", "start", NULL };
static const char *const called[] = { "name", "port", "rest...", NULL };

static const struct param params[] = {
	{ "NAME", PARAM(define_args, name, new_name), .examples = names,
	  .help = "what it is called" },
	{ "PARAM...", PARAM(define_args, params, new_params),
	  .flags = PARAM_MANY | PARAM_OPTIONAL, .examples = called,
	  .help = "the variables that hold the words of a call, each in its turn" },
	{ 0 }
};

/* It is known since the text was parsed. */
static enum outcome
run(struct call *call)
{
	(void)call;
	return DONE;
}

const struct command cmd_def = {
	.name = "def", .group = "language", .summary = "define a command",
	.params = params, .args_size = sizeof(struct define_args), .say = "",
	.flags = COMMAND_BLOCK | COMMAND_KEEPS | COMMAND_DEFINES, .run = run
};

/* What a call leaves behind, with or without `return`. */
static const struct field value[] = {
	{ "value", "what was returned" },
	{ 0 }
};

static enum verdict
ended(struct run *run, struct frame *frame)
{
	struct scope *inner = run->scope;

	if (!frame->returned) {
		record_reset(&inner->answer);
		record_reset(&inner->failure);
		inner->fields = value;
		inner->error.kind = ERROR_NONE;
		inner->socket = 0;
	}
	scope_hand_out(inner, frame->outer);
	return VERDICT_LEAVE;
}

static bool
has_words(struct call *call, const struct def *def, const arg_texts *words)
{
	const struct signature *signature = def->signature;
	size_t least = signature ? signature->count - signature->rest : 0;

	if (!signature)
		return error_usage(&call->error, "it is not defined: the file that was to define "
		    "it could not be understood");
	if (words->count >= least && (words->count == least || signature->rest))
		return true;
	return error_usage(&call->error, "it was defined anew, and takes %zu word%s now", least,
	    least == 1 ? "" : "s");
}

/* The rest is joined by blanks, as `let` does it. */
static void
set_rest(struct vars *vars, const char *name, const arg_texts *words, size_t from)
{
	struct buf rest = { 0 };

	for (size_t i = from; i < words->count; i++) {
		if (i > from)
			buf_add_byte(&rest, ' ');
		buf_add(&rest, words->item[i].bytes, words->item[i].count);
	}
	vars_set(vars, name, strlen(name) - strlen("..."), buf_text(&rest), rest.count);
	buf_clear(&rest);
}

static void
set_words(struct vars *vars, const struct signature *signature, const arg_texts *words)
{
	for (size_t i = 0; i < signature->count; i++) {
		const char *name = signature->param[i].name;

		if (signature->rest && i + 1 == signature->count)
			set_rest(vars, name, words, i);
		else
			vars_set(vars, name, strlen(name), words->item[i].bytes,
			    words->item[i].count);
	}
}

enum outcome
session_call_def(struct call *call)
{
	const struct def_args *args = (const void *)call->args;
	const struct def *def = def_of(call->command);
	struct frame *frame;

	if (!has_words(call, def, &args->words))
		return FAILED;
	frame = run_push(call->run, def->node->block, call->node, &call->error);
	if (!frame)
		return FAILED;
	/* It may be defined anew meanwhile. */
	frame->script = script_hold(def->script);
	frame->wall = frame->called = true;
	frame->ended = ended;
	set_words(run_own_scope(call->run)->vars, def->signature, &args->words);
	return DONE;
}

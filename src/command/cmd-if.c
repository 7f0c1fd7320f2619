/* if: run a block where something is so. */

#include "command/condition.h"
#include "command/session.h"

struct if_args {
	arg_left     left;
	arg_operator operator;
	arg_right     word;
};

static const struct param params[] = {
	{ "LEFT", PARAM(if_args, left, left),
	  .help = "a property, typed without quotes, or a text" },
	{ "OP", PARAM(if_args, operator, operator),
	  .help = "== != < <= > >= ~ (matches a regular expression) contains" },
	{ "WORD", PARAM(if_args, word, right), .help = "what to compare with" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct if_args *args = (const void *)call->args;
	struct buf actual = { 0 };
	enum truth truth = condition(call, &args->left, args->operator, &args->word, &actual,
	    &call->error);
	const struct block *block = truth == IS_TRUE ? call->node->block : call->node->otherwise;

	buf_clear(&actual);
	if (truth == IS_WRONG)
		return FAILED;
	if (block && !run_push(call->run, block, call->node, &call->error))
		return FAILED;
	return DONE;
}

const struct command cmd_if = {
	.name = "if", .group = "language", .summary = "run a block where something is so",
	.params = params, .args_size = sizeof(struct if_args), .say = "",
	.flags = COMMAND_BLOCK | COMMAND_WITHIN | COMMAND_ELSE | COMMAND_KEEPS | COMMAND_SILENT,
	.run = run
};

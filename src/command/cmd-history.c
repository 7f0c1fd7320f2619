/* history: show the lines that were entered. */

#include <string.h>

#include "command/session.h"
#include "command/types.h"

struct history_args {
	arg_int count;
};

static const char *const counts[] = { "10", "20", "50", "100", NULL };

static const struct param params[] = {
	{ "COUNT", PARAM(history_args, count, int), .flags = PARAM_OPTIONAL, .low = 0,
	  .high = INT32_MAX, .examples = counts,
	  .help = "the newest so many; all if it is left out" },
	{ 0 }
};

static const struct field fields[] = {
	{ "lines", "the lines, oldest first" },
	{ 0 }
};

static enum outcome
run(struct call *call)
{
	const struct history_args *args = (const void *)call->args;
	const struct history *history = &call->session->history;
	struct record *list = record_list(&call->answer, "lines");
	size_t first = 0;

	if (call_given(call, &params[0]) && (size_t)args->count < history->count)
		first = history->count - (size_t)args->count;
	for (size_t i = first; i < history->count; i++)
		record_bytes(list, NULL, history->line[i], strlen(history->line[i]));
	return DONE;
}

const struct command cmd_history = {
	.name = "history", .group = "sosh", .summary = "show the lines that were entered",
	.params = params, .args_size = sizeof(struct history_args), .fields = fields,
	.say = "", .run = run
};

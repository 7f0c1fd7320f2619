/* fails: run a command that has to fail. */

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/names.h"
#include "command/session.h"
#include "command/types.h"

typedef struct text arg_failure;

struct fails_args {
	arg_failure failure;
	arg_command command;
};

/* An errno name, an error kind, or `any`. */
static bool
parse_failure(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	const char *name = text->bytes;
	int ignored;

	(void)reading;
	*(arg_failure *)at = *text;
	if (strcmp(name, "any") == 0)
		return true;
	for (enum error_kind kind = ERROR_NONE + 1; kind < ERROR_KINDS; kind++)
		if (strcmp(name, error_kind_name(kind)) == 0)
			return true;
	if (strlen(name) == text->count && (names_number(names_errno, "", name, &ignored) ||
	    names_number(names_eai, "", name, &ignored)))
		return true;
	return error_usage(error, "'%.60s' is no error: the name of an errno (ECONNREFUSED), a "
	    "kind (timeout), or any", name);
}

static void
offer_failures(const struct reading *reading, const char *typed, struct offer offer)
{
	static const int usual[] = { ECONNREFUSED, EADDRINUSE, EAGAIN, EPIPE, ECONNRESET,
	    ENOTCONN };

	(void)reading, (void)typed;
	offer.word(offer.to, "any", "whatever it is");
	for (enum error_kind kind = ERROR_NONE + 1; kind < ERROR_KINDS; kind++)
		offer.word(offer.to, error_kind_name(kind), "a kind of error");
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		offer.word(offer.to, names_of(names_errno, usual[i]), strerror(usual[i]));
	for (const struct name *name = names_errno; name->name; name++)
		offer.word(offer.to, name->name, strerror(name->number));
	for (const struct name *name = names_eai; name->name; name++)
		offer.word(offer.to, name->name, gai_strerror(name->number));
}

static const struct type type_failure = { .name = "ERROR", .noun = "error",
	.help = "ECONNREFUSED or another errno, a kind of error, or any",
	.parse = parse_failure, .complete = offer_failures };

static const struct param params[] = {
	{ "ERROR", PARAM(fails_args, failure, failure),
	  .help = "an errno, a kind (system resolve timeout eof limit usage expectation tls "
	      "refused), or any" },
	{ "COMMAND...", PARAM(fails_args, command, command), .flags = PARAM_COMMAND,
	  .help = "the command" },
	{ 0 }
};

static const struct field fields[] = {
	{ "error", "what was caught" },
	{ 0 }
};

/* The one command, as a block of its own, and what it has to fail with. */
struct state {
	struct block block;
	struct node *node;
	char        *failure;
};

static void
clear(void *at)
{
	struct state *state = at;

	free(state->failure);
	free(state);
}

static bool
is_it(const char *failure, const struct error *error)
{
	int number;

	if (strcmp(failure, "any") == 0 || strcmp(failure, error_kind_name(error->kind)) == 0)
		return true;
	if (error->kind == ERROR_SYSTEM)
		return names_number(names_errno, "", failure, &number) && number == error->number;
	if (error->kind == ERROR_RESOLVE)
		return names_number(names_eai, "", failure, &number) && number == error->number;
	return false;
}

/* "ECONNREFUSED", or the kind of what has no errno. */
static const char *
called(const struct error *error)
{
	const char *name = error->kind == ERROR_SYSTEM ? names_of(names_errno, error->number) :
	    error->kind == ERROR_RESOLVE ? names_of(names_eai, error->number) : NULL;

	return name ? name : error_kind_name(error->kind);
}

static enum verdict
caught(struct run *run, struct frame *frame)
{
	const struct state *state = frame->state;
	struct call *call = &run->call;
	const char *actual = called(&call->error);
	char text[200];

	if (is_it(state->failure, &call->error)) {
		run_answer(run, frame->owner, DONE);
		return VERDICT_LEAVE;
	}
	snprintf(text, sizeof(text), "%s failed with %s (%.80s), not with %s",
	    frame->block->node[0]->command->name, actual, call->error.text, state->failure);
	record_reset(&run->scope->failure);
	record_text(&run->scope->failure, "expected", state->failure);
	record_text(&run->scope->failure, "actual", actual);
	error_set(&call->error, ERROR_EXPECTATION, "%s", text);
	run_answer(run, frame->owner, FAILED);
	return VERDICT_FAIL;
}

static enum verdict
ended(struct run *run, struct frame *frame)
{
	const struct state *state = frame->state;

	record_reset(&run->scope->failure);
	record_text(&run->scope->failure, "expected", state->failure);
	record_text(&run->scope->failure, "actual", "success");
	error_set(&run->call.error, ERROR_EXPECTATION, "%s succeeded, and had to fail with %s",
	    frame->block->node[0]->command->name, state->failure);
	run_answer(run, frame->owner, FAILED);
	return VERDICT_FAIL;
}

static enum outcome
run(struct call *call)
{
	const struct fails_args *args = (const void *)call->args;
	struct state *state = mem_new(1, sizeof(*state));
	struct frame *frame = run_push(call->run, &state->block, call->node, &call->error);

	if (!frame)
		return free(state), FAILED;
	state->node = call->node->inner;
	state->block = (struct block){ &state->node, 1 };
	state->failure = mem_copy(args->failure.bytes);
	frame->muted = true;
	frame->wall = true;
	frame->caught = caught;
	frame->ended = ended;
	frame->state = state;
	frame->clear = clear;
	return DONE;
}

const struct command cmd_fails = {
	.name = "fails", .group = "language", .summary = "run a command that has to fail",
	.params = params, .args_size = sizeof(struct fails_args), .fields = fields,
	.say = "failed as it had to: {error}", .flags = COMMAND_KEEPS | COMMAND_SILENT, .run = run
};

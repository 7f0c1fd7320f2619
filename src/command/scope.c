/* scope: what a run, a `def` or a body has of its own. */
#include "command/scope.h"

#include <stdlib.h>

#include "base/mem.h"
#include "command/call.h"

struct scope *
scope_new(struct vars *vars, unsigned dot)
{
	struct scope *scope = mem_new(1, sizeof(*scope));

	scope->vars = vars;
	scope->dot = dot;
	return scope;
}

void
scope_free(struct scope *scope)
{
	if (!scope)
		return;
	record_clear(&scope->answer);
	record_clear(&scope->failure);
	vars_drop(scope->vars);
	script_drop(scope->last.script);
	buf_clear(&scope->matched);
	match_free(scope->match);
	free(scope);
}

static void
keep(struct scope *scope, const struct call *call, enum outcome outcome)
{
	struct last *last = &scope->last;

	/* Most live in the same as the one before. */
	if (last->script != call->node->script) {
		script_drop(last->script);
		last->script = script_hold(call->node->script);
	}
	last->node = call->node;
	last->socket = call->socket;
	last->kind = ERROR_NONE;
	if (outcome != FAILED)
		return;
	last->kind = call->error.kind;
	last->call = call->error.call;
	last->number = call->error.number;
}

void
scope_answer(struct scope *scope, struct call *call, enum outcome outcome, bool error_only)
{
	if (scope->failure.count || call->failure.count)
		record_swap(&scope->failure, &call->failure);
	scope->error.kind = ERROR_NONE;
	if (outcome == FAILED)
		scope->error = call->error;
	if (error_only)
		return;
	record_swap(&scope->answer, &call->answer);
	scope->fields = call->command->fields;
	scope->socket = call->socket;
	/* What a script has defined may be defined anew. */
	if (!(call->command->flags & (COMMAND_LOOKS_BACK | COMMAND_DEFINED)))
		keep(scope, call, outcome);
}

static void
swap_last(struct last *a, struct last *b)
{
	struct last c = *a;

	*a = *b;
	*b = c;
}

void
scope_hand_out(struct scope *inner, struct scope *outer)
{
	record_swap(&inner->answer, &outer->answer);
	record_swap(&inner->failure, &outer->failure);
	outer->fields = inner->fields;
	outer->error = inner->error;
	outer->socket = inner->socket;
	swap_last(&inner->last, &outer->last);
}

void
scope_matched(struct scope *scope, struct match *match, const char *bytes)
{
	if (scope->match != match)
		match_free(scope->match);
	scope->match = match;
	buf_reset(&scope->matched);
	buf_add(&scope->matched, bytes, match_extent(match));
}

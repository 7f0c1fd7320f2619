/* scope: what a run, a `def` or a body has of its own. */
#include "command/scope.h"

#include <stdlib.h>

#include "base/mem.h"

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
swap(struct record *a, struct record *b)
{
	struct record c = *a;

	*a = *b;
	*b = c;
}

void
scope_hold(struct scope *scope, struct script *script)
{
	script_drop(scope->last.script);
	scope->last.script = script_hold(script);
}

void
scope_keep_error(struct scope *scope, const struct error *error)
{
	scope->last.kind = error->kind;
	scope->last.call = error->call;
	scope->last.number = error->number;
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
	swap(&inner->answer, &outer->answer);
	swap(&inner->failure, &outer->failure);
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

/* scope: what a run, a `def` or a body has of its own. */
#include "command/scope.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/script.h"

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
	source_drop(scope->last.source);
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

/* Of a command inside another, the parser does not tell it. */
static size_t
span_of(const struct node *node)
{
	size_t span = strlen(node->command->name);

	for (size_t i = 0; i < node->words.count; i++) {
		const struct word *word = node->words.item[i].word;
		size_t end = word ? word->place.offset + word->span - node->place.offset : 0;

		span = end > span ? end : span;
	}
	return span;
}

void
scope_keep(struct scope *scope, const struct node *node, unsigned socket,
    const struct error *error)
{
	struct last *last = &scope->last;

	if (last->source != node->source) {
		source_drop(last->source);
		last->source = source_hold(node->source);
	}
	last->command = node->command;
	last->place = node->place;
	last->span = node->span ? node->span : span_of(node);
	last->socket = socket;
	last->kind = error ? error->kind : ERROR_NONE;
	last->call = error ? error->call : NULL;
	last->number = error ? error->number : 0;
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

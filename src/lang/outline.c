/* outline: what a text defines, found before it is parsed. */
#include "lang/outline.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/parser.h"

enum { FILES_MOST = 1000 };

/* The commands that matter here, by their flags. */
struct words_of_interest {
	const char *defines, *sources;
};

static struct words_of_interest
find_words(const struct catalog *catalog)
{
	struct words_of_interest found = { "", "" };

	for (const struct command *const *c = catalog->command; *c; c++) {
		if ((*c)->flags & COMMAND_DEFINES)
			found.defines = (*c)->name;
		if ((*c)->flags & COMMAND_SOURCES)
			found.sources = (*c)->name;
	}
	return found;
}

/* `def NAME PARAM... {`; what is no such thing is told when it is parsed. */
static void
see_definition(struct outline *outline, struct script *script, size_t at)
{
	const struct words *words = &script->words;
	const struct word **param;
	struct declared *declared;
	size_t count = 0;

	while (at + count < words->count && words->token[at + count].kind == TOKEN_WORD &&
	    words->token[at + count].word->literal)
		count++;
	if (!count || at + count == words->count || words->token[at + count].kind != TOKEN_OPEN)
		return;
	param = mem_new(count, sizeof(*param));
	for (size_t i = 1; i < count; i++)
		param[i - 1] = words->token[at + i].word;
	declared = defs_declare(script->catalog->defs, words->token[at].word->part->bytes, param,
	    count - 1, script);
	free(param);
	if (!declared)
		return;
	*outline->last = declared;
	outline->last = &declared->next;
}

static bool
is_named(const struct outline *outline, const char *path)
{
	if (outline->script->source->name && strcmp(outline->script->source->name, path) == 0)
		return true;
	for (size_t i = 0; i < outline->count; i++)
		if (strcmp(outline->named[i]->source->name, path) == 0)
			return true;
	return outline->count == FILES_MOST;
}

/* `source "FILE"`. */
static void
see_file(struct outline *outline, const struct script *script, size_t at)
{
	const struct defs *defs = script->catalog->defs;
	const struct words *words = &script->words;
	const char *path = at < words->count && words->token[at].kind == TOKEN_WORD ?
	    word_text(words->token[at].word) : NULL;
	struct script *found;
	struct error ignored;

	/* Nobody knows what it defines. */
	outline->script->veiled |= !path && at < words->count &&
	    words->token[at].kind == TOKEN_WORD;
	if (!path || !*path || !defs->look || is_named(outline, path))
		return;
	found = defs->look(defs->to, path);
	if (!found)
		return;
	found->glance = true;
	if (words_read(&found->words, &ignored) != WORDS_WHOLE) {
		script_drop(found);
		return;
	}
	if (outline->count == outline->room) {
		outline->room = outline->room ? outline->room * 2 : 8;
		outline->named = mem_grow(outline->named, outline->room, sizeof(found));
	}
	outline->named[outline->count++] = found;
}

/* Looks at the first word of each command. */
static void
scan(struct outline *outline, struct script *script, const struct words_of_interest *interest)
{
	const struct words *words = &script->words;
	bool first = true;

	for (size_t i = 0; i < words->count; i++) {
		const struct token *token = &words->token[i];

		if (token->kind != TOKEN_WORD) {
			first = token->kind != TOKEN_NEST;
			continue;
		}
		if (first && word_is(token->word, interest->defines))
			see_definition(outline, script, i + 1);
		else if (first && word_is(token->word, interest->sources))
			see_file(outline, script, i + 1);
		first = false;
	}
}

void
outline_find(struct outline *outline, struct script *script)
{
	struct words_of_interest interest = find_words(script->catalog);
	struct error ignored;

	*outline = (struct outline){ .script = script };
	outline->last = &outline->first;
	script->veiled = false;
	if (!script->catalog->defs)
		return;
	scan(outline, script, &interest);
	/* Those that they name come behind them. */
	for (size_t i = 0; i < outline->count; i++)
		scan(outline, outline->named[i], &interest);
	for (size_t i = 0; i < outline->count; i++)
		outline->named[i]->useless = !parser_read(outline->named[i], &ignored);
}

/* What a file defines that is only named waits until it is run, where there is an
 * older definition. */
static bool
counts(const struct outline *outline, const struct declared *declared)
{
	return declared->node && !declared->script->useless &&
	    (declared->script == outline->script || !def_is_there(declared->def));
}

void
outline_end(struct outline *outline, bool good)
{
	for (struct declared *declared = outline->first; declared; declared = declared->next) {
		declared->def->declared = NULL;
		if (good && counts(outline, declared))
			def_define(declared);
	}
	for (size_t i = 0; i < outline->count; i++)
		script_drop(outline->named[i]);
	free(outline->named);
}

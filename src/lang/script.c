/* script: a text of commands, as it comes in. */
#include "lang/script.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/outline.h"
#include "lang/parser.h"

struct script *
script_new(const struct catalog *catalog, const char *name, unsigned line, bool prefix)
{
	struct script *script = mem_new(1, sizeof(*script));

	script->catalog = catalog;
	script->holders = 1;
	script->prefix = prefix;
	script->source = source_new(name);
	script->source->first = line;
	words_init(&script->words, &script->pool, script->source);
	return script;
}

struct script *
script_hold(struct script *script)
{
	script->holders++;
	return script;
}

void
script_drop(struct script *script)
{
	if (!script || --script->holders)
		return;
	words_clear(&script->words);
	pool_clear(&script->pool);
	source_drop(script->source);
	free(script);
}

bool
script_add(struct script *script, const char *text, size_t count, struct error *error)
{
	return source_add(script->source, text, count, &script->where, error);
}

enum words_state
script_parse(struct script *script, struct error *error)
{
	enum words_state state = words_read(&script->words, error);
	struct outline outline;
	bool good;

	if (state == WORDS_BAD)
		script->where = script->words.where;
	if (state != WORDS_WHOLE)
		return state;
	outline_find(&outline, script);
	good = parser_read(script, error);
	outline_end(&outline, good && !script->glance);
	if (!good)
		return WORDS_BAD;
	words_next(&script->words);
	return WORDS_WHOLE;
}

/* The brace that is still open, the innermost of them. */
static bool
open_brace(const struct words *words, struct place *place)
{
	size_t depth = 0;

	for (size_t i = words->count; i-- > 0;) {
		enum token_kind kind = words->token[i].kind;

		if (kind == TOKEN_CLOSE)
			depth++;
		else if ((kind == TOKEN_OPEN || kind == TOKEN_NEST) && depth-- == 0)
			return *place = words->token[i].place, true;
	}
	return false;
}

void
script_cut_short(struct script *script, struct error *error)
{
	struct words *words = &script->words;

	script->where = (struct place){ words->line, words->at };
	if (words->at >= script->source->text.count)
		open_brace(words, &script->where);
	error_usage(error, "the text ends here, and %s is still to come", words->wanted);
}

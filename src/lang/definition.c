/* definition: a command that defines one: are its words as they have to be? */
#include "lang/definition.h"

#include <string.h>

#include "lang/defs.h"

static bool
fault(const struct node *node, const struct word *word)
{
	node->script->where = word->place;
	return false;
}

/* A letter or `_`, then digits and `-` as well. */
static bool
is_name(const char *name)
{
	if (!word_is_name(name, 1))
		return false;
	for (; *name; name++)
		if (!word_is_name(name, 1) && *name != '-' && !(*name >= '0' && *name <= '9'))
			return false;
	return true;
}

static bool
is_taken(const struct catalog *catalog, const char *name)
{
	return strcmp(name, "else") == 0 || args_own_command(catalog, name);
}

static bool
check_name(const struct node *node, const struct word *word, struct error *error)
{
	if (!word->literal)
		error_usage(error, "the name of a definition stands without quotes and variables");
	else if (!is_name(word->part->bytes))
		error_usage(error, "'%.60s' is no name for a definition: letters, digits, '-' and "
		    "'_', a letter first", word->part->bytes);
	else if (is_taken(node->script->catalog, word->part->bytes))
		error_usage(error, "'%.60s' is a command of sosh already", word->part->bytes);
	else
		return true;
	return fault(node, word);
}

static size_t
name_count(const struct word *word)
{
	return word->part->count - (def_takes_rest(word) ? strlen("...") : 0);
}

static bool
stands_before(const struct bindings *words, size_t at)
{
	const struct word *word = words->item[at].word;
	size_t count = name_count(word);

	for (size_t i = 1; i < at; i++) {
		const struct word *other = words->item[i].word;

		if (name_count(other) == count &&
		    memcmp(other->part->bytes, word->part->bytes, count) == 0)
			return true;
	}
	return false;
}

static bool
check_param(const struct node *node, size_t at, struct error *error)
{
	const struct bindings *words = &node->words;
	const struct word *word = words->item[at].word;

	if (!word->literal || !word_is_name(word->part->bytes, name_count(word)))
		error_usage(error, "a definition calls its words by names of variables, without "
		    "quotes and '$'");
	else if (def_takes_rest(word) && at + 1 < words->count)
		error_usage(error, "'%.60s' takes all words that are left: it is the last one",
		    word->part->bytes);
	else if (stands_before(words, at))
		error_usage(error, "'%.60s' stands here twice", word->part->bytes);
	else
		return true;
	return fault(node, word);
}

static bool
twice(const struct node *node, const struct node *first, struct error *error)
{
	error_usage(error, "'%.60s' is defined twice: first in line %u",
	    node->words.item[0].word->part->bytes, first->place.line);
	return fault(node, node->words.item[0].word);
}

/* Tells the outline, which has seen it where it stands as a command of its own; not in a
 * file that is only looked at, where another may have come first. */
static bool
declare(const struct node *node, struct error *error)
{
	struct script *script = node->script;
	const struct word *name = node->words.item[0].word;
	struct def *def = defs_find(script->catalog->defs, name->part->bytes);
	struct declared *declared = def ? def->declared : NULL;

	if (!script->catalog->defs || (script->glance && (!declared || declared->script != script)))
		return true;
	if (!declared || declared->script != script) {
		error_usage(error, "a definition cannot stand inside another command");
		return fault(node, name);
	}
	if (declared->node)
		return twice(node, declared->node, error);
	declared->node = node;
	return true;
}

bool
definition_read(const struct node *node, struct error *error)
{
	if (!check_name(node, node->words.item[0].word, error))
		return false;
	for (size_t i = 1; i < node->words.count; i++)
		if (!check_param(node, i, error))
			return false;
	return declare(node, error);
}

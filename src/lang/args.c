/* args: the rows that the words of a command belong to. */
#include "lang/args.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "lang/defs.h"
#include "lang/suggest.h"

static bool
is_alias(const struct command *command, const char *name)
{
	for (const char *const *a = command->aliases; a && *a; a++)
		if (strcmp(*a, name) == 0)
			return true;
	return false;
}

/* By its name, all of which are sorted. */
static const struct command *
by_name(const struct catalog *catalog, const char *name)
{
	size_t low = 0, high = 0;

	while (catalog->command[high])
		high++;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(catalog->command[middle]->name, name);

		if (order == 0)
			return catalog->command[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static const struct command *
by_prefix(const struct catalog *catalog, const char *name)
{
	const struct command *found = NULL;

	for (const struct command *const *c = catalog->command; *name && *c; c++) {
		if (strncmp((*c)->name, name, strlen(name)) != 0)
			continue;
		if (found)
			return NULL;
		found = *c;
	}
	return found;
}

const struct command *
args_own_command(const struct catalog *catalog, const char *name)
{
	const struct command *found = by_name(catalog, name);

	for (const struct command *const *c = catalog->command; *c && !found; c++)
		if ((*c)->aliases && is_alias(*c, name))
			found = *c;
	return found;
}

const struct command *
args_command(const struct catalog *catalog, const char *name, bool prefix, struct error *error)
{
	const struct command *found = args_own_command(catalog, name);
	const struct def *def;
	struct def **list;
	size_t count;
	struct suggest suggest = { .wanted = name };

	if (!found && (def = defs_find(catalog->defs, name)) && def_is_there(def))
		found = &def->command;
	if (!found && prefix)
		found = by_prefix(catalog, name);
	if (found)
		return found;
	for (const struct command *const *c = catalog->command; *c; c++)
		suggest_look(&suggest, (*c)->name);
	list = defs_list(catalog->defs, &count);
	for (size_t i = 0; i < count; i++)
		suggest_look(&suggest, list[i]->command.name);
	free(list);
	error_usage(error, "there is no command '%.60s'%s", name, suggest_text(&suggest));
	return NULL;
}

const struct command *
args_form(const struct command *command, const struct word *first)
{
	for (const struct command *const *f = command->forms; f && *f; f++)
		if (first->literal && word_is(first, (*f)->form))
			return *f;
	return NULL;
}

const struct param *
args_option(const struct command *command, const char *name)
{
	for (const struct param *p = command->params; p->name; p++)
		if ((p->flags & PARAM_OPTION) && strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

const struct param *
args_plain(const struct param *param)
{
	while (param->name && (param->flags & PARAM_OPTION))
		param++;
	return param;
}

bool
args_is_instead(const struct command *command, const struct word *word)
{
	const struct param *option;

	if (!word->literal || strncmp(word->part->bytes, "--", 2) != 0)
		return false;
	option = args_option(command, word->part->bytes + 2);
	return option && (option->flags & PARAM_INSTEAD);
}

/* The row of the first plain word: a flag anywhere may have taken the first one's
 * place. */
static const struct param *
first_plain(const struct command *command, struct word *const *word, size_t count)
{
	const struct param *first = args_plain(command->params);

	for (size_t i = 0; i < count && !word_is(word[i], "--"); i++)
		if (args_is_instead(command, word[i]))
			return args_plain(first + 1);
	return first;
}

static bool
no_option(const struct command *command, const char *name, struct error *error)
{
	struct suggest suggest = { .wanted = name, .before = "--" };

	for (const struct param *p = command->params; p->name; p++)
		if (p->flags & PARAM_OPTION)
			suggest_look(&suggest, p->name);
	return error_usage(error, "%s has no flag '--%.60s'%s", command->name, name,
	    suggest_text(&suggest));
}

/* The words are gone through once; this is how far it came. */
struct binder {
	const struct command *command;
	struct word *const   *word;
	size_t                count, at;
	const struct param   *next;     /* the row the next plain word goes to */
	bool                  ended;    /* a lone -- was seen */
	struct bindings      *to;
	struct place         *where;
};

static bool
stands_already(const struct binder *binder, const struct param *param)
{
	for (size_t i = 0; i < binder->to->count; i++)
		if (binder->to->item[i].param == param)
			return true;
	return false;
}

static void
bind(struct binder *binder, const struct param *param, const struct word *word)
{
	binder->to->item[binder->to->count++] = (struct binding){ .param = param, .word = word };
	binder->to->clears |= param->type->clear != NULL;
	binder->to->instead |= (param->flags & PARAM_INSTEAD) != 0;
}

static bool
no_nest(struct binder *binder, const struct word *word, struct error *error)
{
	*binder->where = word->place;
	return error_usage(error, "nested data cannot stand here");
}

static bool
bind_option(struct binder *binder, struct error *error)
{
	const struct word *flag = binder->word[binder->at], *value = NULL;
	const char *name = flag->part->bytes + 2;
	const struct param *param = args_option(binder->command, name);

	*binder->where = flag->place;
	if (!param)
		return no_option(binder->command, name, error);
	if (!(param->flags & PARAM_MANY) && stands_already(binder, param))
		return error_usage(error, "'--%s' stands here twice", name);
	if (param->type != &type_flag) {
		if (binder->at + 1 < binder->count)
			value = binder->word[++binder->at];
		if (!value || (value->literal && strncmp(value->part->bytes, "--", 2) == 0))
			return error_usage(error, "'--%s' wants %s behind it", name,
			    param->type->name);
	}
	if (value && value->insides && !(param->flags & PARAM_DATA))
		return no_nest(binder, value, error);
	bind(binder, param, value);
	binder->to->item[binder->to->count - 1].name = flag;
	return true;
}

/* What the last row that takes a word has to say about it. */
static bool
no_more(const struct command *command, struct error *error)
{
	const char *advice = NULL;

	for (const struct param *p = args_plain(command->params); p->name; p = args_plain(p + 1))
		advice = p->advice;
	return error_usage(error, "%s takes no more words than this%s%s", command->name,
	    advice ? ": " : "", advice ? advice : "");
}

/* Is the word before this row's another than it goes with; or, with `is`, that one?  Of a
 * variable that is not known. */
static bool
goes_with(const struct binder *binder, const struct param *row, bool is)
{
	const struct word *word = NULL;
	const struct param *before = NULL;

	for (size_t i = 0; row->with && i < binder->to->count; i++) {
		const struct binding *item = &binder->to->item[i];

		if ((item->param->flags & PARAM_OPTION) || args_plain(item->param + 1) != row)
			continue;
		before = item->param;
		word = item->word;
	}
	return word && word->literal && word_is(word, before->among[row->with - 1]) == is;
}

static bool
bind_word(struct binder *binder, struct error *error)
{
	const struct word *word = binder->word[binder->at];

	if (word->literal && !binder->ended && strncmp(word->part->bytes, "--", 2) == 0) {
		if (word->part->count > 2)
			return bind_option(binder, error);
		binder->ended = true;
		return true;
	}
	*binder->where = word->place;
	if (!binder->next->name || goes_with(binder, binder->next, false))
		return no_more(binder->command, error);
	if (word->insides && !(binder->next->flags & PARAM_DATA))
		return no_nest(binder, word, error);
	bind(binder, binder->next, word);
	if (!(binder->next->flags & PARAM_MANY))
		binder->next = args_plain(binder->next + 1);
	return true;
}

static bool
is_missing(const struct binder *binder)
{
	const struct param *next = binder->next;

	if (goes_with(binder, next, true))
		return true;
	if (!next->name || (next->flags & (PARAM_OPTIONAL | PARAM_COMMAND)))
		return false;
	return !(next->flags & PARAM_MANY) || !stands_already(binder, next);
}

bool
args_bind(const struct command *command, struct word *const *word, size_t count,
    struct pool *pool, struct bindings *to, struct place *where, struct error *error)
{
	struct place end = *where;
	struct binder binder = { .command = command, .word = word, .count = count,
		.next = first_plain(command, word, count), .to = to, .where = where };

	*to = (struct bindings){ .item = pool_new(pool, count * sizeof(*to->item)) };
	if (count)
		to->habit = pool_new(pool, sizeof(*to->habit));
	for (; binder.at < count; binder.at++)
		if (!bind_word(&binder, error))
			return false;
	*where = end;
	if (is_missing(&binder))
		return error_usage(error, "%s wants %s%s%s", command->name, binder.next->name,
		    binder.next->advice ? ": " : "",
		    binder.next->advice ? binder.next->advice : "");
	return true;
}

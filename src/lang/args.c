/* args: words to a command's own struct. */
#include "lang/args.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "lang/defs.h"
#include "lang/suggest.h"

/* A word that has to be read whenever its command runs. */
struct changing {
	const struct binding *binding;
	const struct text    *text;     /* where it has no variables; else NULL */
	const struct word    *behind;   /* the next word of the row, or NULL */
};
struct image {
	unsigned char   *args;          /* the struct as the other words fill it, */
	size_t           used;          /* and behind so many bytes all are zero */
	struct changing *word;
	size_t           count;
	bool             clears;        /* args_clear() has something to do */
};
/* Of each command of a script, most of which run once: so it is small. */
struct habit {
	unsigned      times;            /* it has run, but for those with an image */
	struct image *image;            /* or NULL */
};

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
	const char *name = binder->word[binder->at]->part->bytes + 2;
	const struct param *param = args_option(binder->command, name);
	const struct word *value = NULL;

	*binder->where = binder->word[binder->at]->place;
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
	if (!binder->next->name)
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

static bool
parse(const struct param *param, struct reading *reading, const struct text *text,
    struct error *error)
{
	reading->param = param;
	return param->type->parse(reading, text, (char *)reading->args + param->at, error);
}

static bool
fill_one(const struct binding *binding, struct reading *reading, struct error *error)
{
	struct text text = { .bytes = "" };

	error->at = -1;
	if (binding->word && !expand(binding->word, reading->world, reading->pool, &text, error))
		return false;
	return parse(binding->param, reading, &text, error);
}

static const struct word *
next_of_row(const struct bindings *bindings, size_t at)
{
	for (size_t i = at + 1; i < bindings->count; i++)
		if (bindings->item[i].param == bindings->item[at].param)
			return bindings->item[i].word;
	return NULL;
}

bool
args_fill_one(const struct bindings *bindings, size_t at, const struct reading *from,
    struct error *error)
{
	struct reading reading = *from;

	reading.behind = next_of_row(bindings, at);
	return fill_one(&bindings->item[at], &reading, error);
}

static bool
has_variable(const struct word *word)
{
	for (size_t i = 0; i < word->parts; i++)
		if (word->part[i].kind == PART_VARIABLE)
			return true;
	for (size_t i = 0; i < word->insides; i++)
		if (has_variable(word->inside[i]))
			return true;
	return false;
}

/* ---- words that mean the same every time ---- */

/* What runs once or twice, as most of a script does, needs no image. */
enum { IMAGE_TIMES = 2, IMAGE_WORDS = 64 };

/* All words of a row, as they add to each other. */
static bool
is_fixed(const struct bindings *bindings, const struct param *param)
{
	for (size_t i = 0; i < bindings->count; i++) {
		const struct word *word = bindings->item[i].word;

		if (bindings->item[i].param == param && ((word && has_variable(word)) ||
		    !param->type->steady || !param->type->steady(word)))
			return false;
	}
	return true;
}

static const struct text *
same_text(const struct word *word, const struct reading *reading)
{
	struct text *text;
	struct error ignored;

	if (!word || has_variable(word))
		return NULL;
	text = pool_new(reading->pool, sizeof(*text));
	expand(word, reading->world, reading->pool, text, &ignored);
	return text;
}

/* All words could be read: so they can now. */
static struct image *
image_make(const struct command *command, const struct bindings *bindings,
    const struct reading *from)
{
	struct image *image = pool_new(from->lasting, sizeof(*image));
	struct reading reading = { .session = from->session, .run = from->run,
		.world = from->world, .pool = from->lasting };
	struct error ignored;

	image->word = pool_new(reading.pool, bindings->count * sizeof(*image->word));
	image->args = reading.args = pool_new(reading.pool, command->args_size);
	image->used = command->args_size;
	for (size_t i = 0; i < bindings->count; i++) {
		const struct binding *binding = &bindings->item[i];

		if (is_fixed(bindings, binding->param)) {
			fill_one(binding, &reading, &ignored);
			continue;
		}
		image->word[image->count++] = (struct changing){ binding,
			same_text(binding->word, &reading), next_of_row(bindings, i) };
		image->clears |= binding->param->type->clear != NULL;
	}
	while (image->used && !image->args[image->used - 1])
		image->used--;
	return image;
}

static bool
fill_from(const struct command *command, const struct image *image, struct reading *reading,
    struct error *error)
{
	memcpy(reading->args, image->args, image->used);
	memset((unsigned char *)reading->args + image->used, 0, command->args_size - image->used);
	for (size_t i = 0; i < image->count; i++) {
		const struct changing *word = &image->word[i];

		reading->word = word->binding->word;
		reading->behind = word->behind;
		error->at = -1;
		if (!(word->text ? parse(word->binding->param, reading, word->text, error) :
		    fill_one(word->binding, reading, error)))
			return false;
	}
	return true;
}

static bool
fill_all(const struct bindings *bindings, struct reading *reading, struct error *error)
{
	for (size_t i = 0; i < bindings->count; i++) {
		reading->word = bindings->item[i].word;
		reading->behind = next_of_row(bindings, i);
		if (!fill_one(&bindings->item[i], reading, error))
			return false;
	}
	return true;
}

bool
args_fill(const struct command *command, const struct bindings *bindings,
    struct reading *reading, struct error *error)
{
	struct habit *habit = bindings->habit;

	if (habit && habit->image)
		return fill_from(command, habit->image, reading, error);
	memset(reading->args, 0, command->args_size);
	if (!fill_all(bindings, reading, error))
		return false;
	if (habit && reading->lasting && bindings->count <= IMAGE_WORDS &&
	    habit->times++ == IMAGE_TIMES)
		habit->image = image_make(command, bindings, reading);
	return true;
}

void
args_clear(const struct bindings *bindings, void *args)
{
	const struct image *image = bindings->clears ? bindings->habit->image : NULL;

	if (!bindings->clears || (image && !image->clears))
		return;
	for (size_t i = 0; i < bindings->count; i++) {
		const struct param *param = bindings->item[i].param;

		if (param->type->clear)
			param->type->clear((char *)args + param->at);
	}
}

bool
args_check(const struct bindings *bindings, struct pool *pool, const struct word **wrong,
    struct error *error)
{
	_Alignas(max_align_t) unsigned char args[CALL_ARGS] = { 0 };
	struct reading reading = { .args = args, .pool = pool };
	bool good = true;

	for (size_t i = 0; i < bindings->count && good; i++) {
		const struct binding *binding = &bindings->item[i];

		*wrong = binding->word;
		if (!binding->param->type->desk && !(binding->word && has_variable(binding->word)))
			good = fill_one(binding, &reading, error);
	}
	args_clear(bindings, args);
	return good;
}

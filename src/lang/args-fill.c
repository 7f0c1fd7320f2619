/* args-fill: words into a command's own struct. */
#include <string.h>

#include "base/apart.h"
#include "lang/args.h"

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

/* A word that has to be read whenever its command runs. */
struct changing {
	const struct binding *binding;
	const struct text    *text;     /* where it has no variables; else NULL */
	const struct word    *behind;   /* the next word of the row, or NULL */
	int64_t               key;      /* of its type's, or below 0; */
	bool                (*by_key)(const struct reading *, int64_t key, void *at);
	size_t                at;
};
struct image {
	unsigned char   *args;          /* the struct as the other words fill it */
	struct changing *word;          /* and those; the last has no binding */
	bool             planned;       /* with what the command's plan() makes of it */
	bool             clears;        /* args_clear() has something to do */
};

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

static struct changing
changing(const struct bindings *bindings, size_t at, const struct reading *reading)
{
	const struct binding *binding = &bindings->item[at];
	const struct type *type = binding->param->type;
	struct changing word = { .binding = binding, .key = -1, .by_key = type->by_key,
		.at = binding->param->at, .text = same_text(binding->word, reading),
		.behind = next_of_row(bindings, at) };

	if (word.text && type->key)
		word.key = type->key(word.text);
	return word;
}

static bool
is_plain(const struct image *image)
{
	for (const struct changing *word = image->word; word->binding; word++)
		if (word->binding->word && !word->text)
			return false;
	return true;
}

/* What is not fixed are sockets, which no plan looks at. */
static bool
may_plan(const struct image *image)
{
	for (const struct changing *word = image->word; word->binding; word++)
		if (!word->binding->param->type->borrows)
			return false;
	return true;
}

/* What fails in the midst of it is asked again each time, from the beginning. */
static void
plan(const struct command *command, const struct bindings *bindings, struct image *image,
    struct pool *pool)
{
	unsigned char *args = pool_new(pool, command->args_size);
	struct error ignored;

	memcpy(args, image->args, command->args_size);
	image->planned = command->plan(args, bindings, pool, &ignored);
	if (image->planned)
		image->args = args;
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
	size_t count = 0;

	image->word = pool_new(reading.pool, (bindings->count + 1) * sizeof(*image->word));
	image->args = reading.args = pool_new(reading.pool, command->args_size);
	for (size_t i = 0; i < bindings->count; i++) {
		const struct binding *binding = &bindings->item[i];

		if (is_fixed(bindings, binding->param)) {
			fill_one(binding, &reading, &ignored);
			continue;
		}
		image->word[count++] = changing(bindings, i, &reading);
		image->clears |= binding->param->type->clear != NULL;
	}
	if (command->plan && may_plan(image))
		plan(command, bindings, image, reading.pool);
	return image;
}

APART static bool
fill_changing(const struct changing *word, struct reading *reading, struct error *error)
{
	reading->word = word->binding->word;
	reading->behind = word->behind;
	error->at = -1;
	return word->text ? parse(word->binding->param, reading, word->text, error) :
	    fill_one(word->binding, reading, error);
}

static bool
fill_from(const struct command *command, const struct image *image, struct reading *reading,
    struct error *error)
{
	memcpy(reading->args, image->args, command->args_size);
	reading->planned = image->planned;
	for (const struct changing *word = image->word; word->binding; word++)
		if ((word->key < 0 || !word->by_key(reading, word->key,
		    (char *)reading->args + word->at)) && !fill_changing(word, reading, error))
			return false;
	return true;
}

static bool
fill_all(const struct command *command, const struct bindings *bindings, struct reading *reading,
    struct error *error)
{
	memset(reading->args, 0, command->args_size);
	reading->planned = false;
	for (size_t i = 0; i < bindings->count; i++) {
		reading->word = bindings->item[i].word;
		reading->behind = next_of_row(bindings, i);
		if (!fill_one(&bindings->item[i], reading, error))
			return false;
	}
	return true;
}

APART static bool
fill_anew(const struct command *command, const struct bindings *bindings,
    struct reading *reading, struct error *error)
{
	struct habit *habit = bindings->habit;

	if (!fill_all(command, bindings, reading, error))
		return false;
	if (!habit || !reading->lasting || bindings->count > IMAGE_WORDS ||
	    habit->times++ != IMAGE_TIMES)
		return true;
	habit->image = image_make(command, bindings, reading);
	habit->indifferent = !command->flags && is_plain(habit->image);
	return true;
}

bool
args_fill(const struct command *command, const struct bindings *bindings,
    struct reading *reading, struct error *error)
{
	const struct habit *habit = bindings->habit;

	return habit && habit->image ? fill_from(command, habit->image, reading, error) :
	    fill_anew(command, bindings, reading, error);
}

bool
args_given(const struct bindings *bindings, const struct param *param)
{
	const struct binding *one = bindings->item, *end = one + bindings->count;

	for (; one < end; one++)
		if (one->param == param)
			return true;
	return false;
}

void
args_free(const struct bindings *bindings, void *args)
{
	const struct image *image = bindings->habit->image;

	if (image && !image->clears)
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

/* complete: what may come next. */
#include "lang/complete.h"

#include <stdlib.h>
#include <string.h>

#include "lang/defs.h"
#include "lang/quote.h"
#include "lang/spot.h"

struct completion {
	struct spot           spot;
	const struct catalog *catalog;
	const struct reading *from;
	const struct param   *param;    /* whose words are offered */
	struct offer          to;
};

static bool
begins(const struct completion *completion, const char *text)
{
	const struct buf *typed = &completion->spot.typed;

	return strncmp(text, buf_text(typed), typed->count) == 0;
}

static void
offer_plain(const struct completion *completion, const char *word, const char *help)
{
	if (begins(completion, word))
		completion->to.word(completion->to.to, word, help);
}

/* The bytes at the front that must not come to stand in quotes: a DATA prefix. */
static size_t
prefix_count(const struct completion *completion, const char *word)
{
	bool prefixed = completion->param->flags & (PARAM_DATA | PARAM_FILES);
	const char *colon = prefixed ? strchr(word, ':') : NULL;

	return colon && (size_t)(colon - word) < completion->spot.plain ?
	    (size_t)(colon - word) + 1 : 0;
}

/* What a type offers. */
static void
offer_word(void *to, const char *word, const char *help)
{
	const struct completion *completion = to;
	struct buf quoted = { 0 };

	/* A block, where a command may have one. */
	if (completion->spot.command->flags & COMMAND_MAY_BLOCK && strcmp(word, "{") == 0) {
		offer_plain(completion, word, help);
		return;
	}
	if (!begins(completion, word))
		return;
	quote_word(&quoted, word, prefix_count(completion, word));
	completion->to.word(completion->to.to, quoted.data, help);
	buf_clear(&quoted);
}

/* "${name}", "$name" where no brace was typed and none is wanted; "${answer." where
 * more is to come. */
static void
offer_variable(void *to, const char *name, const char *help)
{
	const struct completion *completion = to;
	bool more = *name && name[strlen(name) - 1] == '.';
	bool bare = !completion->spot.braces && word_is_name(name, strlen(name));
	struct buf word = { 0 };

	if (strncmp(name, buf_text(&completion->spot.typed), completion->spot.typed.count) != 0)
		return;
	buf_format(&word, bare ? "$%s" : "${%s%s", name, more ? "" : "}");
	completion->to.word(completion->to.to, word.data, help);
	buf_clear(&word);
}

static void
offer_variables(struct completion *completion)
{
	const struct world *world = completion->from->world;

	if (world && world->offer_variables)
		world->offer_variables(world->to, buf_text(&completion->spot.typed),
		    (struct offer){ offer_variable, completion });
}

/* Those that scripts have defined. */
static bool
offer_defined(const struct completion *completion)
{
	size_t count;
	struct def **list = defs_list(completion->catalog->defs, &count);
	bool found = false;

	for (size_t i = 0; i < count; i++) {
		found |= begins(completion, list[i]->command.name);
		offer_plain(completion, list[i]->command.name, list[i]->command.summary);
	}
	free(list);
	return found;
}

/* Aliases only where they alone begin so. */
static void
offer_commands(const struct completion *completion)
{
	bool found = !completion->spot.typed.count;

	for (const struct command *const *c = completion->catalog->command; *c; c++) {
		found |= begins(completion, (*c)->name);
		offer_plain(completion, (*c)->name, (*c)->summary);
	}
	found |= offer_defined(completion);
	for (const struct command *const *c = completion->catalog->command; !found && *c; c++)
		for (const char *const *a = (*c)->aliases; a && *a; a++)
			offer_plain(completion, *a, (*c)->summary);
}

static void
offer_value(struct completion *completion, const struct param *param)
{
	_Alignas(max_align_t) unsigned char args[CALL_ARGS] = { 0 };
	struct spot *spot = &completion->spot;
	struct reading reading = spot_reading(spot, completion->from, param, args);
	/* A DATA prefix in quotes is none. */
	bool text = (param->flags & (PARAM_DATA | PARAM_FILES)) && spot->typed.count &&
	    !spot->plain;

	completion->param = param;
	if (param->type->complete && !text) {
		spot_fill(spot, completion->from, args);
		param->type->complete(&reading, buf_text(&spot->typed),
		    (struct offer){ offer_word, completion });
	}
	/* Where any text may stand, a variable is what one wants most. */
	if (spot->literal && !spot->typed.count &&
	    (param->type == &type_text || param->type == &type_texts))
		offer_variables(completion);
}

/* Those for the few only where a flag was begun. */
static void
offer_flags(const struct completion *completion)
{
	bool begun = strncmp(buf_text(&completion->spot.typed), "--", 2) == 0;

	for (const struct param *p = completion->spot.command->params; p->name; p++) {
		struct buf flag = { 0 };

		if (!spot_lacks(&completion->spot, p) || ((p->flags & PARAM_RARE) && !begun))
			continue;
		buf_format(&flag, "--%s", p->name);
		offer_plain(completion, buf_text(&flag), p->help);
		buf_clear(&flag);
	}
}

static void
offer_forms(const struct completion *completion)
{
	const struct spot *spot = &completion->spot;

	if (spot->count || !spot->literal)
		return;
	for (const struct command *const *f = spot->command->forms; f && *f; f++)
		offer_plain(completion, (*f)->form, (*f)->summary);
}

/* What may stand here, by the words before. */
static enum type_place
place_of(struct completion *completion)
{
	_Alignas(max_align_t) unsigned char args[CALL_ARGS] = { 0 };
	struct spot *spot = &completion->spot;
	const struct reading reading = spot_reading(spot, completion->from, spot->next, args);

	if (!spot->next->name || !spot->next->type->place)
		return TYPE_MAY;
	spot_fill(spot, completion->from, args);
	return spot->next->type->place(&reading);
}

static void
offer_plain_word(struct completion *completion)
{
	const struct spot *spot = &completion->spot;
	enum type_place place = place_of(completion);
	bool flags = spot->literal && !spot->ended;
	bool is_flag = flags && spot->typed.count && begins(completion, "--");
	bool rest = place == TYPE_MAY &&
	    (!spot->next->name || (spot->next->flags & PARAM_OPTIONAL) || spot->begun);

	if (place == TYPE_NOTHING)
		return;
	if (flags && strncmp(buf_text(&spot->typed), "--", 2) == 0) {
		offer_flags(completion);
		return;
	}
	offer_forms(completion);
	if (spot->next->name)
		offer_value(completion, spot->next);
	if (is_flag || (flags && rest))
		offer_flags(completion);
	if (rest && spot->literal && (spot->command->flags & COMMAND_BLOCK))
		offer_plain(completion, "{", "a block");
}

static void
offer_words(struct completion *completion)
{
	const struct spot *spot = &completion->spot;

	if (spot->nested && spot->row && (spot->row->flags & PARAM_DATA))
		offer_value(completion, spot->row);
	else if (spot->nested)
		return;
	else if (spot->value)
		offer_value(completion, spot->value);
	else if ((spot->next->flags & PARAM_COMMAND) && spot->literal)
		offer_commands(completion);
	else if (!(spot->next->flags & PARAM_COMMAND))
		offer_plain_word(completion);
}

static void
offer_else(const struct completion *completion)
{
	offer_plain(completion, "{", "a block");
	for (const struct command *const *c = completion->catalog->command; *c; c++)
		if ((*c)->flags & COMMAND_ELSE)
			offer_plain(completion, (*c)->name, (*c)->summary);
}

static void
offer_all(struct completion *completion)
{
	const struct spot *spot = &completion->spot;

	switch (spot->in) {
	case SPOT_NOTHING:
		break;
	case SPOT_VARIABLE:
		offer_variables(completion);
		break;
	case SPOT_WORD:
		offer_words(completion);
		break;
	case SPOT_NAME:
		if (spot->literal)
			offer_commands(completion);
		break;
	case SPOT_BLOCK_END:
		if (spot->literal && spot->fits)
			offer_plain(completion, "else", "what is done otherwise");
		break;
	case SPOT_ELSE:
		if (spot->literal)
			offer_else(completion);
		break;
	}
}

void
complete(const struct catalog *catalog, const struct reading *from, const char *line,
    size_t point, size_t *start, struct offer to)
{
	struct completion completion = { .catalog = catalog, .from = from, .to = to };

	spot_find(&completion.spot, catalog, line, point);
	*start = completion.spot.in == SPOT_NOTHING ? point : completion.spot.start;
	offer_all(&completion);
	spot_clear(&completion.spot);
}

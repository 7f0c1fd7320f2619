/* ask: what a command lacks, and what to ask for it. */
#include "lang/ask.h"

#include <string.h>

#include "lang/quote.h"
#include "lang/script.h"
#include "lang/spot.h"

/* Can what stands before the command run as it is? */
static bool
is_whole(const struct spot *spot)
{
	struct script *script = script_new(spot->catalog, NULL, 1, true);
	struct error error;
	bool whole;

	script->glance = true;
	whole = script_add(script, spot->source->text.data, spot->begin, &error) &&
	    script_parse(script, &error) == WORDS_WHOLE;

	script_drop(script);
	return whole;
}

static bool
is_asked_about(const struct command *command)
{
	for (const struct param *p = command->params; p->name; p++)
		if (p->flags & PARAM_COMMAND)
			return false;
	return !(command->flags & COMMAND_BLOCK) && command->group &&
	    strcmp(command->group, "language") != 0;
}

static bool
lacks_word(const struct spot *spot)
{
	unsigned none = PARAM_OPTIONAL | PARAM_COMMAND;

	return spot->in == SPOT_WORD && !spot->touches && !spot->nested && !spot->inside &&
	    !spot->wrong && !spot->value && !spot->begun && spot->next->name &&
	    !(spot->next->flags & none) && is_asked_about(spot->command);
}

static void
guess(struct spot *spot, const struct reading *from, struct asked *asked, void *args)
{
	const struct reading reading = spot_reading(spot, from, asked->param, args);
	struct buf word = { 0 };

	if (asked->param->type->guess)
		asked->param->type->guess(&reading, &word);
	if (word.count)
		quote_word(&asked->fallback, word.data, 0);
	buf_clear(&word);
}

/* Of a few words these. */
static const char *
noun_of(struct asked *asked)
{
	if (!asked->param->among)
		return asked->param->type->noun;
	type_choices(asked->param->among, &asked->choices);
	return asked->choices.data;
}

bool
ask_missing(const struct catalog *catalog, const struct reading *from, const char *line,
    struct asked *asked)
{
	_Alignas(max_align_t) unsigned char args[CALL_ARGS] = { 0 };
	struct buf text = { 0 };
	struct spot spot;
	bool lacks;

	*asked = (struct asked){ 0 };
	/* Its last word is whole. */
	buf_format(&text, "%s ", line);
	spot_find(&spot, catalog, text.data, text.count);
	lacks = lacks_word(&spot) && is_whole(&spot) && !spot_fill(&spot, from, args);
	if (lacks) {
		asked->param = spot.next;
		asked->noun = noun_of(asked);
		guess(&spot, from, asked, args);
	}
	spot_clear(&spot);
	buf_clear(&text);
	return lacks;
}

void
asked_clear(struct asked *asked)
{
	buf_clear(&asked->fallback);
	buf_clear(&asked->choices);
	*asked = (struct asked){ 0 };
}

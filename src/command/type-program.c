/* type-program: the word that a shell is given to run. */
#include "command/type-program.h"

#include <string.h>

#include "base/pool.h"
#include "lang/command.h"
#include "lang/offer.h"

static bool
parse(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	(void)reading;
	if (strlen(text->bytes) != text->count)
		return error_usage(error, "a command has no NUL in it");
	if (!text->bytes[strspn(text->bytes, " \t\n")])
		return error_usage(error, "there is no command in ''");
	*(arg_program *)at = *text;
	return true;
}

static void
complete(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)typed;
	offer_each(offer, reading->param->examples, NULL);
}

static bool
parse_words(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_program_words *words = at;

	if (strlen(text->bytes) != text->count)
		return error_usage(error, "no program can be given a word with a NUL in it");
	/* The list doubles whenever it has come to a power of two. */
	if ((words->count & (words->count - 1)) == 0) {
		const char **old = words->word;

		words->word = pool_new(reading->pool, (words->count * 2 + 2) * sizeof(*old));
		if (words->count)
			memcpy(words->word, old, words->count * sizeof(*old));
	}
	words->word[words->count++] = text->bytes;
	words->word[words->count] = NULL;
	return true;
}

const struct type type_program_words = { .name = "WORD", .noun = "word",
	.help = "a word for the command, which has it as \"$1\", \"$2\" and so on",
	.parse = parse_words, .complete = complete };
const struct type type_program = { .name = "PROGRAM", .noun = "command",
	.help = "one word, which sh -c is given to run", .parse = parse, .complete = complete };

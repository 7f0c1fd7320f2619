/* type-program: the word that a shell is given to run. */
#include "command/type-program.h"

#include <string.h>

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

const struct type type_program = { .name = "PROGRAM", .noun = "command",
	.help = "one word, which sh -c is given to run", .parse = parse, .complete = complete };

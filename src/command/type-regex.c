/* type-regex: a regular expression, compiled when its word is read. */
#include "command/type-regex.h"

#include "lang/offer.h"

static bool
parse_regex(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_regex *regex = at;

	(void)reading;
	*regex = match_new(text->bytes, text->count, error);
	return *regex != NULL;
}

static void
offer_regexes(const struct reading *reading, const char *typed, struct offer offer)
{
	static const char *const some[] = { "^220.*", "(OK|ERR)", NULL };

	(void)reading, (void)typed;
	offer_each(offer, some, "an example");
}

static void
clear_regex(void *at)
{
	arg_regex *regex = at;

	match_free(*regex);
	*regex = NULL;
}

const struct type type_regex = {
	.name = "REGEX", .noun = "regular expression",
	.help = "a regular expression of PCRE2, on bytes; in single quotes a backslash stays",
	.parse = parse_regex, .complete = offer_regexes, .clear = clear_regex
};

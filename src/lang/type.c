/* type: the kinds of argument that need nothing but their word. */
#include "lang/type.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "base/pool.h"
#include "lang/command.h"

static bool
parse_flag(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading, (void)text, (void)error;
	*(arg_flag *)at = true;
	return true;
}

static bool
parse_int(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	const struct param *param = reading->param;
	bool any = param->low == 0 && param->high == 0;

	return number_int(text->bytes, text->count, any ? INT64_MIN : param->low,
	    any ? INT64_MAX : param->high, at, error);
}

static bool
parse_size(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	int64_t high = reading->param->high;

	return number_size(text->bytes, text->count, high ? high : INT64_MAX, at, error);
}

static bool
parse_duration(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_duration *duration = at;

	(void)reading;
	duration->given = true;
	return number_duration(text->bytes, text->count, true, &duration->nanoseconds, error);
}

static bool
parse_choice(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	const char *const *among = reading->param->among;
	struct bytes_quoted quoted;
	char list[160] = "";
	size_t used = 0;

	for (int i = 0; among[i]; i++) {
		if (strlen(among[i]) == text->count &&
		    memcmp(among[i], text->bytes, text->count) == 0) {
			*(arg_choice *)at = i;
			return true;
		}
		if (used < sizeof(list))
			used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
			    i ? (among[i + 1] ? ", " : " or ") : "", among[i]);
	}
	return error_usage(error, "'%s' is not %s", bytes_quote(&quoted, text->bytes, text->count),
	    list);
}

static void
offer_choices(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)typed;
	for (const char *const *among = reading->param->among; *among; among++)
		offer.word(offer.to, *among, NULL);
}

static bool
parse_text(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading, (void)error;
	*(arg_text *)at = *text;
	return true;
}

static bool
parse_texts(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_texts *texts = at;

	(void)error;
	/* The list doubles whenever it has come to a power of two. */
	if ((texts->count & (texts->count - 1)) == 0) {
		struct text *old = texts->item;

		texts->item = pool_new(reading->pool, (texts->count * 2 + 1) * sizeof(*old));
		if (texts->count)
			memcpy(texts->item, old, texts->count * sizeof(*old));
	}
	texts->item[texts->count++] = *text;
	return true;
}

const struct type type_flag = {
	.name = "", .help = "a switch", .parse = parse_flag, .free = true
};
const struct type type_int = {
	.name = "NUMBER", .help = "a whole number: decimal, 0x, 0o or 0b", .parse = parse_int,
	.free = true
};
const struct type type_size = {
	.name = "SIZE", .help = "bytes: 4096, 64k, 8M", .parse = parse_size, .free = true
};
const struct type type_duration = {
	.name = "DURATION", .help = "250ms, 1.5s, 2m; a bare number is seconds; never",
	.parse = parse_duration, .free = true
};
const struct type type_choice = {
	.name = "WORD", .help = "one of a few words", .parse = parse_choice,
	.complete = offer_choices
};
const struct type type_text = {
	.name = "WORD", .help = "any text", .parse = parse_text, .free = true
};
const struct type type_texts = {
	.name = "WORD...", .help = "any texts", .parse = parse_texts, .free = true
};

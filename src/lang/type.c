/* type: the kinds of argument that need nothing but their word. */
#include "lang/type.h"

#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "base/pool.h"
#include "lang/command.h"
#include "lang/offer.h"

bool
type_is_steady(const struct word *word)
{
	(void)word;
	return true;
}

/* The row's examples, or those of its type. */
static void
offer_examples(const struct reading *reading, const char *const *own, struct offer offer)
{
	offer_each(offer, reading->param->examples ? reading->param->examples : own, NULL);
}

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

static void
offer_ints(const struct reading *reading, const char *typed, struct offer offer)
{
	static const char *const some[] = { "0", "1", "10", "100", NULL };
	const char *const *word = reading->param->examples ? reading->param->examples : some;
	struct text text = { 0 };
	int64_t ignored;
	struct error error;

	(void)typed;
	for (; *word; word++) {
		text.bytes = *word;
		text.count = strlen(*word);
		if (parse_int(reading, &text, &ignored, &error))
			offer.word(offer.to, *word, NULL);
	}
}

static bool
parse_size(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	int64_t high = reading->param->high ? reading->param->high : INT64_MAX;

	return number_size_within(text->bytes, text->count, reading->param->low, high, at, error);
}

static void
offer_sizes(const struct reading *reading, const char *typed, struct offer offer)
{
	static const char *const some[] = { "1", "1k", "4k", "64k", "1M", NULL };

	(void)typed;
	offer_examples(reading, some, offer);
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

static void
offer_durations(const struct reading *reading, const char *typed, struct offer offer)
{
	static const char *const some[] = { "100ms", "500ms", "1s", "5s", "30s", "1m", "never",
		NULL };

	(void)typed;
	offer_examples(reading, some, offer);
}

void
type_choices(const char *const *among, struct buf *to)
{
	for (size_t i = 0; among[i]; i++)
		buf_format(to, "%s%s", i ? (among[i + 1] ? ", " : " or ") : "", among[i]);
}

static bool
parse_choice(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	const char *const *among = reading->param->among;
	struct bytes_quoted quoted;
	struct buf list = { 0 };

	for (int i = 0; among[i]; i++)
		if (strlen(among[i]) == text->count &&
		    memcmp(among[i], text->bytes, text->count) == 0) {
			*(arg_choice *)at = i;
			return true;
		}
	type_choices(among, &list);
	error_usage(error, "'%s' is not %s", bytes_quote(&quoted, text->bytes, text->count),
	    list.data);
	buf_clear(&list);
	return false;
}

static void
offer_choices(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)typed;
	offer_each(offer, reading->param->among, NULL);
}

static bool
parse_text(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading, (void)error;
	*(arg_text *)at = *text;
	return true;
}

/* Of rows with PARAM_FILES. */
static const char file_prefix[] = "file:";

static void
offer_texts(const struct reading *reading, const char *typed, struct offer offer)
{
	bool files = reading->param->flags & PARAM_FILES;

	if (files && strncmp(typed, file_prefix, strlen(file_prefix)) == 0) {
		offer_paths(offer, file_prefix, typed + strlen(file_prefix), OFFER_FILES);
		return;
	}
	offer_examples(reading, NULL, offer);
	if (files)
		offer.word(offer.to, file_prefix, "the lines of a file");
}

static bool
parse_texts(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_texts *texts = at;

	if ((reading->param->flags & PARAM_FILES) && text->plain == text->count &&
	    text->count == strlen(file_prefix) &&
	    memcmp(text->bytes, file_prefix, text->count) == 0)
		return error_usage(error, "'file:' wants the path of a file");
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
	.name = "", .help = "a switch", .parse = parse_flag, .steady = type_is_steady
};
const struct type type_int = {
	.name = "NUMBER", .help = "a whole number: decimal, 0x, 0o or 0b", .noun = "number",
	.parse = parse_int, .complete = offer_ints, .steady = type_is_steady
};
const struct type type_size = {
	.name = "SIZE", .help = "bytes: 4096, 64k, 8M", .noun = "size", .parse = parse_size,
	.complete = offer_sizes, .steady = type_is_steady
};
const struct type type_duration = {
	.name = "DURATION", .help = "250ms, 1.5s, 2m; a bare number is seconds; never",
	.noun = "time", .parse = parse_duration, .complete = offer_durations,
	.steady = type_is_steady
};
const struct type type_choice = {
	.name = "WORD", .help = "one of a few words", .noun = "word", .parse = parse_choice,
	.complete = offer_choices, .steady = type_is_steady
};
const struct type type_text = {
	.name = "WORD", .help = "any text", .noun = "text", .parse = parse_text,
	.complete = offer_texts, .steady = type_is_steady
};
const struct type type_texts = {
	.name = "WORD...", .help = "any texts", .noun = "text", .parse = parse_texts,
	.complete = offer_texts, .steady = type_is_steady
};

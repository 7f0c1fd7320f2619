/* data: DATA words to bytes. */
#include "lang/data.h"

#include <math.h>
#include <string.h>

#include "base/bytes.h"
#include "base/names.h"
#include "base/number.h"
#include "base/pool.h"
#include "lang/expand.h"
#include "lang/offer.h"
#include "lang/piece.h"
#include "lang/words.h"

static bool
add_text(const struct data_prefix *prefix, struct data *data, const struct reading *reading,
    const char *text, size_t count, size_t skipped, struct error *error)
{
	(void)prefix, (void)skipped, (void)error;
	return piece_memory(data, reading->pool, text, count);
}

static bool
add_decoded(struct data *data, const struct reading *reading, struct buf *buf, bool good,
    size_t skipped, struct error *error)
{
	if (good)
		piece_memory(data, reading->pool,
		    pool_copy(reading->pool, buf_text(buf), buf->count), buf->count);
	else if (error->at >= 0)
		error->at += (ptrdiff_t)skipped;
	buf_clear(buf);
	return good;
}

static bool
add_hex(const struct data_prefix *prefix, struct data *data, const struct reading *reading,
    const char *text, size_t count, size_t skipped, struct error *error)
{
	struct buf buf = { 0 };
	bool good = bytes_from_hex(&buf, text, count, error);

	(void)prefix;
	return add_decoded(data, reading, &buf, good, skipped, error);
}

static bool
add_base64(const struct data_prefix *prefix, struct data *data, const struct reading *reading,
    const char *text, size_t count, size_t skipped, struct error *error)
{
	struct buf buf = { 0 };
	bool good = bytes_from_base64(&buf, text, count, error);

	(void)prefix;
	return add_decoded(data, reading, &buf, good, skipped, error);
}

static bool
add_file(const struct data_prefix *prefix, struct data *data, const struct reading *reading,
    const char *text, size_t count, size_t skipped, struct error *error)
{
	(void)prefix, (void)skipped;
	if (!count || memchr(text, '\0', count))
		return error_usage(error, "'file:' wants the path of a file");
	/* A check of literals opens nothing. */
	return !reading->world || piece_file(data, reading->pool, text, error);
}

/* The `width` low bytes of a number, in the order asked for. */
static bool
add_packed(const struct data_prefix *prefix, struct data *data, const struct reading *reading,
    uint64_t number)
{
	char bytes[8];

	for (unsigned i = 0; i < prefix->width; i++) {
		unsigned shift = 8 * (prefix->little ? i : prefix->width - 1 - i);

		bytes[i] = (char)(number >> shift & 0xff);
	}
	return piece_memory(data, reading->pool, pool_copy(reading->pool, bytes, prefix->width),
	    prefix->width);
}

static bool
add_number(const struct data_prefix *prefix, struct data *data, const struct reading *reading,
    const char *text, size_t count, size_t skipped, struct error *error)
{
	unsigned bits = 8 * prefix->width;
	uint64_t number = 0;
	int64_t high = (int64_t)(UINT64_MAX >> (65 - bits)), with_sign = 0;
	bool good = prefix->sign ?
	    number_int(text, count, -high - 1, high, &with_sign, error) :
	    number_unsigned(text, count, UINT64_MAX >> (64 - bits), &number, error);

	if (good)
		return add_packed(prefix, data, reading,
		    prefix->sign ? (uint64_t)with_sign : number);
	error->at = (ptrdiff_t)skipped + (error->at < 0 ? 0 : error->at);
	return false;
}

static bool
add_real(const struct data_prefix *prefix, struct data *data, const struct reading *reading,
    const char *text, size_t count, size_t skipped, struct error *error)
{
	double real;
	float single;
	uint32_t single_bits;
	uint64_t bits;

	if (!number_real(text, count, &real, error)) {
		error->at = (ptrdiff_t)skipped + (error->at < 0 ? 0 : error->at);
		return false;
	}
	single = (float)real;
	if (prefix->width == 4 && isinf(single))
		return error_usage_at(error, (ptrdiff_t)skipped,
		    "'%.60s' is out of range: no IEEE 754 single is so large", text);
	memcpy(&single_bits, &single, sizeof(single));
	memcpy(&bits, &real, sizeof(real));
	return add_packed(prefix, data, reading, prefix->width == 4 ? single_bits : bits);
}

static bool
add_made(struct data *data, const struct reading *reading, enum piece_kind kind,
    const char *text, size_t count, size_t skipped, struct error *error)
{
	int64_t size;

	if (!number_size(text, count, INT64_MAX / 2, &size, error)) {
		error->at = (ptrdiff_t)skipped + (error->at < 0 ? 0 : error->at);
		return false;
	}
	return piece_made(data, reading->pool, kind, size, NULL, 0);
}

static bool
add_zero(const struct data_prefix *prefix, struct data *data, const struct reading *reading,
    const char *text, size_t count, size_t skipped, struct error *error)
{
	(void)prefix;
	return add_made(data, reading, PIECE_ZERO, text, count, skipped, error);
}

static bool
add_random(const struct data_prefix *prefix, struct data *data, const struct reading *reading,
    const char *text, size_t count, size_t skipped, struct error *error)
{
	(void)prefix;
	return add_made(data, reading, PIECE_RANDOM, text, count, skipped, error);
}

static bool
add_pattern(const struct data_prefix *prefix, struct data *data, const struct reading *reading,
    const char *text, size_t count, size_t skipped, struct error *error)
{
	(void)prefix;
	return add_made(data, reading, PIECE_PATTERN, text, count, skipped, error);
}

static bool
add_fill(const struct data_prefix *prefix, struct data *data, const struct reading *reading,
    const char *text, size_t count, size_t skipped, struct error *error)
{
	const char *colon = memchr(text, ':', count);
	size_t digits = colon ? (size_t)(colon - text) : count;
	int64_t size;

	(void)prefix;
	if (!colon || digits + 1 == count)
		return error_usage_at(error, (ptrdiff_t)(skipped + count),
		    "'fill:' wants a size and a text: fill:4k:\"ab\"");
	if (number_size(text, digits, INT64_MAX / 2, &size, error))
		return piece_made(data, reading->pool, PIECE_FILL, size, colon + 1,
		    count - digits - 1);
	error->at = (ptrdiff_t)skipped + (error->at < 0 ? 0 : error->at);
	return false;
}

#define PACKED(name, help, width, little, sign) { name, help, add_number, width, little, sign }
const struct data_prefix data_prefixes[] = {
	{ "text:", "the text as it stands", add_text, 0, false, false },
	{ "hex:", "bytes in hex: hex:\"de ad be ef\"", add_hex, 0, false, false },
	{ "base64:", "bytes in base64", add_base64, 0, false, false },
	{ "file:", "the content of a file", add_file, 0, false, false },
	{ "zero:", "so many NULs: zero:4k", add_zero, 0, false, false },
	{ "random:", "so many random bytes", add_random, 0, false, false },
	{ "pattern:", "so many bytes in which every four differ", add_pattern, 0, false, false },
	{ "fill:", "a text repeated: fill:4k:\"ab\"", add_fill, 0, false, false },
	PACKED("u8:", "a number as one byte", 1, false, false),
	PACKED("u16be:", "2 bytes, big end first (network order)", 2, false, false),
	PACKED("u16le:", "2 bytes, little end first", 2, true, false),
	PACKED("u32be:", "4 bytes, big end first (network order)", 4, false, false),
	PACKED("u32le:", "4 bytes, little end first", 4, true, false),
	PACKED("u64be:", "8 bytes, big end first (network order)", 8, false, false),
	PACKED("u64le:", "8 bytes, little end first", 8, true, false),
	PACKED("i8:", "a number with sign as one byte", 1, false, true),
	PACKED("i16be:", "2 bytes with sign, big end first", 2, false, true),
	PACKED("i16le:", "2 bytes with sign, little end first", 2, true, true),
	PACKED("i32be:", "4 bytes with sign, big end first", 4, false, true),
	PACKED("i32le:", "4 bytes with sign, little end first", 4, true, true),
	PACKED("i64be:", "8 bytes with sign, big end first", 8, false, true),
	PACKED("i64le:", "8 bytes with sign, little end first", 8, true, true),
	{ "f32be:", "a number as IEEE 754 single, big end first", add_real, 4, false, true },
	{ "f32le:", "IEEE 754 single, little end first", add_real, 4, true, true },
	{ "f64be:", "IEEE 754 double, big end first", add_real, 8, false, true },
	{ "f64le:", "IEEE 754 double, little end first", add_real, 8, true, true },
	{ 0 }
};

const struct data_prefix data_lengths[] = {
	{ "len8", "the data in braces, its length in front as one byte", NULL, 1, false, false },
	{ "len16be", "its length in front as 2 bytes, big end first", NULL, 2, false, false },
	{ "len16le", "its length in front as 2 bytes, little end first", NULL, 2, true, false },
	{ "len32be", "its length in front as 4 bytes, big end first", NULL, 4, false, false },
	{ "len32le", "its length in front as 4 bytes, little end first", NULL, 4, true, false },
	{ 0 }
};

const struct data_prefix *
data_length(const char *text, size_t count, uint64_t *more)
{
	const char *plus = memchr(text, '+', count);
	size_t name = plus ? (size_t)(plus - text) : count;
	struct error ignored = { 0 };

	*more = 0;
	if (plus && !number_unsigned(plus + 1, count - name - 1, UINT32_MAX, more, &ignored))
		return NULL;
	for (const struct data_prefix *row = data_lengths; row->name; row++)
		if (strlen(row->name) == name && memcmp(row->name, text, name) == 0)
			return row;
	return NULL;
}

static bool parse_data(const struct reading *, const struct text *, void *, struct error *);

static bool
add_nested(struct data *data, const struct reading *reading, const struct word *word,
    struct error *error)
{
	uint64_t more;
	const char *name = word->part->bytes;
	const struct data_prefix *length = data_length(name, word->part->count, &more);
	struct data inside = { 0 };
	bool good = length || error_usage(error, "what '%s' adds is too much", name);

	for (size_t i = 0; i < word->insides && good; i++) {
		struct text text = { .bytes = "" };

		good = expand(word->inside[i], reading->world, reading->pool, &text, error) &&
		    parse_data(reading, &text, &inside, error);
		/* The caret can only stand under the outer word. */
		error->at = -1;
	}
	if (good && inside.size < 0)
		good = error_usage(error, "how long this file is cannot be told, and %s{ wants it",
		    name);
	if (good && (uint64_t)inside.size + more > UINT64_MAX >> (64 - 8 * length->width))
		good = error_usage(error, "%lld bytes are too many for %s", (long long)inside.size,
		    name);
	if (!good)
		return data_clear(&inside), false;
	add_packed(length, data, reading, (uint64_t)inside.size + more);
	piece_append(data, reading->pool, &inside);
	return true;
}

static bool
add_prefixed(const struct data_prefix *prefix, struct data *data,
    const struct reading *reading, const struct text *text, struct error *error)
{
	size_t skip = strlen(prefix->name);

	if (reading->world && reading->world->prefix &&
	    !reading->world->prefix(reading->world->to, prefix->name, error))
		return false;
	return prefix->add(prefix, data, reading, text->bytes + skip, text->count - skip, skip,
	    error);
}

/* "len8{x}" and "len8+1{x}", which were meant to be more than text. */
static bool
is_glued(const struct text *text, const char *name)
{
	size_t count = strlen(name);

	if (strncmp(text->bytes, name, count) != 0)
		return false;
	if (text->bytes[count] == '+')
		count += 1 + strspn(text->bytes + count + 1, "0123456789");
	return text->plain > count && text->bytes[count] == '{';
}

static bool
parse_data(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	struct data *data = at;
	const char *colon;

	if (text->word && text->word->insides)
		return add_nested(data, reading, text->word, error);
	/* Only a prefix that was typed is one: what came out of quotes or of a
	 * variable is text. */
	colon = text->plain ? memchr(text->bytes, ':', text->plain) : NULL;
	for (const struct data_prefix *p = data_prefixes; colon && p->name; p++)
		if (strncmp(text->bytes, p->name, (size_t)(colon - text->bytes) + 1) == 0 &&
		    p->name[colon - text->bytes + 1] == '\0')
			return add_prefixed(p, data, reading, text, error);
	for (const struct data_prefix *p = data_lengths; text->plain && p->name; p++)
		if (is_glued(text, p->name))
			return error_usage(error, "a blank stands behind '%s{' and before its '}'",
			    p->name);
	return piece_memory(data, reading->pool, text->bytes, text->count);
}

/* "zero:4k" and its like, once their prefix stands there. */
static bool
offer_sizes(const struct data_prefix *prefix, const char *typed, struct offer offer)
{
	static const char *const some[] = { "1", "1k", "64k", "1M" };
	bool sized = prefix->add == add_zero || prefix->add == add_random ||
	    prefix->add == add_pattern;

	if (!sized || strncmp(typed, prefix->name, strlen(prefix->name)) != 0)
		return false;
	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++)
		offer_behind(offer, prefix->name, strlen(prefix->name), some[i], prefix->help);
	return true;
}

static void
offer_prefixes(const struct reading *reading, const char *typed, struct offer offer)
{
	static const char file[] = "file:";

	(void)reading;
	if (strncmp(typed, file, strlen(file)) == 0) {
		offer_paths(offer, file, typed + strlen(file), OFFER_FILES);
		return;
	}
	for (const struct data_prefix *p = data_prefixes; p->name; p++)
		if (!offer_sizes(p, typed, offer))
			offer.word(offer.to, p->name, p->help);
	for (const struct data_prefix *p = data_lengths; p->name; p++) {
		char name[16];

		snprintf(name, sizeof(name), "%s{", p->name);
		offer.word(offer.to, name, p->help);
	}
}

static bool
begins(const struct word *word, const char *prefix)
{
	return word->parts && strncmp(word->part->bytes, prefix, strlen(prefix)) == 0;
}

static void
clear_data(void *at)
{
	data_clear(at);
}

/* A file is opened every time, and a pattern is longer than its word. */
static bool
is_steady(const struct word *word)
{
	for (size_t i = 0; i < word->insides; i++)
		if (!is_steady(word->inside[i]))
			return false;
	return !begins(word, "file:") && !begins(word, "pattern:");
}

const struct type type_data = {
	.name = "DATA...", .noun = "data",
	.help = "text, or hex: base64: file: u16be: zero: and others, which help data lists",
	.parse = parse_data, .complete = offer_prefixes, .clear = clear_data, .steady = is_steady
};

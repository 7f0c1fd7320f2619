/* unpack: --as: lengths in front of messages, and packed numbers. */
#include "command/unpack.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/pool.h"
#include "lang/offer.h"
#include "lang/words.h"

enum { MOST = 1024 };

/* "u16be" of the row "u16be:". */
static const struct data_prefix *
form_named(const char *name, size_t count)
{
	for (const struct data_prefix *row = data_prefixes; row->name; row++)
		if (row->width && strncmp(row->name, name, count) == 0 &&
		    strcmp(row->name + count, ":") == 0)
			return row;
	return NULL;
}

/* "u16be" or "NAME=u16be". */
static bool
read_item(const struct reading *reading, const char *word, size_t count, const char *all,
    struct unpack_item *to, struct error *error)
{
	const char *equals = memchr(word, '=', count);
	size_t name = equals ? (size_t)(equals - word) : 0, skip = equals ? name + 1 : 0;
	struct bytes_quoted quoted;
	uint64_t more;

	if (equals && !word_is_name(word, name))
		return error_usage_at(error, word - all, "'%s' is no name: letters, digits and _",
		    bytes_quote(&quoted, word, name));
	to->form = form_named(word + skip, count - skip);
	if (!to->form)
		return error_usage_at(error, word + skip - all, "'%s' is no form of a number: "
		    "u8, u16be, i32le, f64be, ...%s", bytes_quote(&quoted, word + skip,
		    count - skip), data_length(word + skip, count - skip, &more) ?
		    "; a length stands alone" : "");
	to->name = equals ? pool_copy(reading->pool, word, name) : NULL;
	return true;
}

static bool
has_name(const struct unpack_item *item, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (item[i].name && strcmp(item[i].name, name) == 0)
			return true;
	return false;
}

static bool
name_twice(const struct unpack_item *item, size_t count, ptrdiff_t at, struct error *error)
{
	if (!item[count].name || !has_name(item, count, item[count].name))
		return false;
	error_usage_at(error, at, "'%.60s' stands here twice: each number has a name of its own",
	    item[count].name);
	return true;
}

static bool
parse_as(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	arg_as *as = at;
	const char *word = text->bytes, *end = text->bytes + text->count;
	struct unpack_item *item;
	size_t commas = 0;

	as->length = data_length(text->bytes, text->count, &as->more);
	if (as->length)
		return true;
	for (const char *c = word; c < end; c++)
		commas += *c == ',';
	if (commas >= MOST)
		return error_usage(error, "these are more than %d numbers", MOST);
	as->item = item = pool_new(reading->pool, (commas + 1) * sizeof(*item));
	while (word <= end) {
		const char *comma = memchr(word, ',', (size_t)(end - word));
		size_t count = (size_t)((comma ? comma : end) - word);

		if (!read_item(reading, word, count, text->bytes, &item[as->count], error) ||
		    name_twice(item, as->count, word - text->bytes, error))
			return false;
		as->bytes += item[as->count++].form->width;
		word += count + 1;
	}
	return true;
}

static void
offer_forms(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading;
	for (const struct data_prefix *row = data_lengths; row->name && !strchr(typed, ','); row++)
		offer.word(offer.to, row->name, "a message with its length in front");
	for (const struct data_prefix *row = data_prefixes; row->name; row++) {
		char name[16] = "";

		if (!row->width)
			continue;
		memcpy(name, row->name, strlen(row->name) - 1);
		offer_listed(offer, typed, name, row->help);
	}
}

static uint64_t
bits_of(const struct data_prefix *form, const unsigned char *bytes)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < form->width; i++)
		bits = bits << 8 | bytes[form->little ? form->width - 1 - i : i];
	return bits;
}

/* The shortest decimal that reads back as the same single, as a double: 0.1, and not
 * 0.10000000149011612.  Both directions are of the same locale. */
static double
shortest(float single)
{
	char text[32];

	for (int digits = FLT_DIG; digits <= FLT_DECIMAL_DIG; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, (double)single);
		if (strtof(text, NULL) == single)
			break;
	}
	return strtod(text, NULL);
}

/* Text where JSON has no such number. */
static struct value
real_value(const struct data_prefix *form, uint64_t bits)
{
	uint32_t half = (uint32_t)bits;
	float single;
	double real;

	memcpy(&single, &half, sizeof(single));
	memcpy(&real, &bits, sizeof(real));
	if (form->width == sizeof(single))
		real = (double)single;
	if (isnan(real))
		return value_static("nan");
	if (isinf(real))
		return value_static(real < 0 ? "-inf" : "inf");
	if (form->width == sizeof(single))
		real = shortest(single);
	return (struct value){ .kind = VALUE_REAL, .real = real };
}

static struct value
number_value(const struct data_prefix *form, const char *bytes)
{
	uint64_t bits = bits_of(form, (const unsigned char *)bytes);
	uint64_t sign = UINT64_C(1) << (8 * form->width - 1);

	if (*form->name == 'f')
		return real_value(form, bits);
	if (!form->sign)
		return value_unsigned(bits);
	/* Its sign goes on to the left. */
	return (struct value){ .kind = VALUE_INT, .number = (int64_t)((bits ^ sign) - sign) };
}

void
unpack(const arg_as *as, const char *bytes, struct record *answer)
{
	struct record *values = record_list(answer, "values"), *fields = NULL;

	for (size_t i = 0; i < as->count; i++) {
		const struct unpack_item *item = &as->item[i];

		*record_put(values, NULL) = number_value(item->form, bytes);
		if (item->name && !fields)
			fields = record_record(answer, "fields");
		if (item->name)
			*record_named(fields, item->name) = number_value(item->form, bytes);
		bytes += item->form->width;
	}
}

const struct type type_as = {
	.name = "FORM", .noun = "form",
	.help = "len8, len16be, len16le, len32be or len32le: a message with its length in front, "
	    "len32be+4: which counts 4 bytes more; or numbers with commas between: u8, u16be, "
	    "id=i32le, f64be",
	.parse = parse_as, .complete = offer_forms
};

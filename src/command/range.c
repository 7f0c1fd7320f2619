/* range: 1..10, the numbers from one to another. */
#include "command/range.h"

#include <ctype.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "lang/words.h"

static const char dots[] = "..";
/* Stands for a variable; a word that is typed holds none. */
enum { VARIABLE = 1 };

/* A number may stand here, as far as can be told. */
static bool
begins_number(const char *text)
{
	text += *text == '-';
	return isdigit((unsigned char)*text) || *text == VARIABLE;
}

/* Does this, with a mark for each variable, look like one? */
static bool
looks_so(const char *typed)
{
	const char *at = strstr(typed, dots), *right = at ? at + strlen(dots) : NULL;

	if (!at || !begins_number(typed))
		return false;
	for (const char *c = typed; c < at; c++)
		if (!isalnum((unsigned char)*c) && !strchr("-_.", *c) && *c != VARIABLE)
			return false;
	/* $name..bak is a name, $path../file a path, and so is 1../file. */
	typed += *typed == '-';
	return *typed == VARIABLE ? begins_number(right) : *right != '/';
}

static bool
word_looks_so(const struct word *word)
{
	struct buf typed = { 0 };
	bool so = word->parts && !word->insides;

	for (size_t i = 0; so && i < word->parts; i++) {
		const struct part *part = &word->part[i];

		if (part->kind == PART_VARIABLE)
			buf_add_byte(&typed, VARIABLE);
		else
			buf_add(&typed, part->bytes, part->count);
		so = part->kind != PART_QUOTED;
	}
	so = so && looks_so(buf_text(&typed));
	buf_clear(&typed);
	return so;
}

enum range
range_read(const struct text *text, int64_t *from, int64_t *to, struct error *error)
{
	const char *at = memmem(text->bytes, text->count, dots, strlen(dots));
	struct bytes_quoted quoted;
	struct error ignored;
	const char *right;

	if (!at || !(text->literal ? looks_so(text->bytes) : text->word &&
	    word_looks_so(text->word)))
		return RANGE_NONE;
	right = at + strlen(dots);
	if (number_int(text->bytes, (size_t)(at - text->bytes), INT64_MIN, INT64_MAX, from,
	    &ignored) && number_int(right, (size_t)(text->bytes + text->count - right), INT64_MIN,
	    INT64_MAX, to, &ignored))
		return RANGE_FOUND;
	error_usage(error, "'%s' is no range: two whole numbers of 64 bits, as 1..10; in quotes it "
	    "is a text", bytes_quote(&quoted, text->bytes, text->count));
	return RANGE_WRONG;
}

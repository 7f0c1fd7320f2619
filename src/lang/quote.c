/* quote: a text as a word that is typed. */
#include "lang/quote.h"

#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"

static bool
is_special(char byte)
{
	return byte == '"' || byte == '$';
}

/* In double quotes, with escapes. */
static void
add_quoted(struct buf *out, const char *text, size_t size)
{
	const char *end = text + size;

	buf_add_byte(out, '"');
	while (text < end) {
		size_t count = 0;

		while (text + count < end && !is_special(text[count]))
			count++;
		bytes_show(out, text, count, 0);
		text += count;
		if (text < end)
			buf_format(out, "\\%c", *text++);
	}
	buf_add_byte(out, '"');
}

/* Would the language take the word for something else, or for several? */
static bool
wants_quotes(const char *word)
{
	static const char *const alone[] = { "", "{", "}", "&" };
	static const char *const front[] = { "#", "--", "<<" };
	struct buf shown = { 0 };
	bool wants;

	for (size_t i = 0; i < sizeof(alone) / sizeof(*alone); i++)
		if (strcmp(word, alone[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof(front) / sizeof(*front); i++)
		if (strncmp(word, front[i], strlen(front[i])) == 0)
			return true;
	bytes_show_text(&shown, word, 0);
	wants = strcmp(buf_text(&shown), word) != 0 || strpbrk(word, " ;'\"$");
	buf_clear(&shown);
	return wants;
}

void
quote_word(struct buf *out, const char *text, size_t plain)
{
	if (!wants_quotes(text)) {
		buf_add_text(out, text);
		return;
	}
	buf_add(out, text, plain);
	add_quoted(out, text + plain, strlen(text + plain));
}

void
quote_bytes(struct buf *out, const char *bytes, size_t count)
{
	/* What ends before a NUL is not all of it. */
	if (strlen(bytes) == count && !wants_quotes(bytes))
		buf_add(out, bytes, count);
	else
		add_quoted(out, bytes, count);
}

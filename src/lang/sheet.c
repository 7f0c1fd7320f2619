/* sheet: tables of Markdown, read row by row. */
#include "lang/sheet.h"

#include <string.h>

/* Up to the next `|` that is not `code`. */
static size_t
cell_count(const char *text, const char *end)
{
	const char *at = text;

	for (bool code = false; at < end && (*at != '|' || code); at++)
		code ^= *at == '`';
	return (size_t)(at - text);
}

static void
put(struct sheet_row *row, const char *text, size_t count)
{
	while (count && *text == ' ')
		text++, count--;
	while (count && strchr(" \t\r", text[count - 1]))
		count--;
	row->cell[row->cells].text = text;
	row->cell[row->cells++].count = count;
	row->rule &= count && strspn(text, "-:") >= count;
}

const char *
sheet_read(const char *text, struct sheet_row *row)
{
	const char *end = text + strcspn(text, "\n");
	const char *next = end + (*end == '\n');

	*row = (struct sheet_row){ .rule = true };
	text += strspn(text, " ");
	if (*text != '|')
		return NULL;
	/* The last one closes the row, and begins no cell. */
	while (end > text + 1 && strchr(" \t\r|", end[-1]))
		end--;
	for (text++; text <= end && row->cells < SHEET_CELLS; text++) {
		size_t count = row->cells + 1 < SHEET_CELLS ? cell_count(text, end) :
		    (size_t)(end - text);

		put(row, text, count);
		text += count;
	}
	return next;
}

void
sheet_rest(const struct sheet_row *row, struct buf *out)
{
	for (size_t i = 1; i < row->cells; i++) {
		buf_add_text(out, i > 1 && row->cell[i].count ? "; " : "");
		buf_add(out, row->cell[i].text, row->cell[i].count);
	}
}

/* layout: text for people in lines of a terminal's usual width. */
#include "lang/layout.h"

#include <string.h>

#include "lang/sheet.h"

/* Where the line has to be broken at the latest: a blank outside of brackets. */
static size_t
line_length(const char *text, size_t most)
{
	size_t best = 0;
	int depth = 0;

	for (size_t i = 0; text[i]; i++) {
		depth += (text[i] == '[' || text[i] == '{') - (text[i] == ']' || text[i] == '}');
		depth = depth < 0 ? 0 : depth;
		if (text[i] != ' ' || depth)
			continue;
		if (i > most)
			return best ? best : i;
		best = i;
	}
	return strlen(text) <= most || !best ? strlen(text) : best;
}

void
layout_text_in(const char *text, size_t indent, size_t width, struct buf *out)
{
	for (;;) {
		size_t count = line_length(text, width - indent);

		buf_add(out, text, count);
		buf_add_byte(out, '\n');
		text += count;
		if (!*text)
			return;
		text++;
		buf_format(out, "%*s", (int)indent, "");
	}
}

void
layout_text(const char *text, size_t indent, struct buf *out)
{
	layout_text_in(text, indent, LAYOUT_WIDTH, out);
}

void
layout_row(const char *label, const char *text, size_t width, struct buf *out)
{
	size_t column = LAYOUT_INDENT + width + 2;

	if (strlen(label) > width)
		buf_format(out, "%*s%s\n%*s", LAYOUT_INDENT, "", label, (int)column, "");
	else
		buf_format(out, "%*s%-*s", LAYOUT_INDENT, "", (int)width + 2, label);
	layout_text(text ? text : "", column, out);
}

size_t
layout_wider(size_t width, size_t count)
{
	return count > width && count <= LAYOUT_LABEL ? count : width;
}

/* Its `code` needs no marks in a column of its own. */
static void
label_of(const struct sheet_row *row, struct buf *label)
{
	buf_reset(label);
	for (size_t i = 0; i < row->cell[0].count; i++)
		if (row->cell[0].text[i] != '`')
			buf_add_byte(label, row->cell[0].text[i]);
}

static const char *
add_sheet(const char *text, struct buf *out)
{
	struct sheet_row row;
	struct buf label = { 0 }, rest = { 0 };
	const char *next, *end;
	size_t width = 0;

	for (end = text; (next = sheet_read(end, &row)); end = next) {
		label_of(&row, &label);
		width = row.rule ? width : layout_wider(width, label.count);
	}
	while ((next = sheet_read(text, &row))) {
		label_of(&row, &label);
		buf_reset(&rest);
		sheet_rest(&row, &rest);
		if (!row.rule)
			layout_row(buf_text(&label), buf_text(&rest), width, out);
		text = next;
	}
	buf_clear(&label);
	buf_clear(&rest);
	return end;
}

/* Running text: no heading, item, fence or table. */
static bool
is_running(const char *text)
{
	return *text && !strchr("\n #-|", *text) && strncmp(text, "```", 3) != 0;
}

/* The words of a paragraph anew in lines. */
static const char *
add_paragraph(const char *text, struct buf *out)
{
	size_t column = 0;

	do {
		for (const char *end = text + strcspn(text, "\n"); text < end;) {
			size_t count = strcspn(text, " \n");
			bool fits = column && column + 1 + count <= LAYOUT_WIDTH;

			buf_add_text(out, fits ? " " : column ? "\n" : "");
			column = fits ? column + 1 + count : count;
			buf_add(out, text, count);
			text += count + (text[count] == ' ');
		}
		text += *text == '\n';
	} while (is_running(text));
	buf_add_byte(out, '\n');
	return text;
}

static const char *
add_line(const char *text, struct buf *out)
{
	size_t count = strcspn(text, "\n");

	buf_add(out, text, count);
	buf_add_byte(out, '\n');
	return text + count + (text[count] == '\n');
}

void
layout_page(const char *text, struct buf *out)
{
	bool fenced = false;
	struct sheet_row row;

	while (*text) {
		fenced ^= strncmp(text, "```", 3) == 0;
		if (!fenced && sheet_read(text, &row))
			text = add_sheet(text, out);
		else if (!fenced && is_running(text))
			text = add_paragraph(text, out);
		else
			text = add_line(text, out);
	}
}

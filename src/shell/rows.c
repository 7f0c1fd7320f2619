/* rows: where text comes to stand on a terminal. */
#include "shell/rows.h"

#include <string.h>

#include "base/bytes.h"

enum { NARROW = 20 };  /* a terminal that is no wider breaks lines itself */
enum { ROWS_TAB = 8, ROWS_CARET = 2, ROWS_CODE = 7 /* libedit's \U+0085 */ };

static size_t
columns_of(unsigned code)
{
	if (code < 0x20 || code == 0x7f)
		return ROWS_CARET;
	if (code >= 0x80 && code < 0xa0)
		return ROWS_CODE;
	return (size_t)bytes_columns(code);
}

static void
go(struct row_place *at, size_t columns, size_t width)
{
	if (at->column + columns > width && at->column) {
		at->row++;
		at->column = 0;
	}
	at->column += columns;
	if (at->column >= width) {
		at->row++;
		at->column = 0;
	}
}

/* Signs that stand for one character wrap one by one. */
static void
go_each(struct row_place *at, size_t columns, size_t width)
{
	while (columns--)
		go(at, 1, width);
}

static void
go_tab(struct row_place *at, size_t width)
{
	do
		go(at, 1, width);
	while (at->column % ROWS_TAB);
}

struct row_place
row_of(struct row_place at, const char *text, size_t count, size_t width)
{
	const char *end = text + count;

	width = width ? width : 1;
	while (text < end) {
		unsigned code;
		size_t size = bytes_code_point(text, (size_t)(end - text), &code);

		if (!size) {
			go(&at, 1, width); /* no UTF-8 */
			text++;
			continue;
		}
		text += size;
		if (code == '\n')
			at = (struct row_place){ at.row + 1, 0 };
		else if (code == '\t')
			go_tab(&at, width);
		else if (columns_of(code) > 1 && code < 0xa0)
			go_each(&at, columns_of(code), width);
		else
			go(&at, columns_of(code), width);
	}
	return at;
}

struct row_place
row_of_prompt(const char *prompt, size_t width)
{
	struct row_place at = { 0, 0 };

	while (*prompt) {
		size_t shown = strcspn(prompt, "\001\002");

		at = row_of(at, prompt, shown, width);
		prompt += shown;
		if (*prompt)
			prompt += 1 + strcspn(prompt + 1, "\001\002");
		prompt += *prompt != '\0';
	}
	return at;
}

size_t
row_fit(const char *text, size_t count, size_t room, size_t *columns)
{
	size_t at = 0, used = 0;

	while (at < count) {
		unsigned code;
		size_t size = bytes_code_point(text + at, count - at, &code);
		size_t wide = size ? (size_t)bytes_columns(code) : 1;

		if (used + wide > room)
			break;
		used += wide;
		at += size ? size : 1;
	}
	*columns = used;
	return at;
}

/* The last bytes that take `room` columns at most. */
static size_t
fit_end(const char *text, size_t count, size_t room)
{
	size_t columns, from = 0;

	while (from < count && bytes_width(text + from, count - from) > room)
		from += row_fit(text + from, count - from, 2, &columns);
	return from;
}

void
row_cut(struct buf *text, size_t room, bool middle, bool ascii)
{
	struct buf whole = *text;
	size_t columns, end = middle ? (room - 1) / 2 : 0;
	size_t from = fit_end(whole.data, whole.count, end);

	*text = (struct buf){ 0 };
	buf_add(text, whole.data, row_fit(whole.data, whole.count, room - 1 - end, &columns));
	buf_add_text(text, ascii ? "~" : "\u2026");
	buf_add(text, whole.data + from, whole.count - from);
	buf_clear(&whole);
}

/* ---- sentences ---- */

/* Without "ESC [ ... m". */
static size_t
shown_width(const char *text, size_t count)
{
	size_t columns = 0, at = 0;

	while (at < count) {
		const char *escape = memchr(text + at, '\033', count - at);
		size_t plain = escape ? (size_t)(escape - text) - at : count - at;

		columns += bytes_width(text + at, plain);
		at += plain;
		while (at < count && text[at] != 'm')
			at++;
		at += at < count;
	}
	return columns;
}

/* The last column stays free. */
static void
break_line(struct buf *to, const char *line, size_t count, size_t width, size_t indent)
{
	size_t column = 0, at = 0;

	while (at < count) {
		size_t from = at, word, columns;

		while (at < count && line[at] == ' ')
			at++;
		word = at;
		while (at < count && line[at] != ' ')
			at++;
		columns = shown_width(line + word, at - word);
		if (column && word > from && column + word - from + columns >= width &&
		    columns && indent + columns < width) {
			buf_add_byte(to, '\n');
			buf_add_blanks(to, indent);
			column = indent;
			from = word;
		}
		buf_add(to, line + from, at - from);
		/* What is wider goes on in the terminal's next row. */
		column = (column + word - from + columns) % width;
	}
}

void
row_break(struct buf *text, size_t from, size_t width, size_t indent)
{
	struct buf lines = { 0 };
	const char *line, *end;

	if (width <= NARROW || text->count - from < width)
		return;
	buf_add(&lines, text->data + from, text->count - from);
	text->count = from;
	for (line = lines.data, end = line + lines.count; line < end;) {
		const char *feed = memchr(line, '\n', (size_t)(end - line));
		const char *stop = feed ? feed : end;

		break_line(text, line, (size_t)(stop - line), width, indent);
		if (feed)
			buf_add_byte(text, '\n');
		line = stop + (feed != NULL);
	}
	buf_clear(&lines);
}

size_t
row_reflowed(struct row_place at)
{
	return at.row && !at.column ? at.row - 1 : at.row;
}

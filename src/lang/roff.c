/* roff: text as the source of a manual page, with the man macros. */
#include "lang/roff.h"

#include <string.h>

#include "base/bytes.h"
#include "lang/sheet.h"

/* What troff would take for something else: quotes and accents that it curls or
 * bends, the hyphen that is no minus. */
static const struct {
	char        byte;
	const char *escape;
} escapes[] = {
	{ '\\', "\\e" }, { '-', "\\-" }, { '\'', "\\(aq" }, { '`', "\\(ga" },
	{ '^', "\\(ha" }, { '~', "\\(ti" }, { '"', "\\(dq" },
};

static bool
at_line_start(const struct roff *roff)
{
	return !roff->out->count || roff->out->data[roff->out->count - 1] == '\n';
}

static void
add_ascii(struct roff *roff, char c)
{
	for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++) {
		if (escapes[i].byte == c) {
			buf_add_text(roff->out, escapes[i].escape);
			return;
		}
	}
	if (c == '.' && at_line_start(roff))
		buf_add_text(roff->out, "\\&");
	if (c == '\t' || c == '\n' || (c >= ' ' && c < 0x7f))
		buf_add_byte(roff->out, c);
}

void
roff_escape(struct roff *roff, const char *text, size_t count)
{
	for (size_t i = 0; i < count;) {
		unsigned code = 0;
		size_t size = bytes_code_point(text + i, count - i, &code);

		if (size > 1)
			buf_format(roff->out, "\\[u%04X]", code);
		else if (size)
			add_ascii(roff, text[i]);
		i += size ? size : 1;
	}
}

void
roff_macro(struct roff *roff, const char *macro, const char *argument)
{
	buf_format(roff->out, ".%s \"", macro);
	roff_escape(roff, argument, strlen(argument));
	buf_add_text(roff->out, "\"\n");
	roff->fresh = true;
}

void
roff_tag(struct roff *roff, const char *text)
{
	buf_add_text(roff->out, "\\fB");
	while (*text) {
		size_t count = strcspn(text, " ");

		roff_escape(roff, text, count);
		text += count;
		buf_add_text(roff->out, *text ? "\\ " : "");
		text += *text == ' ';
	}
	buf_add_text(roff->out, "\\fR\n");
	roff->fresh = false;
}

void
roff_paragraph(struct roff *roff)
{
	if (!roff->fresh)
		buf_add_text(roff->out, ".PP\n");
	roff->fresh = true;
}

/* The text between two marks, or 0 if the second is not there. */
static size_t
marked(const char *text, size_t count, const char *mark)
{
	size_t size = strlen(mark);

	if (count < 2 * size + 1 || memcmp(text, mark, size) != 0)
		return 0;
	for (size_t i = size + 1; i + size <= count; i++)
		if (memcmp(text + i, mark, size) == 0)
			return i - size;
	return 0;
}

/* `[text](where)`: the text is shown; how much of the line that was, or 0. */
static size_t
add_link(struct roff *roff, const char *text, size_t count)
{
	const char *middle, *end;

	if (*text != '[')
		return 0;
	middle = memchr(text, ']', count);
	if (!middle || (size_t)(middle + 1 - text) >= count || middle[1] != '(')
		return 0;
	end = memchr(middle, ')', count - (size_t)(middle - text));
	if (!end)
		return 0;
	roff_line(roff, text + 1, (size_t)(middle - text) - 1);
	return (size_t)(end - text) + 1;
}

void
roff_line(struct roff *roff, const char *text, size_t count)
{
	for (size_t i = 0; i < count;) {
		size_t mark = text[i] == '`' ? 1 : 2;
		size_t bold = marked(text + i, count - i, mark == 1 ? "`" : "**");
		size_t link = bold ? 0 : add_link(roff, text + i, count - i);

		if (bold) {
			buf_add_text(roff->out, "\\fB");
			roff_escape(roff, text + i + mark, bold);
			buf_add_text(roff->out, "\\fR");
			i += bold + 2 * mark;
		} else if (link) {
			i += link;
		} else {
			size_t run = i + 1;

			while (run < count && !strchr("`*[", text[run]))
				run++;
			roff_escape(roff, text + i, run - i);
			i = run;
		}
	}
	roff->fresh = false;
}

/* A line of Markdown. */
struct line {
	const char *text;
	size_t      count;    /* without blanks at its end */
	size_t      indent;
};

static struct line
line_at(const char *text)
{
	struct line line = { text, strcspn(text, "\n"), strspn(text, " ") };

	while (line.count && strchr(" \t\r", line.text[line.count - 1]))
		line.count--;
	return line;
}

static const char *
line_next(const char *text)
{
	text += strcspn(text, "\n");
	return text + (*text == '\n');
}

static bool
begins(const struct line *line, const char *text)
{
	return line->count >= line->indent + strlen(text) &&
	    strncmp(line->text + line->indent, text, strlen(text)) == 0;
}

/* Lines that stand as they are, up to the fence. */
static const char *
verbatim(struct roff *roff, const char *text)
{
	struct line line;

	roff_paragraph(roff);
	buf_add_text(roff->out, ".RS 4\n.EX\n");
	for (; *text; text = line_next(text)) {
		line = line_at(text);
		if (begins(&line, "```"))
			break;
		roff_escape(roff, line.text, line.count);
		buf_add_byte(roff->out, '\n');
	}
	buf_add_text(roff->out, ".EE\n.RE\n");
	roff->fresh = false;
	return *text ? line_next(text) : text;
}

static bool
begins_block(const struct line *line)
{
	return !line->count || begins(line, "```") || begins(line, "|") || begins(line, "- ") ||
	    (begins(line, "#") && line->indent == 0);
}

/* The lines of a paragraph, or of an item without its mark: joined, since `code`
 * may go on from one to the next. */
static const char *
join(const char *text, size_t skip, struct buf *joined)
{
	struct line line = line_at(text);

	skip += strspn(line.text + line.indent + skip, " ");
	buf_add(joined, line.text + line.indent + skip, line.count - line.indent - skip);
	for (text = line_next(text); *text; text = line_next(text)) {
		line = line_at(text);
		if (begins_block(&line))
			break;
		buf_add_byte(joined, '\n');
		buf_add(joined, line.text + line.indent, line.count - line.indent);
	}
	return text;
}

static const char *
paragraph(struct roff *roff, const char *text)
{
	struct buf joined = { 0 };

	text = join(text, 0, &joined);
	roff_paragraph(roff);
	roff_line(roff, buf_text(&joined), joined.count);
	buf_add_byte(roff->out, '\n');
	buf_clear(&joined);
	return text;
}

/* "- text", or "- `term`: what it means". */
static const char *
item(struct roff *roff, const char *text)
{
	struct buf joined = { 0 };
	const char *body, *colon;

	text = join(text, 1, &joined);
	body = buf_text(&joined);
	colon = *body == '`' ? strstr(body, "`:") : NULL;
	buf_add_text(roff->out, colon ? ".TP\n" : ".IP \\(bu 2\n");
	if (colon) {
		roff_line(roff, body, (size_t)(colon + 1 - body));
		buf_add_byte(roff->out, '\n');
		body = colon + 2 + strspn(colon + 2, " \n");
	}
	roff_line(roff, body, strlen(body));
	buf_add_byte(roff->out, '\n');
	buf_clear(&joined);
	return text;
}

/* A term for the first cell of each row, and the rest for its text; man(7) knows no
 * tables. */
static const char *
table(struct roff *roff, const char *text)
{
	struct sheet_row row;
	struct buf rest = { 0 };
	const char *next;

	for (bool heading = true; (next = sheet_read(text, &row)); text = next) {
		heading &= !row.rule;
		if (row.rule || heading)
			continue;
		buf_reset(&rest);
		sheet_rest(&row, &rest);
		buf_add_text(roff->out, ".TP\n");
		roff_line(roff, row.cell[0].text, row.cell[0].count);
		buf_add_byte(roff->out, '\n');
		roff_line(roff, buf_text(&rest), rest.count);
		buf_add_byte(roff->out, '\n');
	}
	buf_clear(&rest);
	return text;
}

static void
heading(struct roff *roff, const struct line *line, bool sections)
{
	size_t skip = strspn(line->text, "#");
	struct buf title = { 0 };

	skip += strspn(line->text + skip, " ");
	if (skip >= line->count)
		return;
	buf_add(&title, line->text + skip, line->count - skip);
	if (sections) {
		roff_macro(roff, "SS", buf_text(&title));
	} else {
		roff_paragraph(roff);
		roff_tag(roff, buf_text(&title));
	}
	buf_clear(&title);
}

void
roff_markdown(struct roff *roff, const char *text, bool sections)
{
	while (*text) {
		struct line line = line_at(text);

		if (!line.count) {
			text = line_next(text);
		} else if (begins(&line, "```")) {
			text = verbatim(roff, line_next(text));
		} else if (begins(&line, "|")) {
			text = table(roff, text);
		} else if (begins(&line, "#") && line.indent == 0) {
			heading(roff, &line, sections);
			text = line_next(text);
		} else if (begins(&line, "- ")) {
			text = item(roff, text);
		} else {
			text = paragraph(roff, text);
		}
	}
}

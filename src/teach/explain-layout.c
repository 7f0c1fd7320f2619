/* explain-layout: Markdown as lines for a terminal. */
#include <string.h>

#include "lang/layout.h"
#include "teach/explain-inner.h"

static const char fence[] = "```";

static bool
is_item(const char *line)
{
	return strncmp(line, "- ", 2) == 0;
}

/* What a paragraph or an item does not go on with. */
static bool
ends(const char *line)
{
	return !*line || *line == '\n' || *line == '#' || is_item(line) ||
	    strncmp(line, fence, strlen(fence)) == 0;
}

static const char *
next_line(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

/* Words of several lines as one; the marks of `code` and **bold** are left out. */
static const char *
gather(const char *line, struct buf *words)
{
	bool code = false;

	do {
		const char *end = line + strcspn(line, "\n");

		line += strspn(line, " ");
		if (words->count)
			buf_add_byte(words, ' ');
		for (; line < end; line++)
			if (*line == '`')
				code ^= true;
			else if (!code && strncmp(line, "**", 2) == 0)
				line++;
			else
				buf_add_byte(words, *line);
		line = next_line(line);
	} while (!ends(line));
	return line;
}

static const char *
add_words(const char *line, struct buf *out)
{
	struct buf words = { 0 };
	bool item = is_item(line);

	line = gather(line, &words);
	if (item)
		buf_add_text(out, "  ");
	layout_text(buf_text(&words), item ? 4 : 0, out);
	buf_clear(&words);
	return line;
}

/* `[*]` is what another run would show otherwise; a line of its own may be missing. */
static void
add_code_line(const char *line, size_t count, const char *indent, struct buf *out)
{
	static const char any[] = "[*]";
	size_t front = strspn(line, " ");

	if (count >= front + 3 && strncmp(line + front, any, 3) == 0 && front + 3 == count)
		return;
	if (count)
		buf_add_text(out, indent);
	for (const char *end = line + count; line < end; line++) {
		if (*line == '\t') {
			buf_add_text(out, "    ");
		} else if (end - line >= 3 && strncmp(line, any, 3) == 0) {
			buf_add_text(out, "...");
			line += 2;
		} else {
			buf_add_byte(out, *line);
		}
	}
	buf_add_byte(out, '\n');
}

/* A picture stands at the margin. */
static const char *
add_code(const char *line, struct buf *out)
{
	const char *indent = strncmp(line + strlen(fence), "picture", 7) == 0 ? "" : "    ";

	for (line = next_line(line); *line && strncmp(line, fence, strlen(fence)) != 0;
	    line = next_line(line))
		add_code_line(line, strcspn(line, "\n"), indent, out);
	return next_line(line);
}

/* "## Calls": a line of its own, with what belongs to it right under it. */
static const char *
add_heading(const char *line, struct buf *out)
{
	size_t marks = strspn(line, "#"), count;

	line += marks + strspn(line + marks, " ");
	count = strcspn(line, "\n");
	buf_add(out, line, count);
	buf_add_text(out, marks > 1 ? ":\n" : "\n\n");
	line = next_line(line);
	return line + strspn(line, "\n");
}

void
explain_layout(const char *text, struct buf *out)
{
	while (*text) {
		if (*text == '#')
			text = add_heading(text, out);
		else if (strncmp(text, fence, strlen(fence)) == 0)
			text = add_code(text, out);
		else if (*text != '\n')
			text = add_words(text, out);
		else
			buf_add_byte(out, *text++);
	}
}

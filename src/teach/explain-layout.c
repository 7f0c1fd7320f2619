/* explain-layout: Markdown as lines for a terminal. */
#include <string.h>

#include "lang/layout.h"
#include "teach/explain-inner.h"

static const char fence_mark[] = "```";

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
	    strncmp(line, fence_mark, strlen(fence_mark)) == 0;
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
add_words(const char *line, size_t width, struct buf *out)
{
	struct buf words = { 0 };
	bool item = is_item(line);

	line = gather(line, &words);
	if (item)
		buf_add_text(out, "  ");
	layout_text_in(buf_text(&words), item ? 4 : 0, width, out);
	buf_clear(&words);
	return line;
}

/* `[*]` is what another run would show otherwise; a line of its own may be missing. */
static bool
make_code_line(const char *line, size_t count, const char *indent, struct buf *out)
{
	static const char any[] = "[*]";
	size_t front = strspn(line, " ");

	if (count >= front + 3 && strncmp(line + front, any, 3) == 0 && front + 3 == count)
		return false;
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
	return true;
}

/* What fences say of what stands in them: where it stands, and how its lines are broken: not
 * at all (0), or so many columns behind where they begin.  The results of calls stand under
 * each other. */
static const struct fence {
	const char *name, *indent;
	size_t      hang;
	bool        nested;      /* only behind a part of something in brackets, or in front of a
	                            comment */
} fences[] = {
	{ "picture", "", 0, false }, { "calls", "", 27, false }, { "c", "    ", 4, true },
	{ "python", "    ", 4, true }, { "", "    ", 0, false },
};

static const struct fence *
fence_of(const char *line)
{
	size_t count = strcspn(line, "\n");
	const struct fence *each = fences;

	while (*each->name && (strlen(each->name) != count ||
	    strncmp(each->name, line, count) != 0))
		each++;
	return each;
}

/* May a line of code be broken at this blank? */
static bool
may_break(const char *at, int depth)
{
	return at[1] == '#' || (depth > 0 && strchr(",&|", at[-1]));
}

/* Where such a line is broken, at a blank outside of strings: the last that fits, else the
 * first; its length if nowhere.  `depth`: so many brackets are open. */
static size_t
break_of(const char *line, size_t width, bool nested, int depth)
{
	size_t best = 0, begin = strspn(line, " ");
	char quote = 0;

	for (size_t i = begin; line[i]; i++) {
		if (quote && line[i] == '\\' && line[i + 1])
			i++;
		else if (quote || strchr("\"'", line[i]))
			quote = !quote ? line[i] : quote == line[i] ? 0 : quote;
		else
			depth += (strchr("([{", line[i]) != NULL) -
			    (strchr(")]}", line[i]) != NULL);
		if (i > width && best)
			return best;
		if (i == begin || line[i] != ' ' || quote || line[i + 1] == ' ' ||
		    (nested && !may_break(line + i, depth)))
			continue;
		if (i > width)
			return i;
		best = i;
		if (nested && line[i + 1] == '#')
			break;
	}
	return strlen(line) <= width || !best ? strlen(line) : best;
}

static void
add_broken(const char *line, const struct fence *fence, size_t width, struct buf *out)
{
	size_t front = strspn(line, " "), indent = front, count;

	for (bool first = true;; first = false) {
		size_t room = width > indent ? width - (first ? 0 : indent) : width;

		count = fence->hang ? break_of(line, room, fence->nested, !first) : strlen(line);
		/* Blanks in front of a comment. */
		for (size_t end = count;; end--)
			if (!end || line[end - 1] != ' ') {
				buf_add(out, line, end);
				break;
			}
		buf_add_byte(out, '\n');
		line += count;
		if (!*line)
			return;
		line++;
		indent = front + (*line == '#' ? 0 : fence->hang);
		buf_format(out, "%*s", (int)indent, "");
	}
}

static const char *
add_code(const char *line, size_t width, struct buf *out)
{
	const struct fence *fence = fence_of(line + strlen(fence_mark));
	struct buf made = { 0 };

	for (line = next_line(line); *line && strncmp(line, fence_mark, strlen(fence_mark)) != 0;
	    line = next_line(line)) {
		buf_reset(&made);
		if (make_code_line(line, strcspn(line, "\n"), fence->indent, &made))
			add_broken(buf_text(&made), fence, width, out);
	}
	buf_clear(&made);
	return next_line(line);
}

/* "## Calls": a line of its own, with what belongs to it right under it. */
static const char *
add_heading(const char *line, size_t width, struct buf *out)
{
	size_t marks = strspn(line, "#");
	struct buf text = { 0 };

	line += marks + strspn(line + marks, " ");
	buf_add(&text, line, strcspn(line, "\n"));
	buf_add_text(&text, marks > 1 ? ":" : "");
	layout_text_in(buf_text(&text), 0, width, out);
	buf_add_text(out, marks > 1 ? "" : "\n");
	buf_clear(&text);
	line = next_line(line);
	return line + strspn(line, "\n");
}

/* The last column of a terminal stays free. */
size_t
explain_width(size_t terminal)
{
	enum { LEAST = 30 };

	if (!terminal || terminal > LAYOUT_WIDTH)
		return LAYOUT_WIDTH;
	return terminal > LEAST ? terminal - 1 : LEAST;
}

void
explain_layout(const char *text, size_t terminal, struct buf *out)
{
	size_t width = explain_width(terminal);

	while (*text) {
		if (*text == '#')
			text = add_heading(text, width, out);
		else if (strncmp(text, fence_mark, strlen(fence_mark)) == 0)
			text = add_code(text, width, out);
		else if (*text != '\n')
			text = add_words(text, width, out);
		else
			buf_add_byte(out, *text++);
	}
}

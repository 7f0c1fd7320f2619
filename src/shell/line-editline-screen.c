/* line-editline-screen: where libedit's line stands on the screen, and taking it off. */
#include "shell/line-editline.h"

#include "shell/hint.h"
#include "shell/rows.h"
#include "shell/terminal.h"

/* The rows of prompt and text, and where in them the cursor is. */
static void
measure(const struct line *line, size_t width, struct row_place *cursor, struct row_place *end)
{
	const LineInfo *text = el_line(line->editor);
	struct row_place begin = row_of_prompt(line->prompt.data, width);
	size_t before = (size_t)(text->cursor - text->buffer);

	*cursor = row_of(begin, text->buffer, before, width);
	*end = row_of(begin, text->buffer, (size_t)(text->lastchar - text->buffer), width);
}

static void
repeat(const char *motion, size_t count)
{
	while (count--)
		fputs(motion, stdout);
}

/* Clears row by row: tmux takes the clearing of all from the home position for a
 * new screen, and keeps a copy of the old. */
void
editline_clear_rows(const struct line *line)
{
	struct row_place cursor, end;

	measure(line, line->width, &cursor, &end);
	fputc('\r', stdout);
	repeat(line->up, cursor.row);
	for (size_t i = 0; i < end.row; i++) {
		fputs(line->clear_row, stdout);
		fputc('\n', stdout);
	}
	fputs(line->clear_row, stdout);
	repeat(line->up, end.row);
}

void
editline_go_to_end(const struct line *line)
{
	struct row_place cursor, end;

	measure(line, line->width, &cursor, &end);
	fputc('\r', stdout);
	repeat("\n", end.row - cursor.row);
	if (line->right)
		repeat(line->right, end.column);
	else if (end.column)
		fputc('\n', stdout);
}

void
editline_refresh(const struct line *line)
{
	fflush(stdout);
	el_set(line->editor, EL_REFRESH);
	fflush(stdout);
}

void
editline_wipe_hint(struct line *line)
{
	if (line->hinted)
		hint_wipe(stdout, &line->user);
	line->hinted = false;
}

void
editline_paint_hint(struct line *line)
{
	const LineInfo *text = el_line(line->editor);
	struct row_place cursor, end;

	if (!line->asking || line->hidden || line->hinted || text->cursor != text->lastchar ||
	    terminal_waits(0))
		return;
	measure(line, line->width, &cursor, &end);
	line->hinted = hint_paint(stdout, &line->user, text->buffer,
	    (size_t)(text->lastchar - text->buffer), end, line->width);
}

/* Where the terminal has put the prompt when it broke the rows anew is counted with
 * the new width. */
void
editline_rewind(struct line *line)
{
	struct row_place cursor, end;

	if (!line->asking)
		return;
	fputc('\r', stdout);
	if (!line->hidden) {
		measure(line, terminal_width(), &cursor, &end);
		repeat(line->up, row_reflowed(cursor));
	}
	fputs(line->clear_down, stdout);
	fflush(stdout);
	line->hidden = true;
}

/* libedit draws something of its own there. */
void
editline_resized(struct line *line)
{
	line->width = terminal_width();
	el_resize(line->editor);
	if (!line->asking)
		return;
	fputc('\r', stdout);
	fputs(line->clear_down, stdout);
	fflush(stdout);
}

void
editline_hide(struct line *line)
{
	if (!line->asking || line->hidden)
		return;
	line->hidden = true;
	line->hinted = false;
	editline_clear_rows(line);
	fflush(stdout);
}

void
editline_show(struct line *line)
{
	if (!line->asking)
		return;
	line->hidden = line->hinted = false;
	editline_refresh(line);
	editline_paint_hint(line);
	fflush(stdout);
}

/* panel: the rows at the bottom of the terminal, below a scroll region.
 *
 * Setting the region puts the cursor home, and painting takes it away: both happen
 * between "save the cursor" and "restore the cursor". */
#include "shell/panel.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "shell/rows.h"

/* The colours of setaf; -1: the terminal's own. */
static const struct {
	int  color;
	bool bold;
} looks[] = {
	[LIVE_PLAIN] = { -1, false }, [LIVE_OPENING] = { 3, false },
	[LIVE_CONNECTED] = { 2, false }, [LIVE_LISTENING] = { 6, false },
	[LIVE_HALF] = { 5, false }, [LIVE_CLOSING] = { 3, true }, [LIVE_DEAD] = { 1, false },
};

static void
can(struct panel *panel, enum capability what)
{
	capability_add(panel->can, what, &panel->out);
}

static void
write_out(struct panel *panel)
{
	screen_flush(panel->screen);
	screen_out(panel->screen, panel->out.data, panel->out.count);
	screen_flush(panel->screen);
	buf_reset(&panel->out);
}

static void
set_region(struct panel *panel, size_t last)
{
	can(panel, CAN_SAVE);
	capability_add_region(panel->can, 0, last, &panel->out);
	can(panel, CAN_RESTORE);
}

void
panel_forget(struct panel *panel)
{
	for (size_t i = 0; i < panel->room; i++)
		buf_clear(&panel->painted[i]);
}

static void
make_room(struct panel *panel)
{
	if (panel->rows > panel->room) {
		panel->painted = mem_grow(panel->painted, panel->rows, sizeof(*panel->painted));
		memset(panel->painted + panel->room, 0,
		    (panel->rows - panel->room) * sizeof(*panel->painted));
		panel->room = panel->rows;
	}
	panel_forget(panel);
}

/* The line feeds scroll inside of the old region, so that the cursor's row always ends
 * above the new one. */
void
panel_grow(struct panel *panel, size_t rows, bool raw)
{
	screen_flush(panel->screen);
	if (raw)
		screen_raw(panel->screen, true);
	for (size_t i = 0; i < rows; i++)
		buf_add_byte(&panel->out, '\n');
	capability_add_up(panel->can, rows, &panel->out);
	panel->rows += rows;
	set_region(panel, panel->height - panel->rows - 1);
	write_out(panel);
	if (raw)
		screen_raw(panel->screen, false);
	make_room(panel);
}

void
panel_shrink(struct panel *panel, size_t rows)
{
	size_t first = panel->height - panel->rows;

	panel->rows -= rows;
	can(panel, CAN_SAVE);
	capability_add_region(panel->can, 0, panel->height - panel->rows - 1, &panel->out);
	for (size_t i = 0; i < rows; i++) {
		capability_add_go(panel->can, first + i, 0, &panel->out);
		can(panel, CAN_CLEAR_ROW);
	}
	can(panel, CAN_RESTORE);
	write_out(panel);
	panel_forget(panel);
}

static void
color(const struct panel *panel, struct buf *to, enum live_sense sense)
{
	if (!panel->color)
		return;
	if (looks[sense].bold)
		capability_add(panel->can, CAN_BOLD, to);
	if (looks[sense].color >= 0)
		capability_add_color(panel->can, looks[sense].color, to);
}

/* Bold and dim are no colours: they stay where there are none. */
static void
look(const struct panel *panel, struct buf *to, const struct live_row *row)
{
	if (row->closed)
		capability_add(panel->can, CAN_DIM, to);
	else if (row->fresh)
		capability_add(panel->can, CAN_BOLD, to);
}

static void
draw_row(const struct panel *panel, struct buf *to, const struct live_row *row)
{
	const char *text = row->text.data;

	look(panel, to, row);
	buf_add(to, text, row->state);
	color(panel, to, row->sense);
	buf_add(to, text + row->state, row->state_end - row->state);
	if (row->state_end > row->state)
		capability_add(panel->can, CAN_PLAIN, to);
	look(panel, to, row);
	buf_add(to, text + row->state_end, row->text.count - row->state_end);
	capability_add(panel->can, CAN_PLAIN, to);
}

static void
draw_head(const struct panel *panel, struct buf *to, const struct live *live)
{
	size_t columns = bytes_width(live->head.data, live->head.count);

	capability_add(panel->can, panel->color ? CAN_REVERSE : CAN_BOLD, to);
	buf_add(to, live->head.data, live->head.count);
	for (; panel->color && columns + 1 < panel->width; columns++)
		buf_add_byte(to, ' ');
	capability_add(panel->can, CAN_PLAIN, to);
}

static void
draw_line(const struct panel *panel, struct buf *to, const struct buf *line)
{
	size_t columns;

	buf_add(to, line->data, row_fit(line->data, line->count, panel->width - 1, &columns));
}

/* What row `at` of the panel shows; nothing below the last. */
static void
draw(const struct panel *panel, struct buf *to, const struct live *live, size_t at)
{
	size_t head = live->head.count > 0, tail = live->tail.count > 0;
	size_t below = head + live->rows + tail;

	if (head && at == 0)
		draw_head(panel, to, live);
	else if (at - head < live->rows)
		draw_row(panel, to, &live->row[at - head]);
	else if (at < below)
		buf_add(to, live->tail.data, live->tail.count);
	else if (at - below < live->lines)
		draw_line(panel, to, &live->below[at - below]);
}

/* Adds row `at`, unless it stands there already. */
static void
paint_row(struct panel *panel, const struct live *live, size_t at)
{
	struct buf *painted = &panel->painted[at], new = { 0 };

	draw(panel, &new, live, at);
	if (painted->data && painted->count == new.count &&
	    !memcmp(painted->data, buf_text(&new), new.count)) {
		buf_clear(&new);
		return;
	}
	capability_add_go(panel->can, panel->height - panel->rows + at, 0, &panel->out);
	buf_add(&panel->out, new.data, new.count);
	can(panel, CAN_CLEAR_ROW);
	buf_clear(painted);
	buf_add(painted, buf_text(&new), new.count);
	buf_clear(&new);
}

void
panel_paint(struct panel *panel, const struct live *live)
{
	size_t before;

	can(panel, CAN_HIDE);
	can(panel, CAN_SAVE);
	before = panel->out.count;
	for (size_t i = 0; i < panel->rows; i++)
		paint_row(panel, live, i);
	if (panel->out.count == before) {
		buf_reset(&panel->out);
		return;
	}
	can(panel, CAN_RESTORE);
	can(panel, CAN_SHOW);
	write_out(panel);
}

void
panel_off(struct panel *panel)
{
	if (!panel->rows)
		return;
	panel->rows = 0;
	set_region(panel, panel->height - 1);
	can(panel, CAN_CLEAR_DOWN);
	write_out(panel);
}

/* More rows than any terminal has: it takes as many as there are. */
void
panel_lose(struct panel *panel)
{
	if (!panel->rows)
		return;
	panel->rows = 0;
	set_region(panel, 9998);
	write_out(panel);
}

void
panel_whole(struct panel *panel)
{
	set_region(panel, panel->height - 1);
	write_out(panel);
}

/* Row by row: clearing all from the home position makes tmux keep a copy. */
void
panel_clear_above(struct panel *panel)
{
	for (size_t i = panel->height - panel->rows; i-- > 0;) {
		capability_add_go(panel->can, i, 0, &panel->out);
		can(panel, CAN_CLEAR_ROW);
	}
	write_out(panel);
}

void
panel_last_words(const struct panel *panel, struct buf *to)
{
	if (!panel->rows)
		return;
	capability_add(panel->can, CAN_SAVE, to);
	capability_add_region(panel->can, 0, panel->height - 1, to);
	capability_add(panel->can, CAN_RESTORE, to);
	capability_add(panel->can, CAN_CLEAR_DOWN, to);
	capability_add(panel->can, CAN_SHOW, to);
}

void
panel_clear(struct panel *panel)
{
	panel_forget(panel);
	free(panel->painted);
	buf_clear(&panel->out);
	*panel = (struct panel){ 0 };
}

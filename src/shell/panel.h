/* panel: the rows at the bottom of the terminal, below a scroll region. */
#ifndef SOSH_SHELL_PANEL_H
#define SOSH_SHELL_PANEL_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "shell/capability.h"
#include "shell/live.h"
#include "shell/screen.h"

/* It stands in the last `rows` of `height` rows; what is above scrolls by itself, and
 * is not touched: neither the editor nor a command's output needs to know. */
struct panel {
	struct screen             *screen;
	const struct capabilities *can;
	size_t      width, height;  /* of the screen, as they were when it was looked at */
	size_t      rows;           /* of the panel */
	bool        color;          /* and reverse video */
	struct buf *painted;        /* what each row shows, with its colours */
	size_t      room;
	struct buf  out;            /* what is about to be written */
};

/* Grows by so many rows; the cursor stands in a row that nothing stands below.  `raw`:
 * it may be anywhere in that row, and is there afterwards; else it is at the left edge. */
void panel_grow(struct panel *, size_t rows, bool raw);
void panel_shrink(struct panel *, size_t rows);
/* Writes the rows that are not painted so already. */
void panel_paint(struct panel *, const struct live *);
/* What is on the screen is not what was painted there. */
void panel_forget(struct panel *);
/* Gives the whole screen back; the rows are cleared.  The cursor's row has nothing
 * behind the cursor. */
void panel_off(struct panel *);
/* After a resize, when nobody knows what stands where: all rows scroll, and what is
 * left of the panel stays where the terminal has put it. */
void panel_lose(struct panel *);
/* Now that the height is known again: all rows scroll. */
void panel_whole(struct panel *);
/* Blanks the rows above, and puts the cursor to the top. */
void panel_clear_above(struct panel *);
/* What a crash has to write to give the terminal back. */
void panel_last_words(const struct panel *, struct buf *);
void panel_clear(struct panel *);
#endif

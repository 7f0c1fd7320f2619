/* rows: where text comes to stand on a terminal. */
#ifndef SOSH_SHELL_ROWS_H
#define SOSH_SHELL_ROWS_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct row_place {
	size_t row, column;
};

/* Where the cursor stands behind `count` bytes of typed text that begin at `from`,
 * as the line editors draw them on `width` columns: a wide character that does not
 * fit goes to the next row, behind the last column is the next row, a line feed
 * begins a row, a tab goes to the next multiple of 8, a control character is ^X. */
struct row_place row_of(struct row_place from, const char *text, size_t count, size_t width);
/* The same for a prompt at the left edge: between \001 and \002 (libedit: another
 * \001) stands what takes no room. */
struct row_place row_of_prompt(const char *prompt, size_t width);
/* How many bytes of a text that has no control characters fit in `room` columns; how
 * many columns they take goes to *columns.  No character is cut, and marks stay with
 * the letter that they stand on. */
size_t row_fit(const char *text, size_t count, size_t room, size_t *columns);
/* Cuts such a text, which is wider, down to `room` columns: a sign stands for what is
 * left out, at its end or in the middle, as the end of an address tells most. */
void row_cut(struct buf *, size_t room, bool middle, bool ascii);
/* Breaks the lines of a text from byte `from` on, between words, so that they fit in a terminal
 * of `width` columns (0: none, or any); what goes on in a new row is indented.  A word that is
 * wider than a row is left to the terminal, and colours take no room. */
void row_break(struct buf *, size_t from, size_t width, size_t indent);
enum { ROW_HANG = 4 };   /* the indent of a sentence that goes on: deeper than what is below */
/* The row of a place after the terminal itself has broken its rows anew.  Behind a
 * full row it may leave the cursor there or on the next one: the former is taken,
 * because clearing from a row too high would eat what stands above. */
size_t row_reflowed(struct row_place);
#endif

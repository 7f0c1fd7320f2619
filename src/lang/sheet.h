/* sheet: tables of Markdown, read row by row. */
#ifndef SOSH_LANG_SHEET_H
#define SOSH_LANG_SHEET_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum { SHEET_CELLS = 8 };
struct sheet_row {
	struct {
		const char *text;   /* without blanks around */
		size_t      count;
	} cell[SHEET_CELLS];
	size_t cells;           /* what is more is part of the last */
	bool   rule;            /* the line between the heading and the rest */
};

/* Reads the line at `text`: "| a | b |".  The line behind it, or NULL: it is no row. */
const char *sheet_read(const char *text, struct sheet_row *);
/* Adds what stands behind the first cell as a text. */
void sheet_rest(const struct sheet_row *, struct buf *);
#endif

/* capability: what the terminal can do, by terminfo. */
#ifndef SOSH_SHELL_CAPABILITY_H
#define SOSH_SHELL_CAPABILITY_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

enum capability {
	CAN_REGION,     /* csr: rows scroll, those outside stay */
	CAN_SAVE,       /* sc, rc: the cursor's place */
	CAN_RESTORE,
	CAN_GO,         /* cup */
	CAN_CLEAR_ROW,  /* el, ed: from the cursor to the end of the row, of the screen */
	CAN_CLEAR_DOWN,
	CAN_UP,         /* cuu1 */
	/* These a terminal may lack. */
	CAN_HIDE,       /* civis, cnorm: the cursor itself */
	CAN_SHOW,
	CAN_BOLD, CAN_DIM, CAN_REVERSE,
	CAN_COLOR,      /* setaf */
	CAN_PLAIN,      /* sgr0: none of those four */
	CAPABILITIES
};

struct terminfo;
/* All zero is a terminal that can do nothing. */
struct capabilities {
	char *text[CAPABILITIES];   /* without padding; NULL: it cannot */
	const struct terminfo *terminfo;
};

/* Asks terminfo for $TERM.  False and *why where a live table cannot be had: the build
 * has no terminfo, or something it needs is missing.  What there is stays. */
bool capability_load(struct capabilities *, struct error *why);
/* Adds what makes the terminal do it; nothing where it cannot. */
void capability_add(const struct capabilities *, enum capability, struct buf *);
/* The rows `first` to `last` scroll from now on.  Moves the cursor. */
void capability_add_region(const struct capabilities *, size_t first, size_t last,
    struct buf *);
void capability_add_go(const struct capabilities *, size_t row, size_t column, struct buf *);
void capability_add_up(const struct capabilities *, size_t rows, struct buf *);
/* What follows is in one of the colours 0 to 7, as setaf counts them. */
void capability_add_color(const struct capabilities *, int color, struct buf *);
void capability_clear(struct capabilities *);
#endif

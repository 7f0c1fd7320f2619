/* heard: what commands said, for a report: the first of it and the last. */
#ifndef SOSH_SHELL_HEARD_H
#define SOSH_SHELL_HEARD_H
#include "base/buf.h"

/* All zero: nothing yet.  However much is said, it stays small. */
struct heard {
	struct buf first, last;
	size_t     gone;       /* bytes between them that were dropped */
};

enum { HEARD_HALF = 32 << 10 };  /* so much is kept of the first, and of the last */

void heard_add(struct heard *, const char *text, size_t count);
/* Adds what was heard, and where something is missing how much, on a line of its own. */
void heard_show(const struct heard *, struct buf *);
/* Nothing was said, once more. */
void heard_reset(struct heard *);
void heard_clear(struct heard *);
#endif

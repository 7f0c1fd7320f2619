/* hint: a word of help behind the cursor, painted around the line editor. */
#ifndef SOSH_SHELL_HINT_H
#define SOSH_SHELL_HINT_H
#include <stdbool.h>
#include <stdio.h>

#include "shell/line.h"
#include "shell/rows.h"

/* Paints what the user has for the `count` bytes of `text`, whose end is at `end` on a
 * terminal of `width` columns, where the cursor is as well; it stays there.  False if
 * there is nothing to paint. */
bool hint_paint(FILE *, const struct line_user *, const char *text, size_t count,
    struct row_place end, size_t width);
/* Takes it off; the cursor is where it was then. */
void hint_wipe(FILE *, const struct line_user *);
#endif

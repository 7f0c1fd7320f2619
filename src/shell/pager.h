/* pager: shows a long text a screen at a time, by the person's own program. */
#ifndef SOSH_SHELL_PAGER_H
#define SOSH_SHELL_PAGER_H
#include <stdbool.h>
#include <stddef.h>

/* So many rows the text takes on a screen of that width. */
size_t pager_rows(const char *text, size_t count, size_t width);
/* Runs $PAGER, or where that is not set less(1) or more(1), and waits for its end.  The
 * terminal is the pager's meanwhile: the caller has given it up.  False when there is
 * none (an empty $PAGER says that none is wanted): the text was not shown. */
bool pager_show(const char *text, size_t count);
#endif

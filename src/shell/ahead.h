/* ahead: what may come next, told to whoever asks from outside: --complete, --hint. */
#ifndef SOSH_SHELL_AHEAD_H
#define SOSH_SHELL_AHEAD_H
#include "base/buf.h"
#include "lang/command.h"

/* --complete: what may come next behind LINE, a line each: the word, a tab, a word of
 * help. */
void ahead_complete(const struct catalog *, const char *line, struct buf *);
/* --hint: what the prompt shows dim behind LINE, and a line end.  For tests. */
void ahead_hint(const struct catalog *, const char *line, struct buf *);
#endif

/* hint: the rest of the usage of what is being typed. */
#ifndef SOSH_LANG_HINT_H
#define SOSH_LANG_HINT_H
#include "base/buf.h"
#include "lang/command.h"
#include "lang/expand.h"

/* Adds what is to be shown dim behind the cursor when it stands at byte `point` of
 * `line`: "N ADDRESS [--timeout DURATION]" behind "connect ", and with a blank in
 * front where a word is still being typed; behind "conn", where one command alone
 * begins so, the rest of its name, too.  Flags that stand there already are left out,
 * and so is more of what may be repeated.  Of a word that cannot be read, and is not the
 * beginning of one that can: "did you mean 'echo'?", where one is near.
 *
 * Nothing is added where the point is not at the end, in quotes, comments and
 * here-documents, where the line is wrong (too many words, one that is like no
 * other) and where nothing is left to come.  Of `desk` session, run and world are
 * asked; all may be NULL.  What is added is of our own making, harmless to show, and
 * has no line end; the caller cuts it to what fits.  Quick enough for every key. */
void hint(const struct catalog *, const struct reading *desk, const char *line,
    size_t point, struct buf *);
#endif

/* prompt: lines from a person. */
#ifndef SOSH_SHELL_PROMPT_H
#define SOSH_SHELL_PROMPT_H
#include "shell/shell.h"

/* Reads and runs lines until the person leaves. */
void prompt_run(struct shell *, const struct options *);
/* Output is to come: a line that is being typed makes room for it, until the next
 * turn.  Nothing happens elsewhere. */
void prompt_above(struct shell *);
/* All there is to be said was said: it is written, and the line comes back. */
void prompt_settle(struct shell *);
/* The lines that come are a command's, until they are taken back: what the session's
 * lines_begin and lines_end are. */
void prompt_lend(struct session *, struct call *, const char *text,
    void (*said)(struct call *, const char *text));
void prompt_take_back(struct session *);
/* SIGWINCH, SIGTSTP or SIGCONT came. */
void prompt_signal(struct shell *, int number);
/* --complete: what may come next behind LINE, a line each. */
void prompt_complete(const struct catalog *, const char *line, struct buf *);
/* --hint: what the prompt shows dim behind LINE, and a line end.  For tests. */
void prompt_hint(const struct catalog *, const char *line, struct buf *);
#endif

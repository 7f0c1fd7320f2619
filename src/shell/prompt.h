/* prompt: lines from a person. */
#ifndef SOSH_SHELL_PROMPT_H
#define SOSH_SHELL_PROMPT_H
#include "shell/shell.h"

/* Reads and runs lines until the person leaves. */
void prompt_run(struct shell *, const struct options *);
/* SIGWINCH, SIGTSTP or SIGCONT came. */
void prompt_signal(struct shell *, int number);
/* --complete: what may come next behind LINE, a line each. */
void prompt_complete(const struct catalog *, const char *line, struct buf *);
/* --hint: what the prompt shows dim behind LINE, and a line end.  For tests. */
void prompt_hint(const struct catalog *, const char *line, struct buf *);
#endif

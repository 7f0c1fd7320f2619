/* prompt: lines from a person. */
#ifndef SOSH_SHELL_PROMPT_H
#define SOSH_SHELL_PROMPT_H
#include "shell/shell.h"

/* Reads and runs lines until the person leaves. */
void prompt_run(struct shell *, const struct options *);
/* SIGWINCH, SIGTSTP or SIGCONT came. */
void prompt_signal(struct shell *, int number);
/* Something is about to be written: room is made for it, if there is a prompt. */
void prompt_above(struct shell *);
/* --complete: what may come next behind LINE, a line each. */
void prompt_complete(const struct catalog *, const char *line, struct buf *);
#endif

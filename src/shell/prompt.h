/* prompt: lines from a person. */
#ifndef SOSH_SHELL_PROMPT_H
#define SOSH_SHELL_PROMPT_H
#include "shell/shell.h"

struct stage;

/* Reads and runs lines until the person leaves. */
void prompt_run(struct shell *, const struct options *);

/* Where nobody is asked, these do nothing (but flush).  Output is to come: a line that is
 * being typed makes room for it, until all there is to be said was said: then it is
 * written, and the line comes back. */
void prompt_above(struct shell *);
void prompt_settle(struct shell *);
/* NULL where nobody is asked. */
struct stage *prompt_stage(struct shell *);
/* Has the pager show a text that is longer than the screen; false where it did not. */
bool prompt_page(struct shell *, const char *text, size_t count);
/* SIGWINCH, SIGTSTP or SIGCONT came. */
void prompt_signal(struct shell *, int number);
#endif

/* advice: what the doctor says of a failure that will be shown. */
#ifndef SOSH_SHELL_ADVICE_H
#define SOSH_SHELL_ADVICE_H
#include "shell/shell.h"

/* Puts it into the call's failure: `hint`, `next`, `evidence`; nothing with `config hints
 * off`, or where the command itself has put a hint there. */
void advice_add(struct shell *, struct call *);
/* Under the first error that has a hint, at the prompt: what tells more, and what less. */
void advice_once(struct shell *, const struct call *, struct buf *);
#endif

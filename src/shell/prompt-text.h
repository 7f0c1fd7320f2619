/* prompt-text: what stands before the cursor. */
#ifndef SOSH_SHELL_PROMPT_TEXT_H
#define SOSH_SHELL_PROMPT_TEXT_H
#include <stdbool.h>

#include "base/buf.h"

struct shell;

/* Adds the prompt: as `config prompt` says, a sign for each %-letter, or the usual one:
 * "sosh> ", with `counts` also how many sockets there are: "sosh[3:2est]> ".  No
 * escapes; a third of `width` columns at most. */
void prompt_text(struct shell *, bool counts, size_t width, struct buf *);
#endif

/* render-text: answers and errors for people. */
#ifndef SOSH_SHELL_RENDER_TEXT_H
#define SOSH_SHELL_RENDER_TEXT_H
#include "command/call.h"

/* Adds the answer of a command that went well: a sentence, `[N] ...`, and under it
 * what it brought.  `quiet`: only received data, and what echo says.  `show`: the
 * flags of bytes_show(). */
void render_text(struct buf *, const struct call *, bool quiet, unsigned show);
/* Adds what went wrong: the place, the command, the error, and for a word the line
 * with a caret.  `color`: the name of the error stands out. */
void render_text_error(struct buf *, const struct call *, bool color, unsigned show);
/* The same for text that could not be understood; `from` stands for a source that
 * has no name ("-c"), NULL at the prompt. */
void render_text_syntax(struct buf *, const struct source *, struct place,
    const struct error *, const char *from, unsigned show);
#endif

/* render-text: answers and errors for people. */
#ifndef SOSH_SHELL_RENDER_TEXT_H
#define SOSH_SHELL_RENDER_TEXT_H
#include "command/call.h"

/* How it is to look. */
struct look {
	bool     quiet;  /* only received data, and what echo says */
	bool     color;  /* the name of an error stands out */
	bool     person; /* at the prompt: hints tell what to type */
	size_t   width;  /* of a terminal, for which sentences are broken into lines; 0: it is
	                    none */
	unsigned show;   /* flags of bytes_show() */
};

/* Adds the answer of a command that went well: a sentence, `[N] ...`, and under it
 * what it brought. */
void render_text(struct buf *, const struct call *, const struct look *);
/* Adds bytes that came, as the answer to this call would show them. */
void render_text_piece(struct buf *, const struct call *, const void *bytes, size_t count,
    const struct look *);
/* Adds what went wrong: the place, the command, the error, and for a word the line
 * with a caret. */
void render_text_error(struct buf *, const struct call *, const struct look *);
/* Adds but the command and its error, "connect 1: ECONNREFUSED: ...": no place, no line
 * end. */
void render_text_what(struct buf *, const struct call *, const struct look *);
/* The same for text that could not be understood; `from` stands for a source that
 * has no name ("-c"), NULL at the prompt. */
void render_text_syntax(struct buf *, const struct source *, struct place,
    const struct error *, const char *from, const struct look *);
#endif

/* line: what a line editor does for the shell. */
#ifndef SOSH_SHELL_LINE_H
#define SOSH_SHELL_LINE_H
#include <stddef.h>

#include "base/error.h"
#include "base/loop.h"
#include "lang/type.h"

/* Who reads the lines.  `entered` gets a line without its end, NULL at the end of
 * the input (Ctrl-D on an empty line); it may call any function below but
 * close().  `complete` offers what may stand at `point` in `text`, and sets
 * `*start` to the byte where the word begins that the offers replace. */
struct line_user {
	void *to;
	void (*entered)(void *to, const char *text);
	void (*complete)(void *to, const char *text, size_t point, size_t *start,
	    struct offer);
};

struct line;  /* an editor at work; each editor has its own */

/* An editor.  Reading goes on in the loop, a key at a time; nothing here waits.
 * One editor at most is open. */
struct line_editor {
	const char *name;  /* "readline 8.2", as --version tells it */
	/* Takes the terminal on standard input; NULL and *error if it cannot. */
	struct line *(*open)(struct loop *, const struct line_user *, struct error *);
	/* Shows the prompt and reads a line; the terminal is the editor's. */
	void (*ask)(struct line *, const char *prompt);
	/* Gives the terminal back as it was, while a command runs.  ask() goes on. */
	void (*rest)(struct line *);
	/* Takes the half-typed line off the screen, for output above it, and puts it
	 * back.  Nothing happens while resting. */
	void (*hide)(struct line *);
	void (*show)(struct line *);
	/* Ctrl-C: the line is cleared, ^C stays behind, the prompt comes again. */
	void (*interrupt)(struct line *);
	void (*resized)(struct line *);
	/* Adds to what the arrow keys bring back, oldest first. */
	void (*remember)(struct line *, const char *text);
	void (*close)(struct line *);
};

/* The one this build was configured with; line_plain where it has none, or the
 * terminal can do nothing (TERM=dumb). */
extern const struct line_editor line_best, line_plain;
#endif

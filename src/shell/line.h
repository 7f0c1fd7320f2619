/* line: what a line editor does for the shell. */
#ifndef SOSH_SHELL_LINE_H
#define SOSH_SHELL_LINE_H
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/loop.h"
#include "lang/type.h"
#include "shell/capability.h"

/* Who reads the lines.  All but `entered` may be NULL, and each may call any function
 * below but close(). */
struct line_user {
	void *to;
	/* A line without its end; NULL at the end of the input (Ctrl-D on an empty one). */
	void (*entered)(void *to, const char *text);
	/* Offers what may stand at `point` in `text`, and sets `*start` to the byte where
	 * the word begins that the offers replace. */
	void (*complete)(void *to, const char *text, size_t point, size_t *start,
	    struct offer);
	/* Adds what is to stand, dim, behind a cursor at the end of the line; it is no
	 * part of the line.  Harmless for the terminal. */
	void (*hint)(void *to, const char *text, size_t point, struct buf *);
	/* How many rows a list of offers may take; NULL: line_list_rows() guesses. */
	size_t (*rows)(void *to);
	/* Ctrl-L.  NULL: the editor clears the screen itself. */
	void (*clear)(void *to);
	/* Ctrl-]; the line stays as it is.  Where the terminal edits: it was in a line,
	 * which is dropped. */
	void (*escape)(void *to);
	/* What the terminal can do: hints need some of it. */
	const struct capabilities *can;
};

enum { LINE_LIST_ROWS = 20 };

/* What a key asked for.  It is done when the editor has dealt with the key, as it may
 * want to give the terminal back. */
struct line_wanted {
	bool clear, escape;
};

struct line;  /* an editor at work; each editor has its own */

/* An editor.  Reading goes on in the loop, a key at a time; nothing here waits.
 * One editor at most is open. */
struct line_editor {
	const char *name;   /* "readline 8.2", as --version tells it */
	bool        cooked; /* the terminal edits: a half-typed line cannot be moved */
	const char *leave;  /* what a crash has to write to undo what the editor turned on */
	/* Takes the terminal on standard input; NULL and *error if it cannot. */
	struct line *(*open)(struct loop *, const struct line_user *, struct error *);
	/* Shows the prompt and reads a line; the terminal is the editor's. */
	void (*ask)(struct line *, const char *prompt);
	/* Gives the terminal back as it was, while a command runs.  ask() goes on. */
	void (*rest)(struct line *);
	/* While resting: what was half typed does not come back. */
	void (*forget)(struct line *);
	/* Takes the half-typed line off the screen, for output above it, and puts it
	 * back, where the cursor is.  Keys wait meanwhile.  Nothing happens while
	 * resting. */
	void (*hide)(struct line *);
	void (*show)(struct line *);
	/* Ctrl-C: the line is cleared, ^C stays behind, the prompt comes again. */
	void (*interrupt)(struct line *);
	/* The terminal has another size, and has broken its rows anew: goes to where the
	 * prompt stands now, and clears all below.  The line is hidden then. */
	void (*rewind)(struct line *);
	/* Counts with the new size from now on; behind rewind(). */
	void (*resized)(struct line *);
	/* Adds to what the arrow keys bring back, oldest first. */
	void (*remember)(struct line *, const char *text);
	void (*close)(struct line *);
};

static inline size_t
line_list_rows(const struct line_user *user)
{
	return user->rows ? user->rows(user->to) : LINE_LIST_ROWS;
}

static inline void
line_do_wanted(const struct line_user *user, struct line_wanted *wanted)
{
	struct line_wanted now = *wanted;

	*wanted = (struct line_wanted){ false, false };
	if (now.clear)
		user->clear(user->to);
	if (now.escape)
		user->escape(user->to);
}

/* A number that a library's header defines, as text. */
#define LINE_TEXT(number)    LINE_TEXT_OF(number)
#define LINE_TEXT_OF(number) #number

/* Where the build has no other (editing.h), or the terminal can do nothing (TERM=dumb). */
extern const struct line_editor line_plain;
#endif

/* history: the lines that were entered, here and in sessions before. */
#ifndef SOSH_COMMAND_HISTORY_H
#define SOSH_COMMAND_HISTORY_H
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* All zero is an empty one.
 *
 * The file is plain text, an entry a line, so that `tail -f` and `grep` are at
 * home in it.  An entry stands there as it was typed.  Only one that holds
 * control characters (what was entered in several lines), or begins with a
 * backslash, is escaped: a backslash stands before it, and in it \n is a line
 * feed, \\ a backslash, \xHH another control character. */
struct history {
	char **line;       /* oldest first; one that was several lines holds \n */
	size_t count, room;
	size_t size;       /* how many are kept; `config history` */
	char  *path;       /* NULL: no file, or one that is not to be touched */
	size_t stored;     /* lines in the file, as far as is known */
	bool   folder;     /* the file's folder is made where it is missing */
	bool   told;       /* that the file could not take a line */
};

enum { HISTORY_SIZE = 10000 };

/* Finds the file: $SOSH_HISTFILE (empty: none), else
 * $XDG_STATE_HOME/sosh/history, else $HOME/.local/state/sosh/history, and reads
 * the newest `size` lines of it (0: HISTORY_SIZE).  Nothing is made before there
 * is a line to keep.  A file that is not a regular one of ours is left alone:
 * false and an error to show once as a warning; the history then works without a
 * file. */
bool history_open(struct history *, struct error *warning);
/* Adds a line: not an empty one, nor one with a leading blank, nor the same as
 * the last.  It goes to the file at once, as one O_APPEND write under a shared
 * lock.  False and an error (told once) when the file could not take it; the next
 * line is tried all the same.  A file of twice the size is cut to the size. */
bool history_add(struct history *, const char *text, struct error *warning);
/* Keeps only the newest `size` lines, rewriting the file where it has more: by a
 * new file and rename(2), under an exclusive lock. */
bool history_resize(struct history *, size_t size, struct error *warning);
void history_clear(struct history *);
#endif

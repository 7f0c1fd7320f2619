/* lines: a file, a line at a time. */
#ifndef SOSH_BASE_LINES_H
#define SOSH_BASE_LINES_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

enum { LINES_MOST = 16 << 20 };     /* bytes in a line; a longer one is an ERROR_LIMIT */

struct lines {
	char      *path;
	int        fd;
	struct buf buf;
	size_t     at, seen;        /* where the next line begins; where no LF stands before */
	bool       ended;
};

/* Opens it.  False: a system error.  lines_clear() frees what it holds, also then. */
bool lines_open(struct lines *, const char *path, struct error *);
void lines_clear(struct lines *);

enum lines_found { LINES_ONE, LINES_END, LINES_LATER, LINES_BAD };
/* The next line that has come by now, without its LF or CR LF; the last one needs none.
 * It lasts until the next call.  LINES_LATER: it is not there yet, and lines_read() may
 * bring it.  LINES_END: there is no more. */
enum lines_found lines_next(struct lines *, const char **line, size_t *count);
/* Reads on, without waiting.  LINES_ONE: there is something new to look at;
 * LINES_LATER: a pipe or terminal has nothing now. */
enum lines_found lines_read(struct lines *, struct error *);
#endif

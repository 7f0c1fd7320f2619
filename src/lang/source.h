/* source: the text that commands came from, and places in it. */
#ifndef SOSH_LANG_SOURCE_H
#define SOSH_LANG_SOURCE_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

/* A script's text.  Commands that were parsed from it hold it, so that an error
 * can show its line; the last to let go frees it. */
struct source {
	char      *name;    /* the file; NULL for -c, standard input and the prompt */
	struct buf text;    /* with LF line ends */
	unsigned   first;   /* the number of its first line, 1 for a file */
	unsigned   lines;   /* that have ended so far */
	size_t     last;    /* where the one begins that has not */
	unsigned   holders;
};

struct place {
	unsigned line;
	size_t   offset;    /* bytes into the text */
};

/* An empty text with one holder.  `name` is copied. */
struct source *source_new(const char *name);
struct source *source_hold(struct source *);
void source_drop(struct source *);
/* Adds text, CR LF as LF; a UTF-8 byte order mark at the very front is dropped.
 * False and an error whose `*where` is the place of a NUL or of a line past
 * 16 MiB. */
bool source_add(struct source *, const char *text, size_t count, struct place *where,
    struct error *);

/* The column of a place, in characters from 1. */
unsigned source_column(const struct source *, struct place);
/* Two lines: the line of the place, and a caret under it; each indented by two
 * blanks, escaped, and cut to what fits around the place. */
void source_caret(const struct source *, struct place, struct buf *);
#endif

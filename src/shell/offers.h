/* offers: what may come next, gathered, cut to what is common, listed. */
#ifndef SOSH_SHELL_OFFERS_H
#define SOSH_SHELL_OFFERS_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "shell/line.h"

/* All zero is none. */
struct offers {
	struct offered {
		char *word, *help;  /* help: may be NULL */
	} *item;
	size_t count, room;
	size_t *slot, slots; /* a hash table of their indexes plus 1: none comes twice */
	size_t start;  /* the byte where the word begins that they replace */
};

/* Asks the user what may stand at `point` in `text`: in the order in which they are
 * offered, the best first; none twice. */
void offers_gather(struct offers *, const struct line_user *, const char *text,
    size_t point);
/* Adds what is to stand in place of the `count` bytes that were `typed`: the one
 * there is, or what all have in common.  It is never less than what was typed. */
void offers_common(const struct offers *, const char *typed, size_t count, struct buf *to);
/* Is there one only, that wants a blank behind it?  Not one that goes on, as a
 * folder, a prefix or a list does, nor a variable, which may stand within a word. */
bool offers_end_word(const struct offers *);
/* Adds them as lines of at most `width` columns and no more than `rows` of them (two
 * at least): those that fit so with a word of help each, more of them in columns; the
 * rest is counted in the last line, "... and 9950 more". */
void offers_list_within(const struct offers *, size_t width, size_t rows, struct buf *to);
/* The same where the rows of the screen are not known. */
void offers_list(const struct offers *, size_t width, struct buf *to);
void offers_clear(struct offers *);
#endif

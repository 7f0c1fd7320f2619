/* expand: words as they are when their command runs. */
#ifndef SOSH_LANG_EXPAND_H
#define SOSH_LANG_EXPAND_H
#include "base/pool.h"
#include "lang/type.h"
#include "lang/words.h"

/* What the language asks of the world around it. */
struct world {
	void *to;
	/* Adds what the variable (its name as in `${name}`) holds. */
	bool (*variable)(void *to, const char *name, size_t count, struct buf *,
	    struct error *);
	/* May a script use this DATA prefix ("file:")?  For --safe. */
	bool (*prefix)(void *to, const char *prefix, struct error *);
	/* Offers the names that may stand in `${...}`; `typed` is what stands there
	 * already.  For completion; NULL: nothing is offered. */
	void (*offer_variables)(void *to, const char *typed, struct offer);
	/* Empty, for a word to be put together in; or NULL. */
	struct buf *scratch;
};

/* Replaces the variables of a word.  `text` lives as long as pool and word. */
bool expand(const struct word *, const struct world *, struct pool *, struct text *,
    struct error *);
#endif

/* match: regular expressions on bytes; the one door to PCRE2. */
#ifndef SOSH_BASE_MATCH_H
#define SOSH_BASE_MATCH_H
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct match;

/* Compiles `pattern`; NULL and a usage error with the place if it is none.  The
 * caller frees it with match_free().  Bytes are matched as bytes, with (*UTF) at
 * the front as UTF-8. */
struct match *match_new(const char *pattern, size_t count, struct error *);
void match_free(struct match *);
/* Does it match anywhere in the bytes?  A pattern that backtracks without end is
 * stopped: false, and ERROR_LIMIT in *error (else error->kind is ERROR_NONE). */
bool match_run(struct match *, const void *bytes, size_t count, struct error *);

/* The same of bytes of which more may come; what lies before `from` is known to begin no
 * match, and is there for those that look back.  False and no error: no match can begin
 * before `*next`, whatever comes. */
bool match_run_from(struct match *, const void *bytes, size_t count, size_t from,
    size_t *next, struct error *);

/* The same where bytes in front of these are gone since `from` was told: one that asks what
 * stands before it may begin at the new front.  Only there is it tried once more. */
bool match_run_again(struct match *, const void *bytes, size_t count, size_t from,
    size_t *next, struct error *);

/* After a match: group `index`, 0 for all of it; false if there is none or it
 * took no part.  Points into the bytes that were matched. */
bool match_group(const struct match *, const void *bytes, size_t index,
    const char **start, size_t *count);
/* How many groups there are, group 0 among them. */
size_t match_groups(const struct match *);
/* The name of group `index`, or NULL. */
const char *match_name(const struct match *, size_t index);
/* Where the match ends. */
size_t match_end(const struct match *);
/* Where the last of its groups ends: so many bytes are needed to tell them all. */
size_t match_extent(const struct match *);
#endif

/* complete: what may come next. */
#ifndef SOSH_LANG_COMPLETE_H
#define SOSH_LANG_COMPLETE_H
#include "lang/command.h"
#include "lang/expand.h"

/* Offers what may stand at byte `point` of `line`, an unfinished text of commands:
 * names of commands, flags, what the types of arguments offer, braces, variables in
 * `${` and behind `$`.  The best comes first; a word may come twice.  `*start` is the
 * byte where the word begins that an offer replaces.  Words that the language would
 * take for something else are offered in quotes.  In quotes that are open there are no
 * commands, flags and prefixes, in comments and here-documents there is nothing.  Of
 * `desk` session, run and world are asked; all may be NULL. */
void complete(const struct catalog *, const struct reading *desk, const char *line,
    size_t point, size_t *start, struct offer);
#endif

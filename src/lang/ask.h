/* ask: what a command lacks, and what to ask for it. */
#ifndef SOSH_LANG_ASK_H
#define SOSH_LANG_ASK_H
#include <stdbool.h>

#include "base/buf.h"
#include "lang/command.h"
#include "lang/expand.h"

/* The word that is missing. */
struct asked {
	const struct param *param;
	const char         *noun;      /* for people: "socket", "address", "on or off" */
	struct buf          choices;   /* where the noun is these, its text */
	struct buf          fallback;  /* what is meant by an empty answer, as a word that
	                                  is typed; no bytes: there is nothing likely */
};

/* Does the last command of `line`, an entered one, lack a plain word that it must
 * have, and may a person be asked for it?  Then `*asked` tells which; the caller
 * adds a blank and the answer (or the fallback) to the line, and asks again until
 * this is false.  Answers are typed words: what is wrong in them is told when the
 * line is run, as ever.
 *
 * Never asked for: words of a command that a block or another command is part of,
 * of the group "language", with `&` or a comment behind it, or in a line that is
 * wrong before that.  Of `desk` session, run and world are asked; all may be NULL.
 * False leaves *asked empty; else asked_clear() frees what it holds. */
bool ask_missing(const struct catalog *, const struct reading *desk, const char *line,
    struct asked *);
void asked_clear(struct asked *);
#endif

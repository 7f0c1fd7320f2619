/* entry: what a person enters, and what is asked before it runs. */
#ifndef SOSH_SHELL_ENTRY_H
#define SOSH_SHELL_ENTRY_H
#include "base/buf.h"
#include "lang/ask.h"

/* RUN: `line` is whole, and wanted.  ASK: the person is to be asked first, with
 * entry_prompt().  DROP: it is not wanted after all. */
enum entry_next { ENTRY_RUN, ENTRY_ASK, ENTRY_DROP };
enum entry_question { ENTRY_NOTHING, ENTRY_PASTED, ENTRY_MISSING };

/* All zero is one that nothing is asked for. */
struct entry {
	struct buf          line;
	enum entry_question question;
	struct asked        asked;      /* ENTRY_MISSING: for what */
	bool                background; /* a `&` was taken off the line meanwhile */
};

/* Takes what was entered: a line, or the answer to the question.  Lines that were
 * pasted together run when the person says so.  A word that is missing is asked for,
 * unless the line goes on with what was entered before (`continues`). */
enum entry_next entry_take(struct entry *, const struct catalog *, const struct reading *desk,
    const char *text, bool continues);
/* Adds the question: "socket [2]: ", "run these 3 lines? [Y/n] ". */
void entry_prompt(const struct entry *, struct buf *);
/* While it is asked for a word: adds the line up to that word, and a blank.  False
 * where what is typed is no part of a line. */
bool entry_before(const struct entry *, struct buf *);
/* Ctrl-C: nothing is asked any more. */
void entry_forget(struct entry *);
void entry_clear(struct entry *);
#endif

/* spot: where in an unfinished text of commands one is, and what stands before. */
#ifndef SOSH_LANG_SPOT_H
#define SOSH_LANG_SPOT_H
#include "lang/args.h"
#include "lang/command.h"
#include "lang/expand.h"
#include "lang/words.h"

/* What may stand where the spot is. */
enum spot_in {
	SPOT_NOTHING,   /* we cannot tell, or nothing: comments, quotes, documents */
	SPOT_NAME,      /* the name of a command */
	SPOT_BLOCK_END, /* what comes behind the `}` of a block: `else`, where it fits */
	SPOT_ELSE,      /* what comes behind `else` */
	SPOT_WORD,      /* a word of `command` */
	SPOT_VARIABLE,  /* the rest of `${name` or `$name` */
};

struct spot {
	enum spot_in  in;
	size_t        start;    /* the byte where the word at the spot begins */
	struct buf    typed;    /* what was typed of it, quotes undone */
	bool          literal;  /* which was typed without quotes, or not at all */
	size_t        plain;    /* so many bytes at its front were, or are yet to be */
	bool          quoted;   /* it is in quotes that are still open */
	bool          touches;  /* there is such a word: no blank stands before the spot */
	bool          braces;   /* of SPOT_VARIABLE: a `{` stands behind the `$` */
	bool          fits;     /* of SPOT_BLOCK_END: the command may have an `else` */
	size_t        begin;    /* the byte where the command at the spot begins */

	/* Of SPOT_WORD: the command, the innermost where one stands inside another
	 * (fails), and what its words before the one at the spot come to. */
	const struct command *command;
	struct word         **word;
	size_t                count;
	const struct param   *value;    /* the flag that wants the word at the spot */
	const struct param   *next;     /* the row of its next plain word; may be nameless */
	const struct param   *row;      /* the row of the word before the spot */
	unsigned              nested;   /* so many braces of that word are open at the spot */
	bool                  opened;   /* the word that spot_take() took opened one */
	bool                  begun;    /* `next` has a word already: it takes many */
	bool                  ended;    /* a lone -- was seen */
	bool                  wrong;    /* these words cannot be: a flag that is none, ... */
	bool                  inside;   /* it stands inside another command, or behind `else` */
	struct error          error;    /* of the row that spot_fill() returned */

	const struct catalog *catalog;
	struct pool           pool;
	struct source        *source;
	struct words          words;
};

/* Finds out about byte `point` of `line`.  spot_clear() frees what it holds, whatever
 * came of it. */
void spot_find(struct spot *, const struct catalog *, const char *line, size_t point);
void spot_clear(struct spot *);
/* Takes the word at the spot in, as if a blank stood behind it.  Of SPOT_WORD. */
void spot_take(struct spot *);
/* Begins a command: that of this name (or, as at the prompt, of a name that begins
 * so), without any words.  False if there is none. */
bool spot_begin(struct spot *, const char *name);

/* Does the flag stand in the words already? */
bool spot_has(const struct spot *, const struct param *);
/* Is the row a flag that may still be given? */
bool spot_lacks(const struct spot *, const struct param *);
/* Reads the words before the spot into `args`, CALL_ARGS zero bytes, as far as that
 * is possible without holding on to anything, so that a type can look at the
 * arguments before its own.  `from` is the desk.  The row of the first that could not
 * be read, or NULL; one that the desk alone can tell is named only where there is no
 * other. */
const struct param *spot_fill(struct spot *, const struct reading *from, void *args);
/* What a type is asked with: `*args` as spot_fill() left them. */
struct reading spot_reading(struct spot *, const struct reading *from,
    const struct param *, void *args);
#endif

/* args: words to a command's own struct. */
#ifndef SOSH_LANG_ARGS_H
#define SOSH_LANG_ARGS_H
#include "base/pool.h"
#include "lang/command.h"
#include "lang/expand.h"
#include "lang/words.h"

enum { CALL_ARGS = 640 };

struct image;
/* What is remembered of words whose command has run.  Each command of a script has one, and
 * most run once: so it is small. */
struct habit {
	unsigned      times;        /* that it has run, without an image */
	bool          indifferent;  /* with one: there are no variables in them, and the
	                               command has no flags: it cannot ask what was before */
	struct image *image;        /* of what need not be read again, or NULL */
};

/* A word and the row it belongs to; no word where a switch stands alone. */
struct binding {
	const struct param *param;
	const struct word  *word;    /* NULL: a switch, */
	const struct word  *name;    /* which is this one; NULL of what is no option */
};
struct bindings {
	struct binding *item;
	size_t          count;
	bool            clears;      /* a row with a clear() is among them, */
	bool            instead;     /* and one with PARAM_INSTEAD */
	struct habit   *habit;       /* NULL: there are no words */
};

/* The command of this name or alias; with `prefix` also the one whose name alone
 * begins so.  NULL and a usage error, with the nearest name, if there is none. */
const struct command *args_command(const struct catalog *, const char *name, bool prefix,
    struct error *);
/* The same, by exactly its name or an alias; NULL if there is none, of sosh's own. */
const struct command *args_own_command(const struct catalog *, const char *name);
/* The form of a command that its first word chooses; NULL: none. */
const struct command *args_form(const struct command *, const struct word *first);
const struct param *args_option(const struct command *, const char *name);
/* The first row from this one on that is no flag; it may be the nameless one. */
const struct param *args_plain(const struct param *);
/* Is this word a flag that takes the place of the first plain row (PARAM_INSTEAD)? */
bool args_is_instead(const struct command *, const struct word *);

/* Finds the row of each of `count` words: names of flags and the number of words
 * are right after this.  `*where` is the place of the error; before the call, the
 * place to blame when words are missing. */
bool args_bind(const struct command *, struct word *const *word, size_t count, struct pool *,
    struct bindings *, struct place *where, struct error *);

/* Fills reading->args, args_size bytes.  On an error reading->word is the one that it
 * is about.  Whatever the outcome, args_clear() frees what it holds.  With reading->lasting
 * the words that mean the same every time are read once, not whenever the command runs, and
 * planned for once: reading->planned tells. */
bool args_fill(const struct command *, const struct bindings *, struct reading *,
    struct error *);
/* The same of the one at `at`. */
bool args_fill_one(const struct bindings *, size_t at, const struct reading *,
    struct error *);
/* Does this row's word stand among them? */
bool args_given(const struct bindings *, const struct param *);
/* For args_clear(): there may be something. */
void args_free(const struct bindings *, void *args);
static inline void
args_clear(const struct bindings *bindings, void *args)
{
	if (bindings->clears)
		args_free(bindings, args);
}

/* Reads the words that need neither variables nor a desk (-n). */
bool args_check(const struct bindings *, struct pool *, const struct word **wrong,
    struct error *);
#endif

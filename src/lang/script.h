/* script: a text of commands, as it comes in. */
#ifndef SOSH_LANG_SCRIPT_H
#define SOSH_LANG_SCRIPT_H
#include "base/pool.h"
#include "lang/args.h"
#include "lang/command.h"
#include "lang/faults.h"
#include "lang/words.h"

struct block;
struct script;

/* A command as it stands in a script. */
struct node {
	const struct command *command;
	struct script        *script;    /* that it lives in */
	struct source        *source;
	struct place          place;
	size_t                span;      /* bytes it takes in the source, without a `&` */
	bool                  background; /* a `&` follows it */
	bool                  wrong;     /* its words are, and that was told: it cannot run */
	struct bindings       words;
	struct node          *inner;     /* of PARAM_COMMAND: the command it runs */
	struct block         *block, *otherwise;
};

struct block {
	struct node **node;
	size_t        count;
};

/* Commands in the course of coming in: all of a file at once, or line by line.
 * Who runs its commands holds it; the last to let go frees it. */
struct script {
	const struct catalog *catalog;
	unsigned      holders;
	bool          prefix;     /* names may be cut short (at the prompt) */
	bool          glance;     /* it will not be run: what it defines, it does not */
	bool          veiled;     /* it names a file of commands by a variable */
	bool          useless;    /* somebody's outline (lang/outline.h) found it wrong */
	struct pool   pool;
	struct source *source;
	struct words  words;
	struct block  block;      /* what was parsed last */
	struct place  where;      /* of the error */
	struct faults faults;     /* all that is known to be wrong */
};

/* `name` is the file, or NULL; `line` the number of the first line.  One holder. */
struct script *script_new(const struct catalog *, const char *name, unsigned line, bool prefix);
struct script *script_hold(struct script *);
void script_drop(struct script *);
/* Adds text, with its line ends. */
bool script_add(struct script *, const char *text, size_t count, struct error *);
/* Parses what was added.  WORDS_WHOLE: `block` has it, as long as the script is held.
 * WORDS_MORE: a block or here-document is open.  WORDS_BAD: *error, `where`; where words are
 * wrong also `faults`, of which that is the first: only behind a quote or a brace that is
 * wrong nothing can be told.  Then `block` is there to be checked, not to be run. */
enum words_state script_parse(struct script *, struct error *);
/* What is still to come, after WORDS_MORE, at the end of the text: an error. */
void script_cut_short(struct script *, struct error *);
/* Reads all literals of all commands, and looks where they stand; what is wrong is added to
 * `faults`.  True if nothing is, now or before.  A command inside another (fails) may be
 * wrong on purpose: it is left out. */
bool script_check(struct script *);
#endif

/* rules: what `serve N match FILE` answers, read from a file.
 *
 *     # a comment
 *     greeting              -> "220 ready\r\n"
 *     '^HELO (\S+)\r?\n'    -> "250 hello ${match.1}\r\n"
 *     '^QUIT\r?\n'          -> "221 bye\r\n" close
 *     '^LATER\r?\n'         -> delay 1s "now\r\n"
 *     else                  -> "500 what?\r\n"
 *
 * Words and quotes are those of the language, and so is DATA. */
#ifndef SOSH_SERVE_RULES_H
#define SOSH_SERVE_RULES_H
#include "base/match.h"
#include "base/pool.h"
#include "lang/source.h"
#include "lang/words.h"

enum act { ACT_SEND, ACT_DELAY, ACT_CLOSE, ACT_RESET };

struct action {
	enum act      act;
	struct place  place;
	struct word **word;     /* ACT_SEND: its DATA */
	size_t        words;
	int64_t       time;     /* ACT_DELAY: nanoseconds */
};

struct rule {
	struct match  *match;   /* NULL: `greeting`, `else` */
	struct place   place;
	struct action *action;
	size_t         actions;
	size_t         sends;   /* how many of them are ACT_SEND */
};

struct rules {
	struct pool    pool;
	struct source *source;
	struct words   words;
	struct rule   *rule;    /* in the order in which they are tried */
	size_t         count, room;
	struct rule   *greeting, *otherwise;  /* or NULL */
};

enum { RULES_MOST = 1000,        /* in a file; */
       RULES_FILE = 1 << 20,     /* which has no more bytes */
       RULES_ACTIONS = 100 };    /* of a rule */

/* Reads and checks all of it; of datagrams there are no connections to wait, to be closed
 * and to be greeted.  False and an error that names file, line and column. */
bool rules_read(struct rules *, const char *path, bool datagrams, struct error *);
void rules_clear(struct rules *);
/* rules-text.c, for that: the file becomes rules->source. */
bool rules_load(struct rules *, const char *path, struct error *);
/* rules-find.c: the first that matches what there is; *take bytes are consumed then.  Nobody
 * begins a match before *dead, whatever comes, as none did before `searched`.  NULL: none does,
 * or an error, with its place. */
const struct rule *rules_find(const struct rules *, const char *bytes, size_t count,
    size_t searched, size_t *take, size_t *dead, struct error *);
/* The one for a message, of which it has all: the first that matches, or `else`. */
const struct rule *rules_for(const struct rules *, const char *bytes, size_t count,
    struct error *);
/* Puts "FILE:LINE:COLUMN: " in front of the error. */
void rules_blame(const struct rules *, struct place, struct error *);

/* What the words of a rule may ask for, besides what it caught. */
struct rule_found {
	const struct rule *rule;
	const char        *bytes;   /* that it was looked for in */
	size_t             count;   /* so many of them are `else`'s line, ${match.0} */
	unsigned           client;
	const struct addr *peer;
};
struct data;
/* The bytes of an ACT_SEND, which live as long as the pool; data_clear() them.  False and an
 * error with its place: what a client sent makes no such number, or a file cannot be read. */
bool rules_data(const struct rules *, const struct rule_found *, const struct action *,
    struct pool *, struct data *, struct error *);
#endif

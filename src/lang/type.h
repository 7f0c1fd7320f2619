/* type: a kind of argument: how a word becomes a value, and what to offer. */
#ifndef SOSH_LANG_TYPE_H
#define SOSH_LANG_TYPE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

struct session;
struct param;
struct pool;
struct run;
struct sock;
struct word;
struct world;

/* A word as it is when its command runs: variables replaced, escapes undone. */
struct text {
	const char *bytes;    /* a NUL stands behind them; there may be others inside */
	size_t      count;
	size_t      plain;    /* so many at the front were typed without quotes */
	bool        literal;  /* all of it was typed without quotes */
	const struct word *word; /* where it came from */
};

typedef bool        arg_flag;
typedef int64_t     arg_int;       /* any whole number; `low` and `high` of the row */
typedef int64_t     arg_size;
typedef struct { int64_t nanoseconds; bool given; } arg_duration; /* or NUMBER_NEVER */
typedef int         arg_choice;    /* index into the row's `among` */
typedef struct text arg_text;      /* lives as long as the call */
typedef struct { struct text *item; size_t count; } arg_texts;

/* Takes what may come next: a word, and a word of help or NULL. */
struct offer {
	void (*word)(void *to, const char *word, const char *help);
	void *to;
};

/* What a type may ask of where it reads. */
struct reading {
	struct session     *session;  /* NULL when only literals are checked (-n) */
	struct run         *run;      /* NULL with the session */
	const struct param *param;
	const struct word  *behind;   /* the next word of the same row, or NULL */
	void               *args;     /* the command's struct, rows before filled in */
	const struct world *world;    /* NULL with the session */
	struct pool        *pool;     /* lives as long as the call */
	struct pool        *lasting;  /* lives as long as the words; or NULL */
	bool                planned;  /* told by args_fill(): plan() has been asked */
	const struct word  *word;     /* that is read, or NULL: a switch stands alone */
};

/* What may stand at a place: what the row's flags say, a word of it and no flag, or nothing. */
enum type_place { TYPE_MAY, TYPE_MUST, TYPE_NOTHING };

struct type {
	const char *name;    /* as usage lines call it: "DURATION" */
	const char *help;    /* one sentence on what may be written */
	/* Reads a word into the field at `at`; adds to it where the field is a list. */
	bool (*parse)(const struct reading *, const struct text *, void *at, struct error *);
	/* Offers words for this argument, the best first; `typed` is what stands there
	 * already, and those that do not begin so are left out by whoever asked.  All
	 * types but type_flag offer something, if only examples. */
	void (*complete)(const struct reading *, const char *typed, struct offer);
	void (*clear)(void *at);  /* frees what parse() made, or NULL */
	bool desk;           /* parse() needs a session: skipped by -n */
	/* Is this a word of which parse() makes the same every time, in memory alone, about as
	 * much as the word has, and which nobody writes to?  A command that runs again need
	 * not read it again.  It has no variables; NULL where a switch stands alone.  NULL:
	 * none is. */
	bool (*steady)(const struct word *);
	/* Of a word without variables that means another thing every time: a key that stays,
	 * below 0 where it has none; and what there is by that now, as parse() has it.  False:
	 * parse() tells why.  Both, or NULL. */
	int64_t (*key)(const struct text *);
	bool (*by_key)(const struct reading *, int64_t key, void *at);
	const char *noun;    /* what a person is asked for where it is missing: "socket" */
	/* Adds the answer that is most likely meant, where there is one; or NULL. */
	void (*guess)(const struct reading *, struct buf *);
	/* Adds what may be written here in place of the row's name, where that depends
	 * on the words before; or NULL.  False: nothing can be.  For hints. */
	bool (*usage)(const struct reading *, struct buf *);
	bool usage_whole;    /* with brackets, where it may be left out */
	/* What may stand here, where that depends on the words before; or NULL: as the row's
	 * flags have it.  For Tab and hints. */
	enum type_place (*place)(const struct reading *);
	/* The sockets that the field borrows from the table: a call that waits keeps them.
	 * What `desk` types read are such; NULL: none. */
	struct sock *const *(*borrows)(const void *at, size_t *count);
};

/* For `steady`: every word. */
bool type_is_steady(const struct word *);
/* Adds the words that a row allows: "on or off", "a, b or c". */
void type_choices(const char *const *among, struct buf *);

extern const struct type type_flag, type_int, type_size, type_duration, type_choice,
    type_text, type_texts;
#endif

/* defs: the commands that scripts have defined. */
#ifndef SOSH_LANG_DEFS_H
#define SOSH_LANG_DEFS_H
#include "lang/script.h"

/* What the words of such a command become, whatever it calls them. */
struct def_args {
	arg_texts words;
};

/* What it calls its words.  They stay as long as the table: commands that were parsed
 * by them may be under way when it is defined anew. */
struct signature {
	struct param     *param;    /* ends with a nameless row */
	size_t            count;
	bool              rest;     /* the last one takes all that are left, also none */
	struct signature *next;
};

/* A definition that a text holds which is being parsed. */
struct declared {
	struct def       *def;
	struct command    command;  /* as the words of a call are read by */
	struct signature *signature;
	struct script    *script;   /* that it stands in */
	const struct node *node;    /* the command that defines it; NULL: not parsed yet */
	struct declared  *next;
};

struct def {
	struct command    command;  /* what a call is of; lasts as long as the table */
	struct signature *signature; /* as it is now; NULL: it is none yet */
	struct signature *known;    /* all that it had */
	struct script    *script;   /* held: that its body stands in */
	const struct node *node;    /* the command that defines it */
	struct declared  *declared; /* while such a text is parsed, or NULL */
	char             *place;    /* "defined in FILE, line 3" */
	struct def       *next;
};

struct defs {
	struct def **bucket;
	size_t       buckets, count;
	/* How a call is run. */
	enum outcome (*run)(struct call *);
	/* The commands of a file that a script names, unparsed, to see what it defines; NULL
	 * where that cannot be seen, or must not be. */
	struct script *(*look)(void *to, const char *path);
	void         *to;
};

struct defs *defs_new(void);
void defs_free(struct defs *);
/* By name, also one that is only declared; NULL if there is none. */
struct def *defs_find(const struct defs *, const char *name);
/* Is it defined by now? */
bool def_is_there(const struct def *);
/* The one that a call is of. */
struct def *def_of(const struct command *);
/* All that are there, or are declared, by name; the caller frees it.  NULL where there are
 * none. */
struct def **defs_list(const struct defs *, size_t *count);

/* Tells that `script` defines `name`, with these words.  NULL if the text that is being
 * parsed, or one that it names, has done so already. */
struct declared *defs_declare(struct defs *, const char *name, const struct word *const *param,
    size_t params, struct script *);
/* From now on it is that. */
void def_define(struct declared *);
/* Is the last of the words of a definition one for all that are left: "NAME..."? */
bool def_takes_rest(const struct word *);
#endif

/* command: what a command declares of itself. */
#ifndef SOSH_LANG_COMMAND_H
#define SOSH_LANG_COMMAND_H
#include <stddef.h>

#include "base/value.h"
#include "lang/type.h"

struct bindings;
struct node;
struct place;
struct pool;
struct scene;

enum param_flags {
	PARAM_OPTIONAL = 1 << 0, /* may be left out */
	PARAM_OPTION   = 1 << 1, /* a flag: --name, with a word behind it unless a switch */
	PARAM_MANY     = 1 << 2, /* takes all words that are left, one at least; a flag: may
	                            stand there several times */
	PARAM_COMMAND  = 1 << 3, /* takes all words that are left as a command (fails) */
	PARAM_DATA     = 1 << 4, /* its words may be len16be{ ... } */
	PARAM_INSTEAD  = 1 << 5, /* a flag that takes the place of the first plain row, and
	                            lands in the same field */
	PARAM_FILES    = 1 << 8, /* its words may be file:PATH */
	PARAM_RARE     = 1 << 6, /* a flag for the few: hints leave it out, and Tab
	                            offers it only where a flag was begun */
};

/* One argument: its name, its type, and the field of the command's own struct
 * that it lands in.  PARAM refuses to compile where field and type disagree. */
struct param {
	const char        *name;     /* as in "N ADDRESS" or, of an option, "timeout" */
	const struct type *type;
	size_t             at;
	unsigned           flags;
	unsigned           with;     /* it goes with one of the words that type_choice allows in
	                                the row before, which wants it then: that one, counted
	                                from 1; or 0 */
	int64_t            low, high; /* of numbers; both 0: any */
	const char *const *among;    /* the words that type_choice allows */
	const char        *help;
	const char *const *examples; /* words that Tab offers where any would do; ends with
	                                NULL.  NULL: the type's own */
	const char        *advice;   /* told where it is missing, or where there are more
	                                words than the command takes; or NULL */
	int                wants;    /* what the type is to offer first, in its own terms
	                                (of sockets and addresses: command/types.h) */
};
#define PARAM(args, field, kind) \
	.type = &type_##kind, \
	.at = offsetof(struct args, field) + 0 * sizeof(_Generic( \
	    &((struct args *)0)->field, arg_##kind *: (char){ 0 }))

/* A field that the command's answer may hold. */
struct field {
	const char *name, *help;
};

enum outcome { DONE, FAILED, WAITING };
struct call;

/* How the parser and the interpreter treat a command. */
enum command_flags {
	COMMAND_BLOCK     = 1 << 0, /* a { } follows its words */
	COMMAND_ELSE      = 1 << 1, /* `else { }` or `else COMMAND...` may follow the block */
	COMMAND_SILENT    = 1 << 2, /* has no answer of its own to show */
	COMMAND_KEEPS     = 1 << 3, /* leaves ${answer} as it was */
	COMMAND_LAST_WORD = 1 << 4, /* ends its run: quit */
	COMMAND_PAGED     = 1 << 5, /* a long answer goes through the pager, at the prompt */
	COMMAND_TOP       = 1 << 6, /* stands at the top of a file, in no block */
	COMMAND_ALONE     = 1 << 7, /* does not stand in a block of its own kind */
	COMMAND_DEFINES   = 1 << 8, /* NAME PARAM... { } defines a command: def */
	COMMAND_SOURCES   = 1 << 9, /* its first word is a file of commands: source */
	COMMAND_DEFINED   = 1 << 10, /* a script has defined it */
	COMMAND_LOOKS_BACK = 1 << 11, /* is about the command before it: explain */
	COMMAND_MAY_BLOCK = 1 << 12, /* a { } may follow its words; whether they want one it sees
	                                itself: serve */
	COMMAND_LOOP      = 1 << 13, /* its block runs again and again: repeat */
	COMMAND_WITHIN    = 1 << 14, /* its block belongs to what stands around it: if, try */
	COMMAND_LEAVES_LOOP = 1 << 15, /* wants a loop around it: break */
	COMMAND_RETURNS   = 1 << 16, /* wants a definition around it, or a file: return */
};

/* A command.  This one declaration is the parser, the usage line, the help, the
 * manual's section, and what Tab offers at the prompt and in bash. */
struct command {
	const char         *name, *summary;
	const char         *group;     /* those of "language" never ask for what is missing */
	const char *const  *aliases;   /* ends with NULL, or NULL */
	const struct param *params;    /* ends with a nameless row */
	size_t              args_size; /* at most CALL_ARGS bytes: what words and plan() fill.
	                                  The struct may have more behind that, which run()
	                                  makes itself, so that it is not copied each time */
	const struct field *fields;    /* what the answer may hold; nameless row, or NULL */
	/* The answer as a sentence, in the language of lang/sentence.h: "received
	 * {bytes|byte}{?from: from {from}}".  Received `data` and lists are shown under it. */
	const char         *say;
	unsigned            flags;
	enum outcome      (*run)(struct call *);
	/* Works out in the struct what the words ask for, for run(), which begins with
	 * run_plan(); or NULL.  It sees no sockets, so what it makes of words that mean the
	 * same every time is kept, as they are; it lives in the pool.  False: *error. */
	bool              (*plan)(void *args, const struct bindings *, struct pool *,
	    struct error *);
	/* Does at once what run() has just done, and once more, `most` times at most: with the
	 * same words, without a wait or a system call, as long as it goes well; or NULL.  It is
	 * asked where nobody would see any of these calls but the last, whose answer is then
	 * left late, as that of run() was.  How often it did. */
	uint64_t          (*more)(struct call *, uint64_t most);
	/* Puts into a scene (teach/scene.h) what only the command knows of its call; or NULL.
	 * Its words are there, the call may have failed before it was about a socket. */
	void              (*scene)(const struct call *, struct scene *);
	/* What -n can say of words that are right each by itself; or NULL.  False: *error, and
	 * `*where` is its place. */
	bool              (*check)(const struct node *, struct pool *, struct place *where,
	    struct error *);
	/* Other declarations of the same name, of which the first word chooses one, by its
	 * `form`: `expect recv ...`.  Ends with NULL, or NULL; forms have none themselves. */
	const struct command *const *forms;
	const char         *form;      /* of such a one, else NULL */
};

/* Every command and its page.  main() hands it down; nothing reaches up for it. */
struct page {
	const char *name, *text;
};
struct defs;
struct catalog {
	const struct command *const *command; /* by name; NULL behind the last */
	const struct page           *page;    /* nameless row behind the last */
	struct defs                 *defs;    /* those that scripts define, or NULL: they
	                                         cannot */
};
#endif

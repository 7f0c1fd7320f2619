/* explain: what the words of the socket world mean, where a socket is, and what the last
 * command did. */
#ifndef SOSH_TEACH_EXPLAIN_H
#define SOSH_TEACH_EXPLAIN_H
#include "base/addr.h"
#include "base/value.h"
#include "lang/command.h"
#include "socket/option.h"
#include "socket/sock.h"

/* What a word may be; in the order in which its meanings are told. */
enum explain_what {
	EXPLAIN_ERRNO    = 1 << 0,
	EXPLAIN_STATE    = 1 << 1,
	EXPLAIN_COMMAND  = 1 << 2,
	EXPLAIN_FLAG     = 1 << 3,
	EXPLAIN_OPTION   = 1 << 4,
	EXPLAIN_PROPERTY = 1 << 5,
	EXPLAIN_KIND     = 1 << 6,
	EXPLAIN_TERM     = 1 << 7,
	EXPLAIN_ANY      = (1 << 8) - 1
};
/* "errno", "state", ... as bits; nameless row behind the last. */
extern const struct name explain_whats[];

/* Who asks.  All of it is borrowed. */
struct explain_ask {
	const struct catalog    *catalog;
	const struct sock_table *table;
	bool                     ascii;     /* lines are drawn with - | + */
	size_t                   width;     /* of the terminal; 0: the usual lines */
	/* Adds what help tells of an option, without its first line. */
	void (*option)(const struct option *, struct buf *);
};

/* The last command, as far as that is known. */
struct explain_last {
	const struct command *command;
	const char           *line;         /* as it was typed */
	const struct sock    *sock;         /* that it was about, or NULL */
	const struct addr    *address;      /* that it was given, or NULL */
	const char           *host, *service; /* in its place names to look up, or NULL */
	bool                  passed;       /* send: descriptors went with it */
	const struct option  *option;       /* set, get */
	const struct option_word *value;    /* set: its words */
	size_t                values;
	const char           *data;         /* of send, where it is text and short; else NULL */
	size_t                data_count;
	const char           *flags;        /* "MSG_OOB | MSG_MORE", or "" */
	const char           *how;          /* of shutdown: "SHUT_WR"; else NULL */
	int                   domain, type, protocol; /* of socket and pair; domain 0: unknown */
	int                   backlog;      /* of listen; -1: unknown */
	enum error_kind       kind;         /* how it failed, or ERROR_NONE */
	const char           *call;         /* the system call that refused, or NULL */
	int                   number;       /* its errno, or the EAI_ code */
	const char           *surprise;     /* why it had a note, or NULL */
};

/* Each meaning is a record: "what" it is and its "name"; "means", in a sentence or two; "c"
 * and "python", where there is any; "text", all of it as lines for people.  Of an errno its
 * "number"; of a socket its number, as "socket", and its "state". */
struct explain_library {
	/* Adds the meanings that a word, or several of them with blanks between, has in any case, of those kinds that are wanted; how
	 * many.  Where there are several, the text of each is short. */
	size_t (*word)(const struct explain_ask *, const char *word, unsigned wanted,
	    struct record *list);
	/* Calls `tell` with every word there is, and a word of help or NULL. */
	void (*each)(const struct explain_ask *, void (*tell)(void *to, enum explain_what,
	    const char *word, const char *help), void *to);
	/* One more meaning: a socket, the last command. */
	void (*sock)(const struct explain_ask *, const struct sock *, struct record *list);
	void (*last)(const struct explain_ask *, const struct explain_last *,
	    struct record *list);
};
/* NULL, and ERROR_REFUSED, where that part of sosh is not there. */
const struct explain_library *explain_library(struct error *);
#endif

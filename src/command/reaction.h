/* reaction: a block that runs when something happens on a socket (`on`). */
#ifndef SOSH_COMMAND_REACTION_H
#define SOSH_COMMAND_REACTION_H
#include "base/loop.h"
#include "base/match.h"
#include "command/run.h"
#include "lang/script.h"
#include "socket/sock.h"

struct session;

/* What of a socket a reaction has seen: it runs again when that is another. */
struct sight {
	bool     any;        /* it was looked at */
	bool     ended;      /* the peer has finished sending, or is gone */
	uint64_t come;       /* bytes that came, as far as that can be told */
	uint64_t left;       /* that wait, here and in the kernel */
	uint64_t accepted;
};

struct reaction {
	struct reaction *next;       /* of the socket's, in the order in which they were made */
	struct reaction *next_queued;
	struct session  *session;
	unsigned         socket;
	unsigned         test;       /* that it ends with, or 0 */
	unsigned         what;       /* SOCK_ON_... */
	char            *pattern;    /* of a match, */
	size_t           pattern_count;
	struct match    *match;      /* compiled, */
	bool             empty;      /* the last match took nothing */
	uint64_t         searched;   /* and so many of all bytes that came begin none, */
	uint64_t         front;      /* when so many of them were gone; */
	int64_t          pause;      /* of a costly expression: number_now() before which it is
	                                not tried again, or 0 */
	struct loop_timer timer;     /* that it is then */
	uint64_t         seen;       /* of messages: those up to this number match not, */
	uint64_t         cut;        /* and of the first one not what is left from here on */
	struct script   *script;     /* its block stands in, held */
	const struct node *node;     /* `on` */
	struct vars     *vars;       /* of who said `on`, held */
	struct pool      pool;       /* of the words that ${arg.N} means in it */
	const struct text *arg;
	size_t           args;
	struct run       run;        /* of the block, while it runs */
	bool             running, busy, going;
	bool             due;        /* something happened: to be looked at */
	bool             over;       /* of `closed`: that is so, and the others of the socket
	                                look at what came before */
	unsigned         events;     /* of the kernel, so far */
	bool             queued;
	bool             removed;
	struct sight     sight;
};

struct reactions {
	struct reaction *first, **last;  /* to be looked at, or at work */
	size_t           count;          /* of all there are, */
	size_t           removed;        /* and of those that wait to be freed */
	bool             turning;        /* they have their turn right now */
	bool             failed;         /* a body did, and the script with it; */
	bool             stranded;       /* while no command ran that could fail instead */
};

enum { REACTIONS_MOST = 100 };  /* on a socket; one more is an ERROR_LIMIT */

/* `call` is that of `on`, whose block it is.  Of a match, the regular expression. */
bool reaction_add(struct call *, struct sock *, unsigned what, const struct text *pattern);
/* Takes all reactions of a socket off; how many they were.  Bodies that wait end there;
 * one that asks for it itself goes on to its end. */
size_t reactions_drop(struct session *, struct sock *);
/* Takes off those that were made in a test. */
void reactions_end_test(struct session *, unsigned test);
/* It is looked at again, at once or after so long. */
void reaction_wake(struct reaction *);
void reaction_later(struct reaction *, int64_t nanoseconds);
/* Something happened on a socket that has some: an `event` of the kernel, or what a
 * command has left. */
void reactions_due(struct sock *, bool event);
/* Runs those whose time has come, and lets those at work go on.  True when one could go on
 * at once. */
bool reactions_go(struct session *);
/* The end: all are taken off. */
void reactions_end(struct session *);

/* reaction-look.c: has its time come?  Then `run` has what the block is to find there.
 * False and error->kind: it cannot be told any more. */
bool reaction_look(struct reaction *, struct sock *, struct error *);
/* reaction-match.c: the same of a match. */
bool reaction_match(struct reaction *, struct sock *, struct error *);
/* What poll(2) tells of it, and the block finds. */
short reaction_ready(const struct sock *);
void reaction_tell(struct reaction *, const struct sock *, const void *bytes, size_t count,
    const struct addr *from, bool end);
/* Has more come than those before it were asked about?  They are, then. */
bool reaction_forestalls(const struct reaction *, struct sock *);
/* Has the peer finished sending, or is it gone? */
bool reaction_is_over(const struct sock *);
/* So it is seen now. */
struct sight reaction_sight(const struct sock *);
bool reaction_sees_same(const struct sight *, const struct sight *);
#endif

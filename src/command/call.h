/* call: one run of one command, and its waits. */
#ifndef SOSH_COMMAND_CALL_H
#define SOSH_COMMAND_CALL_H
#include "base/loop.h"
#include "base/number.h"
#include "base/pool.h"
#include "base/value.h"
#include "lang/args.h"
#include "lang/command.h"
#include "lang/script.h"
#include "socket/sock.h"

struct run;
struct session;
struct lookup;
struct noting;
struct raw;

typedef enum outcome call_step(struct call *);

/* A closed socket may be forgotten, and freed, while a call waits.  The rule: from its
 * first wait to its end a call keeps all sockets that its arguments borrow
 * (`borrows` of struct type; --self-check looks that none of them leaves it out), and as
 * long as it waits on one, that one.  Any other socket goes by its number. */

/* How received bytes are shown in text. */
enum call_show { CALL_SHOW_TEXT, CALL_SHOW_HEX, CALL_SHOW_RAW, CALL_SHOW_NONE };

struct call {
	const struct node    *node;
	const struct command *command;
	struct session       *session;
	struct run           *run;
	struct pool           pool;      /* for the length of the call */
	_Alignas(max_align_t) unsigned char args[CALL_ARGS]; /* the command's own struct */
	struct record         answer;
	struct error          error;     /* on FAILED; also what `fails` caught */
	struct record         failure;   /* more of the error: expected, actual, partial */
	struct place          where;     /* of a usage error, in `where_source` */

	/* The wait. */
	call_step            *then;      /* what comes behind a look-up */
	struct sock         **kept;      /* that its arguments borrow; in the pool */
	size_t                keeps;
	struct sock_waiter   *waiter;
	struct loop_timer     timer;
	int64_t               limit;     /* nanoseconds for the whole command; NEVER */
	const char           *own_call;  /* what fails at own_deadline, and how */
	int                   own_number;
	struct lookup        *lookup;
	struct addr          *address;   /* what a look-up brought */
	size_t                address_at;

	/* All zero when it begins: run.c. */
	unsigned              socket;    /* the number that the answer is about, or 0 */
	enum call_show        show;
	bool                  filled;    /* by its words */
	bool                  bare;      /* about a descriptor (--fd-number), and no number */
	bool                  woken, cancelled;
	bool                  joining;   /* the end of a job wakes it */
	bool                  telling;   /* how far it is: call_progress() */
	size_t                columns;   /* so many fields of each row are a table's; 0: all */
	size_t                addresses; /* how many a look-up brought */
	const struct raw     *raw;       /* how its addresses are passed, or NULL */
	const struct source  *where_source; /* of a usage error; NULL: it is the command's */
	struct source        *held_source; /* dropped when the call is over, or NULL */
	struct noting        *noting;    /* what was true before it, where that is told; or NULL */
	const struct value   *note;      /* what is told of it beside the answer, or NULL */
	struct sock          *about;     /* the socket that it is about, or NULL */
	void                (*late)(struct call *); /* writes the answer: call_tell(); or NULL */
	call_step            *again;     /* of its wait */
	int64_t               since;     /* number_now() of its first wait; 0: no wait yet */
	int64_t               deadline;  /* number_now() when it is over; 0: no wait yet */
	int64_t               own_deadline; /* the socket's own (SO_RCVTIMEO), or 0 */
	int64_t               next_look; /* where nothing announces the change, or 0 */
};

/* Tells that the command is about this socket: it becomes `.`, and the answer's
 * `socket`. */
void call_about(struct call *, struct sock *);

/* Who looks at an answer asks for it before: run() may have left it to `late` to write it,
 * as of most in a loop nobody wants to know anything.  That is asked, if it is, before
 * anything else happens to the call or its sockets. */
static inline void
call_tell(struct call *call)
{
	void (*late)(struct call *) = call->late;

	call->late = NULL;
	if (late)
		late(call);
}

/* A usage error that came up late is about this word: its place is shown. */
void call_blame(struct call *, const struct text *);
/* The failure, of any kind, is about the word that is the row's `at`th. */
void call_blame_word(struct call *, const struct param *, size_t at);
/* Does this argument stand in the command's words? */
bool call_given(const struct call *, const struct param *);
/* Is the socket still open?  For commands that have waited; false and a usage error. */
bool call_was_closed(struct call *, const struct sock *);
static inline bool
call_is_open(struct call *call, const struct sock *sock)
{
	/* Of a descriptor the kernel tells. */
	return sock->fd >= 0 || !sock->number || call_was_closed(call, sock);
}
/* The time that the command itself gives, if it was given, replaces the session's
 * limit.  Before the first wait. */
static inline void
call_limit(struct call *call, const arg_duration *own)
{
	if (own->given)
		call->limit = own->nanoseconds;
}

/* A system call that would wait now: where the socket has a time limit of its own
 * for it (SO_SNDTIMEO if `send`, else SO_RCVTIMEO), waiting ends there, too, and
 * the call fails with `number`.  Counts from the first time on. */
void call_own_limit(struct call *, const struct sock *, bool send, const char *system,
    int number);
/* Such a call got on: the next one has all of its time. */
void call_got_on(struct call *);

/* Waits until the socket is ready for `events` (LOOP_...), then calls `again`,
 * which tries once more and may wait again.  When the time is over, or Ctrl-C
 * came, this fails instead: kind timeout or cancelled; `what` says in the message
 * what did not come ("data"). */
enum outcome call_wait(struct call *, struct sock *, unsigned events, const char *what,
    call_step *again);
/* Adds one more socket to the wait that call_wait() began. */
bool call_wait_also(struct call *, struct sock *, unsigned events);
/* Waits without a socket, and looks again after `nanoseconds`: so many where nothing
 * announces the change; or never, as who makes it wakes the call.  A timer that runs would cost
 * whatever else goes on a little in each turn of the loop. */
#define CALL_LOOK_AGAIN (10 * NUMBER_SECOND / 1000)
#define CALL_UNTIL_TOLD INT64_MAX
enum outcome call_wait_look(struct call *, int64_t nanoseconds, const char *what,
    call_step *again);

/* Tells a person how far it is, in the foreground or as a job: "sent" so many bytes of `total`,
 * which is -1 where that is unknown.  To be called when it waits, or others have their turn;
 * the end of its wait ends that. */
void call_progress(struct call *, const char *verb, uint64_t done, int64_t total);

/* Reads an address for a socket of `family` and goes on with `then`, which finds
 * call->address[0 .. addresses): numeric ones at once, names after a look-up.  Family
 * AF_UNSPEC is any: it is told by the shape.  With call->raw they are changed as that
 * says.  What --safe has to say of such addresses is asked. */
enum outcome call_address(struct call *, int family, int type, const struct text *,
    bool anyway, call_step *then);

/* The socket is ready for `events`: wakes the calls that wait for them. */
void call_ready(struct sock *, unsigned events);
/* Wakes a call, for what is told it by a `void *`: a look-up, a thread. */
void call_wake(void *call);
/* Lets the sockets go that it kept, and frees what one without a number held: that ends
 * with the call. */
void call_let_go(struct call *);
static inline void
call_forget(struct call *call)
{
	if (call->bare || call->keeps)
		call_let_go(call);
	call->about = NULL;
}
/* Ends the waiting: what was registered for it is taken back. */
void call_end_wait(struct call *);
static inline void
call_unwait(struct call *call)
{
	/* Most have not waited. */
	if (call->since || call->lookup)
		call_end_wait(call);
}
/* An error of a layer (TLS): what that has to say of it goes with it. */
void call_tell_layer(struct call *);
/* Fails with what is in call->error. */
enum outcome call_failed(struct call *);
#endif

/* run: a script, a line, a job: frames that can stop at a wait and go on. */
#ifndef SOSH_COMMAND_RUN_H
#define SOSH_COMMAND_RUN_H
#include "command/call.h"
#include "command/scope.h"
#include "lang/expand.h"
#include "lang/script.h"

struct job;
struct session;

/* What follows when the block of a frame has come to its end, or a command in it
 * has failed. */
enum verdict {
	VERDICT_AGAIN,   /* the block of the frame, from its beginning */
	VERDICT_LEAVE,   /* behind the block */
	VERDICT_STEP,    /* the owner's `step` decides, which may wait; of ended() only */
	VERDICT_FAIL,    /* run->call.error says why */
};

/* A block being run.  The callbacks may be NULL. */
struct frame {
	const struct block *block;
	size_t              next;       /* the command that comes next */
	const struct node  *owner;      /* the command the block belongs to, or NULL */
	bool                loop;       /* `break` and `continue` mean it */
	bool                wall;       /* and do not look past it: source, fails */
	bool                called;     /* by the owner, and may stand elsewhere: `return` ends
	                                   it, errors tell of it: source, def */
	bool                muted;      /* answers inside are not shown: fails */
	bool                heeded;     /* the `&` of its commands: they are the job */
	bool                returned;   /* `return` has ended it */
	uint64_t            rounds;     /* the block once more, so many times; then: */
	enum verdict      (*ended)(struct run *, struct frame *);
	enum verdict      (*caught)(struct run *, struct frame *);
	/* Before that, as the run still stands where it failed: with -k it goes on there. */
	void              (*noted)(struct run *, struct frame *);
	void              (*left)(struct run *, struct frame *); /* in whatever way */
	/* Runs as the owner's command does, its words not read yet (run_fill()): DONE once it
	 * has put `next` to 0 or left the frame (run_leave()), FAILED once it has left it. */
	call_step          *step;
	void               *state;
	void              (*clear)(void *state);
	const struct text  *arg;        /* ${arg.N} inside, or NULL: as outside */
	size_t              args;
	struct script      *script;     /* dropped with the frame, or NULL */
	/* Given back when the frame is left, in whichever way; NULL: it has none of its own. */
	struct scope       *outer;      /* the scope outside: run_own_scope() */
	struct vars        *outer_vars; /* the variables outside: run_own_vars() */
};

enum { RUN_FRAMES = 1000,            /* deeper is an error */
       RUN_CHAIN = 10,               /* calls that an error tells of */
       RUN_TURN = 64 };              /* commands, before others have their turn */

struct run {
	struct session *session;
	struct job     *job;            /* that it is, or NULL */
	struct frame   *frame;
	size_t          frames, room;
	struct frame   *top;            /* the last of them, or NULL */
	struct call     call;           /* the command that runs now */
	struct world    world;          /* what its words may ask for, */
	struct reading  reading;        /* and what they are read with, */
	struct buf      scratch;        /* and put together in */
	bool            waiting;
	struct scope   *scope;          /* of the topmost frame that has its own, or the run's */
	unsigned        test;           /* the test that it belongs to, or 0 */
	bool            skipped;        /* `skip` ended the file */
	bool            failed;         /* a command failed (and -k went on), or a test */
	bool            kept;           /* the one that failed left ${answer} as it was */
	bool            whole;          /* it came to its end */
	const char     *broken;         /* why it has to fail where it stands, or NULL */
	bool            cancelled;      /* Ctrl-C ended it */
	int             fault;          /* the signal of that, or 0 */
};

enum run_state { RUN_DONE, RUN_WAITING,
	RUN_BUSY,                       /* it could go on: others first */
	RUN_FAILED };

/* Takes over the caller's hold on the variables: new ones, or those of the run that it
 * was begun by.  `dot` is the socket that `.` means at first, or 0. */
void run_init(struct run *, struct session *, struct vars *, unsigned dot);
void run_clear(struct run *);
/* Begins a block at the bottom: a script, a line. */
void run_begin(struct run *, const struct block *, const struct text *arg, size_t args);
/* Goes on until something has to wait, or to the end; beside the foreground, or where
 * others want a turn (session_is_shared), RUN_TURN commands at most. */
enum run_state run_go(struct run *);
/* Ends the wait, if there is one, as Ctrl-C does; a run that does not wait ends before
 * its next command. */
void run_cancel(struct run *);
/* Something that goes on beside it has failed: its wait, or else its next command, fails.
 * `why` is static. */
void run_break(struct run *, const char *why);

/* For commands that have blocks: a frame on top, to be filled in.  NULL and an
 * error when they nest too deep. */
struct frame *run_push(struct run *, const struct block *, const struct node *owner,
    struct error *);
/* Gives the topmost frame a scope of its own: an answer, a match, a `.` that means the
 * same socket at first, and variables; those outside are read through.  A command that
 * fails inside is the answer outside once the frame is left for it. */
struct scope *run_own_scope(struct run *);
/* Only variables of its own. */
void run_own_vars(struct run *);
/* Leaves the topmost frame; run_leave_failed() for a failure inside. */
void run_leave(struct run *);
void run_leave_failed(struct run *);
/* Reads the words of the call's command into its struct; false and call->error. */
bool run_fill(struct call *);
/* What a run() begins with whose command has a plan(): asks that, where it was not asked when
 * the words were read.  False and call->error. */
static inline bool
run_plan(struct call *call)
{
	return call->run->reading.planned || call->command->plan(call->args,
	    &call->node->words, &call->pool, &call->error);
}
/* `break` (out of it) and `continue` (its next round); false outside a loop. */
bool run_leave_loop(struct run *, bool again);
/* The blocks from the `depth`th on end with the command that runs now. */
void run_end_blocks(struct run *, size_t depth);
/* A regular expression matched these bytes: it is ${match...} from now on, and the run's
 * to free.  The bytes are copied as far as its groups go. */
void run_matched(struct run *, struct match *, const char *bytes);
/* Ends the block that was called, as if its last command was over; false outside. */
bool run_return(struct run *);
/* How the run came to where it is: what was called, and by which command, and the `on` whose
 * block it is, the innermost first, RUN_CHAIN at most.  How many there are; *more that were
 * left out. */
struct link {
	const char        *called;      /* the definition, or the file */
	bool               is_file;
	bool               is_block;    /* `on`: it was not called, but stands there */
	const struct node *caller;
};
size_t run_chain(const struct run *, struct link *, size_t *more);
/* The words that ${arg.N} means here. */
const struct text *run_args(const struct run *, size_t *count);
/* Gives an answer for `node`, a command that had to wait for its block. */
void run_answer(struct run *, const struct node *, enum outcome);
#endif

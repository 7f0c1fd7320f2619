/* run: a script, a line, a job: frames that can stop at a wait and go on. */
#ifndef SOSH_COMMAND_RUN_H
#define SOSH_COMMAND_RUN_H
#include "base/match.h"
#include "command/call.h"
#include "lang/script.h"
#include "lang/vars.h"

struct job;
struct session;

/* What follows when the block of a frame has come to its end, or a command in it
 * has failed. */
enum verdict {
	VERDICT_AGAIN,   /* the block of the frame, from its beginning */
	VERDICT_LEAVE,   /* behind the block */
	VERDICT_FAIL,    /* run->call.error says why */
};

/* A block being run.  The callbacks may be NULL. */
struct frame {
	const struct block *block;
	size_t              next;       /* the command that comes next */
	const struct node  *owner;      /* the command the block belongs to */
	bool                loop;       /* `break` and `continue` mean it */
	bool                wall;       /* and do not look past it: source, fails */
	bool                muted;      /* answers inside are not shown: fails */
	bool                heeded;     /* the `&` of its commands: they are the job */
	enum verdict      (*ended)(struct run *, struct frame *);
	enum verdict      (*caught)(struct run *, struct frame *);
	void              (*noted)(struct run *, struct frame *); /* in place of caught, with
	                                   -k: the block goes on */
	void              (*left)(struct run *, struct frame *); /* in whatever way */
	void               *state;
	void              (*clear)(void *state);
	const struct text  *arg;        /* ${arg.N} inside, or NULL: as outside */
	size_t              args;
	struct script      *script;     /* freed with the frame, or NULL */
};

enum { RUN_FRAMES = 1000,            /* deeper is an error */
       RUN_TURN = 64 };              /* commands, before others have their turn */

struct run {
	struct session *session;
	struct job     *job;            /* that it is, or NULL */
	struct frame   *frame;
	size_t          frames, room;
	struct call     call;           /* the command that runs now */
	bool            waiting;
	struct record   answer;         /* of the last command */
	const struct field *fields;     /* that it declares; NULL: none */
	struct record   failure;
	struct error    error;          /* kind NONE if it went well */
	unsigned        socket;         /* that the answer is about, or 0 */
	unsigned        dot;            /* the socket that `.` means, or 0 */
	struct vars    *vars;           /* a job has those of the run that started it */
	struct vars     own;
	struct buf      matched;        /* what the last regular expression looked at */
	struct match   *match;          /* and the expression, or NULL */
	unsigned        test;           /* the test that it belongs to, or 0 */
	bool            skipped;        /* `skip` ended the file */
	bool            failed;         /* a command failed (and -k went on) */
	bool            cancelled;      /* Ctrl-C ended it */
	int             fault;          /* the signal of that, or 0 */
};

enum run_state { RUN_DONE, RUN_WAITING,
	RUN_BUSY,                       /* it could go on: others first */
	RUN_FAILED };

void run_init(struct run *, struct session *);
void run_clear(struct run *);
/* Begins a block at the bottom: a script, a line. */
void run_begin(struct run *, const struct block *, const struct text *arg, size_t args);
/* Goes on until something has to wait, or to the end; where others want a turn
 * (session_is_shared) RUN_TURN commands at most. */
enum run_state run_go(struct run *);
/* Ends the wait, if there is one, as Ctrl-C does; a run that does not wait ends before
 * its next command. */
void run_cancel(struct run *);

/* For commands that have blocks: a frame on top, to be filled in.  NULL and an
 * error when they nest too deep. */
struct frame *run_push(struct run *, const struct block *, const struct node *owner,
    struct error *);
/* `break` (out of it) and `continue` (its next round); false outside a loop. */
bool run_leave_loop(struct run *, bool again);
/* The blocks from the `depth`th on end with the command that runs now. */
void run_end_blocks(struct run *, size_t depth);
/* The words that ${arg.N} means here. */
const struct text *run_args(const struct run *, size_t *count);
/* Gives an answer for `node`, a command that had to wait for its block. */
void run_answer(struct run *, const struct node *, enum outcome);
#endif

/* job: a command in the background: a run of its own, beside the others. */
#ifndef SOSH_COMMAND_JOB_H
#define SOSH_COMMAND_JOB_H
#include "command/run.h"
#include "lang/script.h"

struct session;

struct job {
	unsigned       number;      /* 1, 2, 3, ...; never used again */
	struct run     run;
	struct script *script;      /* its command stands in, held */
	const struct node *node;
	struct node   *only;        /* is run: that one; NULL: it was, and goes on */
	struct block   block;       /* of it, or empty */
	struct pool    pool;        /* of the words that ${arg.N} means in it */
	char          *text;        /* as it was typed, its first line */
	int64_t        began, ended; /* number_now(); 0: it runs */
	bool           busy;        /* it goes on when it has its turn */
	bool           going;       /* it has it now */
	bool           good;        /* it ended well */
	bool           cancelled;   /* somebody wanted its end */
	bool           joined;      /* somebody has asked how it ended */
	bool           seen;        /* by who follows the jobs that wait for each other */
	struct error   error;       /* if it did not end well */
	/* The shell's own: answers that it has shown in this second, and those that it
	 * has not. */
	int64_t        second;
	unsigned       told, left_out;
};

struct jobs {
	struct job **job;           /* by number */
	size_t       count, room;
	size_t       running;
	unsigned     last;          /* the highest number given */
	unsigned     turns;         /* under way: nothing is forgotten meanwhile */
	bool         failed;        /* one that is forgotten did, and nobody asked */
	bool         ending;        /* all of them */
};

enum { JOBS_MOST = 1000,        /* that run at once; one more is an ERROR_LIMIT */
       JOBS_ENDED = 1024 };     /* that are remembered */

/* Runs a command of `from` in the background: until it has to wait at first, then
 * whenever jobs_go() is called. */
bool job_start(struct run *from, struct node *, struct error *);
/* A command that has run, and goes on by itself, as a server does, until the job ends.
 * `step` is the job's frame's (struct frame), runs at once and has to wait; `state` is the
 * frame's, and given to `clear` when the job is over, in whichever way.  NULL and an error:
 * it is still the caller's. */
struct job *job_begin(struct run *from, const struct node *, call_step *step, void *state,
    void (*clear)(void *), struct error *);
/* Ends it where it stands; it is over when this returns, unless it is at work right now,
 * as one that asks for its own end: then before its next command. */
void job_cancel(struct job *);
/* By number, also one that has ended; NULL if it never was or is forgotten. */
struct job *job_find(const struct jobs *, unsigned number);

/* Lets every job go on that can.  True when one could go on at once. */
bool jobs_go(struct session *);
/* The end: those that run are cancelled.  True when none had failed that nobody
 * joined. */
bool jobs_end(struct session *);
void jobs_clear(struct jobs *);
#endif

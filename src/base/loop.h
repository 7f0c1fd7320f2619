/* loop: what happens by itself: descriptors, time, signals, work on threads.
 * The one door to libuv. */
#ifndef SOSH_BASE_LOOP_H
#define SOSH_BASE_LOOP_H
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct loop;

/* So many descriptors a loop may take for itself. */
enum { LOOP_DESCRIPTORS = 10 };

/* NULL and a system error when the system has no descriptor for it.  One at a
 * time.  Timers and inputs are to be stopped before it is freed. */
struct loop *loop_new(struct error *);
/* True when no thread is left; false: leave by _exit, which waits for none. */
bool loop_free(struct loop *);
/* One turn: waits for something to happen if `wait`, then tells it.  It does not
 * wait while a signal is pending. */
void loop_turn(struct loop *, bool wait);

/* Readiness, edge-triggered, from an epoll instance of our own: libuv's watchers
 * are level-triggered (unread data would spin them) and set O_NONBLOCK on what
 * they watch, which a parent or a receiver of the descriptor would feel. */
enum { LOOP_READ = 1, LOOP_WRITE = 2, LOOP_URGENT = 4, LOOP_HANGUP = 8, LOOP_ERROR = 16,
       LOOP_PEER_CLOSED = 32 };
struct loop_watch {
	int   fd;       /* -1: not watched */
	void *to;       /* the owner's own */
	void (*ready)(struct loop_watch *, unsigned events);
};
bool loop_watch(struct loop *, struct loop_watch *, int fd, struct error *);
/* Must come before the descriptor is closed. */
void loop_unwatch(struct loop *, struct loop_watch *);

/* A time in the future; all zero is one that does not run. */
struct loop_timer {
	struct loop_timer_inner *inner;
	void (*expired)(struct loop_timer *);
};
void loop_timer_start(struct loop *, struct loop_timer *, int64_t nanoseconds);
void loop_timer_stop(struct loop_timer *);

/* number_now() as this turn began, or when it was first asked for in it. */
int64_t loop_now(struct loop *);

/* What has more to do, when others had their turn: `go` is called once in the next turn, which
 * does not wait.  All zero but `go`: it is not to be called. */
struct loop_soon {
	struct loop_soon *next, **at;
	void (*go)(struct loop_soon *);
};
void loop_soon(struct loop *, struct loop_soon *);
void loop_not_soon(struct loop *, struct loop_soon *);

/* Level-triggered watch of the terminal; its O_NONBLOCK is left as it was. */
struct loop_input {
	struct loop_input_inner *inner;
	void (*ready)(struct loop_input *, bool hung_up);
};
bool loop_input_start(struct loop *, struct loop_input *, int fd, struct error *);
void loop_input_stop(struct loop_input *);

/* Work that may block, on a detached thread of its own: `work` runs there and
 * touches nothing but the job; `done` runs in the loop.  When the job has been
 * abandoned meanwhile, `done` is not called but `drop` is, wherever it ends; it
 * frees the job.  At most 64 run at once: more is an ERROR_LIMIT.  A thread that
 * hangs never holds the program: sosh leaves by _exit. */
struct loop_job {
	void (*work)(struct loop_job *);
	void (*done)(struct loop_job *);
	void (*drop)(struct loop_job *);
	struct loop_job_inner *inner;
};
bool loop_job_start(struct loop *, struct loop_job *, struct error *);
/* The job is its thread's from now on: touch it no more. */
void loop_job_abandon(struct loop_job *);

/* Signals: a handler notes them and wakes the loop.  Works before there is a
 * loop, too.  A signal that was ignored when the program began stays ignored. */
void loop_signals(void);
/* The signal to act upon, taken off: SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH,
 * SIGTSTP or SIGCONT in that order of rank, 0 if none came. */
int  loop_signal(void);
bool loop_signal_pending(void);
/* Is one among them that ends what is going on: SIGINT, SIGTERM, SIGHUP, SIGQUIT? */
bool loop_signal_ends(void);
/* Waits, without a loop, until a descriptor can be read, but no longer than so many
 * nanoseconds (below 0: no limit); false when a signal is to be looked at first. */
bool loop_wait_input(int fd, int64_t nanoseconds);
#endif

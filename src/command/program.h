/* program: the programs that `spawn` and `run` started, until they are gone. */
#ifndef SOSH_COMMAND_PROGRAM_H
#define SOSH_COMMAND_PROGRAM_H
#include <stdbool.h>

#include "base/buf.h"
#include "base/loop.h"
#include "base/process.h"
#include "socket/sock.h"

struct call;
struct session;

/* What a program writes: the end of a pipe that is ours. */
struct program_stream {
	struct loop_watch watch;
	struct program   *program;
	struct buf        bytes;     /* that came, and were not told yet */
	int               fd;        /* -1: it has ended, or there is none */
	bool              busy;      /* there may be more: others first */
};

struct program {
	struct program *next;
	struct session *session;
	int             pid;         /* of its `sh`, and the number of its group */
	bool            ended;       /* that was waited for */
	int             status;      /* as of waitpid(2) */
	bool            gone;        /* nobody of its group is left */
	bool            closed;      /* nobody here wants it any more */
	unsigned        socket;      /* that it is the other end of, or 0 */
	unsigned        test;        /* that it was started in, or 0 */
	struct call    *call;        /* `run`, as long as that waits for it, or NULL */
	void          (*over)(struct program *);  /* its `sh` has ended; or NULL */
	void           *to;          /* of who wants to know */
	struct program_stream out, err;
	struct loop_timer grace;     /* how long it may take to end */
	int64_t         second;      /* number_now() when this second began: */
	unsigned        told;        /* lines that a person was told in it, */
	size_t          left_out;    /* and how many not */
};

struct programs {
	struct processes processes;
	struct program  *first;
};

enum { PROGRAM_OUTPUT = 16 << 20 };  /* so much may `run` bring */
/* In so many nanoseconds one that was told to end is gone: it is killed before. */
#define PROGRAM_END (3 * NUMBER_SECOND)

/* Starts `sh -c COMMAND` as process_start() does; its standard input, and its output where
 * `out` is not below 0, are these descriptors, which stay the caller's.  What it writes to
 * standard error, and to standard output otherwise, is gathered.  The socket, or the call,
 * is told of what happens.  NULL and a system error. */
struct program *program_start(struct session *, const char *command, const char *const *words,
    const char *const *more, int in, int out, struct error *);
/* Its `run` is over, or nobody wants it any more: it is told to end where it did not, and is
 * ended if it does not heed that. */
void program_leave(struct program *);
/* The socket is about to be closed: the same. */
void program_closed(struct session *, struct sock *);
/* Looks after those that have ended, and tells what they said.  True when there may be
 * more at once. */
bool programs_go(struct session *);
/* Of this test, or at the other end of this socket: is somebody left that was told to
 * end? */
bool programs_left(struct session *, unsigned test);
bool program_left(struct session *, unsigned socket);
/* Ends all that still run, and waits for their end, but not for long. */
void programs_end(struct session *);
#endif

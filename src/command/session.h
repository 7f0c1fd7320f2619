/* session: the desk that every command works at. */
#ifndef SOSH_COMMAND_SESSION_H
#define SOSH_COMMAND_SESSION_H
#include "base/loop.h"
#include "command/address-book.h"
#include "command/call.h"
#include "command/config.h"
#include "command/history.h"
#include "command/job.h"
#include "command/program.h"
#include "command/reaction.h"
#include "command/run.h"
#include "command/service-block.h"
#include "command/service.h"
#include "command/testing.h"
#include "lang/command.h"
#include "lang/expand.h"
#include "socket/sock.h"
#include "teach/note.h"

struct session {
	const struct catalog *catalog; /* is `own` */
	struct catalog    own;         /* with what scripts define */
	struct sock_table sockets;
	struct loop      *loop;        /* NULL until something has to wait */
	struct config     config;
	struct history    history;
	struct notes      notes;       /* that were told */
	struct address_book addresses; /* that were used */
	struct run       *front;       /* the run in the foreground, or NULL */
	struct run       *going;       /* the run that is at work, or NULL */
	struct testing   testing;
	struct tls_desk *tls;         /* NULL until TLS is wanted */
	struct tracing  *tracing;      /* calls are shown; or NULL */
	struct jobs       jobs;        /* those in the background */
	struct reactions  reactions;   /* blocks that wait for something to happen */
	struct service   *services;    /* what is served in the background; or NULL */
	struct programs   programs;    /* that were started and may still run */
	struct bodies     bodies;      /* the blocks of servers, for each client */
	bool              interactive, safe, check_only, keep_going;
	bool              json;        /* answers are shown as JSON */
	bool              terminal;    /* and go to a terminal */
	size_t            width;       /* of the terminal at the prompt; 0: unknown, or none */
	bool              formed;      /* standard output is for programs: JSON, TAP, JUnit */
	bool              unwritten;   /* a file that was asked for could not be written */
	struct buf        room;        /* for a receiving call */
	bool              watching;    /* every socket is watched */
	bool              ending;      /* quit was said */
	bool              clearing;    /* a test ends: what is cancelled now is no news */
	bool            (*stopped)(struct session *); /* has Ctrl-C come, or a signal? */
	int               status;      /* of quit */
	void             *shell;
	/* Is there a live table below the prompt, or why not?  NULL: there is no prompt. */
	bool            (*watchable)(struct session *, struct error *why);
	/* Clears the screen of a prompt; NULL: there is none. */
	void (*clear_screen)(struct session *);
	/* Shows an answer, which call_tell() writes, or an error; NULL: nobody looks. */
	void (*answered)(struct session *, struct call *, enum outcome);
	/* At the prompt, else NULL: the lines that are typed are for a command of the
	 * foreground, which gets each, and NULL when the person has had enough of it.
	 * lines_end() gives them back to the prompt. */
	void (*lines_begin)(struct session *, struct call *, const char *prompt,
	    void (*line)(struct call *, const char *text));
	void (*lines_end)(struct session *);
	/* Shows bytes that came meanwhile; says something about what was typed. */
	void (*piece)(struct session *, struct call *, const void *bytes, size_t count);
	void (*remark)(struct session *, const char *text);
	/* Something to be said that is no answer: lines that were made harmless with
	 * bytes_show() and `show`. */
	void (*notice)(struct session *, const char *lines, size_t count);
	/* Bytes as they are, to our standard output (1) or standard error (2): behind what
	 * was shown. */
	void (*own_output)(struct session *, int fd, const char *bytes, size_t count);
	/* The same for programs, where they want to know (--events), else NULL. */
	void (*event)(struct session *, const struct record *);
	unsigned          show;        /* flags of bytes_show() */
	/* A job waits for the first time, or has ended; NULL: nobody looks. */
	void (*job_started)(struct session *, struct job *);
	void (*job_ended)(struct session *, struct job *);
	/* What came of tests, and of what stands outside of them; NULL: nobody looks.  A
	 * failure is in the run: its call, and what else there is to say in run->failure. */
	void (*test_began)(struct session *, const struct test *);
	void (*test_failed)(struct session *, const struct test *, struct run *);
	void (*test_ended)(struct session *, const struct test *);
	void (*file_skipped)(struct session *, const char *file, unsigned line,
	    const struct text *why);
	/* A command of the foreground failed, and nothing caught that. */
	void (*run_failed)(struct session *, struct run *);
	/* How far a long command is, or what a server sends: `done` bytes of `total`, which is
	 * -1 where nobody knows; all of it, or UINT64_MAX of 0: it has ended.  Where there is no
	 * prompt the call of the foreground is told before all others, and these one at a time,
	 * while that waits.  NULL: nobody looks. */
	void (*progress)(struct session *, const void *who, const char *verb, uint64_t done,
	    int64_t total);
	/* Something that happened by itself on a socket: LOOP_... bits. */
	void (*happened)(struct session *, struct sock *, unsigned events);
};

void session_init(struct session *, const struct catalog *);
/* True when no thread is left, as loop_free() tells. */
bool session_clear(struct session *);
/* The loop, made when it is first wanted; NULL and a system error. */
struct loop *session_loop(struct session *, struct error *);
/* Is there something that goes on by itself, so that the loop has to turn: jobs,
 * programs, reactions? */
bool session_is_busy(const struct session *);
/* Do others want a turn between two commands: jobs, programs, a person at the prompt? */
bool session_is_shared(const struct session *);
/* Has the loop watch a socket, if it does not yet. */
bool session_watch(struct session *, struct sock *, struct error *);
/* From now on every socket is watched, those that there are and those to come. */
void session_watch_all(struct session *);
/* A new socket is at the desk. */
void session_added(struct session *, struct sock *);
/* A socket's descriptor is about to be closed. */
void session_closing(struct session *, struct sock *);
/* What a def is called to do (cmd-def.c). */
enum outcome session_call_def(struct call *);
/* May a command write to this file?  Not to our own standard output where programs read
 * what is in it; kind refused. */
bool session_may_write(const struct session *, const char *path, struct error *);
/* What the language asks of the world, for this run. */
struct world session_world(struct run *);
#endif

/* session: the desk that every command works at. */
#ifndef SOSH_COMMAND_SESSION_H
#define SOSH_COMMAND_SESSION_H
#include "base/loop.h"
#include "command/call.h"
#include "command/config.h"
#include "command/history.h"
#include "command/run.h"
#include "lang/command.h"
#include "lang/expand.h"
#include "socket/sock.h"

struct session {
	const struct catalog *catalog;
	struct sock_table sockets;
	struct loop      *loop;        /* NULL until something has to wait */
	struct config     config;
	struct history    history;
	struct run       *front;       /* the run in the foreground, or NULL */
	bool              interactive, safe, check_only, keep_going;
	bool              json;        /* answers are shown as JSON */
	bool              terminal;    /* and go to a terminal */
	bool              unwritten;   /* a file that was asked for could not be written */
	struct buf        room;        /* for a receiving call */
	bool              watching;    /* every socket is watched */
	bool              ending;      /* quit was said */
	bool            (*stopped)(struct session *); /* has Ctrl-C come, or a signal? */
	int               status;      /* of quit */
	void             *shell;
	/* Is there a live table below the prompt, or why not?  NULL: there is no prompt. */
	bool            (*watchable)(struct session *, struct error *why);
	/* Shows an answer or an error; NULL: nobody looks. */
	void (*answered)(struct session *, struct call *, enum outcome);
	/* Something that happened by itself on a socket: LOOP_... bits. */
	void (*happened)(struct session *, struct sock *, unsigned events);
};

void session_init(struct session *, const struct catalog *);
/* True when no thread is left, as loop_free() tells. */
bool session_clear(struct session *);
/* The loop, made when it is first wanted; NULL and a system error. */
struct loop *session_loop(struct session *, struct error *);
/* Has the loop watch a socket, if it does not yet. */
bool session_watch(struct session *, struct sock *, struct error *);
/* From now on every socket is watched, those that there are and those to come. */
void session_watch_all(struct session *);
/* A new socket is at the desk. */
void session_added(struct session *, struct sock *);
/* A socket's descriptor is about to be closed. */
void session_closing(struct session *, struct sock *);
/* What the language asks of the world, for this run. */
struct world session_world(struct run *);
#endif

/* program: a program that has the other end of a socket (`spawn`). */
#ifndef SOSH_SOCKET_PROGRAM_H
#define SOSH_SOCKET_PROGRAM_H
#include "socket/sock.h"

struct sock_program {
	char       *command;   /* as `sh -c` was given it */
	int         pid;
	bool        ended;     /* and how: */
	int         status;    /* its exit status; -1: a signal ended it */
	const char *signal;    /* the name of that, or NULL; static */
};

/* A stream of UNIX sockets, kind `process`, whose other end is for a program: that is
 * `*theirs`, the caller's.  NULL and a system error. */
struct sock *sock_spawn(struct sock_table *, const char *command, int *theirs, struct error *);
/* Notes how it ended: a status of waitpid(2). */
void sock_program_ended(struct sock_program *, int status);
/* "SIGTERM"; "signal 40" has no name: then NULL. */
const char *program_signal(int number);
void sock_program_free(struct sock_program *);
#endif

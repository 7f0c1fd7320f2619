/* role: what a server does with its clients (`serve N ROLE`): a declaration each, in a file
 * of its own (role-NAME.c).  The server (server.h) accepts, reads, counts and closes; a role
 * only says what to answer. */
#ifndef SOSH_SERVE_ROLE_H
#define SOSH_SERVE_ROLE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/error.h"

struct client;
struct server;
struct share;

/* A word behind the role's name, read as far as the command line can: DATA is bytes
 * already, `file:PATH` has been read. */
struct role_word {
	const char *bytes;   /* a NUL stands behind them */
	size_t      count;
};

enum role_flags {
	ROLE_STREAM   = 1 << 0, /* serves connections */
	ROLE_DATAGRAM = 1 << 1, /* serves datagrams */
	ROLE_NOWHERE  = 1 << 2, /* never looks at what comes: it is thrown away in the kernel
	                           (MSG_TRUNC), and `came` is not called */
	ROLE_LATER    = 1 << 3, /* receives and answers behind the back of the server (a process,
	                           a block) */
	ROLE_FILES    = 1 << 4, /* reads or writes files: not with --safe */
	ROLE_PROGRAMS = 1 << 5, /* starts programs: not with --safe */
	ROLE_DATA     = 1 << 6, /* its words are DATA, as those of `send`: they come joined, as
	                           one word */
	ROLE_FOLDER   = 1 << 7, /* its word is a folder: what Tab offers */
	ROLE_MESSAGE  = 1 << 8, /* serves connections of messages, which keep their bounds (UNIX
	                           seqpacket) */
};

/* None of these waits.  Every one may call client_finish() or client_drop(). */
struct role {
	const char *name;         /* "echo" */
	const char *words;        /* what stands behind it, as usage lines have it: "DIR" or NULL */
	size_t      least, most;  /* so many words */
	const char *const *choices; /* the words that may stand there, ends with NULL; NULL: any */
	const char *summary;      /* "sends back what comes" */
	unsigned    flags;
	size_t      at_once;      /* so many clients at once, others wait in the backlog; 0: any */
	size_t      server_size;  /* of its own struct for a server, server_own(); zeroed */
	size_t      client_size;  /* and for each client, client_own(); zeroed */
	/* Reads the words, opens what it needs.  False and an error: there is no server.  `end`
	 * is called then, too.  NULL: nothing to do, as of all that follow. */
	bool (*begin)(struct server *, const struct role_word *, size_t count, struct error *);
	void (*end)(struct server *);
	/* A client has come; TLS, if there is any, is through with its handshake. */
	void (*opened)(struct client *);
	/* Bytes came, at least one; or a message, which may be empty.  They are the server's, and
	 * good until this returns.  It is not called while the client is owed something
	 * (client_send), nor while it is paused. */
	void (*came)(struct client *, const char *bytes, size_t count);
	/* The client has finished sending, behind its last byte.  NULL: client_finish(). */
	void (*ended)(struct client *);
	/* All that it was owed is with the kernel, and there is room for more: also the first
	 * time, behind `opened`.  Called again and again, with others having their turn between,
	 * as long as client_wants_room() holds. */
	void (*room)(struct client *);
	/* So many bytes of `of` it has been sent of what is being sent right now, a file or another
	 * answer of a length that is known.  False: nothing is. */
	bool (*under_way)(struct client *, uint64_t *sent, uint64_t *of);
	/* Nothing goes either way any more (a reset, or both directions are shut), and nothing is
	 * read of it: it is paused, or has ended.  Of others the end tells that. */
	void (*cut)(struct client *);
	/* The client is about to be closed, for whatever reason; frees what client_own() holds.
	 * Its last call. */
	void (*closed)(struct client *);
	/* A datagram came, also an empty one: `from` is empty where the kernel gave no sender. */
	void (*datagram)(struct server *, const struct addr *from, const char *bytes,
	    size_t count);
};

/* Every role, by name; NULL behind the last.  Made at build time of src/serve/role-*.c: each
 * has a `const struct role role_NAME`. */
extern const struct role *const roles[];

/* ---- what a role may do with a client ---- */

void *client_own(struct client *);
struct server *client_server(struct client *);
/* The number of its socket. */
unsigned client_number(const struct client *);
/* Of length 0: it has none, or has gone.  Good until the next call. */
const struct addr *client_peer(struct client *);
/* Does it speak in messages (ROLE_MESSAGE)?  Then each of what follows sends one. */
bool client_has_messages(const struct client *);
/* Sends it all: what the kernel has no room for is kept, and sent when there is.  A client
 * that is owed more than the server's ceiling (--ceiling, 1 MiB unless told otherwise) is
 * dropped, and that is told; false then: it is gone, or it was before. */
bool client_send(struct client *, const char *bytes, size_t count);
/* The same, to one of many who are sent the same: what has to be kept for them is one copy,
 * `*share`, which is made when it is needed (NULL: there is none yet). */
bool client_send_shared(struct client *, struct share **share, const char *bytes, size_t count);
/* Such a copy; who made it, or had it made, drops it (it may be NULL).  Not behind `end`. */
struct share *share_new(struct server *, const char *bytes, size_t count);
const char *share_bytes(const struct share *, size_t *count);
void share_drop(struct share *);
/* That ceiling. */
size_t client_ceiling(const struct client *);
/* What it is sent goes out piece by piece, however small: TCP keeps none back until the peer has
 * the one before (TCP_NODELAY). */
void client_send_at_once(struct client *);
/* Sends what there is room for now, and keeps nothing; returns how much that was.  None while
 * it is owed something.  `room` tells when there is more. */
size_t client_send_some(struct client *, const char *bytes, size_t count);
/* So many bytes it is owed by client_send(); some (1) also while TLS holds bytes for it. */
size_t client_owed(const struct client *);
/* Sends from a file, by sendfile(2) where that goes, from `*at` on, as much as there is room
 * for now, `count` bytes at most; `*at` moves.  False and an errno in *number: the file
 * failed.  To be called from `room`. */
bool client_send_file(struct client *, int fd, int64_t *at, uint64_t count, int *number);
/* What was done for it costs as much time as so many bytes that come or go: they are taken off
 * the turn.  Is there any left? */
void client_costs(struct client *, size_t bytes);
bool client_has_turn(const struct client *);
/* How far what it is sent is, of what it is to be sent in all. */
void client_progress(struct client *, uint64_t done, uint64_t total);
/* `room` is to be called when there is some, again and again; or not any more. */
void client_want_room(struct client *, bool wants);
bool client_wants_room(const struct client *);
/* Nothing is read from it meanwhile, so that its window closes. */
void client_pause(struct client *, bool paused);
/* When all is sent that it is owed: shutdown(2) for writing, and close(2) when the peer has
 * finished, too, or after a while. */
void client_finish(struct client *);
/* Closes it now; `reset`: by RST. */
void client_drop(struct client *, bool reset);
/* `wake` is called once after so long, unless the client is closed before; 0: not any more. */
void client_after(struct client *, int64_t nanoseconds, void (*wake)(struct client *));
/* Sends to a datagram's sender. */
void server_reply(struct server *, const struct addr *to, const char *bytes, size_t count);

/* ---- and with its server ---- */

void *server_own(struct server *);
/* Calls `each` for all clients that are open; it may drop the one it was called for. */
void server_each(struct server *, void (*each)(struct client *, void *to), void *to);
/* Something to be told of a client (or NULL: of the server), one line: "client 7: no file
 * 'x'".  At the prompt it is a notice, with --events an event, else it goes to standard error
 * where it is a failure, and nowhere where it is not. */
void server_tell(struct server *, struct client *, bool failure, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* What the desk lends to roles that need it (commands, processes, the loop); see server.h. */
struct server_desk;
struct server_desk *server_desk(struct server *);
#endif

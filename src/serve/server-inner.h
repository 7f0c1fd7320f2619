/* server-inner: what the files of a server share; for them only. */
#ifndef SOSH_SERVE_SERVER_INNER_H
#define SOSH_SERVE_SERVER_INNER_H
#include <stddef.h>
#include <sys/types.h>

#include "serve/dues.h"
#include "serve/owed.h"
#include "serve/rate.h"
#include "serve/serve-library.h"
#include "serve/server.h"

enum {
	SERVER_BATCH = 64,         /* accepted, or that had more to read, in a turn; messages of
	                              one client */
	SERVER_MESSAGE = 1 << 10,  /* bytes that could come in the time that a message takes, at
	                              least */
	SERVER_STARTS = 4,         /* accepted, where each has a program started */
	SERVER_TURN_ALL = 1 << 20, /* bytes to and from all clients in a turn: what takes less
	                              time than a person at the prompt notices */
	SERVER_OWED_ALL = 64 << 20, /* bytes kept for all clients, before each may be owed no more
	                              than its share of them */
	SERVER_STEP = 128 << 10,   /* bytes that could come and go in the time that a step of a
	                              handshake takes */
	SERVER_HANDSHAKE_S = 10,   /* a handshake of TLS has so long; */
	SERVER_LINGER_S = 5,       /* and a peer to finish, once we have; */
	SERVER_LAST_S = 60,        /* and before that to take something of what it is owed; and a
	                              program to end, whose client has left for good */
	SERVER_TOLD_S = 10,        /* a fault that comes again and again is told so seldom */
};

enum client_flags {
	CLIENT_GONE = 1 << 0,      /* it is closed or taken, only its memory is there */
	CLIENT_SHAKES = 1 << 1,    /* TLS is within its handshake */
	CLIENT_OPENED = 1 << 2,    /* its role knows it */
	CLIENT_READABLE = 1 << 3,  /* something has come that was not read; */
	CLIENT_ENDING = 1 << 4,    /* also an end, or an error */
	CLIENT_URGENT = 1 << 5,    /* a read may stop short of what is there */
	CLIENT_FULL = 1 << 6,      /* the kernel has no room; it tells when it has */
	CLIENT_PAUSED = 1 << 7,    /* by its role */
	CLIENT_SPENT_IN = 1 << 8,  /* its rate is used up, until it is due */
	CLIENT_SPENT_OUT = 1 << 9,
	CLIENT_WANTS_ROOM = 1 << 10,
	CLIENT_ENDED = 1 << 11,    /* the peer has finished */
	CLIENT_FINISHES = 1 << 12, /* we do, when all is sent; */
	CLIENT_SHUT = 1 << 13,     /* it is */
	CLIENT_LISTED = 1 << 14,   /* it is among those that have more to do */
	CLIENT_GOES = 1 << 15,     /* it has its turn right now */
	CLIENT_HELD = 1 << 16,     /* its inbox may have something, from when it was nobody's */
	CLIENT_BROKEN = 1 << 17,   /* a reset has come, and nobody waits to be told */
	CLIENT_MARKED = 1 << 18,   /* osdep_mark_messages() was asked for by us */
};

struct client {
	struct server *server;
	struct sock   *sock;
	struct owed    owed;
	int64_t        used;               /* when bytes came or went last, */
	unsigned       flags;
	struct rate    in, out;
	struct client *next, *before;      /* of the same server */
	struct client *more, **more_at;    /* the next of those that have more to do */
	void         (*wake)(struct client *);
	struct due     due;                /* no later than the first of these times: */
	int64_t        limit;              /* its handshake, or its end, takes too long; 0: never */
	int64_t        after;              /* `wake` is to be called; 0: never */
	_Alignas(max_align_t) char own[];  /* the role's */
};

struct server {
	const struct serve_library *library;
	struct serving     serving;
	const struct role *role;
	struct server_desk *desk;
	struct sock       *sock;
	bool               single;         /* that is a connection, its only client */
	/* What was asked for; allow, deny and tls are of whoever wants it. */
	struct server_want want;
	struct client     *first;          /* of its clients */
	struct client     *gone;           /* those to be freed, by `next` */
	struct client     *more, **more_end;  /* those that have more to do, in line */
	struct loop_soon   soon;
	struct dues        dues;
	struct loop_timer  timer;
	int64_t            timer_at;       /* when that expires; 0: it does not run */
	int64_t            began;          /* number_now(): no other one has the same */
	int64_t            now;            /* of this turn, loop_now() */
	size_t             owed;           /* bytes of memory for what its clients are owed */
	size_t             left;           /* bytes that may still come and go in this turn */
	unsigned           depth;          /* calls from the loop that are under way */
	bool               waits;          /* connections, or datagrams, are to be taken; */
	struct due         accepts;        /* when that is tried again, if it has to wait */
	bool               deaf;           /* none any more (--once) */
	bool               stopped, over, told_over;
	struct error       error;          /* of what is over */
	int64_t            told_refused, told_full, told_own;   /* number_now() of the last time */
	struct rate        in, out;        /* of datagrams, for all senders together */
	struct addr        local;          /* of a socket of datagrams; else of length 0 */
	struct addr        peer;           /* client_peer() of the last that was asked for */
	char              *room;           /* SERVER_ROOM for what is read */
	_Alignas(max_align_t) char own[];  /* the role's */
};

/* Made of src/serve/role-NAME.c at build time: `roles`, in role.h. */

/* server.c: whatever the loop calls begins and ends with these; what was closed meanwhile is
 * freed at the end, and after that the server may be gone, too. */
void server_enter(struct server *);
void server_leave(struct server *);
/* It has come to its end by itself; NULL: as was asked for. */
void server_end(struct server *, const struct error *);
/* It has its turn again in the next turn of the loop, which does not wait. */
void server_again(struct server *);
/* Something may be due earlier now. */
void server_due(struct server *);
/* Is it to be told?  Once in SERVER_TOLD_S. */
bool server_may_tell(struct server *, int64_t *last);

/* accept.c: takes connections, so many as there are or may be in a turn. */
void server_accept(struct server *);
/* A call lacks descriptors, or memory, and would lack them right away again: it is tried again
 * after a while, or when a client has gone. */
void server_pause(struct server *, const char *call, int number);
/* There may be a free descriptor. */
void server_accept_again(struct server *);
/* datagram.c */
void server_receive(struct server *);
/* range.c: by --allow and --deny. */
bool server_allows(const struct server *, const struct addr *);

/* give.c: what server.h tells of server_take() and server_give(). */
size_t client_take(struct client *);
bool client_give(struct server *, struct sock *, struct error *);

/* client.c: a connection is the server's from now on; false and an error: it is still not. */
bool client_new(struct server *, struct sock *, struct error *);
/* Its turn: does what can be done. */
void client_go(struct client *);
/* It is the server's no more; its memory lasts until server_leave(). */
void client_leave(struct client *);
void client_close(struct client *, bool reset);
/* The same, as a call has failed with an errno. */
void client_fail(struct client *, const char *call, int number);
/* It has more to do when others had their turn; or not any more. */
void client_again(struct client *);
void client_unlist(struct client *);
/* client-read.c, client-send.c, client-tls.c, client-due.c: parts of client_go(). */
void client_read(struct client *);
void client_flush(struct client *);
void client_shake(struct client *);
bool client_begin_tls(struct client *, struct error *);
void client_due(struct client *);
/* client-read.c, as recv(2): a whole message, of which SERVER_ROOM bytes are put into `room`; the
 * descriptor is marked (osdep_mark_messages). */
ssize_t message_read(int fd, char *room, bool *ended);
/* One of its times may be earlier now. */
void client_schedule(struct client *);
/* So much is with the kernel: it is counted. */
void client_sent(struct client *, size_t count);
/* So many of `count` bytes it can be sent now, and is not dropped for that. */
size_t client_takes(const struct client *, size_t count);
void client_forget_owed(struct client *);
/* It has so long to take what it is owed, once that is the last. */
void client_last(struct client *);
/* Has it anything that the kernel did not take yet? */
bool client_owes(const struct client *);
/* What came and went costs so much of the turn. */
void server_spend(struct server *, size_t bytes);
#endif

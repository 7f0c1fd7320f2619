/* server: a listening or bound socket that is served in the background, on the loop. */
#ifndef SOSH_SERVE_SERVER_H
#define SOSH_SERVE_SERVER_H
#include "base/loop.h"
#include "serve/role.h"
#include "socket/sock.h"
#include "socket/tls.h"

enum { SERVER_CEILING = 1 << 20,   /* bytes that a client may be owed */
       SERVER_ROOM = 256 << 10,    /* of the buffer that all clients of a loop share */
       SERVER_TURN = 64 << 10,     /* of a client before the next one has its turn */
       SERVER_BACKLOG_PAUSE_MS = 50 /* before accept(2) is tried again, out of descriptors */ };

/* A network of addresses: --allow and --deny. */
struct server_range {
	struct addr address;
	unsigned    bits;
	bool        any;
};

/* What is asked of a server; all zero is one without limits, for loopback only. */
struct server_want {
	const struct role       *role;
	const struct role_word  *word;
	size_t                   words;
	uint64_t                 max_clients;  /* 0: any number */
	int64_t                  idle;         /* nanoseconds without a byte; 0: for ever */
	uint64_t                 rate;         /* bytes a second to and from each; 0: any */
	uint64_t                 ceiling;      /* 0: SERVER_CEILING */
	const struct server_range *allow, *deny;
	size_t                   allows, denies;
	bool                     once;         /* ends with its first client */
	const struct tls_want   *tls;          /* or NULL; held by the server's owner */
};

/* What the desk does for a server.  The owner's own struct begins with it. */
struct server_desk {
	struct sock_table *sockets;
	struct loop       *loop;
	struct tls_desk  **tls;
	/* A client's socket is there, and is the server's; is about to be closed. */
	void (*added)(struct server_desk *, struct server *, struct sock *);
	void (*closing)(struct server_desk *, struct server *, struct sock *);
	void (*told)(struct server_desk *, struct server *, struct sock *, bool failure,
	    const char *line);
	/* It has ended by itself (--once, the socket failed): *error, or kind none.  The owner
	 * frees it, not before this has returned. */
	void (*over)(struct server_desk *, struct server *, const struct error *);
	/* For ROLE_LATER: `serve N block` and `exec`, the desk's own. */
	struct server_later *later;
};

struct server_counts {
	uint64_t clients;     /* that are open now */
	uint64_t total;       /* that were accepted, and not refused */
	uint64_t refused;     /* by --max-clients, --allow, --deny */
	uint64_t received, sent;   /* bytes */
	uint64_t dropped;     /* for --idle or the ceiling */
};

/* Begins to serve; false and an error of any kind. */
struct server *server_start(struct server_desk *, struct sock *, const struct server_want *,
    struct error *);
/* Closes all clients; the listening socket stays open, and is nobody's. */
void server_stop(struct server *);
const struct server_counts *server_counts(const struct server *);
struct sock *server_sock(const struct server *);
const struct role *server_role(const struct server *);
/* Of a socket that is some server's client, else NULL. */
struct client *server_client(const struct sock *);
/* Takes a client's socket out of the server's hands (`take`): what it is owed is sent first,
 * or lost with it.  It is watched by nobody then. */
void server_take(struct client *);
/* Gives a connected socket to the server (`serve M ROLE`), as if it had just been accepted. */
bool server_give(struct server *, struct sock *, struct error *);
#endif

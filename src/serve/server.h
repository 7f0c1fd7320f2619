/* server: a listening or bound socket that is served in the background, on the loop.  It is in
 * a module, which is loaded at the first use; roles are, too, and see role.h. */
#ifndef SOSH_SERVE_SERVER_H
#define SOSH_SERVE_SERVER_H
#include "base/loop.h"
#include "serve/role.h"
#include "socket/serving.h"
#include "socket/sock.h"
#include "socket/tls.h"

enum { SERVER_CEILING = 1 << 20,   /* bytes that a client may be owed */
       SERVER_ROOM = 256 << 10,    /* of the buffer that all clients of a loop share */
       SERVER_TURN = 64 << 10,     /* of a client before the next one has its turn */
       SERVER_BACKLOG_PAUSE_MS = 50 /* before accept(2) is tried again, out of descriptors */ };

/* A network of addresses: --allow and --deny.  Of one that is IPv4 in the shape of IPv6, `bits`
 * are those of IPv4. */
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
	/* Something happened on the served socket or a client (LOOP_... bits) that a command waits
	 * on or a reaction is for; of others nothing is told. */
	void (*ready)(struct server_desk *, struct sock *, unsigned events);
	void (*told)(struct server_desk *, struct server *, struct sock *, bool failure,
	    const char *line);
	/* A client was sent so many bytes of a file; or NULL. */
	void (*progress)(struct server_desk *, struct server *, struct sock *, uint64_t done,
	    uint64_t total);
	/* It has ended by itself (--once, the socket failed): *error, or kind none.  All clients
	 * are closed.  The owner frees it by server_stop(), now or later. */
	void (*over)(struct server_desk *, struct server *, const struct error *);
	/* Is a served socket of datagrams at this address, this one or another?  Or NULL. */
	bool (*serves)(struct server_desk *, const struct addr *);
	/* For ROLE_LATER: `serve N block` and `exec`, the desk's own. */
	struct server_later *later;
};

/* All roles, by name; NULL behind the last.  NULL and an error: there is no module. */
const struct role *const *server_roles(struct error *);
const struct role *server_role_named(const char *name, size_t count, struct error *);

/* Begins to serve a socket that listens or (datagrams) is bound.  NULL and an error of any kind.
 * A connected stream is served itself (`serve M ROLE`): the server's one client, as if it had
 * just been accepted, whoever it is; over() is called when it has gone. */
struct server *server_start(struct server_desk *, struct sock *, const struct server_want *,
    struct error *);
/* It takes nobody any more, and closes its clients, so many in a turn: over() tells when none is
 * left, maybe before this returns. */
void server_retire(struct server *);
/* Closes all clients and frees it; the served socket stays open, and is nobody's.  From within a
 * role it is freed when that has returned. */
void server_stop(struct server *);
const struct serving *server_counts(const struct server *);
struct sock *server_sock(const struct server *);
/* Is it the one whose datagrams come from there? */
bool server_is_at(const struct server *, const struct addr *);
const struct role *server_role(const struct server *);
/* Of a socket that is served, and of one that is some server's client; else NULL. */
struct server *server_of(const struct sock *);
struct client *server_client(const struct sock *);
struct server *server_of_client(const struct client *);
/* It is in the middle of an answer: so many bytes of `of` are with the kernel. */
bool server_is_sending(struct client *, uint64_t *sent, uint64_t *of);
/* Takes a client's socket out of the server's hands (`take`): what it is owed is sent first,
 * as far as there is room, and the rest is lost: returns how many bytes those are.  It is
 * watched by nobody then. */
size_t server_take(struct client *);
/* Gives a connected socket to the server (`serve M ROLE`), as if it had just been accepted. */
bool server_give(struct server *, struct sock *, struct error *);
/* client_send(), client_finish() and client_drop() of role.h, for who is no role. */
bool server_send(struct client *, const char *bytes, size_t count);
/* So many of `count` bytes server_send() can be given now, and the client is not dropped. */
size_t server_takes(const struct client *, size_t count);
void server_finish(struct client *);
void server_drop(struct client *, bool reset);
#endif

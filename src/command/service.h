/* service: what binds servers (serve/server.h) to the desk: each is a job. */
#ifndef SOSH_COMMAND_SERVICE_H
#define SOSH_COMMAND_SERVICE_H
#include "command/call.h"
#include "serve/server.h"

struct session;

struct service {
	struct server_desk desk;     /* first */
	struct service *next;        /* of the session's */
	struct session *session;
	struct server  *server;
	struct job     *job;         /* NULL: it has none yet */
	unsigned        socket;
	struct server_want want;     /* what it points to is in the pool */
	struct tls_want tls;
	struct pool     pool;
	const char     *ended;       /* how, if it ended well: "stopped" */
	bool            giving;      /* a command gives it a client, and tells that itself */
	bool            over;        /* it has ended by itself: */
	struct error    error;       /* so, or kind none */
	bool            retired;     /* it was to end, and closes its clients, so many in a turn; */
	bool            at_once;     /* all of them in this one */
	unsigned        stoppers;    /* so many commands are about to tell that it is over */
	/* What is told of it: ten lines a second, and as many failures. */
	struct { int64_t second; unsigned count; } told[2];
	unsigned        left_out;
	struct loop_timer timer;     /* when that is told */
};

/* Begins to serve a socket, as `call` (serve) wants it; what `want` points to is copied.
 * NULL and call->error. */
struct job *service_begin(struct call *, struct sock *, const struct server_want *);
/* What serves this socket itself; NULL: nothing does. */
struct service *service_of(const struct session *, unsigned socket);
/* What has this socket for a client; it may be both. */
struct service *service_client(const struct session *, const struct sock *);
/* Ends it, its clients and its job; `how` is static: "stopped". */
void service_end(struct service *, const char *how);
/* The same, but it closes its clients so many in a turn.  False: not all are yet; who waits on its
 * socket is woken when it is over.  It is there until service_end(), or service_stop_left() was
 * called as often. */
bool service_stop(struct service *, const char *how);
void service_stop_left(struct service *);
/* The socket is to be closed, and with it the clients of its server: where they are many, waits
 * until they are, as service_stop() does it.  `*job` is 0 for the first look at the socket.
 * DONE: go on; WAITING; or FAILED: the wait was broken off. */
enum outcome service_let_end(struct call *, struct sock *, unsigned *job, call_step *again);
/* It is about to be closed. */
void service_closing(struct session *, struct sock *);
/* Takes a client out of the hands of its server: it is watched as any other socket. */
size_t service_take(struct service *, struct sock *);
/* Does a server have this socket?  Then a command that receives or accepts by itself is
 * refused: true and call->error, with a hint. */
bool service_keeps(struct call *, const struct sock *);
static inline bool
service_refuses(struct call *call, const struct sock *sock)
{
	/* Most have none. */
	return sock->serving && service_keeps(call, sock);
}
/* What has come to pass, as fields of an answer. */
void service_answer(struct record *, const struct serving *);
#define SERVICE_FIELDS \
	{ "role", "what is done with each client" }, \
	{ "clients", "how many were served" }, \
	{ "datagrams", "of a datagram socket: how many came, and were not refused" }, \
	{ "refused", "how many were refused: by --max-clients, --allow, --deny" }, \
	{ "dropped", "how many were dropped: for --idle or --ceiling, or as their TLS failed" }, \
	{ "in", "bytes that came" }, { "out", "bytes that were sent" }
#endif

/* sock: numbered sockets, and the calls that make, join and end them. */
#ifndef SOSH_SOCKET_SOCK_H
#define SOSH_SOCKET_SOCK_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/addr.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/loop.h"
#include "socket/did.h"
#include "socket/inbox.h"
#include "socket/index.h"
#include "socket/kind.h"
#include "socket/past.h"

/* Who waits on a socket. */
struct sock_waiter {
	struct sock_waiter *next, *next_of_call;
	struct sock        *sock;
	void               *call;      /* the desk knows what that is */
	unsigned            events;    /* LOOP_...; 0: it waits for something else */
	const char         *command;   /* its name */
	unsigned            job;       /* the job that it is, or 0 */
	int64_t             since;     /* number_now() */
};

/* What its watcher has told a person of it; the watcher's own. */
struct sock_told {
	int64_t  when;       /* number_now() of the last time */
	uint64_t come;       /* so much had come by then */
	unsigned known;      /* what holds, and was told */
	unsigned events;     /* LOOP_... bits that are not looked at yet */
};

enum { SOCK_ON_READABLE = 1, SOCK_ON_CLOSED = 2, SOCK_ON_MATCH = 4 };

struct sock {
	unsigned     number;      /* 1, 2, 3, ...; never used again */
	int          fd;          /* -1 once it was closed; */
	int          fd_before;   /* the one that it had */
	int          family, type, protocol;
	/* What every event on it, and every byte, touches is side by side: thousands of them do
	 * not stay in a processor's cache. */
	struct loop_watch watch;
	struct sock_waiter *waiters; /* the newest first */
	unsigned     reacts;      /* to what: SOCK_ON_... */
	uint64_t     sent, received;
	int64_t      used;        /* when a command or an event was about it last, or 0 */
	struct layer *layer;      /* TLS (layer.h), or NULL */
	struct tap  *tap;         /* who sees all that goes over it (tap.h), or NULL */
	char        *name;        /* or NULL */
	unsigned     listener;    /* accepted from, or 0 */
	unsigned     test;        /* that it ends with, or 0 */
	unsigned     pair;        /* the other end, where it is ours too, or 0 */
	unsigned     left_by;     /* what was the other end, and took its peer back, or 0 */
	uint64_t     here, there; /* its addresses, hashed, once it is connected */
	uint64_t     inode;       /* what sock_diag knows it by; 0: unknown */
	uint64_t     network;     /* the network namespace that it came from, where that is
	                             not ours; else 0 */
	struct ghost *ghost;      /* what finds its TCP connection after the end, or NULL */
	int          backlog;     /* as asked for in listen(2) */
	int          listened;    /* the port that it listened at, as far as it was told, or 0 */
	bool         nonblock;    /* the program asked for O_NONBLOCK */
	bool         linger;      /* SO_LINGER was set: close may wait */
	bool         low_water;   /* SO_RCVLOWAT was set: recv waits for its amount */
	bool         beside_asked; /* control data may come: an option was set, or it is a UNIX
	                              socket, but for a pair that is ours alone */
	bool         connecting;  /* connect(2) is to be called again */
	bool         connected;   /* it has a peer, or had one */
	bool         deaf;        /* shut for reading: a datagram socket's end */
	bool         cut;         /* closed by a reset that was asked for */
	bool         tied;        /* an option has bound it to an interface, or may have */
	bool         lent;        /* another process may have it, too: it came from one, or was
	                             passed on */
	int64_t      mute;        /* number_now() when it was shut for writing, or 0 */
	int64_t      mute_early;  /* when that failed, as it had no peer; the kernel keeps to it */
	int64_t      parted;      /* when a call first told that the peer is gone, or 0; */
	int          parted_by;   /* with this errno; 0: it was the end of what it sends */
	bool         served;      /* it was a server's client when it was closed; */
	int64_t      counted;     /* among the clients of the server that began then; 0: of none */
	bool         over;        /* recv has told the end, or the error that was it */
	bool         ended_told;  /* that end was all that a recv had to tell */
	int          owed;        /* an errno for the next recv, behind bytes that had to
	                             be told first; or 0 */
	uint64_t     accepted;    /* connections */
	int64_t      made, ended; /* number_now() */
	struct inbox inbox;       /* received, and not yet given to anybody; */
	struct control *beside;   /* and what came beside it, or NULL */
	struct sock_program *program; /* that has the other end (program.h), or NULL */
	const struct serving *serving; /* that is counted of it, or of its server (serving.h);
	                             or NULL */
	struct reaction *reactions; /* blocks that run when something happens; the desk's */
	char        *host;        /* the name that it was connected by, or NULL */
	struct errqueue_entry *queue; /* of its error queue, read and not yet told */
	bool         stamps;      /* what is sent is stamped (stamps.h); */
	int          stamps_before[2]; /* what was asked for until then: flags, and a clock */
	bool         stamped;     /* one has come, its number was */
	uint32_t     stamp;
	uint64_t     stamps_from; /* what was sent by the time that they were asked for */
	struct past  past;        /* the last calls on it */
	struct sock_told  told;
	struct index_place place[INDEX_KEYS];
	unsigned     keepers;     /* calls that wait and may use it; with neither of these it may
	                             be forgotten, once it is closed */
};

/* A UNIX path that bind(2) made here; removed at the end if it is still ours. */
struct sock_path {
	char *path;
	dev_t device;
	ino_t inode;
};

struct sock_table {
	struct sock **sock;       /* by number */
	size_t count, room;
	struct index index[INDEX_KEYS]; /* names; of open ones the ends and the inode */
	size_t closed;            /* how many of them; the oldest are forgotten */
	unsigned last;            /* the highest number given */
	bool     beside_sent;     /* control data was sent over a UNIX socket */
	struct sock_path *path;
	size_t paths;
	struct survey *survey;    /* while many are looked at together, else NULL */
	const struct waiting *waiting; /* what was asked of listeners then; or NULL */
	struct others *others;    /* what is asked beyond descriptors; NULL: nothing is */
};

enum { SOCK_TABLE_CLOSED = 1024 }; /* closed sockets that are remembered */

/* By number; NULL if it never was or is forgotten. */
struct sock *sock_search(const struct sock_table *, unsigned number);
/* Where nothing was forgotten yet the place is the number; NULL: it is to be searched for. */
static inline struct sock *
sock_in_place(const struct sock_table *table, unsigned number)
{
	size_t at = (size_t)number - 1;

	return at < table->count && table->sock[at]->number == number ? table->sock[at] : NULL;
}
static inline struct sock *
sock_find(const struct sock_table *table, unsigned number)
{
	struct sock *sock = sock_in_place(table, number);

	return sock ? sock : sock_search(table, number);
}
/* By name: the open one that has it, else the closed one that had it last. */
struct sock *sock_named(const struct sock_table *, const char *name, size_t count);
/* Another open descriptor of the same socket, or NULL. */
struct sock *sock_twin(const struct sock_table *, const struct sock *);
void sock_name(struct sock_table *, struct sock *, const char *name);
/* By inode: of several open descriptors the one with the lowest number. */
struct sock *sock_with_inode(const struct sock_table *, uint64_t inode);
/* Closes every descriptor, but those whose close would wait for the peer: the end of
 * the program does that, and does not wait.  Removes the UNIX paths. */
void sock_table_clear(struct sock_table *);

/* socket(2), socketpair(2), dup(2); the descriptors are close-on-exec and
 * blocking.  NULL or false, and a system error. */
struct sock *sock_open(struct sock_table *, int family, int type, int protocol,
    bool nonblock, struct error *);
bool sock_pair(struct sock_table *, int family, int type, int protocol,
    struct sock *end[2], struct error *);
/* Control data is about to be sent over a UNIX socket: descriptors may come to any, and
 * the end of a pair may go to somebody else. */
void sock_table_sends_beside(struct sock_table *);
/* This socket, by whichever descriptor, is about to be passed on; NULL: any may be. */
void sock_table_lends(struct sock_table *, const struct sock *);
/* socketpair(2) with a null pointer for the two descriptors: false, and a system error. */
bool sock_pair_null(int family, int type, int protocol, struct error *);
struct sock *sock_dup(struct sock_table *, struct sock *, struct error *);
/* Takes over a descriptor that is a socket; its flags stay as they are.  Refused
 * when a socket has it already, or sosh itself. */
struct sock *sock_adopt(struct sock_table *, int fd, struct error *);

/* Is it one that sosh has opened for itself?  Nobody else may use that. */
bool sock_is_reserved(const struct sock_table *, int fd);
/* False, and an error that says so. */
bool sock_refuse_reserved(int fd, struct error *);

/* What can be known of a descriptor that no numbered socket has: `*sock` is number 0, and
 * on no table.  Of what is no socket family, type and protocol are 0. */
void sock_of_descriptor(struct sock *, int fd);

/* Does it speak TCP, and nothing above it as MPTCP does? */
bool sock_is_tcp(const struct sock *);
/* MPTCP, whose paths are connections of TCP? */
bool sock_is_mptcp(const struct sock *);
/* Does it take connections (SO_ACCEPTCONN)? */
bool sock_listens(const struct sock *);

/* Frees what came and was given to nobody; descriptors that were passed are closed. */
void sock_drop_received(struct sock *);

/* bind(2), listen(2), shutdown(2) with SHUT_RD, SHUT_WR or SHUT_RDWR. */
bool sock_bind(struct sock_table *, struct sock *, const struct addr *, struct error *);
bool sock_listen(struct sock *, int backlog, struct error *);
bool sock_shutdown(struct sock *, int how, struct error *);

/* accept4(2) without waiting; the new socket in `*to`, its peer in `*peer`, whose length
 * (or that it is null) is passed as it is. */
enum did sock_accept(struct sock_table *, struct sock *listener, int flags,
    struct sock **to, struct addr *peer, struct error *);

/* What accept4(2) has returned, as a new socket; for who takes many in a row. */
struct sock *sock_accepted(struct sock_table *, struct sock *listener, int fd, int flags);

/* connect(2) without waiting.  DID_LATER, with what a non-blocking descriptor answers
 * in *error (EINPROGRESS, EALREADY, EAGAIN): call it again, with the same address,
 * when the socket is writable (TCP), or after a while (a UNIX socket whose peer's
 * backlog is full: nothing announces the free place); the second call tells the
 * true outcome, where reading SO_ERROR would spoil it. */
enum did sock_connect(struct sock *, const struct addr *, struct error *);

/* accept(2), connect(2) and sendfile(2) have no flag for one call: the descriptor must not
 * block meanwhile.  It may be shared with others, so it is left as it was: `*flags` are its
 * flags, or -1 where nothing is to be done.  False and an error: the call would block. */
bool sock_unblock(const struct sock *, int *flags, struct error *);
void sock_block_again(const struct sock *, int flags);

/* Tells a connected socket its two addresses: when the other end is here too, they
 * know each other from now on (`pair`). */
void sock_meet(struct sock_table *, struct sock *, const struct addr *local,
    const struct addr *peer);

/* An option has changed its family, or the interface that it is bound to: looks again, for
 * all descriptors of it. */
void sock_turn(struct sock_table *, struct sock *);

/* It has no peer any more: a connect(2) to AF_UNSPEC took that back. */
void sock_part(struct sock_table *, struct sock *);
/* A call has just told that the peer is gone, with an errno or (0) by the end of what it
 * sends; the first one is remembered.  Of an errno that tells no such thing, nothing is. */
void sock_parted(struct sock *, int number);

/* close(2).  With SO_LINGER on, close waits for the peer: `slow`, when given, is
 * then set to the descriptor, and closing it is the caller's. */
bool sock_close(struct sock_table *, struct sock *, int *slow, struct error *);
/* SO_LINGER {1, 0} and close(2): TCP sends RST. */
bool sock_reset(struct sock_table *, struct sock *, struct error *);

/* getsockname(2) and getpeername(2), from the system. */
bool sock_local(const struct sock *, struct addr *, struct error *);
bool sock_peer(const struct sock *, struct addr *, struct error *);
/* Marks an address of the socket as one without a port where that means nothing. */
void sock_dress(const struct sock *, struct addr *);
/* The same with the address's length (and a null pointer) passed as they are. */
bool sock_local_into(const struct sock *, struct addr *, struct error *);
bool sock_peer_into(const struct sock *, struct addr *, struct error *);
/* A UDP socket that was to be given a port with its first datagram, and was not: the call fails
 * at once, also where it may block, and waiting helps nobody. */
bool sock_got_no_port(const struct sock *);
/* A time limit that the socket itself has (SO_RCVTIMEO, SO_SNDTIMEO), in
 * nanoseconds; NUMBER_NEVER if none. */
int64_t sock_time_limit(const struct sock *, bool send);
/* The amount a recv waits for (SO_RCVLOWAT). */
int sock_low_water(const struct sock *);
#endif

/* diag: what the kernel tells of sockets without a descriptor for them (Linux:
 * sock_diag, through libmnl). */
#ifndef SOSH_SOCKET_DIAG_H
#define SOSH_SOCKET_DIAG_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/error.h"
#include "socket/osdep.h"

/* The library that is asked through, "libmnl", loaded at the first question; NULL where
 * there is none.  Then all that is asked below fails, as ERROR_REFUSED, and says why. */
const char *diag_library_name(void);

/* States, as bits of a mask: the kernel's numbers (net/tcp_states.h).  Of other
 * sockets than TCP's: ESTABLISHED are those connected, CLOSED all that are not. */
enum {
	DIAG_ESTABLISHED = 1 << 1, DIAG_SYN_SENT = 1 << 2, DIAG_SYN_RECEIVED = 1 << 3,
	DIAG_FIN_WAIT_1 = 1 << 4, DIAG_FIN_WAIT_2 = 1 << 5, DIAG_TIME_WAIT = 1 << 6,
	DIAG_CLOSED = 1 << 7, DIAG_CLOSE_WAIT = 1 << 8, DIAG_LAST_ACK = 1 << 9,
	DIAG_LISTEN = 1 << 10, DIAG_CLOSING = 1 << 11,
	DIAG_ALL = (1 << 12) - 2,
	/* Only where it is asked for: TCP's that are bound and neither listen nor are
	 * connected; they are told as CLOSED.  Kernels before 6.8 tell of none. */
	DIAG_BOUND = 1 << 13
};

enum { DIAG_WAITING = 32 }; /* so many of an accept queue are told by name */

#define TIMER_TIME_WAIT "time-wait" /* at its end nothing is left */

struct diag_sock {
	int         family, type, protocol; /* a path of MPTCP is told as MPTCP */
	const char *state;         /* as `state` of a socket here: "TIME-WAIT"; static */
	unsigned    state_bit;     /* DIAG_... */
	struct addr local, peer;   /* length 0: it has none */
	uint64_t    inode;         /* of its descriptors; 0: nobody holds one */
	int64_t     uid;           /* whose it is; -1 if unknown */
	int64_t     recvq, sendq;  /* bytes; of a listener its queue and backlog; -1 */
	unsigned    interface;     /* SO_BINDTOIFINDEX, or 0 */
	bool        only_inet6;    /* IPV6_V6ONLY, of what listens or is not connected */
	const char *timer;         /* "retransmit", "keepalive", "time-wait", "probe", or NULL */
	double      expires;       /* seconds until it fires; -1: none runs */
	bool        has_tcp;       /* TCP_INFO was asked for, and came */
	struct osdep_tcp tcp;
	/* UNIX: */
	uint64_t    peer_inode;    /* of the other end; 0: none */
	uint64_t    waiting[DIAG_WAITING]; /* inodes of those who wait to be accepted */
	size_t      waits;         /* how many of these */
	uint64_t    file, device;  /* of stat(2), where it was asked for; 0: bound to none */
};

/* A way to ask, opened at the first question and kept; NULL serves as one that never
 * answers.  Where the kernel is silent for 2 seconds, the next questions fail at once
 * for a while. */
struct diag;
struct diag *diag_new(void);
void diag_free(struct diag *);
/* Its descriptor, a socket that nobody else may use; -1: there is none now. */
int diag_fd(const struct diag *);

struct diag_ask {
	int      family;    /* AF_INET, AF_INET6, AF_UNIX */
	int      protocol;  /* IPPROTO_TCP, IPPROTO_UDP, IPPROTO_UDPLITE; of UNIX 0 */
	unsigned states;    /* DIAG_... */
	bool     with_info; /* TCP_INFO, too, of TCP sockets */
	bool     with_file; /* of UNIX sockets, the file that one is bound to */
	int      port;      /* its own one; 0: any */
};
/* Is called with each socket; false: enough. */
typedef bool diag_each(void *to, const struct diag_sock *);

/* All sockets of this network namespace that are asked for.  It walks all that there
 * are, so for a few diag_one() is quicker.  One that comes or goes meanwhile may be
 * missed. */
bool diag_dump(struct diag *, const struct diag_ask *, diag_each *, void *to,
    struct error *);
/* The one that has these two addresses; ENOENT if there is none (any longer).  Of UDP
 * sockets the one that gets what `peer` sends to `local`.  What is IPv4 may be the
 * connection of an IPv6 socket: the family is as found. */
bool diag_one(struct diag *, int protocol, const struct addr *local,
    const struct addr *peer, unsigned interface, bool with_info, struct diag_sock *,
    struct error *);
/* The connection of MPTCP with this token, whatever became of its paths, which are TCP's. */
bool diag_mptcp(struct diag *, uint32_t token, struct diag_sock *, struct error *);
/* The UNIX socket with this inode.  Where very many wait at it, none is told by name. */
bool diag_unix(struct diag *, uint64_t inode, struct diag_sock *, struct error *);

/* Who wants to send where: */
struct diag_way {
	const struct addr *to;        /* inet or inet6 */
	const struct addr *from;      /* the socket's own address, of the same family; NULL: any */
	unsigned           interface; /* that it is bound to, or 0 */
	uint32_t           mark;      /* SO_MARK */
};
/* And the way there. */
struct diag_route {
	int         number;    /* 0: there is one; else the errno that is answered instead, */
	const char *type;      /* by a route of this type, "unreachable"; NULL: of none; static */
	struct addr to;        /* what the route is for: the first address, */
	int         bits;      /* and how many of its bits count */
	struct addr gateway;   /* length 0: none */
	unsigned    interface; /* or 0 */
};
/* Which way the system takes (rtnetlink). */
bool diag_route(struct diag *, const struct diag_way *, struct diag_route *, struct error *);
#endif

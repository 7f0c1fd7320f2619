/* facts: what was asked of the kernel for one look at one socket: each call once. */
#ifndef SOSH_SOCKET_FACTS_H
#define SOSH_SOCKET_FACTS_H
#include "socket/diag.h"
#include "socket/osdep.h"
#include "socket/sock.h"

/* The process at the other end. */
struct other {
	unsigned number;      /* a socket of ours, or 0 */
	int      pid;         /* 0: not known */
	int64_t  uid;         /* whose it is; -1: not known */
	bool     hidden;      /* there is one, and we may not see which */
};

/* Set `table` and `sock`; the rest is filled in when it is asked for.  `row`: a socket
 * without a descriptor here, as the kernel told of it; `sock` then holds its family,
 * type and protocol only. */
struct facts {
	const struct sock_table *table;
	const struct sock       *sock;
	const struct diag_sock  *row;
	const struct diag_sock  *asked_row;   /* the answer to facts_asked(), if it is there */
	bool                     sparing;     /* nothing that takes more questions */
	bool                     alone;       /* nobody is looked for at the other end */
	unsigned                 asked;
	bool                     has_local, has_peer, has_tcp, has_told, has_asked;
	bool                     has_queues;  /* the two, where one question told of many */
	int64_t                  recvq, sendq;
	short                    ready;
	const char              *whole;
	struct other             other;
	/* What is large comes last, and holds nothing before it is asked for. */
	struct addr              local, peer;
	struct osdep_tcp         tcp;
	struct diag_sock         told, asked_for;
};

/* The same as setting `table` and `sock` of one that is all zero; quicker. */
void facts_begin(struct facts *, const struct sock_table *, const struct sock *);

bool facts_is_open(const struct facts *);
/* getsockname(2), getpeername(2); NULL where they tell none. */
const struct addr *facts_local(struct facts *);
const struct addr *facts_peer(struct facts *);
/* poll(2): POLLIN and its like. */
short facts_ready(struct facts *);
/* TCP_INFO; NULL of other sockets. */
const struct osdep_tcp *facts_tcp(struct facts *);
/* The same where there is a connection: else its measures say nothing. */
const struct osdep_tcp *facts_measures(struct facts *);
/* SIOCINQ and SIOCOUTQ, where they mean something; -1 if unknown. */
int64_t facts_recvq(struct facts *);
int64_t facts_sendq(struct facts *);
/* TCP's state by RFC 9293, others' as the system tells it; static. */
const char *facts_state(struct facts *);

/* facts-beyond.c: of a socket that has no descriptor here, or one that tells nothing,
 * what the kernel does; NULL of others, and where it has nothing. */
const struct diag_sock *facts_told(struct facts *);
/* The same of any socket, so far as sock_diag finds it: one more question. */
const struct diag_sock *facts_asked(struct facts *);
/* The state of a connection of MPTCP, whose TCP_INFO is that of a path; NULL: there is none,
 * or it is not told. */
const char *facts_whole(struct facts *);
/* The number of the other end, where that was here too and the connection is still there;
 * 0 if not, or unknown. */
unsigned facts_pair(struct facts *);
/* Who has the other end: several questions, and once a look through all processes. */
const struct other *facts_other(struct facts *);
/* Its inode and its owner; false if unknown. */
bool facts_inode(struct facts *, uint64_t *inode, int64_t *uid);
#endif

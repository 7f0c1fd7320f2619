/* facts: what was asked of the kernel for one look at one socket: each call once. */
#ifndef SOSH_SOCKET_FACTS_H
#define SOSH_SOCKET_FACTS_H
#include "socket/osdep.h"
#include "socket/sock.h"

/* Set `table` and `sock`; the rest is filled in when it is asked for. */
struct facts {
	const struct sock_table *table;
	const struct sock       *sock;
	unsigned                 asked;
	bool                     has_local, has_peer, has_tcp;
	struct addr              local, peer;
	short                    ready;
	struct osdep_tcp         tcp;
};


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
/* TCP's state by RFC 9293, others' as the system tells it; static. */
const char *facts_state(struct facts *);
#endif

/* probe: does somebody listen at an address? */
#ifndef SOSH_SOCKET_PROBE_H
#define SOSH_SOCKET_PROBE_H
#include "socket/diag.h"

enum probe { PROBE_NOBODY, PROBE_SOMEBODY, PROBE_WAIT };

/* Connections that are tried, one at a time; all zero with `fd` -1. */
struct probing {
	int     fd;          /* of the one under way, or -1 */
	int64_t since;       /* number_now(), when it was begun */
	int     number;      /* the errno that the last one failed with */
};

/* Of an address of this machine's loopback, without anything being sent, as far as
 * sock_diag tells; where it cannot, `*sure` is false.  PROBE_SOMEBODY: `*there` is the
 * address, or where any would do (*:80) the one that is listened on. */
enum probe probe_look(struct diag *, const struct addr *, bool *sure, struct addr *there);
/* Connects a stream, and closes it again once that went well: who listens there sees it.
 * PROBE_WAIT: it is under way, ask again; PROBE_SOMEBODY: `*there` is the address, or where
 * any would do the one that answered. */
enum probe probe_connect(struct probing *, const struct addr *, struct addr *there);
void probe_end(struct probing *);
#endif

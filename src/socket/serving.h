/* serving: what is counted of a socket that is served, for whoever looks at sockets; the room
 * serve/ keeps it. */
#ifndef SOSH_SOCKET_SERVING_H
#define SOSH_SOCKET_SERVING_H
#include <stdint.h>

/* Of the socket that is served: sock->serving. */
struct serving {
	const char *role;          /* "echo"; static */
	unsigned    socket;        /* its number */
	uint64_t    clients;       /* that are open now */
	uint64_t    total;         /* that were accepted, and not refused */
	uint64_t    refused;       /* by --max-clients, --allow, --deny */
	uint64_t    dropped;       /* for --idle or the ceiling; datagrams that were not answered */
	uint64_t    received, sent;   /* bytes */
};

/* Of a client that is served: sock->served; the owner's own struct begins with it. */
struct served {
	const struct serving *by;
};
#endif

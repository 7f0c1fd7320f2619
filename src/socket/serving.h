/* serving: what is counted of a socket that is served in the background, and which sockets
 * are its clients.  serve/ fills it in; whoever shows sockets reads it. */
#ifndef SOSH_SOCKET_SERVING_H
#define SOSH_SOCKET_SERVING_H
#include "base/buf.h"
#include "base/value.h"
#include "socket/sock.h"

/* What had come and gone by then. */
struct serving_mark {
	int64_t  when;             /* number_now() */
	uint64_t received, sent;
};

/* The server's own.  `serving` of the socket that is served points to it, and that of each
 * client as long as it is one; when a server closes a client it sets `served` of it, and both
 * pointers to NULL when it lets go of a socket. */
struct serving {
	const char *role;          /* "echo"; lives as long as the program */
	unsigned    number;        /* of the socket that is served */
	bool        datagram;      /* it has no clients */
	uint64_t    clients;       /* that are open now */
	uint64_t    total;         /* that were accepted, and not refused; of a datagram socket
	                              the datagrams that came */
	uint64_t    refused;       /* by --max-clients, --allow, --deny */
	uint64_t    received, sent; /* bytes */
	uint64_t    dropped;       /* for --idle or the ceiling, or as TLS failed */
	int64_t     used;          /* of the last turn in which anything came or went */
	struct serving_mark mark[2]; /* a second or two ago, and less than one before `used` */
};

/* A turn of the loop begins, in which bytes are about to be counted. */
static inline void
serving_turn(struct serving *serving, int64_t now)
{
	const int64_t second = INT64_C(1000000000);

	serving->used = now;
	if (now - serving->mark[1].when < second && serving->mark[1].when)
		return;
	serving->mark[0] = serving->mark[1];
	serving->mark[1] = (struct serving_mark){ now, serving->received, serving->sent };
}

/* Bytes a second, each way, over the last second or two; 0 where nothing came or went in
 * the last one. */
void serving_rate(const struct serving *, int64_t now, int64_t *received, int64_t *sent);
/* The number of the served socket whose client this is or, closed, was; 0: of none. */
unsigned serving_of(const struct sock *);
/* Is it one that is served, and no client of another? */
bool serving_is(const struct sock *);
/* Is it a connection that is served by itself: both at once? */
bool serving_is_alone(const struct sock *);
/* In tables for people: what stands before the number of a client below its server, and the
 * fields of a row that stands for many clients: how many, and whose. */
#define SERVING_BELOW  "  "
#define SERVING_FOLDED "folded"
#define SERVING_OF     "of"
/* So many columns are for the counters at least, before anything else has them; they are more if
 * there are any. */
enum { SERVING_COLUMNS = 30 };
/* All counters in a line, for people: "echo: 3 clients (12 in all), 1.2M in, 1.2M out, 24k/s".
 * With a `width` no wider than that, if need be with the less important left out; 0: any. */
void serving_show(const struct serving *, int64_t now, size_t width, struct buf *);
/* The same of a row of a table that has these properties; nothing of others. */
void serving_show_row(const struct record *, size_t width, struct buf *);
#endif

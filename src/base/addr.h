/* addr: socket addresses to and from text, every family, no look-ups. */
#ifndef SOSH_BASE_ADDR_H
#define SOSH_BASE_ADDR_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/buf.h"
#include "base/error.h"

struct addr {
	union {
		struct sockaddr         any;
		struct sockaddr_storage storage;
		struct sockaddr_un      path;
		char                    room[256]; /* the kernel may want more than sun_path */
	};
	socklen_t length;
	bool null;       /* a call gets a null pointer in its place */
	bool no_port;    /* its port means nothing: of raw sockets, which have none */
};

/* As a call is passed it. */
const struct sockaddr *addr_pointer(const struct addr *);

/* What a text needs before it is an address. */
enum addr_text { ADDR_BAD, ADDR_NUMERIC, ADDR_NAMES };

/* Reads "127.0.0.1:80", "*:0", "[::1]:80", "[fe80::1%lo]:80", "/path", "./path",
 * "@abstract", "" (autobind) for `family` (AF_INET, AF_INET6, AF_UNIX); of the system's
 * own families what osdep-addr.h tells.
 * ADDR_NUMERIC: `*to` is filled in.  ADDR_NAMES: a host or service name is in it
 * (well formed), ask the resolver with `host` and `service`, which addr_split()
 * gives.  ADDR_BAD: usage error with its place; an address that has the shape of
 * another family is told as such. */
enum addr_text addr_read(struct addr *to, int family, const char *text, size_t count,
    struct error *);
/* The same where an inet or inet6 address needs no port, nor brackets: "127.0.0.1",
 * "::1", "localhost"; it is 0 then. */
enum addr_text addr_read_host(struct addr *to, int family, const char *text, size_t count,
    struct error *);
/* The same with the family read off the shape: a "/", a leading "@" and "" are unix,
 * "[" is inet6, else inet.  For checks before there is a socket, and `resolve`. */
enum addr_text addr_read_any(struct addr *to, const char *text, size_t count,
    struct error *);
/* Could it be an address of one family at least?  For checks that know of no socket: false
 * and the error of the family that its shape is of. */
bool addr_is_one(const char *text, size_t count, struct error *);
/* Splits "HOST:SERVICE", "[HOST]:SERVICE" or "::1"; a missing part is "", the wildcard "*"
 * (which getaddrinfo(3) wants as NULL with AI_PASSIVE).  What is there is checked as
 * above, so that no resolver sees 1.1 or 99999.  Copies into `host` (256 bytes) and
 * `service` (64). */
bool addr_split(const char *text, size_t count, char *host, char *service,
    struct error *);

/* As it would be typed; "" for an unnamed UNIX address; a family that has no
 * notation as "family N, hex...".  `host` without port (no brackets), and the
 * port or -1. */
void addr_show(struct buf *, const struct addr *);
void addr_show_host(struct buf *, const struct addr *);
int  addr_port(const struct addr *);
/* Are they shown in the same words, all of them, or the host's?  One without any is like none. */
bool addr_is_same(const struct addr *, const struct addr *);
bool addr_is_same_host(const struct addr *, const struct addr *);
/* 127.0.0.0/8, ::1, ::ffff:127.0.0.0/104, abstract and unnamed UNIX addresses. */
bool addr_is_loopback(const struct addr *);
bool addr_is_wildcard(const struct addr *);
/* Whom a packet was for that came from this address, as a packet socket tells: "host",
 * "outgoing"; NULL where it is none; static. */
const char *addr_whom(const struct addr *);
/* Has it a name: a port, or what else its family tells sockets apart by? */
bool addr_is_named(const struct addr *);
/* Is it somebody, what getpeername(2) tells?  A netlink socket that was not connected has
 * a peer as well, number 0. */
bool addr_is_peer(const struct addr *);
#endif

/* group: the multicast groups that a socket is in (RFC 3678). */
#ifndef SOSH_SOCKET_GROUP_H
#define SOSH_SOCKET_GROUP_H
#include "base/value.h"
#include "socket/option.h"

struct group {
	struct option_word group;
	struct option_word source;    /* no bytes: any */
	struct option_word interface; /* no bytes: the one that its route leads to */
};

/* setsockopt(2) with MCAST_JOIN_GROUP and its like, of the family of the group.  A
 * usage error where a word is no address, else a system error.  `*interface` is where it
 * was, by its index; 0 where the kernel chose, and nobody can tell. */
bool group_join(struct sock *, const struct group *, unsigned *interface, struct error *);
bool group_leave(struct sock *, const struct group *, unsigned *interface, struct error *);
/* What the kernel has of the group there now (MCAST_MSFILTER): the `interface`, the
 * `mode`, "include" or "exclude", and the `sources`; nothing where the socket is not in
 * it. */
void group_tell(const struct sock *, const struct group *, unsigned interface,
    struct record *);
#endif

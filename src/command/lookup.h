/* lookup: names to addresses and back, off the main thread. */
#ifndef SOSH_COMMAND_LOOKUP_H
#define SOSH_COMMAND_LOOKUP_H
#include <stdbool.h>
#include <stddef.h>

#include "base/addr.h"
#include "base/error.h"
#include "base/loop.h"

/* One question to the resolver; made by lookup_new(), ended by lookup_free(). */
struct lookup;

/* What getaddrinfo(3) is told, as its `hints`. */
struct lookup_hints {
	int  family, type, protocol, flags;
	bool offline;   /* nobody may be asked: localhost is what RFC 6761 says, and the caller
	                   sees to it that there is no other name */
};

/* getaddrinfo(3): a `host` or `service` that is "" is passed as NULL.  getnameinfo(3)
 * with `flags` (NI_NAMEREQD) for an address.  `done` is called in the loop with `to`.
 * NULL and an error when it cannot be asked. */
struct lookup *lookup_new(struct loop *, const char *host, const char *service,
    const struct lookup_hints *, void (*done)(void *to), void *to, struct error *);
struct lookup *lookup_reverse(struct loop *, const struct addr *, int flags,
    void (*done)(void *to), void *to, struct error *);
/* Has it ended?  Then the addresses and their number, or false and an error of
 * kind `resolve`. */
bool lookup_ended(const struct lookup *);
bool lookup_addresses(const struct lookup *, const struct addr **, size_t *count,
    struct error *);
/* With AI_CANONNAME: the name behind an alias; "" where none was told. */
const char *lookup_canonical(const struct lookup *);
bool lookup_name(const struct lookup *, const char **host, const char **service,
    struct error *);
void lookup_free(struct lookup *);
#endif

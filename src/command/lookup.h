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

/* getaddrinfo(3): `host` and `service` may be "" (the wildcard, port 0); `passive`
 * as AI_PASSIVE.  getnameinfo(3) with NI_NAMEREQD for an address.  `done` is called
 * in the loop with `to`.  NULL and an error when it cannot be asked. */
struct lookup *lookup_new(struct loop *, const char *host, const char *service, int family,
    int type, bool passive, void (*done)(void *to), void *to, struct error *);
struct lookup *lookup_reverse(struct loop *, const struct addr *, void (*done)(void *to),
    void *to, struct error *);
/* Has it ended?  Then the addresses and their number, or false and an error of
 * kind `resolve`. */
bool lookup_ended(const struct lookup *);
bool lookup_addresses(const struct lookup *, const struct addr **, size_t *count,
    struct error *);
bool lookup_name(const struct lookup *, const char **host, const char **service,
    struct error *);
void lookup_free(struct lookup *);
#endif

/* osdep-addr: addresses of families that only some systems have. */
#ifndef SOSH_BASE_OSDEP_ADDR_H
#define SOSH_BASE_OSDEP_ADDR_H
#include "base/addr.h"

/* The families that have a notation here; ends with AF_UNSPEC. */
extern const int osdep_addr_families[];
/* Reads "CID:PORT" (vsock), "INTERFACE:PROTOCOL:HARDWARE" (packet), "PID:GROUPS"
 * (netlink); what stands behind a colon may be left out but a port.  `*known` is false,
 * and no error set, where the family has no notation here. */
bool osdep_addr_read(struct addr *to, int family, const char *text, size_t count, bool *known,
    struct error *);
/* As it would be typed; not `whole`: only what stands before the first colon.  False where
 * the family has no notation here, or the address is cut short. */
bool osdep_addr_show(struct buf *, const struct addr *, bool whole);
/* As addr_whom(). */
const char *osdep_addr_whom(const struct addr *);
/* Does it say more than that there is none? */
bool osdep_addr_is_named(const struct addr *);
/* Is it of a family whose getpeername(2) tells an address where there is no peer? */
bool osdep_addr_may_be_nobody(const struct addr *);
#endif

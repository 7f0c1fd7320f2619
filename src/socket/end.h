/* end: one end of a connection, as it is compared with another. */
#ifndef SOSH_SOCKET_END_H
#define SOSH_SOCKET_END_H
#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"

/* Of inet addresses host, port and scope count, and 127.0.0.1 is ::ffff:127.0.0.1: it
 * may be either for the two ends of one connection.  Of others every byte does. */
uint64_t end_hash(const struct addr *);
bool end_is(const struct addr *, const struct addr *);
/* Of a connection, from the hash of the one end to that of the other. */
uint64_t end_hash_both(uint64_t from, uint64_t to);
#endif

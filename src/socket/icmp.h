/* icmp: the words of ICMP's types and codes. */
#ifndef SOSH_SOCKET_ICMP_H
#define SOSH_SOCKET_ICMP_H
#include <stdbool.h>

#include "base/buf.h"

/* Adds "destination unreachable: port unreachable"; of what the RFCs do not name, the
 * numbers.  `six`: ICMPv6. */
void icmp_show(struct buf *, bool six, unsigned type, unsigned code);
#endif

/* find-port: who has a port that was refused, and what would let it be had again. */
#ifndef SOSH_TEACH_FIND_PORT_H
#define SOSH_TEACH_FIND_PORT_H
#include "teach/doctor.h"

/* All are about the address that was passed; where there is none (listen), about the
 * socket's own.  What they put into the evidence, as far as it is known:
 *
 *   port, free      the port; the address with port 0 instead, for which any is taken
 *   held, state     the address that the other one has, and its state
 *   own             its number, where it is a socket of ours
 *   pid, process    who has it, and that process's name
 *   user            whose it is, where we may not see who has it
 *   holder          all of that in words: evidence.h
 *   left, seconds   how long TIME-WAIT lasts: "37s" for people, 37.2
 *   both            it is IPv6's, and takes IPv4 as well
 *   reuseaddr       SO_REUSEADDR is on here
 *   sharer          of find_port_own_idle, find_port_own_connected: the socket that lacks it
 *   off, lender     of the latter: the same in words, "both"; then the other one, too
 */

/* The other one has a descriptor: here, in another process, in one that we may not see. */
finder find_port_own, find_port_process, find_port_unseen;
/* The same three, where the other is bound and neither listens nor is connected. */
finder find_port_own_idle, find_port_process_idle;
/* The same, where the other is a connection that an earlier listener took. */
finder find_port_own_connected, find_port_process_connected;
/* Nobody has a descriptor: a connection in TIME-WAIT, or one that the kernel still ends
 * (`state`).  `find_port_waits_on`: SO_REUSEADDR is on here already, and did not help. */
finder find_port_time_wait, find_port_waits_on, find_port_orphan;

/* No socket of ours, and of others nothing can be known: this sosh has no sock_diag. */
finder find_port_unasked;

/* Port 0 was asked for (of connect: the socket has none yet), and of the range that the
 * kernel takes one from all may be in use: `low`, `high`, `ports` of them, `taken` as far as
 * it is known; `whose`: "IP_LOCAL_PORT_RANGE" (`own_range`), or
 * "net.ipv4.ip_local_port_range". */
finder find_port_range;
#endif

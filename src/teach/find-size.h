/* find-size: how much may go in one message, or lie in one buffer. */
#ifndef SOSH_TEACH_FIND_SIZE_H
#define SOSH_TEACH_FIND_SIZE_H
#include "teach/doctor.h"

/* All tell `count`, the bytes that were sent, and `most`, how many could have been.  Of UDP
 * and of raw sockets by the protocol; of UNIX datagrams by SO_SNDBUF (`buffer`); by the path's
 * MTU (`mtu`), which a socket that sets DF does not pass; of packet sockets by the interface's
 * (`mtu`, `interface`). */
finder find_size_udp, find_size_raw, find_size_unix, find_size_path, find_size_frame;
/* The most control data that a call may have (net.core.optmem_max): `most`. */
finder find_size_control;
/* How many descriptors may be on their way: RLIMIT_NOFILE, `limit`; `pair`, the socket of ours
 * that could receive them. */
finder find_size_passed;
/* The same, where that one has nothing to receive; `own`, another UNIX socket that has. */
finder find_size_passed_elsewhere;
/* It is more than the send buffer (`buffer`) has, and goes in pieces. */
finder find_size_pieces;
/* The interface of a packet socket is down: `interface`. */
finder find_size_interface;
#endif

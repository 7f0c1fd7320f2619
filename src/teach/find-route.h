/* find-route: the way to an address, and what is in it. */
#ifndef SOSH_TEACH_FIND_ROUTE_H
#define SOSH_TEACH_FIND_ROUTE_H
#include "teach/doctor.h"

/* All are about the address that was passed, or where there is none about the peer's: `host`;
 * and they put down `interface`, where there is one.
 *
 * It is a broadcast address, and SO_BROADCAST is off. */
finder find_route_broadcast_off;
/* It is a broadcast or a multicast address, of a socket that makes connections. */
finder find_route_broadcast_stream, find_route_multicast_stream;
/* A route refuses it: `route` ("192.0.2.0/24"), `type` ("unreachable"). */
finder find_route_refused;
/* The interface that has its network is down; of a connection that is over, that of the
 * socket's own address. */
finder find_route_down;
/* There is no route, but there are others (`up`: how many interfaces are up beside loopback);
 * no interface is up at all. */
finder find_route_none, find_route_offline;
/* It, or the gateway to it (`gateway`), does not say which hardware it is (ARP). */
finder find_route_silent;
/* There is a route: `gateway`, where it goes by one; it is this machine itself. */
finder find_route_there, find_route_here;
#endif

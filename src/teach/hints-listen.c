/* hints-listen: what can be the matter with listen. */
#include <errno.h>

#include "teach/find-calls.h"
#include "teach/find-peer.h"
#include "teach/find-port.h"

const struct hint hints_listen[] = {
	{ "listen", ERROR_SYSTEM, EBADF, "the number is no open descriptor", find_calls_descriptor,
	  "descriptor {fd} is not open: either it was closed, or never there", "status" },
	{ "listen", ERROR_SYSTEM, EBADF, "it was closed meanwhile", NULL,
	  "the descriptor of {?this:{this}}{!this:this call} is closed by now", "status" },
	{ "listen", ERROR_SYSTEM, ENOTSOCK,
	  "the descriptor is something else", find_calls_no_socket,
	  "descriptor {fd} is open, but it is '{what}' and no socket", "status" },
	{ "listen", ERROR_SYSTEM, ENOTSOCK, "the descriptor is something else", NULL,
	  "the descriptor is open, but it is no socket: a file, a pipe or a terminal", "status" },
	{ "listen", ERROR_SYSTEM, EADDRINUSE, "the port range is used up", find_port_range,
	  "{this} has no port, and none of {low} to {high} is free{?own_range: "
	  "(IP_LOCAL_PORT_RANGE of this socket)}{!own_range:, the range of {whose}}",
	  "{?own_range:set {socket} local_port_range 0 0}{!own_range:status --system}" },
	{ "listen", ERROR_SYSTEM, EADDRINUSE, "a socket here listens on the port", find_port_own,
	  "socket {own} listens on {held} already: SO_REUSEADDR lets two be bound to port "
	  "{port}, but one listen", "close {own}" },
	{ "listen", ERROR_SYSTEM, EADDRINUSE,
	  "another process listens on the port", find_port_process,
	  "{process} (pid {pid}) listens on {held} already: SO_REUSEADDR lets two be "
	  "bound to port {port}, but one listen", NULL },
	{ "listen", ERROR_SYSTEM, EADDRINUSE,
	  "a process that we may not see listens on the port", find_port_unseen,
	  "{holder} has {held} already: SO_REUSEADDR lets two be bound to port {port}, but "
	  "one listen", NULL },
	{ "listen", ERROR_SYSTEM, EADDRINUSE, "another listens on the port", NULL,
	  "another socket listens on that port already, and only one can", NULL },
	{ "listen", ERROR_SYSTEM, EINVAL, "it had a connection, which is over", find_peer_over,
	  "{this} had a connection, which is over, and has no use but to be closed: a new one "
	  "can listen", "socket {kind}" },
	{ "listen", ERROR_SYSTEM, EINVAL, "the socket is connected", find_calls_has_peer,
	  "{this} is connected{?peer: to {peer}}: a socket either has a connection, or takes new "
	  "ones", "socket {kind}" },
	{ "listen", ERROR_SYSTEM, EINVAL, "a connect is under way", find_calls_connecting,
	  "{this} is about to be connected: a socket either has a connection, or takes new "
	  "ones", "socket {kind}" },
	{ "listen", ERROR_SYSTEM, EINVAL, "a UNIX socket without an address", find_calls_is_unix,
	  "{this} has no address, and nobody could call it: bind comes before listen",
	  "bind {socket} ./sosh.{socket}" },
	{ "listen", ERROR_SYSTEM, EINVAL, "the call is at odds with the socket", NULL,
	  "{this} is in a state in which it cannot listen: it is connected, or was never "
	  "bound", "info {socket}" },
	{ "listen", ERROR_SYSTEM, EOPNOTSUPP, "UDP has no connections", find_calls_is_udp,
	  "{kind} has no connections to be taken: a socket that is bound gets what comes",
	  "recv {socket}" },
	{ "listen", ERROR_SYSTEM, EOPNOTSUPP,
	  "datagrams have no connections", find_calls_is_datagrams,
	  "datagrams have no connections to be taken: a socket that is bound gets what "
	  "comes", "recv {socket}" },
	{ "listen", ERROR_SYSTEM, EOPNOTSUPP, "the kind has no connections", NULL,
	  "sockets of the kind {kind} have no connections to be taken", NULL },
	{ 0 }
};

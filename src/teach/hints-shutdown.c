/* hints-shutdown: what can be the matter with shutdown(), close(), getsockname() and
 * getpeername(). */
#include <errno.h>

#include "teach/doctor.h"
#include "teach/find-calls.h"
#include "teach/find-flow.h"
#include "teach/find-listener.h"
#include "teach/find-peer.h"
#include "teach/hints-descriptor.h"

#define NO_ROOM(name) \
	{ name, ERROR_SYSTEM, EFAULT, "a null pointer", NULL, \
	  "the address has no place to go to: a null pointer was passed", NULL }, \
	{ name, ERROR_SYSTEM, EINVAL, "a length below 0", NULL, \
	  "the length that was passed is below 0, and no room", NULL }
/* Why a socket has no connection. */
#define NO_PEER(name) \
	{ name, ERROR_SYSTEM, ENOTCONN, "it listens", find_calls_listens, \
	  "{this} listens, and has no peer: those that accept makes have one", \
	  "accept {socket}" }, \
	{ name, ERROR_SYSTEM, ENOTCONN, "the handshake is not over", find_flow_handshake, \
	  "the handshake is not over ({syns|SYN} sent{?next:, the next in {next}}): there is no " \
	  "peer yet", "poll {socket} --for write" }, \
	{ name, ERROR_SYSTEM, ENOTCONN, "connect failed before", find_calls_connect_failed, \
	  "{this} is not connected: connect failed with {told}, {ago} ago", NULL }, \
	{ name, ERROR_SYSTEM, ENOTCONN, "it was never connected", find_calls_no_peer, \
	  "{this} was never connected: connect comes first{?target:, to socket {own} say}", \
	  "connect {socket} {target}" }, \
	{ name, ERROR_SYSTEM, ENOTCONN, "a reset was told of before", find_peer_was_reset, \
	  "the connection is over: an earlier call told {told}, {ago} ago", NULL }, \
	{ name, ERROR_SYSTEM, ENOTCONN, "the other end was ours, and reset", find_peer_reset_here, \
	  "the connection is over: the other end, socket {own}, was reset on purpose {ago} ago", \
	  NULL }, \
	{ name, ERROR_SYSTEM, ENOTCONN, "both ends are shut", find_peer_both_shut, \
	  "the connection is over: {this} was shut for writing {ago} ago, and so was the " \
	  "other end", \
	  NULL }, \
	{ name, ERROR_SYSTEM, ENOTCONN, "it is over", find_peer_over, \
	  "the connection is over: it was reset, or both ends were shut", NULL }, \
	{ name, ERROR_SYSTEM, ENOTCONN, "no more is known", NULL, \
	  "{this} is not connected", NULL }

const struct hint hints_shutdown[] = {
	{ "shutdown", ERROR_SYSTEM, ENOTCONN, "it was never connected, and is shut all the same",
	  find_calls_shut_early,
	  "{this} was never connected, and the kernel has shut it all the same, which no connect "
	  "takes back: take a new socket", "socket {kind}" },
	NO_PEER("shutdown"),
	{ "shutdown", ERROR_SYSTEM, EINVAL, "no such direction", NULL,
	  "there are three directions: 0 is read (SHUT_RD), 1 is write, 2 is both", NULL },
	{ "shutdown", ERROR_SYSTEM, EOPNOTSUPP, "no such thing", NULL,
	  "{kind} sockets have no connection to shut", NULL },
	HINTS_NOT_OPEN("shutdown"),
	HINTS_NO_SOCKET("shutdown"),
	HINTS_NOT_OPEN("close"),
	NO_PEER("getpeername"),
	NO_ROOM("getpeername"),
	HINTS_NOT_OPEN("getpeername"),
	HINTS_NO_SOCKET("getpeername"),
	NO_ROOM("getsockname"),
	HINTS_NOT_OPEN("getsockname"),
	HINTS_NO_SOCKET("getsockname"),
	{ "getsockname", ERROR_SYSTEM, EOPNOTSUPP, "no such thing", NULL,
	  "{kind} sockets have no address to tell", NULL },
	{ "poll", ERROR_SYSTEM, EINVAL, "too many", NULL,
	  "poll was given more descriptors than one process may have open (RLIMIT_NOFILE)", NULL },
	{ 0 }
};

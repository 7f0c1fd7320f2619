/* hints-accept: what can be the matter with accept. */
#include <errno.h>

#include "teach/find-calls.h"
#include "teach/find-kind.h"
#include "teach/find-limit.h"
#include "teach/find-peer.h"
#include "teach/hints-descriptor.h"

const struct hint hints_accept[] = {
	HINTS_NOT_OPEN("accept"),
	HINTS_NO_SOCKET("accept"),
	{ "accept", ERROR_SYSTEM, EAGAIN, "SO_RCVTIMEO has run out", find_calls_own_limit,
	  "nobody has called within {limit}, which is SO_RCVTIMEO of {this}",
	  "set {socket} rcvtimeo 0" },
	{ "accept", ERROR_SYSTEM, EAGAIN, "the socket is non-blocking", find_calls_nonblock,
	  "nobody waits to be accepted, and {this} is non-blocking, so accept does not "
	  "wait either; poll tells when somebody has come", "poll {socket}" },
	{ "accept", ERROR_SYSTEM, EAGAIN, "nobody has called", NULL,
	  "nobody waits to be accepted just now", "poll {socket}" },
	{ "accept", ERROR_SYSTEM, EINVAL, "it listened, and was shut down", find_kind_shut,
	  "{this} was shut down {ago} ago, and listens no longer", "listen {socket}" },
	{ "accept", ERROR_SYSTEM, EINVAL, "it listened, and does no more", find_kind_over,
	  "{this} listened, and does no longer: either it was shut down through another "
	  "descriptor, or somebody has ended it (ss -K)", "listen {socket}" },
	{ "accept", ERROR_SYSTEM, EINVAL, "it had a connection, which is over", find_peer_over,
	  "{this} had a connection, which is over: accept is for a socket that listens, and this "
	  "one cannot", "socket {kind}" },
	{ "accept", ERROR_SYSTEM, EINVAL, "the socket is connected", find_calls_has_peer,
	  "{this} is connected{?peer: to {peer}}: accept is for a socket that "
	  "listens", "socket {kind}" },
	{ "accept", ERROR_SYSTEM, EINVAL, "it was never told to listen", find_kind_deaf,
	  "{this} is bound to {local}, but does not listen yet: listen comes before accept",
	  "listen {socket}" },
	{ "accept", ERROR_SYSTEM, EINVAL, "a flag that there is none of", find_kind_accept_flags,
	  "the flags have bits that mean nothing, {bits}: accept4 knows SOCK_NONBLOCK and "
	  "SOCK_CLOEXEC", "accept {socket}" },
	{ "accept", ERROR_SYSTEM, EINVAL, "a length below 0", find_kind_length,
	  "the room for the address was told to be {length} bytes", "accept {socket}" },
	{ "accept", ERROR_SYSTEM, EINVAL, "a UNIX socket without an address", find_calls_is_unix,
	  "{this} does not listen: bind and listen come before accept",
	  "bind {socket} ./sosh.{socket}; listen {socket}" },
	{ "accept", ERROR_SYSTEM, EINVAL, "it does not listen", find_kind_idle,
	  "{this} does not listen: bind and listen come before accept", "listen {socket}" },
	{ "accept", ERROR_SYSTEM, EINVAL, "it does not listen, or something else", NULL,
	  "either {this} does not listen, or no longer, or a flag or the length that was passed "
	  "means nothing", "info {socket}" },
	{ "accept", ERROR_SYSTEM, EOPNOTSUPP, "UDP has no connections", find_calls_is_udp,
	  "{kind} has no connections to accept: recv takes what comes, from whomever",
	  "recv {socket}" },
	{ "accept", ERROR_SYSTEM, EOPNOTSUPP, "datagrams have no connections",
	  find_calls_is_datagrams,
	  "datagrams have no connections to accept: a socket that is bound gets what comes",
	  "recv {socket}" },
	{ "accept", ERROR_SYSTEM, EOPNOTSUPP, "the kind has no connections", NULL,
	  "sockets of the kind {kind} have no connections to accept", NULL },
	{ "accept", ERROR_SYSTEM, EMFILE, "the limit is reached, and nobody has called",
	  find_limit_uncalled,
	  "nobody has called yet, but accept takes a descriptor before it looks, and all {limit} "
	  "that this process may have are open (RLIMIT_NOFILE): close some{?hard:, or raise that "
	  "by 'ulimit -n {hard}' before sosh is started}", NULL },
	{ "accept", ERROR_SYSTEM, EMFILE, "the limit of the process is reached", find_limit_files,
	  "all {limit} descriptors that this process may have are open (RLIMIT_NOFILE): close "
	  "some{?hard:, or raise that by 'ulimit -n {hard}' before sosh is started}; who called "
	  "stays in the queue", NULL },
	{ "accept", ERROR_SYSTEM, EMFILE, "the limit of the process is reached", NULL,
	  "no descriptor is left of those that this process may have (RLIMIT_NOFILE): "
	  "close some sockets; who called stays in the queue", NULL },
	{ "accept", ERROR_SYSTEM, ENFILE, "the table of the whole system is full", NULL,
	  "the whole system has no room for another open file (fs.file-max); who called "
	  "stays in the queue", NULL },
	{ "accept", ERROR_SYSTEM, EFAULT, "a null pointer for the length", NULL,
	  "the length of the address was passed as a null pointer (--null); whoever was "
	  "taken off the queue is gone", "accept {socket}" },
	{ "accept", ERROR_SYSTEM, ECONNABORTED, "the client has gone again", NULL,
	  "who called has gone again before it was accepted: the next one may be there",
	  "accept {socket}" },
	{ 0 }
};

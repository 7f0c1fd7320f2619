/* hints-recv: what can be the matter with recv(), recvfrom() and recvmsg(). */
#include <errno.h>

#include "teach/doctor.h"
#include "teach/find-calls.h"
#include "teach/find-flow.h"
#include "teach/find-kind.h"
#include "teach/find-listener.h"
#include "teach/find-peer.h"
#include "teach/find-route.h"
#include "teach/hints-descriptor.h"
#include "teach/hints-reset.h"

#define RECV(number) "recv", ERROR_SYSTEM, number

const struct hint hints_recv[] = {
	{ RECV(EAGAIN), "the error queue is empty", find_calls_errqueue,
	  "the queue of errors is empty: nothing was put there that this socket asked for", NULL },
	{ RECV(EAGAIN), "MSG_OOB, of a datagram socket", find_calls_oob_udp,
	  "{kind} sockets have no urgent data, and take no notice of MSG_OOB: no datagram has "
	  "come",
	  NULL },
	{ RECV(EAGAIN), "the handshake is not over", find_flow_handshake,
	  "the handshake is not over ({syns|SYN} sent{?next:, the next in {next}}): nothing can "
	  "come before", "poll {socket} --for write" },
	{ RECV(EAGAIN), "SO_RCVTIMEO has run out", find_calls_own_limit,
	  "{option} ({limit}) has run out, and nothing has come", NULL },
	{ RECV(EAGAIN), "nobody can send to it", find_calls_unbound,
	  "{this} has no address yet, so nobody can send to it: bind gives it one", NULL },
	{ RECV(EAGAIN), "MSG_DONTWAIT", find_calls_dontwait,
	  "nothing has come yet, and MSG_DONTWAIT says not to wait", "poll {socket}" },
	{ RECV(EAGAIN), "O_NONBLOCK", find_calls_nonblock,
	  "nothing has come yet, and {this} does not wait (O_NONBLOCK)", "poll {socket}" },
	{ RECV(EAGAIN), "no more is known", NULL, "nothing has come yet", "poll {socket}" },

	{ RECV(ECONNRESET), "the other end was ours, and destroyed", find_peer_destroyed_here,
	  "the other end, socket {own}, was destroyed from outside (as 'ss -K' does)", NULL },
	HINTS_RESET_HERE("recv"),
	{ RECV(ECONNRESET), "a UNIX stream", find_calls_is_unix,
	  "the peer was closed, and had not read all that we sent, or not accepted the connection",
	  NULL },
	HINTS_RESET_CLOSED("recv"),
	{ RECV(ECONNRESET), "the program at the other end has ended", find_peer_program_ended,
	  "the program at the other end, '{program}', has ended{?signal: by {signal}}"
	  "{?status: with status {status}} and had not read all that we sent", NULL },
	{ RECV(ECONNRESET), "we have sent something", find_peer_had_bytes,
	  "the peer broke off: most likely it closed, or was killed, and had not read all that we "
	  "sent ({sent|byte}); or it set SO_LINGER to 0 seconds, or a firewall did it", NULL },
	{ RECV(ECONNRESET), "we have sent nothing", find_peer_had_none,
	  "the peer broke off, and nothing of ours was unread: either it was closed before it "
	  "was accepted or with SO_LINGER of 0 seconds, or a firewall did it", NULL },
	HINTS_RESET("recv"),

	{ RECV(ECONNREFUSED), "ICMP came for what was sent before", find_calls_icmp,
	  "nobody has {peer}: that was the answer (ICMP port unreachable) to what was sent "
	  "{ago} ago",
	  NULL },
	{ RECV(ECONNREFUSED), "a connect that nobody waited for", find_calls_is_tcp,
	  "the connect that was under way was refused, as nobody listens there: this call is "
	  "told, in place of connect", NULL },
	{ RECV(ECONNREFUSED), "ICMP, no more is known", NULL,
	  "nobody is at the port that was sent to: the answer was ICMP port unreachable", NULL },

	{ RECV(ENOTCONN), "it listens", find_calls_listens,
	  "{this} listens: bytes come to the sockets that accept makes", "accept {socket}" },
	{ RECV(ENOTCONN), "it listened, and was shut down", find_kind_shut,
	  "{this} was shut down {ago} ago, and listens no longer; bytes come to the sockets that "
	  "accept made", NULL },
	{ RECV(ENOTCONN), "connect failed before", find_calls_connect_failed,
	  "{this} is not connected: connect failed with {told}, {ago} ago", NULL },
	{ RECV(ENOTCONN), "it was never connected", find_calls_no_peer,
	  "{this} was never connected: connect comes first{?target:, to socket {own} say}",
	  "connect {socket} {target}" },
	{ RECV(ENOTCONN), "no more is known", NULL,
	  "{this} is not connected{?kind:, and {kind} sockets receive from their peer alone}",
	  NULL },

	{ RECV(EINVAL), "urgent bytes stand among the others", find_calls_oob_inline,
	  "SO_OOBINLINE is on: the urgent byte stands among the others, and comes without --oob",
	  "recv {socket}" },
	{ RECV(EINVAL), "the urgent byte was passed over", find_calls_oob_passed,
	  "an urgent byte came, and is lost: the kernel left it out when a recv went on behind it. "
	  "A bare recv stops in front of it, --line and its like do not; SO_OOBINLINE keeps it "
	  "among the others", "set {socket} oobinline on" },
	{ RECV(EINVAL), "the urgent byte was taken, most likely", find_calls_oob_taken,
	  "there is one urgent byte at a time, and it is given once: either it was received "
	  "already, {ago} ago, or the peer has sent none (MSG_OOB)", NULL },
	{ RECV(EINVAL), "no urgent byte", find_calls_oob,
	  "the peer has sent no urgent byte (MSG_OOB)", NULL },
	{ RECV(EINVAL), "a UNIX socket that listens", find_calls_listens,
	  "{this} listens: bytes come to the sockets that accept makes", "accept {socket}" },
	{ RECV(EINVAL), "it listened, and was shut down", find_kind_shut,
	  "{this} was shut down {ago} ago, and listens no longer; bytes come to the sockets that "
	  "accept made", NULL },
	{ RECV(EINVAL), "connect failed before", find_calls_connect_failed,
	  "{this} is not connected: connect failed with {told}, {ago} ago", NULL },
	{ RECV(EINVAL), "a UNIX stream that is not connected", find_calls_no_peer,
	  "{this} was never connected: connect comes first{?target:, to socket {own} say}",
	  "connect {socket} {target}" },
	{ RECV(EINVAL), "something else", NULL,
	  "either there is no urgent byte to be had (MSG_OOB), or {this} has no connection, or a "
	  "flag or a length of this recv is none that {kind} sockets take", NULL },

	{ RECV(ETIMEDOUT), "the interface is down", find_route_down,
	  "{?interface:interface {interface} is}{!interface:the interface is} down, so nothing "
	  "gets through{?limit:; TCP_USER_TIMEOUT ({limit}) has run out}: the connection was "
	  "given up",
	  "interfaces" },
	{ RECV(ETIMEDOUT), "the peer had no room", find_flow_gave_up_full,
	  "the peer did not read: its window stayed shut{?limit: for longer than TCP_USER_TIMEOUT "
	  "({limit})}, so the connection was given up", NULL },
	{ RECV(ETIMEDOUT), "keepalive had no answer", find_flow_gave_up_keepalive,
	  "the peer did not answer keepalive ({?limit:TCP_USER_TIMEOUT is {limit}}"
	  "{?probes:{probes|probe}, after {idle} of silence}): the connection was given up", NULL },
	{ RECV(ETIMEDOUT), "TCP_USER_TIMEOUT has run out", find_flow_gave_up_limit,
	  "what we sent was not acknowledged within TCP_USER_TIMEOUT ({limit}){?times:, though it "
	  "was sent {times|time} more}: the connection was given up", NULL },
	{ RECV(ETIMEDOUT), "no more is known", NULL,
	  "what we sent was never acknowledged, or keepalive not answered, or the peer's window "
	  "stayed shut: the connection was given up", NULL },
	{ RECV(EHOSTUNREACH), "TCP was given up", find_calls_is_tcp,
	  "what we sent was not acknowledged, and a router or a firewall had answered that the "
	  "machine cannot be reached (ICMP): the connection was given up", NULL },
	{ RECV(EHOSTUNREACH), "ICMP came for what was sent before", find_calls_icmp,
	  "a firewall or a router answered what was sent {ago} ago: {peer} must not or cannot be "
	  "reached (ICMP)", NULL },
	{ RECV(EHOSTUNREACH), "no more is known", NULL,
	  "a firewall or a router answered what was sent before: the machine must not or cannot "
	  "be reached (ICMP)", NULL },
	{ RECV(ENETUNREACH), "ICMP came for what was sent before", find_calls_icmp,
	  "a router or a firewall answered what was sent {ago} ago: the network of {peer} must "
	  "not be reached (ICMP)", NULL },
	{ RECV(ENETUNREACH), "no more is known", NULL,
	  "a router or a firewall answered what was sent before: the network must not or cannot "
	  "be reached (ICMP)", NULL },
	{ RECV(ENOPROTOOPT), "ICMP came for what was sent before", find_calls_icmp,
	  "the machine of {peer}, or a firewall, answered what was sent {ago} ago: it does not "
	  "speak this protocol (ICMP protocol unreachable)", NULL },
	{ RECV(ENOPROTOOPT), "no more is known", NULL,
	  "the other machine answered that it does not speak this protocol (ICMP protocol "
	  "unreachable)", NULL },
	{ RECV(ECONNABORTED), "it was destroyed", NULL,
	  "the connection was destroyed from outside while it was open (as 'ss -K' does), and the "
	  "peer was sent a reset", NULL },

	{ RECV(EFAULT), "a null pointer", NULL,
	  "the bytes have no place to go to: a null pointer was passed", NULL },
	HINTS_NOT_OPEN("recv"),
	HINTS_NO_SOCKET("recv"),
	{ RECV(EINTR), "a signal", NULL,
	  "a signal came while it waited, and nothing was received", NULL },
	{ RECV(EOPNOTSUPP), "a flag", find_calls_oob,
	  "{kind} sockets have no urgent data: MSG_OOB is for streams", NULL },
	{ RECV(EOPNOTSUPP), "something else", NULL,
	  "a flag of this recv means nothing to a socket of kind {kind}", NULL },
	{ RECV(ENETDOWN), "the interface is down", NULL,
	  "the interface that {this} is bound to has gone down", "interfaces" },
	{ RECV(EPIPE), "the connection is over", NULL,
	  "the peer had closed, and what we sent after that was answered by a reset", NULL },
	{ RECV(ENOMEM), "no memory", NULL, "the kernel is short of memory: later it may go", NULL },
	{ 0 }
};

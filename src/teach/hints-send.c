/* hints-send: what can be the matter with send(), sendto() and sendmsg(). */
#include <errno.h>

#include "teach/doctor.h"
#include "teach/find-address.h"
#include "teach/find-calls.h"
#include "teach/find-flow.h"
#include "teach/find-listener.h"
#include "teach/find-path.h"
#include "teach/find-peer.h"
#include "teach/find-port.h"
#include "teach/find-route.h"
#include "teach/find-size.h"
#include "teach/find-unix.h"
#include "teach/hints-descriptor.h"
#include "teach/hints-reset.h"

#define SEND(number) "send", ERROR_SYSTEM, number

const struct hint hints_send[] = {
	{ SEND(EPIPE), "it listens, and is served", find_calls_serves,
	  "{this} is served: bytes go over the sockets of its clients, which status --of {socket} "
	  "lists, or by send --all-of {socket} to all of them", NULL },
	{ SEND(EPIPE), "it listens", find_calls_listens,
	  "{this} listens: bytes go over the sockets that accept makes", "accept {socket}" },
	{ SEND(EPIPE), "it was shut for writing", find_calls_mute,
	  "{this} was shut for writing here, {ago} ago: nothing more can be sent over it", NULL },
	{ SEND(EPIPE), "it was shut for writing when it had no peer yet", find_calls_mute_early,
	  "a shutdown of {this} failed {ago} ago (it was not connected), and the kernel has shut "
	  "it for writing all the same: take a new socket", "socket {kind}" },
	{ SEND(EPIPE), "connect failed before", find_calls_connect_failed,
	  "{this} is not connected: connect failed with {told}, {ago} ago", NULL },
	{ SEND(EPIPE), "it was never connected", find_calls_no_peer,
	  "{this} was never connected: connect comes first{?target:, to socket {own} say}",
	  "connect {socket} {target}" },
	{ SEND(EPIPE), "the program at the other end has ended", find_peer_program_ended,
	  "the program at the other end, '{program}', has ended{?signal: by {signal}}"
	  "{?status: with status {status}}", NULL },
	{ SEND(EPIPE), "the other end was ours, and reset", find_peer_reset_here,
	  "the connection is over: the other end, socket {own}, was reset on purpose {ago} ago",
	  NULL },
	{ SEND(EPIPE), "the other end was ours, and took its peer back", find_peer_left_here,
	  "the other end, socket {own}, took its peer back (connect to AF_UNSPEC), which resets "
	  "the connection", NULL },
	{ SEND(EPIPE), "the other end was ours, and was closed", find_peer_closed_here,
	  "the other end, socket {own}, was closed {ago} ago: nobody is there to receive anything",
	  NULL },
	{ SEND(EPIPE), "who listened was ours, and was closed before it accepted",
	  find_peer_unaccepted_here,
	  "the connection is over: socket {own}, which listened there, was closed {ago} ago and "
	  "had not accepted it", NULL },
	{ SEND(EPIPE), "a reset was told of before", find_peer_was_reset,
	  "the connection is over: an earlier call told {told}, {ago} ago", NULL },
	{ SEND(EPIPE), "the end was told of before", find_peer_ended_answered,
	  "the peer has closed: recv told the end of what it sends {ago} ago, and what we sent "
	  "since was answered by a reset", NULL },
	{ SEND(EPIPE), "we have sent something", find_peer_bytes_answered,
	  "the peer has closed, and what we sent before was answered by a reset: nobody receives "
	  "anything there", "recv {socket}" },
	{ SEND(EPIPE), "UNIX has no resets", find_calls_is_unix,
	  "nobody receives at the other end: either it was closed or shut for reading, or "
	  "{this} was shut for writing by who shares it", NULL },
	{ SEND(EPIPE), "no more is known", NULL,
	  "nothing can be sent{?this: over {this}}: either the peer has closed, or this side was "
	  "shut for writing, or it has no peer", "info {socket}" },

	HINTS_RESET_HERE("send"),
	HINTS_RESET_CLOSED("send"),
	HINTS_RESET("send"),

	{ SEND(EAGAIN), "the handshake is not over", find_flow_handshake,
	  "the handshake is not over ({syns|SYN} sent{?next:, the next in {next}}): nothing can "
	  "be sent before", "poll {socket} --for write" },
	{ SEND(EAGAIN), "the other end is served, and waits for its answers to be taken",
	  find_flow_full_served,
	  "socket {own} is served, and nothing more is read from it until its answers are taken: "
	  "{answers|byte} unread here", "recv {socket}" },
	{ SEND(EAGAIN), "the other end is ours, and does not read", find_flow_full_here,
	  "the peer does not read: socket {own} has {unread|byte} unread{?waiting:, with "
	  "{waiting|byte} waiting here}{?limit:; SO_SNDTIMEO ({limit}) has run out}",
	  "recv {own}" },
	{ SEND(EAGAIN), "UNIX datagrams wait at a socket of ours", find_flow_datagrams_here,
	  "socket {own} has as many datagrams waiting as may{?most: ({most},"
	  " net.unix.max_dgram_qlen and one)}", "recv {own}" },
	{ SEND(EAGAIN), "UNIX datagrams wait", find_flow_datagrams,
	  "who is sent to has as many datagrams waiting as may{?most: ({most},"
	  " net.unix.max_dgram_qlen and one)}, and does not receive", NULL },
	{ SEND(EAGAIN), "UDP, and no port is left", find_calls_udp_no_port,
	  "{this} has no port yet, and none is left: those from {low} to {high} ({whose}) are in "
	  "use{?taken:, {taken} of {ports}}", NULL },
	{ SEND(EAGAIN), "nothing is acknowledged", find_flow_silent,
	  "the peer has not acknowledged {waiting|byte}, sent {times|time} more{?next: and "
	  "again in {next}}: it is off, or the way to it is cut", "poll {socket} --for write" },
	{ SEND(EAGAIN), "SO_SNDTIMEO has run out", find_flow_full_limit,
	  "SO_SNDTIMEO ({limit}) has run out: the peer{?process:, {process} (pid {pid}),} does "
	  "not read{!shut: as fast as we send}{?waiting:, with {waiting|byte} waiting here}",
	  NULL },
	{ SEND(EAGAIN), "the peer does not read", find_flow_full,
	  "the peer{?process:, {process} (pid {pid}),} does not read{!shut: as fast as we "
	  "send}: its {?shut:window is shut}{!shut:buffers are full}{?waiting:, with "
	  "{waiting|byte} waiting here}",
	  "poll {socket} --for write" },
	{ SEND(EAGAIN), "no more is known", NULL,
	  "either there is no room to send into now, or the handshake is not over, or no port is "
	  "left to send from",
	  "poll {socket} --for write" },

	{ SEND(ETIMEDOUT), "the peer had no room", find_flow_gave_up_full,
	  "the peer did not read: its window stayed shut{?limit: for longer than TCP_USER_TIMEOUT "
	  "({limit})}, so the connection was given up", NULL },
	{ SEND(ETIMEDOUT), "TCP_USER_TIMEOUT has run out", find_flow_gave_up_limit,
	  "what was sent before was not acknowledged within TCP_USER_TIMEOUT ({limit})"
	  "{?times:, though it was sent {times|time} more}: the connection was given up", NULL },
	{ SEND(ETIMEDOUT), "keepalive had no answer", find_flow_gave_up_keepalive,
	  "the peer did not answer keepalive ({?limit:TCP_USER_TIMEOUT is {limit}}"
	  "{?probes:{probes|probe}, after {idle} of silence}): the connection was given up", NULL },
	{ SEND(ETIMEDOUT), "no more is known", NULL,
	  "what was sent before was never acknowledged, or the peer's window stayed shut: the "
	  "connection was given up", NULL },

	{ SEND(EDESTADDRREQ), "no peer, and one could be had", find_listener_target,
	  "{this} has no peer: send names the address with --to, or connect comes first, to "
	  "socket {own} say", "connect {socket} {target}" },
	{ SEND(EDESTADDRREQ), "no peer", NULL,
	  "{this} has no peer: send names the address with --to, or connect comes first", NULL },
	{ SEND(ENOTCONN), "a pair whose other end is gone", find_peer_closed_here,
	  "the other end, socket {own}, was closed {ago} ago, which the first send after that "
	  "told",
	  NULL },
	{ SEND(ENOTCONN), "the peer is gone", find_calls_peer_was_lost,
	  "the peer is gone, which an earlier send told (ECONNREFUSED): now {this} has none",
	  NULL },
	{ SEND(ENOTCONN), "connect failed before", find_calls_connect_failed,
	  "{this} is not connected: connect failed with {told}, {ago} ago", NULL },
	{ SEND(ENOTCONN), "no peer, and one could be had", find_listener_target,
	  "{this} was never connected: connect comes first, to socket {own} say",
	  "connect {socket} {target}" },
	{ SEND(ENOTCONN), "UNIX datagrams to nobody", find_calls_is_datagrams,
	  "{this} has no peer: send names the address with --to, or connect comes first", NULL },
	{ SEND(ENOTCONN), "it has no peer", NULL,
	  "{this} has no peer: either it was never connected, or the peer is gone", NULL },

	{ SEND(EISCONN), "Fast Open, of a connection that is there", find_calls_fastopen_peer,
	  "MSG_FASTOPEN sends the first bytes with a new connection, and {this} is connected"
	  "{?peer: to {peer}}: leave it out, and --to", NULL },
	{ SEND(EISCONN), "it is connected", find_calls_has_peer,
	  "{this} is connected{?peer: to {peer}}, and --to is for those that are not: leave it "
	  "out",
	  NULL },
	{ SEND(EISCONN), "it is connected, no more is known", NULL,
	  "{this} is connected, and --to is for those that are not: leave it out", NULL },

	{ SEND(EOPNOTSUPP), "urgent data", find_calls_oob,
	  "{kind} sockets have no urgent data: MSG_OOB is for streams", NULL },
	{ SEND(EOPNOTSUPP), "a UNIX stream that is not connected, with an address",
	  find_calls_is_unix_stream,
	  "{this} is a stream, which --to cannot address: connect comes first",
	  "connect {socket} {address}" },
	{ SEND(EOPNOTSUPP), "something else", NULL,
	  "a flag or the address of this send means nothing to a socket of kind {kind}", NULL },

	{ SEND(EMSGSIZE), "more than UDP carries", find_size_udp,
	  "{count|byte} are more than a UDP datagram holds: {most} at most", NULL },
	{ SEND(EMSGSIZE), "more than the path carries in one piece", find_size_path,
	  "{count|byte} are more than the {most} that fit into one packet (the path's MTU is "
	  "{mtu}), and {this} forbids to cut them in pieces (mtu_discover)", NULL },
	{ SEND(EMSGSIZE), "more than IP carries", find_size_raw,
	  "{count|byte} are more than an IP packet holds: {most} at most, with all headers", NULL },
	{ SEND(EMSGSIZE), "more than the socket's buffer", find_size_unix,
	  "{count|byte} in one message are more than the send buffer takes (SO_SNDBUF is "
	  "{buffer})",
	  NULL },
	{ SEND(EMSGSIZE), "more than the interface carries", find_size_frame,
	  "{count|byte} are more than a frame of {interface} holds: {most} at most (its MTU is "
	  "{mtu})", NULL },
	{ SEND(EMSGSIZE), "too long", NULL,
	  "{?count:{count|byte}}{!count:that} is more than one message may have", NULL },

	{ SEND(ECONNREFUSED), "TCP Fast Open: a socket of ours is bound there and does not listen",
	  find_calls_fastopen_idle,
	  "{?before:socket {own} listened on {address}, and does no more: listen takes it up "
	  "again, on another port perhaps}{!before:socket {own} is bound to {address} and does "
	  "not listen yet}", "listen {own}" },
	{ SEND(ECONNREFUSED), "TCP Fast Open: nobody listens", find_calls_fastopen,
	  "nothing listens on {address}", NULL },
	{ SEND(ECONNREFUSED), "a handshake was under way", find_calls_is_tcp,
	  "the connect that was under way was refused, which this call is the first to be told: "
	  "nothing listens there", NULL },
	{ SEND(ECONNREFUSED), "the path is no socket", find_path_no_socket,
	  "'{part}' is {what}, and no socket", NULL },
	{ SEND(ECONNREFUSED), "the path was left behind by a socket of ours", find_path_left,
	  "'{path}' was left behind by a socket of ours that is closed: nobody is bound to it",
	  NULL },
	{ SEND(ECONNREFUSED), "the path was left behind, as far as can be seen", find_path_stale,
	  "no socket of this network namespace is bound to '{path}': most likely one that is "
	  "closed left it behind", NULL },
	{ SEND(ECONNREFUSED), "a socket of another kind has the abstract name",
	  find_unix_unlike,
	  "{holder} has '{address}' for the kind {kind}, and nobody for {our_kind}: an abstract "
	  "name stands for one of each kind", "socket {kind}; connect . {address}" },
	{ SEND(ECONNREFUSED), "nobody has the abstract name", find_unix_no_name,
	  "nobody is bound to '{address}', and an abstract name leaves no file behind", NULL },
	{ SEND(ECONNREFUSED), "the other end was ours, and was closed", find_peer_closed_here,
	  "the other end, socket {own}, was closed {ago} ago", NULL },
	{ SEND(ECONNREFUSED), "a UNIX peer is gone", find_calls_is_datagrams,
	  "{?address:nobody is bound to '{address}' any more}{!address:the peer{?peer:, "
	  "'{peer}',} was closed: who binds the path anew is another}", NULL },
	{ SEND(ECONNREFUSED), "ICMP came for what was sent before, without a connection",
	  find_calls_recverr,
	  "what was sent before came to a port that nobody has (ICMP port unreachable), and "
	  "{this} asked to be told (IP_RECVERR); this datagram was not sent",
	  "recv {socket} --errqueue" },
	{ SEND(ECONNREFUSED), "ICMP came for what was sent before", find_calls_icmp,
	  "nobody has {peer}: that was the answer (ICMP port unreachable) to what was sent "
	  "{ago} ago; this datagram was not sent, the next will be", NULL },
	{ SEND(ECONNREFUSED), "a connect that nobody waited for", find_calls_is_tcp,
	  "the connect that was under way was refused, as nobody listens there: this call is "
	  "told, in place of connect", NULL },
	{ SEND(ECONNREFUSED), "ICMP, no more is known", find_calls_is_inet,
	  "nobody is there to receive it: the answer to what was sent before was ICMP port "
	  "unreachable", NULL },

	{ SEND(ECONNREFUSED), "nobody", NULL,
	  "nobody is there to receive it", NULL },

	{ SEND(EACCES), "the path may not be searched", find_path_shut,
	  "we ({me}) may not look into '{folder}' (mode {mode}, of {owner})", NULL },
	{ SEND(EACCES), "the socket file may not be written", find_path_forbidden,
	  "we ({me}) may not write to '{path}' (mode {mode}, of {owner}), and that is what it "
	  "takes to send there", NULL },
	{ SEND(EACCES), "the path is no socket, nor may it be written", find_path_no_socket,
	  "'{part}' is {what}, and no socket", NULL },
	{ SEND(EACCES), "broadcast, without SO_BROADCAST", find_route_broadcast_off,
	  "{host} is a broadcast address, and SO_BROADCAST is off", "set {socket} broadcast on" },
	{ SEND(EACCES), "a prohibit route", find_route_refused,
	  "the route {route} is of type {type}: this machine itself forbids to send to {host}",
	  NULL },
	{ SEND(EACCES), "some other rule", NULL,
	  "it is forbidden: by the rights of a path, by a route or a firewall, or because "
	  "SO_BROADCAST is off", NULL },

	{ SEND(EPERM), "UNIX: somebody else's credentials", find_calls_is_unix,
	  "a process may tell its own pid, uid and gid only: others take CAP_SYS_ADMIN, "
	  "CAP_SETUID or CAP_SETGID", NULL },
	{ SEND(EPERM), "a firewall", find_calls_is_inet,
	  "a firewall of this machine drops what goes out{?address: to {address}} (nftables or "
	  "iptables, chain output)", NULL },
	{ SEND(EPERM), "no rights", NULL,
	  "either a firewall of this machine drops it, or it takes rights that this process does "
	  "not have", NULL },

	{ SEND(EHOSTUNREACH), "an unreachable route", find_route_refused,
	  "the route {route} is of type {type}: this machine itself refuses to send to {host}",
	  NULL },
	{ SEND(EHOSTUNREACH), "no answer to ARP", find_route_silent,
	  "{?gateway:the gateway {gateway}}{!gateway:{host}} does not answer on {interface} "
	  "(ARP): it is off, or no machine has this address", NULL },
	{ SEND(EHOSTUNREACH), "it is this machine itself", find_route_here,
	  "{host} is this machine, so a firewall here answered what was sent before: it cannot be "
	  "reached, or must not be", NULL },
	{ SEND(EHOSTUNREACH), "a route's or a router's answer", NULL,
	  "either a route of this machine refuses it, or nobody answers for the address (ARP), or "
	  "a router or firewall answered what was sent before (ICMP)", NULL },
	{ SEND(ENODEV), "it is bound to an interface that is gone", find_address_stuck,
	  "{this} is bound to interface {index}, which there is none of{!tied:, by an earlier "
	  "bind}: nothing gets out by it; take a new socket", "socket {kind}" },
	{ SEND(ENODEV), "no such interface", NULL,
	  "the interface by which this was to be sent is gone", "interfaces" },
	{ SEND(ENETUNREACH), "it is bound to an interface that is gone", find_address_stuck,
	  "{this} is bound to interface {index}, which there is none of{!tied:, by an earlier "
	  "bind}: nothing gets out by it; take a new socket", "socket {kind}" },
	{ SEND(ENETUNREACH), "a throw route", find_route_refused,
	  "the route {route} is of type {type}: no way to {host} is looked for beyond it", NULL },
	{ SEND(ENETUNREACH), "the interface is down", find_route_down,
	  "{?interface:interface {interface} is}{!interface:the interface of its network is} "
	  "down, and {host} is reached by it only", "interfaces" },
	{ SEND(ENETUNREACH), "no interface is up", find_route_offline,
	  "no interface is up but loopback: this machine is in no network now", "interfaces" },
	{ SEND(ENETUNREACH), "there is no route", find_route_none,
	  "there is no route to {host}: it is in no network of this machine, and none is the "
	  "way to all others (a default route)", "interfaces" },
	{ SEND(ENETUNREACH), "no route, or a router's answer", NULL,
	  "either there is no route{?host: to {host}}, or a router on the way answered what was "
	  "sent before that there is none", "interfaces" },
	{ SEND(ENOPROTOOPT), "ICMP: protocol unreachable", NULL,
	  "the answer to what was sent before was that the other machine does not speak this "
	  "protocol (ICMP protocol unreachable)", NULL },

	{ SEND(EINVAL), "an address without a name", find_unix_empty,
	  "\"\" has the kernel choose a name, which only bind can ask for: name a path or @NAME "
	  "that somebody is bound to", NULL },
	{ SEND(EINVAL), "the address is too long", find_calls_long,
	  "an address of {length} bytes was passed, and none has more than {most}, or fewer "
	  "than 0", NULL },
	{ SEND(EINVAL), "the address is too short", find_calls_short,
	  "an address of {length|byte} was passed, and {needs} are what the family takes", NULL },
	{ SEND(EINVAL), "port 0", find_calls_port_zero,
	  "nobody can be at port 0: it stands for any free port, and only in bind", NULL },
	{ SEND(EINVAL), "a link-local address without its interface", find_address_no_scope,
	  "{host} is link-local, the same on every link, so it has to name its interface: "
	  "{host}%NAME{?scoped:, say {scoped}}",
	  "interfaces" },
	{ SEND(EINVAL), "from loopback to elsewhere", find_calls_loopback,
	  "{this} is bound to {local}, from where only this machine is reached, and not {host}",
	  NULL },
	{ SEND(EINVAL), "a blackhole route", find_route_refused,
	  "the route {route} is of type {type}: what is sent to {host} is thrown away", NULL },
	{ SEND(EINVAL), "a ping socket", find_calls_is_ping,
	  "a ping socket sends echo requests only: 8 bytes at least, of which the first two are "
	  "the type (8, of ICMPv6 128) and the code (0)", NULL },
	{ SEND(EINVAL), "control data", find_calls_control,
	  "the control data is not as it has to be: a type that there is none of, a length that "
	  "is wrong, or more than 253 descriptors at once", NULL },
	{ SEND(EINVAL), "something else", NULL,
	  "either nothing can be sent to the address (it is not whole, has port 0, a blackhole "
	  "route), or a flag or the control data is none that {kind} sockets take", NULL },

	{ SEND(EAFNOSUPPORT), "another family", find_calls_family,
	  "{address} is of family {given}, and {this} of family {family}", "socket {takes}" },
	{ SEND(EAFNOSUPPORT), "another family, which is not known", NULL,
	  "the address is of another family than the socket", NULL },

	{ SEND(ENOENT), "a folder is missing", find_path_no_folder,
	  "there is no folder '{part}'", NULL },
	{ SEND(ENOENT), "nothing is there", find_path_missing,
	  "there is nothing at '{path}': a socket has to be bound to it first", NULL },
	{ SEND(ENOENT), "a part of the path is missing", NULL,
	  "there is nothing at{?address: '{address}'}{!address: the peer's path}, or a folder on "
	  "the way is missing", NULL },
	{ SEND(ENOTDIR), "a part of the path is no folder", find_path_not_folder,
	  "'{part}' is {what}, and no folder", NULL },
	{ SEND(ENOTDIR), "a part of the path is no folder, which is not known", NULL,
	  "a part of the path is no folder", NULL },
	{ SEND(ELOOP), "links in a circle", find_path_loop,
	  "'{part}' is a link that leads back to itself, or through more than 40 links", NULL },
	{ SEND(ELOOP), "links in a circle, which are not known", NULL,
	  "the links of the path lead round in a circle, or are too many", NULL },
	{ SEND(EPROTOTYPE), "the socket at the path is of another type", find_unix_kind,
	  "the socket at '{address}' is of kind {kind}, and {this} of kind {our_kind}",
	  "socket {kind}; connect . {address}" },
	{ SEND(EPROTOTYPE), "the socket at the path is of another type, which is not known", NULL,
	  "the socket at the path is of another type than {this}, a {kind}", NULL },

	HINTS_NO_DESCRIPTOR("send"),
	{ SEND(EBADF), "the number is no open descriptor", find_descriptor_gone,
	  "descriptor {fd} is not open: either it was closed, or never there", "status" },
	{ SEND(EBADF), "a descriptor to be passed", find_calls_control,
	  "one of the descriptors to be passed (SCM_RIGHTS) is not open", NULL },
	{ SEND(EBADF), "no descriptor any more", NULL,
	  "the descriptor is not open, or one that was to be passed is not (SCM_RIGHTS)", NULL },
	HINTS_NO_SOCKET("send"),
	{ SEND(ESRCH), "credentials of nobody", NULL,
	  "there is no process of the pid that was to be told (SCM_CREDENTIALS)", NULL },
	{ SEND(ETOOMANYREFS), "descriptors on their way, over other sockets",
	  find_size_passed_elsewhere,
	  "more descriptors are on their way than one process may have open (RLIMIT_NOFILE is "
	  "{limit}), and none of them over {this}: those of all sockets of this user count"
	  "{?own:; socket {own} has something to receive}", "recv {own}" },
	{ SEND(ETOOMANYREFS), "descriptors on their way", find_size_passed,
	  "more descriptors are on their way to whoever receives them than one process may have "
	  "open (RLIMIT_NOFILE is {limit}): the other end has to receive some first",
	  "recv {pair}" },
	{ SEND(ETOOMANYREFS), "descriptors on their way, no more is known", NULL,
	  "too many descriptors are on their way: the other end has to receive some first", NULL },
	{ SEND(ENOBUFS), "a datagram in pieces", find_size_pieces,
	  "{count|byte} go in pieces here, and the send buffer does not hold them all at once "
	  "(SO_SNDBUF is {buffer})", "set {socket} sndbuf {count}" },
	{ SEND(ENOBUFS), "control data", find_size_control,
	  "the control data is more than net.core.optmem_max ({most|byte}) lets a call have",
	  NULL },
	{ SEND(ENOBUFS), "the queue of the interface", NULL,
	  "either the control data is more than net.core.optmem_max, or the queue of the interface "
	  "is full, or the kernel is short of memory", NULL },
	{ SEND(EINTR), "a signal", NULL,
	  "a signal came while it waited, and nothing was sent", NULL },
	{ SEND(EFAULT), "a null pointer", NULL,
	  "the bytes, or the address, are at a place that this process does not have: a null "
	  "pointer was passed", NULL },
	{ SEND(ENETDOWN), "the interface is down", find_size_interface,
	  "interface {interface} is down", "interfaces" },
	{ SEND(ENETDOWN), "the interface is down, which is not known", NULL,
	  "the interface is down", "interfaces" },
	{ SEND(ENXIO), "no interface", NULL,
	  "{this} is bound to no interface, and a frame has to leave by one: bind it first, or "
	  "name one with --to", "interfaces" },
	{ SEND(EINPROGRESS), "Fast Open, without a cookie from there", NULL,
	  "the connection that MSG_FASTOPEN began is under way, and nothing of this was sent: send "
	  "it without --fastopen once the socket is writable", "poll {socket} --for write" },
	{ SEND(EALREADY), "Fast Open, again", NULL,
	  "an earlier send with MSG_FASTOPEN is still connecting", "poll {socket} --for write" },
	{ SEND(ENOMEM), "no memory", NULL,
	  "the kernel is short of memory: later it may go", NULL },
	{ 0 }
};

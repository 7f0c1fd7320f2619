/* hints-connect: what can be the matter with connect(). */
#include <errno.h>

#include "teach/doctor.h"
#include "teach/find-address.h"
#include "teach/find-calls.h"
#include "teach/find-flow.h"
#include "teach/find-listener.h"
#include "teach/find-path.h"
#include "teach/find-peer.h"
#include "teach/find-route.h"
#include "teach/find-unix.h"
#include "teach/hints-descriptor.h"

#define CONNECT(number) "connect", ERROR_SYSTEM, number

const struct hint hints_connect[] = {
	/* UNIX comes first where a path is the address: what is at it is sure. */
	{ CONNECT(ECONNREFUSED), "the path is no socket", find_path_no_socket,
	  "'{part}' is {what}, and no socket: only bind makes one, where there is nothing yet",
	  NULL },
	{ CONNECT(ECONNREFUSED), "the path was left behind by a socket of ours", find_path_left,
	  "'{path}' was left behind by a socket of ours that is closed: nobody is bound to it",
	  NULL },
	{ CONNECT(ECONNREFUSED), "the path was left behind, as far as can be seen", find_path_stale,
	  "no socket of this network namespace is bound to '{path}': most likely one that is "
	  "closed left it behind", NULL },
	{ CONNECT(ECONNREFUSED), "the socket called itself", find_path_itself,
	  "{this} is bound to '{address}' itself, and does not listen", NULL },
	{ CONNECT(ECONNREFUSED), "a socket of ours is bound to the path and does not listen",
	  find_unix_own_idle,
	  "socket {own} is bound to '{address}' and does not listen yet", "listen {own}" },
	{ CONNECT(ECONNREFUSED), "another process is bound to the path and does not listen",
	  find_unix_idle,
	  "{holder} is bound to '{address}' and does not listen", NULL },
	{ CONNECT(ECONNREFUSED), "who listens at the path takes nobody any more", find_unix_deaf,
	  "{holder} is bound to '{address}' and listens, so either it was shut down, or it came "
	  "only just now", NULL },
	{ CONNECT(ECONNREFUSED), "a socket of another kind has the abstract name",
	  find_unix_unlike,
	  "{holder} has '{address}' for the kind {kind}, and nobody for {our_kind}: an abstract "
	  "name stands for one of each kind", "socket {kind}; connect . {address}" },
	{ CONNECT(ECONNREFUSED), "nobody has the abstract name", find_unix_no_name,
	  "nobody is bound to '{address}', and an abstract name leaves no file behind", NULL },
	{ CONNECT(ECONNREFUSED), "of an abstract name no more is known", find_unix_abstract,
	  "nobody listens at '{address}': either nobody is bound to it, or who is does not listen",
	  NULL },
	{ CONNECT(ECONNREFUSED), "of a UNIX path no more is known", find_calls_is_unix,
	  "nobody listens at '{address}': either it was left behind by a socket that is closed, "
	  "or who is bound to it does not listen", NULL },

	{ CONNECT(ECONNREFUSED), "port 0", find_calls_port_zero,
	  "nobody can listen on port 0: it stands for any free port, and only in bind", NULL },
	{ CONNECT(ECONNREFUSED), "a socket of ours is bound there and does not listen",
	  find_listener_idle,
	  "{?before:socket {own} listened on {address}, and does no more: listen takes it up "
	  "again, on another port perhaps}{!before:socket {own} is bound to {address} and does "
	  "not listen yet}", "listen {own}" },
	{ CONNECT(ECONNREFUSED), "another process is bound there and does not listen",
	  find_listener_idle_process,
	  "{process} (pid {pid}) is bound to {held} and does not listen", NULL },
	{ CONNECT(ECONNREFUSED), "who listens there does it for one interface",
	  find_listener_device,
	  "{holder} listens on port {port} for what comes by {interface} alone "
	  "(SO_BINDTODEVICE), and this came by loopback", NULL },
	{ CONNECT(ECONNREFUSED), "somebody listens there all the same", find_listener_here,
	  "{holder} listens on {other}, so either a firewall refused (a reject rule), or who "
	  "listens came only just now", NULL },
	{ CONNECT(ECONNREFUSED), "the port is listened on at another address",
	  find_listener_elsewhere,
	  "nothing listens on {address}, but {holder} does on {other}",
	  "connect {socket} {other}" },
	{ CONNECT(ECONNREFUSED), "the port is listened on in the other family",
	  find_listener_family,
	  "nothing listens on {address}, but {holder} does on {other}, for a socket of kind "
	  "{kind}",
	  "socket {kind}; connect . {other}" },
	{ CONNECT(ECONNREFUSED), "UDP has the port", find_listener_udp,
	  "nothing listens on TCP port {port}; {holder} has UDP port {port}, which is another",
	  "socket {kind}; connect . {other}" },
	{ CONNECT(ECONNREFUSED), "the port beside it is listened on", find_listener_near,
	  "nothing listens on {address}, but {holder} does on port {other_port}",
	  "connect {socket} {other}" },
	{ CONNECT(ECONNREFUSED), "nobody listens there, that is sure", find_listener_none,
	  "nothing listens on TCP port {port} of this machine", NULL },
	{ CONNECT(ECONNREFUSED), "it is this machine, and nobody can be seen", find_listener_local,
	  "nothing listens on {address}: no socket here does, and which others there are cannot "
	  "be seen", NULL },
	{ CONNECT(ECONNREFUSED), "another machine refused", NULL,
	  "{?port:{host} is there, and refused: either nothing listens on port {port} there, or a "
	  "firewall refuses it}{!port:nobody listens at '{address}'}", NULL },

	{ CONNECT(EINPROGRESS), "SO_SNDTIMEO has run out", find_flow_handshake_limit,
	  "SO_SNDTIMEO ({limit}) has run out before {host} answered; the handshake goes on: "
	  "{syns|SYN} sent{?next:, the next in {next}}", "poll {socket} --for write" },
	{ CONNECT(EINPROGRESS), "it does not wait, and the peer has not answered yet",
	  find_flow_handshake,
	  "the handshake goes on by itself ({syns|SYN} sent{?next:, the next in {next}}); when it "
	  "is over the socket is writable, and connect, once more, tells how it ended",
	  "poll {socket} --for write" },
	{ CONNECT(EINPROGRESS), "it does not wait, or no longer", NULL,
	  "the handshake goes on by itself; when it is over the socket is writable, and connect, "
	  "once more, tells how it ended",
	  "poll {socket} --for write" },

	{ CONNECT(EALREADY), "who listens there is one of ours, and its queue is full",
	  find_listener_full_own,
	  "an earlier connect is still under way: socket {own} has {queued|connection} waiting to "
	  "be accepted (its backlog is {backlog}), and lets no more in", "accept {own}" },
	{ CONNECT(EALREADY), "an earlier connect is under way", find_flow_handshake,
	  "an earlier connect is still under way ({syns|SYN} sent{?next:, the next in {next}}): "
	  "there is no answer yet", "poll {socket} --for write" },
	{ CONNECT(EALREADY), "an earlier connect is under way, no more is known", NULL,
	  "an earlier connect is still under way: wait until the socket is writable",
	  "poll {socket} --for write" },

	{ CONNECT(EISCONN), "it listens", find_calls_listens,
	  "{this} listens on {local}: one that takes connections cannot make one; a new socket "
	  "can",
	  "socket {kind}; connect . {address}" },
	{ CONNECT(EISCONN), "its connection is over", find_peer_over,
	  "{this} had a connection, which is over, and it makes no other: that takes a new socket",
	  "socket {kind}; connect . {address}" },
	{ CONNECT(EISCONN), "it has a peer, and when is known", find_calls_has_peer,
	  "{this} is connected{?peer: to {peer}} already{?ago:, for {ago}}: this connect was one "
	  "too many; another peer takes another socket", "socket {kind}; connect . {address}" },
	{ CONNECT(EISCONN), "it has a peer, or listens", NULL,
	  "{this} is connected already, or listens: another peer takes another socket",
	  "socket {kind}; connect . {address}" },

	{ CONNECT(ETIMEDOUT), "who listens there is one of ours, and its queue is full",
	  find_listener_full_own,
	  "socket {own} listens there, but has {queued|connection} waiting to be accepted (its "
	  "backlog is {backlog}), and lets no more in", "accept {own}" },
	{ CONNECT(ETIMEDOUT), "the queue of who listens there is full", find_listener_full,
	  "{holder} listens there, but has {queued|connection} waiting to be accepted (its "
	  "backlog is {backlog}), and lets no more in", NULL },
	{ CONNECT(ETIMEDOUT), "somebody listens there, who never got the SYN", find_listener_here,
	  "{holder} listens on {other}, but no answer came: a firewall drops what is sent "
	  "there, or the answers", NULL },
	{ CONNECT(ETIMEDOUT), "no answer", find_flow_no_handshake,
	  "no answer from {host} within {took}: either the machine is off, or a firewall drops "
	  "what is sent to port {port}", NULL },
	{ CONNECT(ETIMEDOUT), "no answer, no more is known", NULL,
	  "no answer came: the machine is off, or a firewall drops what is sent there, or who "
	  "listens has as many connections waiting as may", NULL },

	{ CONNECT(EADDRNOTAVAIL), "loopback is down", find_route_down,
	  "{?interface:interface {interface} is}{!interface:its interface is} down, so {host} is "
	  "nobody's address now", NULL },
	{ CONNECT(EADDRNOTAVAIL), "from this port there is such a connection", find_calls_twice,
	  "there is a connection from {local} to {address} already ({holder} has it); another "
	  "takes another port of ours", "socket {kind}; connect . {address}" },
	{ CONNECT(EADDRNOTAVAIL), "no port is left", find_calls_no_port,
	  "no port is left to connect from: those from {low} to {high} ({whose}) are in use"
	  "{?taken:, {taken} of {ports}}", NULL },
	{ CONNECT(EADDRNOTAVAIL), "no port, or no address", NULL,
	  "either no port is left to connect from, or from this port there is such a connection "
	  "already, or this machine has no address that could reach {address}", NULL },

	{ CONNECT(ENETUNREACH), "it is bound to an interface that is gone", find_address_stuck,
	  "{this} is bound to interface {index}, which there is none of{!tied:, by an earlier "
	  "bind}: nothing gets out by it; take a new socket", "socket {kind}" },
	{ CONNECT(ENETUNREACH), "an address of IPv4, and IPv6 alone", find_address_only_inet6,
	  "{host} stands for an address of IPv4, and {this} is for IPv6 alone (IPV6_V6ONLY is "
	  "on)", NULL },
	{ CONNECT(ENETUNREACH), "TCP to a broadcast address", find_route_broadcast_stream,
	  "{host} is a broadcast address{?interface: (of {interface})}: TCP connects two, only "
	  "datagrams go to all", NULL },
	{ CONNECT(ENETUNREACH), "TCP to a multicast address", find_route_multicast_stream,
	  "{host} is a multicast address: TCP connects two, only datagrams go to a group", NULL },
	{ CONNECT(ENETUNREACH), "a throw route", find_route_refused,
	  "the route {route} is of type {type}: no way to {host} is looked for beyond it", NULL },
	{ CONNECT(ENETUNREACH), "the interface is down", find_route_down,
	  "{?interface:interface {interface} is}{!interface:the interface of its network is} "
	  "down, and {host} is reached by it only", "interfaces" },
	{ CONNECT(ENETUNREACH), "no interface is up", find_route_offline,
	  "no interface is up but loopback: this machine is in no network now", "interfaces" },
	{ CONNECT(ENETUNREACH), "there is no route", find_route_none,
	  "there is no route to {host}: it is in no network of this machine, and none is the "
	  "way to all others (a default route)", "interfaces" },
	{ CONNECT(ENETUNREACH), "it is this machine itself", find_route_here,
	  "{host} is this machine, so a firewall here answered that its network cannot be "
	  "reached, or must not be", NULL },
	{ CONNECT(ENETUNREACH), "there is a route", find_route_there,
	  "there is a route to {host} (by {?gateway:{gateway}, }{interface}), so a router or a "
	  "firewall on the way answered that the network cannot be reached (ICMP)", NULL },
	{ CONNECT(ENETUNREACH), "no route, or a router's answer", NULL,
	  "either there is no way to {?host:{host}}{!host:it} (no route, or its interface is "
	  "down), or a router or firewall answered so, or it is the address of many",
	  "interfaces" },

	{ CONNECT(EHOSTUNREACH), "an unreachable route", find_route_refused,
	  "the route {route} is of type {type}: this machine itself refuses to send to {host}",
	  NULL },
	{ CONNECT(EHOSTUNREACH), "no answer to ARP", find_route_silent,
	  "{?gateway:the gateway {gateway}}{!gateway:{host}} does not answer on {interface} "
	  "(ARP): it is off, or no machine has this address", NULL },
	{ CONNECT(EHOSTUNREACH), "it is this machine itself", find_route_here,
	  "{host} is this machine, so a firewall here answered that it cannot be reached, or must "
	  "not be", NULL },
	{ CONNECT(EHOSTUNREACH), "there is a route", find_route_there,
	  "there is a route to {host} (by {?gateway:{gateway}, }{interface}), so a router "
	  "answered that the machine cannot be reached, or a firewall that it must not be (ICMP)",
	  NULL },
	{ CONNECT(EHOSTUNREACH), "a route's or a router's answer", NULL,
	  "either a route of this machine refuses {?host:{host}}{!host:it}, or nobody answers for "
	  "it (ARP), or a router or firewall answered that it cannot be reached", NULL },

	{ CONNECT(EACCES), "the path may not be searched", find_path_shut,
	  "we ({me}) may not look into '{folder}' (mode {mode}, of {owner})", NULL },
	{ CONNECT(EACCES), "the socket file may not be written", find_path_forbidden,
	  "we ({me}) may not write to '{path}' (mode {mode}, of {owner}), and that is what it "
	  "takes to connect", NULL },
	{ CONNECT(EACCES), "the path is no socket, nor may it be written", find_path_no_socket,
	  "'{part}' is {what}, and no socket: only bind makes one, where there is nothing yet",
	  NULL },
	{ CONNECT(EACCES), "broadcast, without SO_BROADCAST", find_route_broadcast_off,
	  "{host} is a broadcast address, and SO_BROADCAST is off", "set {socket} broadcast on" },
	{ CONNECT(EACCES), "a prohibit route", find_route_refused,
	  "the route {route} is of type {type}: this machine itself forbids to send to {host}",
	  NULL },
	{ CONNECT(EACCES), "some other rule", NULL,
	  "it is forbidden{?port:: by a route, by a firewall, or because SO_BROADCAST is off}"
	  "{!port:: by the rights of the path, or by a security module}", NULL },
	{ CONNECT(EPERM), "a firewall", find_calls_is_inet,
	  "a firewall of this machine forbids to send to {address}", NULL },
	{ CONNECT(EPERM), "no rights", NULL,
	  "either a firewall of this machine forbids it, or it takes rights that this process "
	  "does not have", NULL },
	{ CONNECT(ECONNRESET), "vsock says so where nobody listens", NULL,
	  "either nothing listens on {address}, or the connection was broken off at once", NULL },
	{ CONNECT(ENODEV), "it is bound to an interface that is gone", find_address_stuck,
	  "{this} is bound to interface {index}, which there is none of{!tied:, by an earlier "
	  "bind}: nothing gets out by it; take a new socket", "socket {kind}" },
	{ CONNECT(ENODEV), "vsock without a device", NULL,
	  "this machine has nothing that reaches {address}: no such device", NULL },
	{ CONNECT(EOPNOTSUPP), "no such thing", NULL,
	  "{kind} sockets do not connect in this state, or not at all", NULL },
	{ CONNECT(ENOBUFS), "no memory", NULL,
	  "the kernel is short of memory, or of entries for what it has to know of the peer",
	  NULL },
	{ CONNECT(ENOMEM), "no memory", NULL, "the kernel is short of memory", NULL },

	{ CONNECT(EINVAL), "an address without a name", find_unix_empty,
	  "\"\" has the kernel choose a name, which only bind can ask for: name a path or @NAME "
	  "that somebody is bound to", NULL },
	{ CONNECT(EINVAL), "it is bound to an interface that is gone", find_address_stuck,
	  "{this} is bound to interface {index}, which there is none of{!tied:, by an earlier "
	  "bind}: the address names another; take a new socket", "socket {kind}" },
	{ CONNECT(EINVAL), "the address is too long", find_calls_long,
	  "an address of {length} bytes was passed, and none has more than {most}, or fewer "
	  "than 0", NULL },
	{ CONNECT(EINVAL), "the address is too short", find_calls_short,
	  "an address of {length|byte} was passed, and {needs} are what the family takes", NULL },
	{ CONNECT(EINVAL), "it listens", find_calls_listens,
	  "{this} listens: one that takes connections cannot make one; a new socket can",
	  "socket {kind}; connect . {address}" },
	{ CONNECT(EINVAL), "a link-local address without its interface", find_address_no_scope,
	  "{host} is link-local, the same on every link, so it has to name its interface: "
	  "{host}%NAME{?scoped:, say {scoped}}",
	  "{?scoped:connect {socket} {scoped}}{!scoped:interfaces}" },
	{ CONNECT(EINVAL), "from loopback to elsewhere", find_calls_loopback,
	  "{this} is bound to {local}, from where only this machine is reached, and not {host}",
	  "socket {kind}; connect . {address}" },
	{ CONNECT(EINVAL), "a blackhole route", find_route_refused,
	  "the route {route} is of type {type}: what is sent to {host} is thrown away", NULL },
	{ CONNECT(EINVAL), "something else", NULL,
	  "either {this} is in no state to connect, or the address is not whole, or cannot be "
	  "reached from it (a blackhole route, loopback)", NULL },

	{ CONNECT(EAFNOSUPPORT), "another family", find_calls_family,
	  "{address} is of family {given}, and {this} of family {family}",
	  "socket {takes}; connect . {address}" },
	{ CONNECT(EAFNOSUPPORT), "another family, which is not known", NULL,
	  "the address is of another family than the socket", NULL },
	{ CONNECT(ENOPROTOOPT), "ICMP: protocol unreachable", NULL,
	  "{host} or a firewall before it answered that it does not speak this protocol (ICMP "
	  "protocol unreachable)", NULL },

	{ CONNECT(EAGAIN), "the backlog of one of ours is full", find_unix_full_own,
	  "socket {own} has {queued|connection} waiting to be accepted, and a backlog of "
	  "{backlog}: no more are let in", "accept {own}" },
	{ CONNECT(EAGAIN), "the backlog is full", find_unix_full,
	  "{holder} has {queued|connection} waiting to be accepted, and a backlog of {backlog}: "
	  "no more are let in", NULL },
	{ CONNECT(EAGAIN), "the backlog is full, no more is known", find_calls_is_unix,
	  "as many connections wait at '{address}' as its backlog lets in: none is accepted now",
	  NULL },
	{ CONNECT(EAGAIN), "no port is left", find_calls_no_port,
	  "no port is left to connect from: those from {low} to {high} ({whose}) are in use"
	  "{?taken:, {taken} of {ports}}", NULL },
	{ CONNECT(EAGAIN), "no more is known", NULL,
	  "{?port:no port is left to connect from}{!port:as many connections wait at '{address}' "
	  "as its backlog lets in}", NULL },

	{ CONNECT(EPROTOTYPE), "the socket at the path is of another type", find_unix_kind,
	  "the socket at '{address}' is of kind {kind}, and {this} of kind {our_kind}",
	  "socket {kind}; connect . {address}" },
	{ CONNECT(EPROTOTYPE), "the socket at the path is of another type, not known which", NULL,
	  "the socket at '{address}' is of another type than {this}, a {kind}", NULL },

	{ CONNECT(ENOENT), "a folder is missing", find_path_no_folder,
	  "there is no folder '{part}'", NULL },
	{ CONNECT(ENOENT), "nothing is there", find_path_missing,
	  "there is nothing at '{path}': a socket has to be bound to it first", NULL },
	{ CONNECT(ENOENT), "a part of the path is missing", NULL,
	  "there is nothing at '{address}', or a folder on the way is missing", NULL },
	{ CONNECT(ENOTDIR), "a part of the path is no folder", find_path_not_folder,
	  "'{part}' is {what}, and no folder", NULL },
	{ CONNECT(ENOTDIR), "a part of the path is no folder, which is not known", NULL,
	  "a part of '{address}' is no folder", NULL },
	{ CONNECT(ELOOP), "links in a circle", find_path_loop,
	  "'{part}' is a link that leads back to itself, or through more than 40 links", NULL },
	{ CONNECT(ELOOP), "links in a circle, which are not known", NULL,
	  "the links of '{address}' lead round in a circle, or are too many", NULL },

	{ CONNECT(EFAULT), "a null pointer", NULL,
	  "a null pointer was passed in place of an address", NULL },
	HINTS_NOT_OPEN("connect"),
	HINTS_NO_SOCKET("connect"),
	{ CONNECT(ECONNABORTED), "another call was told why, and which is known",
	  find_calls_error_told,
	  "the earlier connect had failed with {told}, which {by} was told {ago} ago: this one "
	  "only tells that it did; from now on {this} can be used anew",
	  "connect {socket} {address}" },
	{ CONNECT(ECONNABORTED), "another call was told why", find_calls_error_taken,
	  "the earlier connect had failed, and another call was told why (SO_ERROR, recv or "
	  "send): this one only tells that; from now on {this} can be used anew",
	  "connect {socket} {address}" },
	{ CONNECT(ECONNABORTED), "it was broken off", NULL,
	  "an earlier connect had failed, or was broken off, and this one only tells that; from "
	  "now on {this} can be used anew",
	  "connect {socket} {address}" },
	{ CONNECT(EINTR), "a signal", NULL,
	  "a signal came while it waited; the handshake goes on by itself",
	  "poll {socket} --for write" },
	{ CONNECT(EADDRINUSE), "the local address is taken", NULL,
	  "the address that {this} would connect from is in use", NULL },
	{ CONNECT(EPROTONOSUPPORT), "another protocol", NULL,
	  "there is no such protocol for {address}", NULL },
	{ 0 }
};

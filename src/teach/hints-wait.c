/* hints-wait: what has not happened yet, where a wait has run out of time: of a time-out the
 * `call` is sosh's command. */
#include <errno.h>

#include "teach/doctor.h"
#include "teach/find-calls.h"
#include "teach/find-flow.h"
#include "teach/find-listener.h"
#include "teach/find-peer.h"
#include "teach/find-unix.h"

#define WAIT(command) command, ERROR_TIMEOUT, 0

/* `expect recv` waits as `recv` does. */
#define QUIET(command) \
	{ WAIT(command), "a frame is not whole", find_peer_partial, \
	  "the rest of the frame has not come: {buffered|byte} did, kept for the next recv", \
	  NULL }, \
	{ WAIT(command), "the handshake is not over", find_flow_handshake, \
	  "the handshake is not over: {syns|SYN} sent{?next:, the next in {next}}, and no " \
	  "answer", \
	  "poll {socket} --for write" }, \
	{ WAIT(command), "what we sent is not acknowledged", find_flow_silent, \
	  "the peer has not acknowledged our {waiting|byte}, sent {times|time} more{?next: " \
	  "and again in {next}}: it has not got what it might answer", NULL }, \
	{ WAIT(command), "the other end is ours", find_peer_quiet_here, \
	  "the other end, socket {own}, has sent nothing{!nothing: more{?ago: for {ago}}}", \
	  NULL }, \
	{ WAIT(command), "it waits at a listener of ours", find_peer_waits_here, \
	  "the connection waits to be accepted, in the backlog of socket {own}: nobody can have " \
	  "sent anything yet", "accept {own}" }, \
	{ WAIT(command), "another process has the other end", find_peer_quiet_process, \
	  "the peer, {process} (pid {pid}), is connected and has sent nothing{!nothing: more" \
	  "{?ago: for {ago}}}", NULL }, \
	{ WAIT(command), "there is a peer", find_peer_quiet, \
	  "the peer{?peer:, {peer},} has sent nothing{!nothing: more{?ago: for {ago}}}", NULL }, \
	{ WAIT(command), "nobody can send to it", find_calls_unbound, \
	  "{this} has no address yet, so nobody can send to it: bind gives it one", NULL }, \
	{ WAIT(command), "it has an address, and nothing came", find_calls_bound, \
	  "nothing has come to {local} meanwhile", NULL }, \
	{ WAIT(command), "no more is known", NULL, "what is waited for has not come yet", NULL }

const struct hint hints_wait[] = {
	{ WAIT("connect"), "who listens there is one of ours, and its queue is full",
	  find_listener_full_own,
	  "socket {own} has {queued|connection} waiting to be accepted (its backlog is "
	  "{backlog}), and answers to no more; the attempt goes on", "accept {own}" },
	{ WAIT("connect"), "the queue of who listens there is full", find_listener_full,
	  "{holder} has {queued|connection} waiting to be accepted (its backlog is {backlog}), "
	  "and answers to no more; the attempt goes on", NULL },
	{ WAIT("connect"), "the backlog of one of ours is full", find_unix_full_own,
	  "socket {own} has {queued|connection} waiting to be accepted, and a backlog of "
	  "{backlog}",
	  "accept {own}" },
	{ WAIT("connect"), "the backlog is full", find_unix_full,
	  "{holder} has {queued|connection} waiting to be accepted, and a backlog of {backlog}",
	  NULL },
	{ WAIT("connect"), "nobody answers", find_flow_handshake,
	  "no answer from {host} so far: {syns|SYN} sent{?next:, the next in {next}}; the attempt "
	  "goes on", "poll {socket} --for write" },
	{ WAIT("connect"), "something else", NULL,
	  "there is no answer from {address} yet", NULL },

	{ WAIT("accept"), "TCP_DEFER_ACCEPT waits for bytes", find_listener_deferred,
	  "nobody has connected to {local} and sent something, which TCP_DEFER_ACCEPT waits for"
	  "{?begun: ({begun} connected and sent nothing)}", NULL },
	{ WAIT("accept"), "nobody has connected, and only this machine could",
	  find_listener_loopback,
	  "nobody has connected to {local}, which is reached from this machine only",
	  "connect {other} {local}" },
	{ WAIT("accept"), "nobody has connected", find_listener_waits,
	  "nobody has connected to {local}", "connect {other} {local}" },
	{ WAIT("accept"), "no more is known", NULL, "nobody is there to be accepted yet", NULL },

	QUIET("recv"),
	QUIET("expect"),
	QUIET("tls"),

	{ WAIT("send"), "the handshake is not over", find_flow_handshake,
	  "the handshake is not over: {syns|SYN} sent{?next:, the next in {next}}, and no answer",
	  "poll {socket} --for write" },
	{ WAIT("send"), "the other end is served, and waits for its answers to be taken",
	  find_flow_full_served,
	  "socket {own} is served, and nothing more is read from it until its answers are taken: "
	  "{answers|byte} unread here", "recv {socket}" },
	{ WAIT("send"), "the other end is ours, and does not read", find_flow_full_here,
	  "the peer does not read: socket {own} has {unread|byte} unread{?waiting:, with "
	  "{waiting|byte} waiting here}", "recv {own}" },
	{ WAIT("send"), "UNIX datagrams wait at a socket of ours", find_flow_datagrams_here,
	  "socket {own} has as many datagrams waiting as may{?most: ({most},"
	  " net.unix.max_dgram_qlen and one)}", "recv {own}" },
	{ WAIT("send"), "UNIX datagrams wait", find_flow_datagrams,
	  "who is sent to has as many datagrams waiting as may{?most: ({most},"
	  " net.unix.max_dgram_qlen and one)}, and does not receive", NULL },
	{ WAIT("send"), "nothing is acknowledged", find_flow_silent,
	  "the peer has not acknowledged {waiting|byte}, sent {times|time} more{?next: and "
	  "again in {next}}: it is off, or the way to it is cut", NULL },
	{ WAIT("send"), "the peer does not read", find_flow_full,
	  "the peer{?process:, {process} (pid {pid}),} does not read{!shut: as fast as we "
	  "send}: its {?shut:window is shut}{!shut:buffers are full}{?waiting:, with "
	  "{waiting|byte} waiting here}",
	  NULL },
	{ WAIT("send"), "no more is known", NULL,
	  "either there is no room to send into yet, or the handshake is not over", NULL },

	{ WAIT("wait-port"), "a socket of ours is bound there and does not listen",
	  find_listener_idle,
	  "{?before:socket {own} listened on {address}, and does no more: listen takes it up "
	  "again, on another port perhaps}{!before:socket {own} is bound to {address} and does "
	  "not listen yet}", "listen {own}" },
	{ WAIT("wait-port"), "the port is listened on at another address", find_listener_elsewhere,
	  "nothing listens on {address}, but {holder} does on {other}", "wait-port {other}" },
	{ WAIT("wait-port"), "nobody listens there", NULL,
	  "nothing listens on {address} yet", NULL },
	{ 0 }
};

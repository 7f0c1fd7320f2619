/* explain-wire: what went over the wire for a call. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/names.h"
#include "teach/explain-inner.h"

/* TCP; datagrams of IP; sockets of this machine; the rest. */
enum { TCP = 1, UDP = 2, UNIX = 4, MORE = 8, NETWORK = TCP | UDP | MORE, ALL = 15 };

#define OF_CONNECTION "of a connection"
#define OF_LISTENER "of a listener"

static const struct wire {
	const char *command;
	int         of;        /* which sockets */
	const char *how;       /* of shutdown; which sockets close closes; or NULL: any */
	int         outcome;   /* 0: it went well; an errno; WIRE_...; OTHER: whatever is left */
	const char *says;
	const char *segments;  /* what goes (>) and comes (<), where a ladder shows it; or NULL */
} wires[] = {
	{ "accept", TCP, NULL, 0, "nothing for this call: the kernel had answered the client's SYN "
	  "with SYN+ACK, and its ACK had come, before accept was called",
	  "<SYN >SYN,ACK <ACK" },
	{ "accept", ALL, NULL, WIRE_OTHER, "nothing", NULL },
	{ "bind", ALL, NULL, WIRE_OTHER, "nothing", NULL },
	{ "close", TCP, OF_CONNECTION, 0, "FIN, behind all that was sent before, and the peer's "
	  "ACK of it; RST instead, where received bytes were left unread", ">FIN <ACK" },
	{ "close", TCP, OF_LISTENER, 0, "nothing, but RST to those who wait to be accepted",
	  NULL },
	{ "close", ALL, NULL, WIRE_OTHER, "nothing", NULL },
	{ "connect", TCP, NULL, 0, "SYN out, SYN+ACK in, ACK out: the handshake. The peer's kernel "
	  "did it; its program need not have called accept yet", ">SYN <SYN,ACK >ACK" },
	{ "connect", TCP, NULL, ECONNREFUSED, "SYN out, RST+ACK in (or an ICMP message in: port "
	  "unreachable)", ">SYN <RST,ACK" },
	{ "connect", TCP, NULL, EINPROGRESS, "SYN out; the answer is still to come", ">SYN" },
	{ "connect", TCP, NULL, EALREADY, "nothing new: the SYN of the call before is under way",
	  NULL },
	{ "connect", TCP, NULL, ETIMEDOUT, "SYN out, again and again, each time after twice as "
	  "long; nothing in", ">SYN" },
	{ "connect", TCP, NULL, WIRE_TIMEOUT, "SYN out, and again after 1 s, 2 s, 4 s...; nothing "
	  "in so far", NULL },
	{ "connect", TCP, NULL, EHOSTUNREACH, "SYN out, and an ICMP message in: host unreachable; "
	  "or nothing at all, where the routing table or a neighbour who does not answer said so",
	  ">SYN <ICMP" },
	{ "connect", TCP, NULL, ECONNRESET, "SYN out, SYN+ACK in, ACK out, RST in",
	  ">SYN <SYN,ACK >ACK <RST" },
	{ "connect", UDP | MORE, NULL, 0, "nothing: the kernel notes the address, and lets in "
	  "what comes from there", NULL },
	{ "connect", ALL, NULL, WIRE_OTHER, "nothing: the call was refused before a packet left",
	  NULL },
	{ "group", NETWORK, NULL, 0, "an IGMP or MLD report, so that routers and switches know "
	  "(not on loopback)", NULL },
	{ "group", ALL, NULL, WIRE_OTHER, "nothing", NULL },
	{ "listen", TCP, NULL, 0, "nothing; from now on the kernel answers SYN with SYN+ACK",
	  NULL },
	{ "listen", ALL, NULL, WIRE_OTHER, "nothing", NULL },
	{ "recv", TCP, NULL, 0, "nothing for this call: the data had come, and the kernel had "
	  "acknowledged it. Where much room was made, an ACK with the new window goes out",
	  "<DATA" },
	{ "recv", TCP, NULL, WIRE_END, "nothing for this call: the peer's FIN had come, and was "
	  "acknowledged", "<FIN >ACK" },
	{ "recv", TCP, NULL, ECONNRESET, "an RST had come", "<RST" },
	{ "recv", TCP, NULL, ECONNREFUSED, "an RST had come, in answer to the SYN",
	  "<RST,ACK" },
	{ "recv", TCP, NULL, ETIMEDOUT, "what was sent, again and again; no ACK came back", NULL },
	{ "recv", UDP, NULL, 0, "nothing for this call: the datagram had come", "<DATA" },
	{ "recv", UDP, NULL, ECONNREFUSED, "an ICMP message had come, port unreachable: the "
	  "answer to a datagram that was sent before", "<ICMP" },
	{ "recv", ALL, NULL, WIRE_OTHER, "nothing", NULL },
	{ "reset", TCP, NULL, 0, "RST; what was not yet sent is thrown away", ">RST" },
	{ "reset", ALL, NULL, WIRE_OTHER, "nothing", NULL },
	{ "send", TCP, NULL, 0, "data, in segments of up to the MSS, as far as the peer's window "
	  "and the congestion window let it; the rest waits in the send queue. ACKs come back",
	  ">DATA" },
	{ "send", TCP, NULL, WIRE_TIMEOUT, "data, as far as the peer's window let it; while "
	  "that is shut, a probe now and then. Before the handshake is over: SYN once more",
	  NULL },
	{ "send", TCP, NULL, EPIPE, "nothing: this end has sent its FIN, or an RST had come, or "
	  "there never was a connection", NULL },
	{ "send", TCP, NULL, ECONNRESET, "nothing: an RST had come", "<RST" },
	{ "send", UDP, NULL, 0, "one datagram, cut into fragments where it is longer than the "
	  "MTU; nobody tells whether it arrived", ">DATA" },
	{ "send", UDP, NULL, ECONNREFUSED, "nothing: an ICMP message had come, port unreachable, "
	  "for a datagram that was sent before", "<ICMP" },
	{ "send", MORE, NULL, 0, "one packet", NULL },
	{ "send", UNIX, NULL, 0, "nothing: the kernel puts the bytes into the peer's receive "
	  "queue", NULL },
	{ "send", ALL, NULL, WIRE_OTHER, "nothing", NULL },
	{ "shutdown", TCP, "SHUT_WR", 0, "FIN, behind all that was sent before, and the peer's ACK "
	  "of it", ">FIN <ACK" },
	{ "shutdown", TCP, "SHUT_RDWR", 0, "FIN, behind all that was sent before, and the peer's "
	  "ACK of it", ">FIN <ACK" },
	{ "shutdown", ALL, NULL, WIRE_OTHER, "nothing", NULL },
	{ "wait-port", TCP, NULL, 0, "SYN out and RST+ACK in, again and again; then a handshake, "
	  "and FIN", NULL },
	{ 0 }
};

static int
class_of(const struct sock *sock)
{
	bool ip = sock->family == AF_INET || sock->family == AF_INET6;

	if (sock_is_tcp(sock) || sock_is_mptcp(sock))
		return TCP;
	if (ip && sock->type == SOCK_DGRAM)
		return UDP;
	/* What vsock has under it is not known here. */
	return sock->family == AF_UNIX ? UNIX : sock->type == SOCK_STREAM ? 0 : MORE;
}

static const struct wire *
find(const char *command, const struct sock *sock, const char *how, int outcome)
{
	if (!how)
		how = explain_was_connected(sock) ? OF_CONNECTION : sock->backlog ? OF_LISTENER :
		    NULL;
	for (const struct wire *wire = wires; wire->command; wire++)
		if (strcmp(wire->command, command) == 0 && (wire->of & class_of(sock)) &&
		    (!wire->how || (how && strcmp(wire->how, how) == 0)) &&
		    (wire->outcome == outcome || wire->outcome == WIRE_OTHER))
			return wire;
	return NULL;
}

const char *
explain_wire(const char *command, const struct sock *sock, const char *how, int outcome)
{
	const struct wire *wire = find(command, sock, how, outcome);

	return wire ? wire->says : NULL;
}

const char *
explain_segments(const char *command, const struct sock *sock, const char *how, int outcome)
{
	const struct wire *wire = find(command, sock, how, outcome);

	return wire && wire->segments ? wire->segments : "";
}

static const char *
of_text(int of)
{
	return of == TCP ? "TCP" : of == UDP ? "UDP" : of == ALL ? "else" : of == NETWORK ?
	    "IP" : of == MORE ? "raw and packet sockets" : of == UNIX ? "UNIX" : "datagrams";
}

static void
add_outcome(struct buf *out, const struct wire *wire)
{
	if (wire->how)
		buf_format(out, ", %s", wire->how);
	if (wire->outcome == WIRE_END)
		buf_add_text(out, ", end of file");
	else if (wire->outcome == WIRE_TIMEOUT)
		buf_add_text(out, ", out of time");
	else if (wire->outcome > 0)
		buf_format(out, ", %s", names_of(names_errno, wire->outcome));
}

void
explain_wires(const char *command, struct buf *out)
{
	for (const struct wire *wire = wires; wire->command; wire++) {
		if (strcmp(wire->command, command) != 0)
			continue;
		buf_format(out, "- %s", of_text(wire->of));
		add_outcome(out, wire);
		buf_format(out, ": %s\n", wire->says);
	}
}

/* notes-connect: what can surprise where a connection is made. */
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>

#include "socket/others.h"
#include "teach/note.h"

/* Who waits in accept(2) has the connection a moment later: so often it is looked for again,
 * a millisecond apart.  That happens once, as it is told then. */
enum { MOMENTS = 10 };

static bool
is_itself(struct note_look *look, struct record *fields)
{
	const struct addr *local = note_local(look), *peer = note_peer(look);

	if (!local || !peer || local->any.sa_family == AF_UNIX || !addr_is_same(local, peer))
		return false;
	note_put_addr(fields, "peer", peer);
	return true;
}

static bool
is_anywhere(struct note_look *look, struct record *fields)
{
	const struct addr *to = look->scene->address, *peer = note_peer(look);

	if (!to || !peer || !addr_is_wildcard(to) || to->no_port)
		return false;
	note_put_addr(fields, "address", to);
	note_put_addr(fields, "peer", peer);
	return true;
}

static bool
was_under_way(struct note_look *look, struct record *fields)
{
	const struct note_before *before = note_was_it(look);

	(void)fields;
	return before && before->connecting && !note_answer(look, "dissolved");
}

static bool
is_dissolved(struct note_look *look, struct record *fields)
{
	const struct note_before *before = note_was_it(look);
	bool reset = before && note_state_in(before->state, "ESTABLISHED CLOSE-WAIT");

	if (!note_answer(look, "dissolved") || !(reset || note_is_udp(look)))
		return false;
	record_bool(fields, "reset", reset);
	return true;
}

static bool
listens_at(struct note_look *look, const struct sock *sock, const void *peer)
{
	struct error ignored;
	struct addr local;

	return sock->type == look->scene->sock->type &&
	    (sock->family == AF_UNIX) == (look->scene->sock->family == AF_UNIX) &&
	    sock_listens(sock) && sock_local(sock, &local, &ignored) && note_is_at(&local, peer);
}

/* Has no program a descriptor of the other end yet?  Of a peer elsewhere nothing is known. */
static bool
is_held_by_nobody(struct note_look *look, const struct addr *local, const struct addr *peer)
{
	const struct timespec moment = { .tv_nsec = 1000000 };
	struct others *others = look->scene->table->others;
	struct diag_sock found;
	struct error ignored;

	if (!note_is_tcp(look) || look->scene->sock->network || others_are_hidden(others))
		return false;
	for (int i = 0; i < MOMENTS; i++) {
		if (!diag_one(others_diag(others), IPPROTO_TCP, peer, local, 0, false, &found,
		    &ignored) || found.inode ||
		    !(found.state_bit & (DIAG_ESTABLISHED | DIAG_SYN_RECEIVED)))
			return false;
		nanosleep(&moment, NULL);
	}
	return true;
}

static bool
is_not_accepted(struct note_look *look, struct record *fields)
{
	const struct addr *local = note_local(look), *peer = note_peer(look);
	const struct sock *listener;

	if (!local || !peer || addr_is_same(local, peer) ||
	    look->scene->sock->type == SOCK_DGRAM)
		return false;
	listener = note_find_sock(look, listens_at, peer);
	/* An accept that waits in a job comes next. */
	if (listener && listener->waiters)
		return false;
	if (listener)
		record_int(fields, "listener", listener->number);
	return listener || is_held_by_nobody(look, local, peer);
}

static bool
connects_to_nobody(struct note_look *look, struct record *fields)
{
	const struct addr *peer = note_is_udp(look) ? note_peer(look) : NULL;

	if (!peer || !note_is_nobodys(look, peer))
		return false;
	note_put_addr(fields, "peer", peer);
	return true;
}

static bool
connects_udp(struct note_look *look, struct record *fields)
{
	const struct addr *peer = note_is_udp(look) ? note_peer(look) : NULL;

	if (peer)
		note_put_addr(fields, "peer", peer);
	return peer != NULL;
}

static bool
is_reset(struct note_look *look, struct record *fields)
{
	const struct osdep_tcp *tcp = note_is_tcp(look) ? facts_tcp(&look->facts) : NULL;

	(void)fields;
	return tcp && note_state_in(tcp->state, "CLOSED");
}

const struct note notes_connect[] = {
	{ "connect-itself", "connect", "connect to the socket's own address", is_itself,
	  .says = "this socket is connected to itself: what it sends it receives",
	  .why = "Two SYNs that cross make one connection (RFC 9293, simultaneous open); here "
	      "both are the same socket's. It happens by chance where a client tries a port of "
	      "the ephemeral range again and again in which nobody listens." },
	{ "connect-any", "connect", "connect to 0.0.0.0 or ::", is_anywhere,
	  .says = "as a destination {address} means this host: {peer}",
	  .why = "For bind the address means all of this machine's; connect and send take it for "
	      "the loopback address. Other systems may refuse it." },
	{ "connect-again", "connect", "connect once more, after one that did not wait",
	  was_under_way, .before = true,
	  .says = "this call sent nothing: it tells that the earlier connect went well",
	  .why = "After EINPROGRESS the handshake goes on by itself. The first connect behind "
	      "its end returns 0, or the error, once; the next one EISCONN." },
	{ "connect-unspec", "connect", "connect to AF_UNSPEC, which takes a connection back",
	  is_dissolved, .before = true,
	  .says = "{?reset:the connection is thrown away: the peer gets RST}{!reset:datagrams of "
	      "anybody are received again}",
	  .why = "TCP answers connect(AF_UNSPEC) by a reset, with which the socket is free for "
	      "another connect; a UDP socket forgets its peer, and its port unless it was "
	      "bound." },
	{ "connect-backlog", "connect", "connect before anybody accepts", is_not_accepted,
	  .says = "nobody has accepted yet: it waits in the backlog{?listener: of socket "
	      "{listener}}",
	  .why = "The kernel of the listener makes the handshake, no program is asked: connect "
	      "tells that somebody listens, not that somebody answers. What is sent now waits "
	      "there; accept takes what is connected already." },
	{ "connect-udp-nobody", "connect", "connect of a UDP socket to a port that nobody has",
	  connects_to_nobody,
	  .says = "nothing was sent, so it is not noticed that nobody has {peer}",
	  .why = "The first datagram will be answered by ICMP, and the call behind that fails "
	      "with ECONNREFUSED." },
	{ "connect-udp", "connect", "connect of a UDP socket", connects_udp,
	  .says = "nothing was sent; only what {peer} sends is received from now on",
	  .why = "connect gives a UDP socket a peer: send needs no address, errors that ICMP "
	      "tells are reported, and what others send to it finds no socket." },
	{ "accept-reset", "accept", "accept of a connection that its client has reset", is_reset,
	  .says = "the client has reset this already; the first recv tells: ECONNRESET",
	  .why = "Linux leaves a connection that was reset in the backlog; other systems take it "
	      "out, or answer accept with ECONNABORTED." },
	{ 0 }
};

/* notes-send: what can surprise where bytes are sent. */
#include <poll.h>
#include <sys/socket.h>

#include "teach/note.h"

static const struct addr *
where_to(struct note_look *look)
{
	const struct addr *to = look->scene->address;

	return to && !to->null ? to : note_peer(look);
}

static bool
ignores_address(struct note_look *look, struct record *fields)
{
	const struct addr *peer = note_peer(look);

	/* With --fastopen it is where to connect to: that is told. */
	if (!look->scene->address || !note_is_tcp(look) || record_get(look->answer, "local") ||
	    !peer || addr_is_same(peer, look->scene->address))
		return false;
	note_put_addr(fields, "peer", peer);
	return true;
}

static bool
passes_peer_by(struct note_look *look, struct record *fields)
{
	const struct addr *to = look->scene->address, *peer = note_peer(look);

	if (!to || !note_is_udp(look) || !peer || addr_is_same(peer, to))
		return false;
	note_put_addr(fields, "to", to);
	note_put_addr(fields, "peer", peer);
	return true;
}

/* The other end, where it is ours. */
static const struct sock *
other_end(const struct note_look *look)
{
	const struct sock *sock = look->scene->sock;

	return sock && sock->pair ? sock_find(look->scene->table, sock->pair) : NULL;
}

static bool
is_closed(const struct note_look *look, const struct sock *other)
{
	return other && other->fd < 0 && !sock_twin(look->scene->table, other);
}

/* A peer elsewhere may only have shut down its side: then nothing happens. */
static bool
goes_to_closed(struct note_look *look, struct record *fields)
{
	const struct note_before *before = note_was_it(look);
	const struct addr *peer = note_peer(look);
	bool sure;

	if (!before || !note_is_tcp(look) || !note_state_in(before->state, "CLOSE-WAIT") ||
	    !note_answer(look, "bytes"))
		return false;
	sure = is_closed(look, other_end(look)) ||
	    note_state_in(facts_state(&look->facts), "CLOSED");
	record_bool(fields, "sure", sure);
	return sure || (peer && !other_end(look) && !addr_is_loopback(peer));
}

static bool
goes_to_deaf(struct note_look *look, struct record *fields)
{
	const struct sock *other = note_is_tcp(look) ? other_end(look) : NULL;

	if (!other || other->fd < 0 || !other->deaf || !note_answer(look, "bytes"))
		return false;
	record_int(fields, "other", other->number);
	return true;
}

/* Does it get what this socket sends to `to`, if no other does? */
static bool
is_asked(struct note_look *look, const struct sock *sock, const void *to)
{
	struct addr local;
	struct error ignored;

	return sock->type == look->scene->sock->type && sock->family == look->scene->sock->family &&
	    sock_local(sock, &local, &ignored) && note_is_at(&local, to);
}

static bool
takes(struct note_look *look, const struct sock *sock, const void *to)
{
	const struct addr *mine = note_local(look);
	struct error ignored;
	struct addr peer;

	return is_asked(look, sock, to) && (!sock_peer(sock, &peer, &ignored) ||
	    (mine && note_is_at(mine, &peer)));
}

static bool
is_dropped(struct note_look *look, struct record *fields)
{
	const struct addr *to = note_is_udp(look) ? where_to(look) : NULL;
	const struct sock *other = to ? note_find_sock(look, is_asked, to) : NULL;
	struct error ignored;
	struct addr peer;

	if (!other || note_find_sock(look, takes, to) || !sock_peer(other, &peer, &ignored))
		return false;
	record_int(fields, "other", other->number);
	note_put_addr(fields, "peer", &peer);
	return true;
}

static bool
goes_to_nobody(struct note_look *look, struct record *fields)
{
	const struct note_before *before = note_was_it(look);
	const struct addr *to = note_is_udp(look) ? where_to(look) : NULL;
	bool is_told = to && before && (!look->scene->address ||
	    note_has_option(look->scene->sock, "recverr"));

	/* Where the error has come already, nobody need be asked. */
	if (!to || !((is_told && !before->failed && facts_ready(&look->facts) & POLLERR &&
	    !note_may_queue(look->scene->sock)) || note_is_nobodys(look, to)))
		return false;
	note_put_addr(fields, "to", to);
	record_bool(fields, "told", is_told);
	return true;
}

static bool
is_nothing(struct note_look *look, struct record *fields)
{
	const struct value *bytes = record_get(look->answer, "bytes");

	(void)fields;
	/* With --all-of it is that nobody was there. */
	return !record_get(look->answer, "clients") && look->scene->sock &&
	    look->scene->sock->type == SOCK_STREAM && bytes && bytes->number == 0;
}

const struct note notes_send[] = {
	{ "send-to-ignored", "send", "send with an address on a connected TCP socket",
	  ignores_address,
	  .says = "TCP ignores the address: the bytes went to {peer}",
	  .why = "sendto on a connection fails with EISCONN on UNIX streams only." },
	{ "send-to-other", "send", "send with an address on a connected UDP socket",
	  passes_peer_by,
	  .says = "it went to {to} this once; the peer is still {peer}",
	  .why = "On UDP an address in sendto goes before the peer; what is received is still the "
	      "peer's alone." },
	{ "send-closed", "send", "the first send after the peer has closed", goes_to_closed,
	  .before = true,
	  .says = "{?sure:the peer has closed: RST answers these bytes, and the next send "
	      "fails}{!sure:the peer has finished: if it has closed, RST comes, and send fails "
	      "then}",
	  .why = "A FIN says that the peer sends no more, not that it receives no more. Only its "
	      "RST tells that, when the bytes have come to it; send then answers ECONNRESET or "
	      "EPIPE." },
	{ "send-deaf", "send", "send to a peer that has shut down reading", goes_to_deaf,
	  .says = "socket {other} is shut for reading, and can receive this all the same",
	  .why = "TCP has no message for SHUT_RD: the bytes arrive. A UNIX stream tells it: "
	      "EPIPE." },
	{ "send-udp-dropped", "send", "a datagram for a socket that is connected to another",
	  is_dropped,
	  .says = "socket {other} has another peer, {peer}: this datagram is dropped",
	  .why = "To the kernel nobody has the port, as far as this sender is concerned; it "
	      "answers with ICMP." },
	{ "send-udp-nobody", "send", "a datagram to a port that nobody has", goes_to_nobody,
	  .before = true,
	  .says = "{?told:nobody has {to}: the next call will fail with "
	      "ECONNREFUSED}{!told:nobody has {to}, and no call will tell, as this socket has no "
	      "peer}",
	  .why = "UDP has no answer of its own. The ICMP error is reported to connected sockets, "
	      "by the call that comes next, and to others with IP_RECVERR." },
	{ "send-nothing", "send", "send of 0 bytes over a stream", is_nothing,
	  .says = "0 bytes of a stream are nothing: no segment was sent",
	  .why = "On datagram sockets it is a message: an empty datagram." },
	{ 0 }
};

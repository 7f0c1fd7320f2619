/* explain-sock: where a socket is, how it got there, and what can follow. */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/bytes.h"
#include "base/names.h"
#include "socket/facts.h"
#include "socket/kind.h"
#include "teach/explain-inner.h"

static void
add_line(struct buf *out, const struct sock *sock, int64_t when, const char *call)
{
	buf_format(out, "%13.6f s  %s", (double)(when - sock->made) / 1e9, call);
}

/* What a call came to, as strace(1) tells it. */
static void
add_result(struct buf *out, const struct past_call *call)
{
	bool moves = strncmp(call->call, "send", 4) == 0 || strncmp(call->call, "recv", 4) == 0;

	buf_format(out, "%*s", 12 - (int)strlen(call->call), "");
	if (call->result < 0)
		buf_format(out, "-1 %s", names_of(names_errno, call->number));
	else if (moves)
		buf_format(out, "%lld byte%s", (long long)call->result,
		    call->result == 1 ? "" : "s");
	else
		buf_format(out, "%s%lld", strcmp(call->call, "accept") == 0 ? "fd " : "",
		    (long long)call->result);
	if (call->times > 1)
		buf_format(out, ", %u times", call->times);
	if (call->result < 0)
		buf_format(out, " (%s)", strerror(call->number));
	buf_add_byte(out, '\n');
}

static void
add_call(struct buf *out, const struct sock *sock, const struct past_call *call)
{
	add_line(out, sock, call->when, call->call);
	add_result(out, call);
}

/* How it was made, and what brought it on its way that the last calls do not hold. */
static void
add_beginning(struct buf *out, const struct sock *sock, const struct past *past)
{
	const struct past_call *oldest = past_get(past, 0);
	unsigned told = 0;

	add_line(out, sock, sock->made, past->made ? past->made : "adopted");
	if (sock->listener)
		buf_format(out, " on socket %u", sock->listener);
	buf_add_byte(out, '\n');
	for (unsigned i = 0; oldest && i < past->ways; i++)
		if (past->way[i].when < oldest->when) {
			add_call(out, sock, &past->way[i]);
			told++;
		}
	if (past->count > PAST_CALLS + told)
		buf_format(out, "%17s%llu more\n", "", (unsigned long long)past->count -
		    PAST_CALLS - told);
}

void
explain_history(const struct sock *sock, uint64_t from, bool old, struct buf *out)
{
	const struct past *past = &sock->past;
	uint64_t first = past->count > PAST_CALLS ? past->count - PAST_CALLS : 0;
	const struct past_call *call;

	if (old)
		add_beginning(out, sock, past);
	for (unsigned at = 0; (call = past_get(past, at)); at++)
		if (first + at >= from)
			add_call(out, sock, call);
	if (old && sock->fd < 0) {
		add_line(out, sock, sock->ended, "close");
		buf_add_byte(out, '\n');
	}
}

bool
explain_was_connected(const struct sock *sock)
{
	bool ever = sock->connected || sock->listener;

	/* A socket that was closed has forgotten it. */
	for (unsigned i = 0; i < sock->past.ways; i++)
		ever |= strcmp(sock->past.way[i].call, "connect") == 0;
	return ever || (sock->past.made && strcmp(sock->past.made, "socketpair") == 0);
}

/* STREAM: it has connections; PLAIN: it has datagrams; RAW: packets of other protocols. */
enum { STREAM, PLAIN, RAW };

/* Of sockets that are not TCP's. */
static const struct {
	int         sort;
	const char *state, *follows;
} others[] = {
	{ STREAM, "NEW", "- connect: SYN-SENT, then ESTABLISHED\n"
	  "- bind, for an address that others know, then listen: LISTEN" },
	{ STREAM, "OPEN", "- connect: CONNECTED\n- bind: BOUND, and then listen" },
	{ STREAM, "BOUND", "- listen: LISTEN\n- connect, from this address: CONNECTED" },
	{ STREAM, "LISTEN", "- accept takes who connects; poll tells when there is one\n"
	  "- close: who waits to be accepted is turned away" },
	{ STREAM, "CONNECTED", "- send, recv\n- shutdown write: the peer receives the end of file\n"
	  "- close: the peer receives the end of file, and its sends fail with EPIPE" },
	{ STREAM, "OVER", "- recv: what has come already, and then the end of file\n"
	  "- send fails with EPIPE: nobody receives any more\n- close" },
	{ PLAIN, "OPEN", "- send --to: the kernel chooses an address, and it is BOUND\n"
	  "- bind: BOUND, to an address that others know\n- connect: CONNECTED" },
	{ PLAIN, "BOUND", "- recv, of whatever comes to this address\n- send --to\n"
	  "- connect: CONNECTED, and others are not heard any more" },
	{ PLAIN, "CONNECTED", "- send, to that address alone; recv, from it alone\n"
	  "- connect again, to another\n- close, of which the other end learns nothing" },
	{ RAW, "OPEN", "- recv, of all packets of the protocol; send --to\n"
	  "- bind and connect choose which packets, and where they go" },
	{ RAW, "BOUND", "- recv, of those packets; send --to" },
	{ RAW, "CONNECTED", "- recv, of those packets; send, to that address" },
};

static int
sort_of(const struct sock *sock)
{
	bool ip = sock->family == AF_INET || sock->family == AF_INET6;

	if (sock->type == SOCK_STREAM || sock->type == SOCK_SEQPACKET)
		return STREAM;
	return sock->type == SOCK_DGRAM && (ip || sock->family == AF_UNIX ||
	    sock->family == AF_VSOCK) ? PLAIN : RAW;
}

void
explain_follows(const struct sock *sock, const char *state, struct buf *out)
{
	struct facts facts = { .sock = sock };
	bool closed = strcmp(state, "CLOSED") == 0;
	bool fresh = sock_is_tcp(sock) && sock->fd >= 0 && !explain_was_connected(sock) && closed;
	const char *page = sock_is_tcp(sock) && !fresh && !(closed && sock->fd < 0) ?
	    explain_page(state) : NULL;
	size_t count;

	/* TCP has no name for a socket that was just made. */
	if (fresh)
		state = "NEW";
	else if (closed && sock->fd < 0)
		buf_add_text(out, "- nothing: it was closed here");
	/* Others than TCP have none for one whose other end is gone. */
	else if (sort_of(sock) == STREAM && strcmp(state, "CONNECTED") == 0 &&
	    facts_ready(&facts) & POLLHUP)
		state = "OVER";

	if (page) {
		page = explain_page_part(page, "What can follow", &count);
		buf_add(out, page, count);
		return;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (others[i].sort == sort_of(sock) && strcmp(others[i].state, state) == 0)
			buf_add_text(out, others[i].follows);
}

static void
add_addresses(struct buf *out, struct facts *facts)
{
	const struct addr *local = facts_local(facts), *peer = facts_peer(facts);
	struct buf text = { 0 };

	bool joined = peer && addr_is_peer(peer) && (addr_is_named(peer) ||
	    peer->any.sa_family != AF_UNIX);

	if (local && addr_is_named(local)) {
		buf_add_text(&text, joined ? ", from " : ", at ");
		addr_show(&text, local);
	}
	if (joined) {
		buf_add_text(&text, " to ");
		addr_show(&text, peer);
	}
	/* Somebody else chose a path: no line of it begins a heading here. */
	bytes_show_text(out, buf_text(&text), 0);
	buf_clear(&text);
}

static const char *
bytes_unit(int64_t count)
{
	return count == 1 ? "byte" : "bytes";
}

static void
add_queues(struct buf *out, struct facts *facts)
{
	const struct osdep_tcp *tcp = facts_tcp(facts);
	bool listens = sock_listens(facts->sock);
	int64_t comes = listens ? -1 : facts_recvq(facts);
	int64_t goes = listens || facts->sock->family == AF_UNIX ? -1 : facts_sendq(facts);

	if (listens && tcp && tcp->queued >= 0)
		buf_format(out, " Waiting to be accepted: %lld, of %lld that may.",
		    (long long)tcp->queued, (long long)tcp->backlog);
	if (comes > 0)
		buf_format(out, " To be received: %lld %s.", (long long)comes, bytes_unit(comes));
	/* A FIN counts as one; UNIX sockets count the room that it takes. */
	if (goes > 0)
		buf_format(out, " Not acknowledged yet, or not taken: %lld %s.", (long long)goes,
		    bytes_unit(goes));
}

void
explain_where(struct facts *facts, const char *state, struct buf *out)
{
	const struct sock *sock = facts->sock;
	char kind[64];

	buf_format(out, "Socket %u, %s, ", sock->number,
	    kind_text(sock->family, sock->type, sock->protocol, kind));
	if (sock->fd >= 0)
		buf_format(out, "fd %d, ", sock->fd);
	buf_format(out, "in state %s", state);
	add_addresses(out, facts);
	buf_add_byte(out, '.');
	if (sock->fd >= 0 && strcmp(state, "CLOSED") != 0)
		add_queues(out, facts);
}

void
explain_place(struct explained *it, const struct sock *sock, const char *state)
{
	struct buf text = { 0 };

	if (!sock_is_tcp(sock))
		return;
	explain_picture(it, state, explain_was_connected(sock), &text);
	explained_part(it, NULL, buf_text(&text));
	buf_clear(&text);
}

static void
add_state(struct explained *it, const struct sock *sock, const char *state)
{
	const char *page = explain_page(state);
	struct buf text = { 0 };
	size_t count;

	if (!sock_is_tcp(sock))
		return;
	explain_place(it, sock, state);
	if (page) {
		page = explain_page_part(page, NULL, &count);
		buf_add(&text, page, strstr(page, "\n\n") && strstr(page, "\n\n") < page + count ?
		    (size_t)(strstr(page, "\n\n") - page) : count);
		explained_part(it, state, buf_text(&text));
	}
	buf_clear(&text);
}

/* The calls that make such a socket, and bring it where it is. */
static void
add_code(struct explained *it, const struct sock *sock, struct facts *facts)
{
	struct fill fill = { .family = sock->family, .domain = sock->family, .type = sock->type,
		.protocol = sock->protocol, .backlog = sock->backlog, .count = -1 };
	const struct past *past = &sock->past;
	struct buf c = { 0 }, python = { 0 }, part = { 0 };
	const char *made = past->made ? past->made : "";

	const struct explain_call *first = explain_call(strcmp(made, "accept4") == 0 ? "accept" :
	    strcmp(made, "socketpair") == 0 ? "pair" : made);

	if (!first || !first->c)
		return;
	explain_fill(&c, first->c, &fill);
	explain_fill(&python, first->python, &fill);
	for (unsigned i = 0; i < past->ways; i++) {
		const struct explain_call *call = explain_call(past->way[i].call);

		fill.address = strcmp(call->name, "connect") == 0 ? facts_peer(facts) :
		    facts_local(facts);
		buf_reset(&part);
		explain_fill(&part, call->c, &fill);
		explain_block(&c, buf_text(&part));
		explain_fill(&python, call->python, &fill);
	}
	explained_code(it, "In C", "c", &c);
	explained_code(it, "In Python", "python", &python);
	buf_clear(&part);
}

void
explain_tell_sock(const struct explain_ask *ask, const struct sock *sock, struct record *list)
{
	struct facts facts = { .table = ask->table, .sock = sock };
	const char *state = facts_state(&facts);
	struct buf history = { 0 }, follow = { 0 }, where = { 0 };
	struct explained it;
	char name[32];

	snprintf(name, sizeof(name), "%u", sock->number);
	explained_begin(&it, ask, false, list, "socket", name);
	explained_title(&it, "a socket here");
	record_int(it.record, "socket", sock->number);
	record_text(it.record, "state", state);
	explain_where(&facts, state, &where);
	explained_means(&it, buf_text(&where), where.count);
	buf_clear(&where);
	add_state(&it, sock, state);
	buf_add_text(&history, "```calls\n");
	explain_history(sock, 0, true, &history);
	buf_add_text(&history, "```");
	explained_part(&it, "How it got here", buf_text(&history));
	explain_follows(sock, state, &follow);
	explained_part(&it, "What can follow", buf_text(&follow));
	add_code(&it, sock, &facts);
	explained_end(&it);
	buf_clear(&history);
	buf_clear(&follow);
}

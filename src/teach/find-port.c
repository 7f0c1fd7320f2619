/* find-port: who has a port that was refused, and what would let it be had again. */
#include "teach/find-port.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/number.h"
#include "socket/others.h"
#include "teach/evidence.h"
#include "teach/find.h"

/* The more of these, the less can be done about it. */
enum { RANK_TIME_WAIT = 1, RANK_ORPHAN, RANK_CONNECTED, RANK_IDLE, RANK_LISTENS };

enum { MAPPED = 10 }; /* ::ffff:0.0.0.0: ones begin there */

struct search {
	struct look       *look;
	const struct addr *addr;
	uint64_t           inode;      /* the socket's own */
	unsigned           interface;
	int                protocol;
	bool               only_inet6;
	int                rank;       /* of what was found */
};

/* What sock_diag knows it as; 0 of what has no such ports. */
static int
protocol_of(const struct sock *sock)
{
	if (sock_is_tcp(sock) || sock_is_mptcp(sock))
		return IPPROTO_TCP;
	if ((sock->family != AF_INET && sock->family != AF_INET6) || sock->type != SOCK_DGRAM)
		return 0;
	return sock->protocol ? sock->protocol : IPPROTO_UDP;
}

static bool
is_tcp(const struct search *search)
{
	return search->protocol == IPPROTO_TCP;
}

/* Both families as IPv6's. */
static void
widen(const struct addr *addr, unsigned char host[16])
{
	struct sockaddr_in in;

	memset(host, 0, 16);
	if (addr->any.sa_family == AF_INET6) {
		memcpy(host, addr->room + offsetof(struct sockaddr_in6, sin6_addr), 16);
		return;
	}
	memcpy(&in, addr->room, sizeof(in));
	memset(host + MAPPED, 0xff, 2);
	memcpy(host + MAPPED + 2, &in.sin_addr, sizeof(in.sin_addr));
}

static bool
is_of_inet(const struct addr *addr)
{
	static const unsigned char mapped[MAPPED + 2] = { [MAPPED] = 0xff, 0xff };
	unsigned char host[16];

	widen(addr, host);
	return memcmp(host, mapped, sizeof(mapped)) == 0;
}

/* Does the wildcard `all` take in the other? */
static bool
covers(const struct addr *all, bool only_inet6, const struct addr *other)
{
	if (!addr_is_wildcard(all))
		return false;
	if (is_of_inet(all))
		return is_of_inet(other) || addr_is_wildcard(other);
	return !only_inet6 || !is_of_inet(other);
}

static bool
collides(const struct search *search, const struct diag_sock *sock)
{
	unsigned char left[16], right[16];

	if (addr_port(&sock->local) != addr_port(search->addr) ||
	    (sock->inode && sock->inode == search->inode) ||
	    (sock->interface && search->interface && sock->interface != search->interface))
		return false;
	widen(search->addr, left);
	widen(&sock->local, right);
	if (memcmp(left, right, sizeof(left)) == 0)
		return true;
	/* Where one of the two is IPv6's alone, the two wildcards do not meet. */
	if (is_of_inet(search->addr) != is_of_inet(&sock->local) &&
	    (is_of_inet(search->addr) ? sock->only_inet6 : search->only_inet6))
		return false;
	return covers(search->addr, search->only_inet6, &sock->local) ||
	    covers(&sock->local, sock->only_inet6, search->addr);
}

static int
rank_of(const struct search *search, const struct diag_sock *sock)
{
	if (sock->state_bit & DIAG_LISTEN)
		return RANK_LISTENS;
	if (sock->state_bit & DIAG_TIME_WAIT)
		return RANK_TIME_WAIT;
	if (!is_tcp(search) || sock->state_bit & DIAG_CLOSED)
		return RANK_IDLE;
	return sock->inode ? RANK_CONNECTED : RANK_ORPHAN;
}

static void
keep(struct search *search, const struct diag_sock *sock, unsigned own)
{
	struct found_port *port = &search->look->port;
	int rank = rank_of(search, sock);

	if (rank <= search->rank)
		return;
	search->rank = rank;
	port->found = true;
	port->sock = *sock;
	port->own = own;
}

static bool
each(void *to, const struct diag_sock *sock)
{
	struct search *search = to;
	const struct sock *own;

	if (collides(search, sock)) {
		own = sock_with_inode(search->look->scene->table, sock->inode);
		keep(search, sock, own ? own->number : 0);
	}
	return !find_is_late(search->look);
}

/* Our own sockets can be asked themselves, whatever sock_diag tells. */
static void
look_here(struct search *search)
{
	const struct sock_table *table = search->look->scene->table;
	struct error ignored;

	for (size_t i = 0; i < table->count && !find_is_late(search->look); i++) {
		const struct sock *sock = table->sock[i];
		struct diag_sock row = { .protocol = search->protocol, .uid = -1 };

		if (sock->fd < 0 || sock->network || protocol_of(sock) != search->protocol ||
		    !osdep_inode(sock->fd, &row.inode, &row.uid) ||
		    !sock_local(sock, &row.local, &ignored) || addr_port(&row.local) < 0)
			continue;
		row.family = sock->family;
		row.interface = osdep_interface(sock->fd);
		row.state_bit = sock_listens(sock) ? DIAG_LISTEN :
		    sock_peer(sock, &row.peer, &ignored) ? DIAG_ESTABLISHED : DIAG_CLOSED;
		row.only_inet6 = evidence_option(sock, "v6only") > 0;
		if (collides(search, &row))
			keep(search, &row, sock->number);
	}
}

static void
look_beyond(struct search *search)
{
	struct diag_ask ask = { .protocol = search->protocol, .states = DIAG_ALL,
		.port = addr_port(search->addr) };
	static const int families[] = { AF_INET, AF_INET6 };
	struct error ignored;

	if (is_tcp(search))
		ask.states |= DIAG_BOUND;
	for (size_t i = 0; i < 2; i++) {
		ask.family = families[i];
		diag_dump(find_diag(search->look), &ask, each, search, &ignored);
	}
}

/* The one that is most in the way; NULL if none is known. */
static const struct found_port *
holder(struct look *look)
{
	struct search search = { .look = look, .addr = find_inet(look) };
	const struct sock *sock = look->scene->sock;
	struct found_port *port = &look->port;
	int64_t uid;

	if (port->asked || !sock || !search.addr || addr_port(search.addr) <= 0)
		return port->found ? port : NULL;
	port->asked = true;
	search.protocol = protocol_of(sock);
	search.interface = osdep_interface(sock->fd);
	search.only_inet6 = evidence_option(sock, "v6only") > 0;
	osdep_inode(sock->fd, &search.inode, &uid);
	if (search.protocol && !sock->network) {
		look_here(&search);
		look_beyond(&search);
	}
	if (port->found && !port->own)
		port->pid = others_pid(look->scene->table->others, port->sock.inode);
	return port->found ? port : NULL;
}

enum who { OURS = 1, PROCESS = 2, UNSEEN = 4, NOBODY = 8 };

static enum who
who_of(const struct found_port *port)
{
	if (port->own || port->pid)
		return port->own ? OURS : PROCESS;
	/* Sockets of the kernel itself have no inode, and listen all the same. */
	return port->sock.inode || port->sock.state_bit & (DIAG_LISTEN | DIAG_CLOSED) ? UNSEEN :
	    NOBODY;
}

static void
put_time(struct record *evidence, double seconds)
{
	evidence_time(evidence, "left", (int64_t)(seconds * NUMBER_SECOND));
	record_real(evidence, "seconds", seconds);
}

static bool
may_reuse(const struct look *look)
{
	return look->scene->sock && evidence_option(look->scene->sock, "reuseaddr") > 0;
}

static void
put(struct look *look, struct record *evidence, const struct found_port *port)
{
	const struct addr *addr = find_inet(look);
	const struct addr any = find_any_port(addr);

	record_int(evidence, "port", addr_port(addr));
	find_put_address(evidence, "free", &any);
	find_put_address(evidence, "held", &port->sock.local);
	if (port->sock.state)
		record_text(evidence, "state", port->sock.state);
	if (who_of(port) != NOBODY)
		evidence_holder(look, evidence, &port->sock);
	if (port->sock.state_bit & DIAG_TIME_WAIT && port->sock.expires >= 0)
		put_time(evidence, port->sock.expires);
	if (may_reuse(look))
		record_bool(evidence, "reuseaddr", true);
	if (is_of_inet(addr) && !is_of_inet(&port->sock.local))
		record_bool(evidence, "both", true);
}

static bool
fits(struct look *look, struct record *evidence, unsigned who, int rank)
{
	const struct found_port *port = holder(look);
	const struct search search = { .protocol = look->scene->sock ?
	    protocol_of(look->scene->sock) : 0 };

	if (!port || !(who_of(port) & who) || (rank && rank_of(&search, &port->sock) != rank))
		return false;
	put(look, evidence, port);
	return true;
}

bool
find_port_own(struct look *look, struct record *evidence)
{
	return fits(look, evidence, OURS, RANK_LISTENS);
}

bool
find_port_process(struct look *look, struct record *evidence)
{
	return fits(look, evidence, PROCESS, RANK_LISTENS);
}

bool
find_port_unseen(struct look *look, struct record *evidence)
{
	return fits(look, evidence, UNSEEN, 0);
}

/* Two that do not listen share a port where SO_REUSEADDR is on for both: which of them is
 * still to be told? */
bool
find_port_own_idle(struct look *look, struct record *evidence)
{
	if (!fits(look, evidence, OURS, RANK_IDLE))
		return false;
	record_int(evidence, "sharer",
	    may_reuse(look) ? look->port.own : look->scene->sock->number);
	return true;
}

bool
find_port_process_idle(struct look *look, struct record *evidence)
{
	return fits(look, evidence, PROCESS, RANK_IDLE);
}

/* Of the two that would share a port: who lacks SO_REUSEADDR. */
static void
put_off(struct look *look, struct record *evidence, const struct sock *own)
{
	bool here = may_reuse(look), there = evidence_option(own, "reuseaddr") > 0;
	unsigned sharer = here ? own->number : look->scene->sock->number;
	char off[32];

	if (here && there)
		return;
	snprintf(off, sizeof(off), "socket %u", sharer);
	record_int(evidence, "sharer", sharer);
	record_text(evidence, "off", here || there ? off : "both");
	if (!here && !there)
		record_int(evidence, "lender", own->number);
}

bool
find_port_own_connected(struct look *look, struct record *evidence)
{
	const struct sock *own;

	if (!fits(look, evidence, OURS, RANK_CONNECTED))
		return false;
	own = sock_find(look->scene->table, look->port.own);
	if (own)
		put_off(look, evidence, own);
	return true;
}

bool
find_port_process_connected(struct look *look, struct record *evidence)
{
	return fits(look, evidence, PROCESS, RANK_CONNECTED);
}

bool
find_port_waits_on(struct look *look, struct record *evidence)
{
	return may_reuse(look) && fits(look, evidence, NOBODY, RANK_TIME_WAIT);
}

bool
find_port_time_wait(struct look *look, struct record *evidence)
{
	return fits(look, evidence, NOBODY, RANK_TIME_WAIT);
}

bool
find_port_orphan(struct look *look, struct record *evidence)
{
	return fits(look, evidence, NOBODY, RANK_ORPHAN);
}

bool
find_port_unasked(struct look *look, struct record *evidence)
{
	const struct addr *addr = find_inet(look);
	struct addr any;

	if (!addr || addr_port(addr) <= 0 || holder(look) || diag_library_name())
		return false;
	any = find_any_port(addr);
	record_int(evidence, "port", addr_port(addr));
	find_put_address(evidence, "free", &any);
	return true;
}

/* find-listener: who is, or is nearly, where connect was sent, and found nobody. */
#include "teach/find-listener.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "socket/kind.h"
#include "teach/evidence.h"
#include "teach/find-port.h"
#include "teach/find.h"

/* What is looked for: at these ports, at the host or at any but it. */
struct search {
	const struct addr *addr;
	int                low, high;
	bool               elsewhere; /* another host, not the one that was asked for */
	bool               by_device; /* only what one interface brings, and not this */
	bool               found;
	struct diag_sock   row;
};

static const struct addr *
target_of(const struct look *look)
{
	const struct addr *addr = look->scene->address;

	if (!addr || addr->null || find_is_foreign(look) ||
	    addr->length < sizeof(struct sockaddr_in) ||
	    (addr->any.sa_family != AF_INET && addr->any.sa_family != AF_INET6) ||
	    addr_port(addr) <= 0)
		return NULL;
	return addr;
}

/* The wildcard as a destination is this one, and no other of 127.0.0.0/8. */
static bool
is_loopback_itself(const struct addr *addr)
{
	struct sockaddr_in in;

	memcpy(&in, addr->room, sizeof(in));
	return addr_is_loopback(addr) && (addr->any.sa_family != AF_INET ||
	    in.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
}

/* Does what is bound there get what is sent to `addr`? */
static bool
covers(const struct addr *bound, bool only_inet6, const struct addr *addr)
{
	if (bound->any.sa_family == addr->any.sa_family)
		return addr_is_wildcard(bound) || addr_is_same_host(bound, addr) ||
		    (addr_is_wildcard(addr) && is_loopback_itself(bound));
	return addr_is_wildcard(bound) && bound->any.sa_family == AF_INET6 && !only_inet6;
}

/* SO_BINDTODEVICE: what this machine sends to itself comes by loopback. */
static bool
is_by_device(const struct diag_sock *row)
{
	char name[IF_NAMESIZE];

	return row->interface && if_indextoname(row->interface, name) && strcmp(name, "lo") != 0;
}

static bool
look_at(void *to, const struct diag_sock *row)
{
	struct search *search = to;
	int port = addr_port(&row->local);

	if (port < search->low || port > search->high ||
	    is_by_device(row) != search->by_device ||
	    covers(&row->local, row->only_inet6, search->addr) == search->elsewhere)
		return true;
	search->row = *row;
	search->found = true;
	return false;
}

/* Our own are known without sock_diag. */
static void
look_here(struct look *look, struct search *search, int family, int protocol)
{
	const struct sock_table *table = look->scene->table;
	const int type = protocol == IPPROTO_TCP ? SOCK_STREAM : SOCK_DGRAM;
	struct error ignored;

	for (size_t i = 0; i < table->count && !search->found && !find_is_late(look); i++) {
		const struct sock *sock = table->sock[i];
		struct diag_sock row = { .family = family, .type = type, .protocol = protocol,
			.uid = -1, .inode = sock->inode };

		if (sock->fd < 0 || sock->family != family || sock->type != type ||
		    sock->network || sock == look->scene->sock || sock->connected ||
		    !sock_local(sock, &row.local, &ignored) ||
		    (type == SOCK_STREAM && !sock_listens(sock)))
			continue;
		row.state_bit = type == SOCK_STREAM ? DIAG_LISTEN : DIAG_CLOSED;
		row.only_inet6 = family == AF_INET6 && evidence_option(sock, "v6only") > 0;
		row.sendq = sock->backlog;
		row.interface = osdep_interface(sock->fd);
		look_at(search, &row);
	}
}

/* False: it could not be asked. */
static bool
ask(struct look *look, struct search *search, int family, int protocol)
{
	const struct diag_ask about = { .family = family, .protocol = protocol,
		.states = protocol == IPPROTO_TCP ? DIAG_LISTEN : DIAG_CLOSED,
		.port = search->low == search->high ? search->low : 0 };
	struct error error = { 0 };

	look_here(look, search, family, protocol);
	if (search->found || find_is_late(look))
		return search->found;
	return diag_dump(find_diag(look), &about, look_at, search, &error) ||
	    (error.kind == ERROR_SYSTEM && error.number == ENOENT);
}

static bool
ask_both(struct look *look, struct search *search)
{
	const int family = search->addr->any.sa_family;
	bool asked = ask(look, search, family, IPPROTO_TCP);

	return search->found || (ask(look, search, family == AF_INET ? AF_INET6 : AF_INET,
	    IPPROTO_TCP) && asked);
}

/* Is it an address of this machine? */
static bool
is_local(const struct addr *addr)
{
	struct ifaddrs *list, *each;
	bool found = addr_is_loopback(addr) || addr_is_wildcard(addr);

	if (found || getifaddrs(&list) < 0)
		return found;
	for (each = list; each && !found; each = each->ifa_next) {
		struct addr own = { .length = sizeof(struct sockaddr_in6) };

		if (!each->ifa_addr || each->ifa_addr->sa_family != addr->any.sa_family)
			continue;
		memcpy(own.room, each->ifa_addr, addr->any.sa_family == AF_INET ?
		    sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6));
		found = addr_is_same_host(&own, addr);
	}
	freeifaddrs(list);
	return found;
}

/* As connect takes it: nobody connects to the wildcard. */
static void
put_other(struct record *evidence, const struct addr *bound, const struct addr *asked)
{
	struct addr other = *bound;

	if (addr_is_wildcard(bound) && bound->any.sa_family == asked->any.sa_family) {
		other = find_with_port(asked, addr_port(bound));
	} else if (addr_is_wildcard(bound)) {
		struct in6_addr loopback = IN6ADDR_LOOPBACK_INIT;
		struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_addr = loopback };

		if (bound->any.sa_family == AF_INET6)
			memcpy(other.room, &in6, sizeof(in6));
		else
			((struct sockaddr_in *)(void *)other.room)->sin_addr.s_addr =
			    htonl(INADDR_LOOPBACK);
		other = find_with_port(&other, addr_port(bound));
	}
	find_put_address(evidence, "other", &other);
	record_int(evidence, "other_port", addr_port(bound));
}

static bool
put(struct look *look, struct record *evidence, const struct search *search)
{
	const struct diag_sock *row = &search->row;

	record_int(evidence, "port", addr_port(search->addr));
	put_other(evidence, &row->local, search->addr);
	record_text(evidence, "kind", kind_name(row->family, row->type, row->protocol));
	evidence_holder(look, evidence, row);
	return true;
}

/* A stream with an address perhaps, and no more. */
static bool
is_idle(const struct sock *sock)
{
	return sock->fd >= 0 && sock->type == SOCK_STREAM &&
	    (sock->family == AF_INET || sock->family == AF_INET6) && !sock->connected &&
	    !sock->connecting && !sock_listens(sock);
}

bool
find_listener_idle(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	const struct sock_table *table = look->scene->table;
	struct error ignored;
	struct addr local;

	/* The wildcard of this machine is not another's. */
	if (!addr || !is_local(addr))
		return false;
	for (size_t i = 0; i < table->count && !find_is_late(look); i++) {
		const struct sock *sock = table->sock[i];

		if (sock == look->scene->sock || !is_idle(sock) ||
		    !sock_local(sock, &local, &ignored) ||
		    addr_port(&local) != addr_port(addr) || !covers(&local, false, addr))
			continue;
		evidence_own(evidence, sock);
		if (sock->listened || sock->accepted)
			record_bool(evidence, "before", true);
		return true;
	}
	return false;
}

bool
find_listener_idle_process(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);

	return addr && is_local(addr) && find_port_process_idle(look, evidence);
}

static bool
find(struct look *look, struct record *evidence, bool elsewhere, int family)
{
	const struct addr *addr = target_of(look);
	struct search search = { .addr = addr, .elsewhere = elsewhere };

	if (!addr || !is_local(addr))
		return false;
	search.low = search.high = addr_port(addr);
	if (family)
		ask(look, &search, family, IPPROTO_TCP);
	else
		ask_both(look, &search);
	return search.found && put(look, evidence, &search);
}

bool
find_listener_here(struct look *look, struct record *evidence)
{
	return find(look, evidence, false, 0);
}

bool
find_listener_device(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	struct search search = { .addr = addr, .by_device = true };
	char name[IF_NAMESIZE];

	if (!addr || !is_local(addr))
		return false;
	search.low = search.high = addr_port(addr);
	ask_both(look, &search);
	if (!search.found || !if_indextoname(search.row.interface, name))
		return false;
	record_bytes(evidence, "interface", name, strlen(name));
	return put(look, evidence, &search);
}

bool
find_listener_elsewhere(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);

	return addr && find(look, evidence, true, addr->any.sa_family);
}

bool
find_listener_family(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);

	return addr && find(look, evidence, true,
	    addr->any.sa_family == AF_INET ? AF_INET6 : AF_INET);
}

bool
find_listener_udp(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	struct search search = { .addr = addr };

	if (!addr || !is_local(addr))
		return false;
	search.low = search.high = addr_port(addr);
	if (!ask(look, &search, addr->any.sa_family, IPPROTO_UDP) || !search.found)
		return false;
	return put(look, evidence, &search);
}

bool
find_listener_near(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	struct search search = { .addr = addr };

	if (!addr || !is_local(addr))
		return false;
	for (int step = -1; step <= 1 && !search.found; step += 2) {
		search.low = search.high = addr_port(addr) + step;
		if (search.low < 1 || search.high > 65535)
			continue;
		ask_both(look, &search);
	}
	return search.found && put(look, evidence, &search);
}

bool
find_listener_none(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	struct search search = { .addr = addr };

	if (!addr || !is_local(addr))
		return false;
	search.low = search.high = addr_port(addr);
	if (!ask_both(look, &search) || search.found)
		return false;
	record_int(evidence, "port", addr_port(addr));
	return true;
}

bool
find_listener_local(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);

	/* Not all of our own may have been looked at. */
	if (!addr || find_is_late(look) || !is_local(addr))
		return false;
	record_int(evidence, "port", addr_port(addr));
	return true;
}

/* A listener takes one more than its backlog. */
bool
find_listener_full(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	struct search search = { .addr = addr };

	if (!addr || !is_local(addr))
		return false;
	search.low = search.high = addr_port(addr);
	if (!ask_both(look, &search) || !search.found || search.row.recvq <= search.row.sendq)
		return false;
	record_int(evidence, "queued", search.row.recvq);
	record_int(evidence, "backlog", search.row.sendq);
	return put(look, evidence, &search);
}

bool
find_listener_full_own(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	const struct sock_table *table = look->scene->table;
	struct osdep_tcp tcp;
	struct error ignored;
	struct addr local;

	if (!addr || !is_local(addr))
		return false;
	for (size_t i = 0; i < table->count && !find_is_late(look); i++) {
		const struct sock *sock = table->sock[i];

		if (sock->fd < 0 || !sock_is_tcp(sock) || sock->connected ||
		    !osdep_tcp(sock->fd, &tcp) || tcp.queued < 0 || tcp.queued <= tcp.backlog ||
		    !sock_local(sock, &local, &ignored) ||
		    addr_port(&local) != addr_port(addr) || !covers(&local, false, addr))
			continue;
		record_int(evidence, "queued", tcp.queued);
		record_int(evidence, "backlog", tcp.backlog);
		evidence_own(evidence, sock);
		return true;
	}
	return false;
}

static bool
could_be_peer(const struct sock *sock, const struct sock *of, struct addr *local)
{
	struct error ignored;

	if (sock->fd < 0 || sock == of || sock->family != of->family || sock->type != of->type ||
	    sock->connected || !sock_local(sock, local, &ignored) || !addr_is_named(local))
		return false;
	return sock->type == SOCK_DGRAM || sock_listens(sock);
}

bool
find_listener_target(struct look *look, struct record *evidence)
{
	const struct sock_table *table = look->scene->table;
	const struct sock *sock = look->scene->sock;
	struct addr local;

	for (size_t i = table->count; sock && sock->type && !sock->connected && i-- &&
	    !find_is_late(look);) {
		const struct sock *other = table->sock[i];

		if (!could_be_peer(other, sock, &local))
			continue;
		evidence_own(evidence, other);
		find_put_address(evidence, "target", &local);
		return true;
	}
	return false;
}

bool
find_listener_waits(struct look *look, struct record *evidence)
{
	const struct sock_table *table = look->scene->table;
	const struct sock *sock = look->scene->sock;
	const struct addr *local = sock ? facts_local(&look->facts) : NULL;

	if (!local || !addr_is_named(local))
		return false;
	find_put_address(evidence, "local", local);
	for (size_t i = table->count; i-- && !find_is_late(look);) {
		const struct sock *other = table->sock[i];

		if (other->fd < 0 || other == sock || other->family != sock->family ||
		    other->type != sock->type || other->connected || other->connecting ||
		    sock_listens(other))
			continue;
		record_int(evidence, "other", other->number);
		break;
	}
	return true;
}

bool
find_listener_loopback(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;
	const struct addr *local = sock ? facts_local(&look->facts) : NULL;

	return local && sock->family != AF_UNIX && addr_is_loopback(local) &&
	    find_listener_waits(look, evidence);
}

static bool
count_row(void *to, const struct diag_sock *row)
{
	(void)row;
	++*(int64_t *)to;
	return true;
}

bool
find_listener_deferred(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;
	const struct addr *local = sock ? facts_local(&look->facts) : NULL;
	struct diag_ask about = { .protocol = IPPROTO_TCP, .states = DIAG_SYN_RECEIVED };
	struct error ignored;
	int64_t count = 0;

	if (!local || !sock_is_tcp(sock) || evidence_option(sock, "defer_accept") <= 0)
		return false;
	find_put_address(evidence, "local", local);
	about.family = sock->family;
	about.port = addr_port(local);
	if (diag_dump(find_diag(look), &about, count_row, &count, &ignored))
		record_int(evidence, "begun", count);
	return true;
}

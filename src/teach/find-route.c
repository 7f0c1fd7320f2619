/* find-route: the way to an address, and what is in it. */
#include "teach/find-route.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "teach/evidence.h"
#include "teach/find.h"

static const struct addr *
target_of(struct look *look)
{
	const struct sock *sock = look->scene->sock;
	const struct addr *addr = look->scene->address;

	if (!addr && sock)
		addr = facts_peer(&look->facts);
	if (!addr || addr->null || find_is_foreign(look) || (addr->any.sa_family != AF_INET &&
	    addr->any.sa_family != AF_INET6) || addr->length < sizeof(struct sockaddr_in))
		return NULL;
	return addr;
}

static uint32_t
host4(const struct sockaddr *any)
{
	struct sockaddr_in in;

	memcpy(&in, any, sizeof(in));
	return ntohl(in.sin_addr.s_addr);
}

static void
put_interface(struct record *evidence, const char *name)
{
	record_bytes(evidence, "interface", name, strlen(name));
}

/* Is it the last address of a network that this machine is in?  One of two has none. */
static bool
is_last_of(const struct ifaddrs *each, uint32_t host)
{
	uint32_t mask;

	if (!each->ifa_addr || !each->ifa_netmask || each->ifa_addr->sa_family != AF_INET)
		return false;
	mask = host4(each->ifa_netmask);
	return ~mask > 1 && host == (host4(each->ifa_addr) | ~mask);
}

static bool
is_broadcast(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	struct ifaddrs *list, *each;
	bool found;

	if (!addr || addr->any.sa_family != AF_INET)
		return false;
	evidence_host(evidence, "host", addr);
	if (host4(&addr->any) == INADDR_BROADCAST)
		return true;
	if (getifaddrs(&list) < 0)
		return false;
	for (each = list; each && !is_last_of(each, host4(&addr->any));)
		each = each->ifa_next;
	found = each != NULL;
	if (found)
		put_interface(evidence, each->ifa_name);
	freeifaddrs(list);
	return found;
}

bool
find_route_broadcast_off(struct look *look, struct record *evidence)
{
	return look->scene->sock && evidence_option(look->scene->sock, "broadcast") == 0 &&
	    is_broadcast(look, evidence);
}

static bool
is_multicast(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	struct sockaddr_in6 in6;

	if (!addr)
		return false;
	evidence_host(evidence, "host", addr);
	if (addr->any.sa_family == AF_INET)
		return IN_MULTICAST(host4(&addr->any));
	memcpy(&in6, addr->room, sizeof(in6));
	return IN6_IS_ADDR_MULTICAST(&in6.sin6_addr);
}

static bool
is_stream(const struct look *look)
{
	return look->scene->sock && look->scene->sock->type == SOCK_STREAM;
}

bool
find_route_broadcast_stream(struct look *look, struct record *evidence)
{
	return is_stream(look) && is_broadcast(look, evidence);
}

bool
find_route_multicast_stream(struct look *look, struct record *evidence)
{
	return is_stream(look) && is_multicast(look, evidence);
}

/* What a route of this errno is called. */
static const char *
type_of(int number)
{
	return number == EHOSTUNREACH ? "unreachable" : number == EACCES ? "prohibit" :
	    number == EINVAL ? "blackhole" : number == ENETUNREACH ? "throw" : NULL;
}

static void
put_route(struct record *evidence, const struct addr *to, int bits, const char *type)
{
	struct buf text = { 0 };

	addr_show_host(&text, to);
	buf_format(&text, "/%d", bits);
	record_bytes(evidence, "route", buf_text(&text), text.count);
	record_text(evidence, "type", type);
	buf_clear(&text);
}

enum { FLAG_UP = 1, FLAG_REJECT = 0x200 };

/* The line of /proc/net/route that refuses the address: of those that hold it the narrowest.
 * One that is blackhole or throw has no flag of its own, and no interface. */
static bool
read_routes(FILE *file, uint32_t host, int number, uint32_t *network, uint32_t *mask)
{
	bool rejects = number == EHOSTUNREACH || number == EACCES, found = false;
	char line[256], interface[32];
	unsigned to, gateway, flags, bits;

	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%31s %x %x %x %*d %*d %*d %x", interface, &to, &gateway, &flags,
		    &bits) != 5 || strcmp(interface, "*") != 0 ||
		    rejects != !!(flags & FLAG_REJECT) || (host & ntohl(bits)) != ntohl(to) ||
		    (found && ntohl(bits) < *mask))
			continue;
		*network = ntohl(to);
		*mask = ntohl(bits);
		found = true;
	}
	return found;
}

static bool
refused_by_list(const struct addr *addr, int number, struct record *evidence)
{
	FILE *file = addr->any.sa_family == AF_INET ? fopen("/proc/net/route", "re") : NULL;
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct addr to = { .length = sizeof(in), .no_port = true };
	uint32_t network = 0, mask = 0;
	bool found;

	if (!file)
		return false;
	found = read_routes(file, host4(&addr->any), number, &network, &mask);
	fclose(file);
	if (!found)
		return false;
	in.sin_addr.s_addr = htonl(network);
	memcpy(to.room, &in, sizeof(in));
	put_route(evidence, &to, __builtin_popcount(mask), type_of(number));
	return true;
}

/* What the socket has to do with it: rules may go by that. */
static void
put_socket(struct look *look, struct diag_way *way)
{
	const struct sock *sock = look->scene->sock;
	const struct addr *local = facts_local(&look->facts);
	int mark = evidence_option(sock, "mark");

	if (local && local->any.sa_family == way->to->any.sa_family && !addr_is_wildcard(local))
		way->from = local;
	if (osdep_interface(sock->fd))
		way->interface = osdep_interface(sock->fd);
	way->mark = mark > 0 ? (uint32_t)mark : 0;
}

/* The interface that an address is reached by alone, fe80::1%eth0; or 0. */
static unsigned
zone_of(const struct addr *addr)
{
	struct sockaddr_in6 in6;

	if (addr->any.sa_family != AF_INET6 || addr->length < sizeof(in6))
		return 0;
	memcpy(&in6, addr->room, sizeof(in6));
	return in6.sin6_scope_id;
}

static bool
ask(struct look *look, struct diag_route *route)
{
	const struct sock *sock = look->scene->sock;
	struct diag_way way = { .to = target_of(look) };
	struct error ignored;

	if (!way.to || find_is_late(look) || (sock && sock->network))
		return false;
	way.interface = zone_of(way.to);
	if (sock && sock->fd >= 0)
		put_socket(look, &way);
	return diag_route(find_diag(look), &way, route, &ignored);
}

bool
find_route_refused(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	const int number = look->scene->number;
	struct diag_route route;

	if (!addr)
		return false;
	evidence_host(evidence, "host", addr);
	if (!ask(look, &route))
		return refused_by_list(addr, number, evidence);
	/* IPv6 has one of its own, behind all others, for what there is no route to. */
	if (route.number != number || !route.type ||
	    (addr->any.sa_family == AF_INET6 && route.bits == 0))
		return false;
	put_route(evidence, &route.to, route.bits, route.type);
	return true;
}

/* Is the address of this interface's network? */
static bool
is_of(const struct ifaddrs *each, const struct addr *addr)
{
	if (addr_is_loopback(addr))
		return each->ifa_flags & IFF_LOOPBACK;
	if (!each->ifa_addr || !each->ifa_netmask || each->ifa_addr->sa_family != AF_INET ||
	    addr->any.sa_family != AF_INET)
		return false;
	return ((host4(each->ifa_addr) ^ host4(&addr->any)) & host4(each->ifa_netmask)) == 0;
}

bool
find_route_down(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	struct ifaddrs *list, *each;
	bool up = false, down = false;

	/* A connection that is over has no peer, but its own address still. */
	if (!addr && look->scene->sock && look->scene->sock->connected && !find_is_foreign(look))
		addr = facts_local(&look->facts);
	if (!addr || getifaddrs(&list) < 0)
		return false;
	evidence_host(evidence, "host", addr);
	for (each = list; each; each = each->ifa_next) {
		if (!is_of(each, addr))
			continue;
		up |= (each->ifa_flags & IFF_UP) != 0;
		if (!(each->ifa_flags & IFF_UP) && !down)
			put_interface(evidence, each->ifa_name);
		down |= !(each->ifa_flags & IFF_UP);
	}
	freeifaddrs(list);
	return down && !up;
}

/* How many interfaces are up, but for loopback. */
static int
count_up(void)
{
	struct if_nameindex *list = if_nameindex();
	struct ifaddrs *all, *each;
	int count = 0;

	if (!list)
		return -1;
	if (getifaddrs(&all) < 0)
		return if_freenameindex(list), -1;
	for (const struct if_nameindex *one = list; one->if_name; one++) {
		for (each = all; each && strcmp(each->ifa_name, one->if_name) != 0;)
			each = each->ifa_next;
		count += each && (each->ifa_flags & IFF_UP) && !(each->ifa_flags & IFF_LOOPBACK);
	}
	freeifaddrs(all);
	if_freenameindex(list);
	return count;
}

bool
find_route_none(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	struct diag_route route;

	if (!addr || !ask(look, &route) || route.number != look->scene->number || route.type)
		return false;
	evidence_host(evidence, "host", addr);
	record_int(evidence, "up", count_up());
	return true;
}

bool
find_route_offline(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);

	if (!addr || addr_is_loopback(addr) || count_up() != 0)
		return false;
	evidence_host(evidence, "host", addr);
	return true;
}

/* Is it in the list of neighbours, and without an answer? */
static bool
is_silent(const char *host)
{
	FILE *file = fopen("/proc/net/arp", "re");
	char line[256], name[64];
	bool silent = false;
	unsigned flags;

	if (!file)
		return false;
	while (!silent && fgets(line, sizeof(line), file))
		silent = sscanf(line, "%63s %*x %x", name, &flags) == 2 && flags == 0 &&
		    strcmp(name, host) == 0;
	fclose(file);
	return silent;
}

static void
put_way(struct record *evidence, const struct addr *addr, const struct diag_route *route)
{
	char name[IF_NAMESIZE];

	evidence_host(evidence, "host", addr);
	if (route->interface && if_indextoname(route->interface, name))
		put_interface(evidence, name);
	if (route->gateway.length)
		evidence_host(evidence, "gateway", &route->gateway);
}

/* To connect datagrams sends nothing: nobody can have answered. */
static bool
is_unanswered(const struct look *look)
{
	const struct sock *sock = look->scene->sock;

	return sock && sock->type == SOCK_DGRAM && strcmp(look->scene->call, "connect") == 0;
}

bool
find_route_silent(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	struct diag_route route;
	struct buf host = { 0 };
	bool silent;

	if (!addr || is_unanswered(look) || !ask(look, &route) || route.number)
		return false;
	addr_show_host(&host, route.gateway.length ? &route.gateway : addr);
	silent = is_silent(buf_text(&host));
	buf_clear(&host);
	if (silent)
		put_way(evidence, addr, &route);
	return silent;
}

bool
find_route_there(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	struct diag_route route;

	if (!addr || is_unanswered(look) || !ask(look, &route) || route.number)
		return false;
	put_way(evidence, addr, &route);
	return true;
}

bool
find_route_here(struct look *look, struct record *evidence)
{
	const struct addr *addr = target_of(look);
	struct diag_route route;

	if (!addr || is_unanswered(look))
		return false;
	evidence_host(evidence, "host", addr);
	return addr_is_loopback(addr) || addr_is_wildcard(addr) || (ask(look, &route) &&
	    !route.number && route.type && strcmp(route.type, "local") == 0);
}

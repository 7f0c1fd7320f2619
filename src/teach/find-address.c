/* find-address: whether an address fits this machine and this socket. */
#include "teach/find-address.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "socket/osdep.h"
#include "teach/evidence.h"
#include "teach/find-calls.h"
#include "teach/find.h"

enum { FEW = 4 };

static bool
take(struct addr *to, const struct sockaddr *from)
{
	if (!from || (from->sa_family != AF_INET && from->sa_family != AF_INET6))
		return false;
	*to = (struct addr){ .length = from->sa_family == AF_INET ? sizeof(struct sockaddr_in) :
	    sizeof(struct sockaddr_in6) };
	memcpy(to->room, from, to->length);
	return true;
}

static bool
is_same_host(const struct addr *a, const struct addr *b)
{
	struct addr one = find_with_port(a, 0), other = find_with_port(b, 0);
	struct buf left = { 0 }, right = { 0 };
	bool same;

	addr_show_host(&left, &one);
	addr_show_host(&right, &other);
	/* One may name the interface. */
	same = strcspn(buf_text(&left), "%") == strcspn(buf_text(&right), "%") &&
	    strncmp(buf_text(&left), buf_text(&right), strcspn(buf_text(&left), "%")) == 0;
	buf_clear(&left);
	buf_clear(&right);
	return same;
}

static bool
put_passed(struct look *look, struct record *evidence)
{
	const struct addr *addr = look->scene->address;
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct addr loopback;

	if (!addr || addr->null || addr_port(addr) < 0 || find_is_foreign(look))
		return false;
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	take(&loopback, addr->any.sa_family == AF_INET ? (const struct sockaddr *)&in :
	    (const struct sockaddr *)&in6);
	loopback = find_with_port(&loopback, addr_port(addr));
	evidence_host(evidence, "host", addr);
	record_int(evidence, "port", addr_port(addr));
	find_put_address(evidence, "loopback", &loopback);
	return true;
}

/* Is it of an interface that this is said of?  Puts that as `interface`. */
static bool
is_of(struct look *look, struct record *evidence,
    bool (*fits)(const struct ifaddrs *, const struct addr *passed))
{
	struct ifaddrs *all = NULL;
	bool found = false;

	if (!put_passed(look, evidence) || getifaddrs(&all) < 0)
		return false;
	for (const struct ifaddrs *each = all; each && !found; each = each->ifa_next) {
		found = fits(each, look->scene->address);
		if (found)
			record_bytes(evidence, "interface", each->ifa_name, strlen(each->ifa_name));
	}
	freeifaddrs(all);
	return found;
}

static bool
has_it(const struct ifaddrs *one, const struct addr *passed)
{
	struct addr addr;

	return take(&addr, one->ifa_addr) && is_same_host(&addr, passed);
}

/* ::1 is lo's, and goes when that goes down. */
static bool
is_down(const struct ifaddrs *one, const struct addr *passed)
{
	return !(one->ifa_flags & IFF_UP) && (has_it(one, passed) ||
	    (addr_is_loopback(passed) && one->ifa_flags & IFF_LOOPBACK));
}

bool
find_address_down(struct look *look, struct record *evidence)
{
	return is_of(look, evidence, is_down);
}

static unsigned
scope_of(const struct addr *addr)
{
	struct sockaddr_in6 in6;

	if (addr->any.sa_family != AF_INET6)
		return 0;
	memcpy(&in6, addr->room, sizeof(in6));
	return in6.sin6_scope_id;
}

static bool
is_elsewhere(const struct ifaddrs *one, const struct addr *passed)
{
	return has_it(one, passed) && scope_of(passed) &&
	    scope_of(passed) != if_nametoindex(one->ifa_name);
}

bool
find_address_elsewhere(struct look *look, struct record *evidence)
{
	struct addr there;
	unsigned index;

	if (!is_of(look, evidence, is_elsewhere))
		return false;
	index = if_nametoindex(record_get(evidence, "interface")->bytes.data);
	there = *look->scene->address;
	memcpy(there.room + offsetof(struct sockaddr_in6, sin6_scope_id), &index, sizeof(index));
	find_put_address(evidence, "scoped", &there);
	return true;
}

static bool
is_there(const struct ifaddrs *one, const struct addr *passed)
{
	return one->ifa_flags & IFF_UP && has_it(one, passed) &&
	    (!scope_of(passed) || scope_of(passed) == if_nametoindex(one->ifa_name));
}

bool
find_address_tentative(struct look *look, struct record *evidence)
{
	return is_of(look, evidence, is_there);
}

bool
find_address_no_inet6(struct look *look, struct record *evidence)
{
	return put_passed(look, evidence) && look->scene->address->any.sa_family == AF_INET6 &&
	    evidence_sysctl("net/ipv6/conf/all/disable_ipv6") == 1;
}

/* Of the family that was asked for; what needs an interface named is left out. */
static size_t
list_mine(const struct addr *addr, struct buf *to)
{
	struct ifaddrs *all = NULL;
	struct buf text = { 0 };
	size_t count = 0;
	struct addr one;

	if (getifaddrs(&all) < 0)
		return 0;
	for (const struct ifaddrs *each = all; each; each = each->ifa_next) {
		if (!take(&one, each->ifa_addr) || one.any.sa_family != addr->any.sa_family ||
		    !(each->ifa_flags & IFF_UP))
			continue;
		addr_show_host(&text, &one);
		if (!memchr(buf_text(&text), '%', text.count) && count++ < FEW)
			buf_format(to, "%s%s", to->count ? ", " : "", buf_text(&text));
		buf_clear(&text);
	}
	freeifaddrs(all);
	return count;
}

bool
find_address_foreign(struct look *look, struct record *evidence)
{
	struct buf mine = { 0 };
	size_t count;

	if (!put_passed(look, evidence))
		return false;
	count = list_mine(look->scene->address, &mine);
	*record_put(evidence, "mine") = value_take(&mine);
	record_int(evidence, "count", (int64_t)count);
	return count > 0 && count <= FEW;
}

bool
find_address_many(struct look *look, struct record *evidence)
{
	struct buf ignored = { 0 };
	size_t count;

	if (!put_passed(look, evidence))
		return false;
	count = list_mine(look->scene->address, &ignored);
	buf_clear(&ignored);
	record_int(evidence, "count", (int64_t)count);
	return count > FEW;
}

static bool
get_inet6(const struct look *look, struct sockaddr_in6 *in6)
{
	const struct addr *addr = look->scene->address;

	if (!addr || addr->null || addr->any.sa_family != AF_INET6 || addr->length < sizeof(*in6))
		return false;
	memcpy(in6, addr->room, sizeof(*in6));
	return true;
}

/* An interface that has such an address of its own, best this one. */
static unsigned
interface_for(const struct addr *wanted)
{
	struct ifaddrs *all = NULL;
	unsigned found = 0;
	struct addr one;

	if (getifaddrs(&all) < 0)
		return 0;
	for (const struct ifaddrs *each = all; each; each = each->ifa_next) {
		struct sockaddr_in6 in6;

		if (!take(&one, each->ifa_addr) || one.any.sa_family != AF_INET6)
			continue;
		memcpy(&in6, one.room, sizeof(in6));
		if (!IN6_IS_ADDR_LINKLOCAL(&in6.sin6_addr) ||
		    (found && !is_same_host(&one, wanted)))
			continue;
		found = in6.sin6_scope_id;
	}
	freeifaddrs(all);
	return found;
}

bool
find_address_only_inet6(struct look *look, struct record *evidence)
{
	struct sockaddr_in6 in6;

	if (!get_inet6(look, &in6) || !IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr) ||
	    !look->scene->sock || evidence_option(look->scene->sock, "v6only") <= 0)
		return false;
	evidence_host(evidence, "host", look->scene->address);
	return true;
}

bool
find_address_no_scope(struct look *look, struct record *evidence)
{
	struct sockaddr_in6 in6;
	struct addr scoped;

	if (!get_inet6(look, &in6) || in6.sin6_scope_id ||
	    (!IN6_IS_ADDR_LINKLOCAL(&in6.sin6_addr) && !IN6_IS_ADDR_MC_LINKLOCAL(&in6.sin6_addr)))
		return false;
	evidence_host(evidence, "host", look->scene->address);
	in6.sin6_scope_id = interface_for(look->scene->address);
	if (!in6.sin6_scope_id)
		return true;
	scoped = *look->scene->address;
	memcpy(scoped.room, &in6, sizeof(in6));
	find_put_address(evidence, "scoped", &scoped);
	return true;
}

bool
find_address_interfaces(struct look *look, struct record *evidence)
{
	struct if_nameindex *all = if_nameindex();
	struct record *list;

	(void)look;
	if (!all)
		return false;
	list = record_list(evidence, "interfaces");
	for (size_t i = 0; all[i].if_index && i < FEW * 2; i++)
		record_bytes(list, NULL, all[i].if_name, strlen(all[i].if_name));
	if_freenameindex(all);
	return list->count > 0;
}

static bool
is_missing(unsigned index)
{
	char name[IF_NAMESIZE];

	return index && !if_indextoname(index, name);
}

bool
find_address_bad_scope(struct look *look, struct record *evidence)
{
	struct sockaddr_in6 in6;

	if (!get_inet6(look, &in6) || !is_missing(in6.sin6_scope_id))
		return false;
	record_int(evidence, "index", in6.sin6_scope_id);
	return find_address_interfaces(look, evidence);
}

bool
find_address_stuck(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;
	unsigned index = sock && sock->fd >= 0 ? osdep_interface(sock->fd) : 0;

	if (!is_missing(index))
		return false;
	record_int(evidence, "index", index);
	if (sock->tied)
		record_bool(evidence, "tied", true);
	return true;
}

/* What is nobody's and what is one's own mean the same in both families. */
bool
find_address_instead(struct look *look, struct record *evidence)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in in = { .sin_family = AF_INET };
	const struct addr *addr = look->scene->address;
	struct addr instead;

	if (!addr || addr->null || addr_port(addr) < 0 || !look->scene->sock ||
	    (!addr_is_loopback(addr) && !addr_is_wildcard(addr)))
		return false;
	if (addr_is_loopback(addr)) {
		in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		in6.sin6_addr = in6addr_loopback;
	}
	if (look->scene->sock->family == addr->any.sa_family ||
	    !take(&instead, look->scene->sock->family == AF_INET ? (const struct sockaddr *)&in :
	    look->scene->sock->family == AF_INET6 ? (const struct sockaddr *)&in6 : NULL))
		return false;
	instead = find_with_port(&instead, addr_port(addr));
	find_put_address(evidence, "instead", &instead);
	return find_calls_family(look, evidence);
}

bool
find_address_long(struct look *look, struct record *evidence)
{
	const struct addr *addr = look->scene->address;
	const struct sock *sock = look->scene->sock;

	if (!addr || addr->null || !sock || sock->family != AF_UNIX ||
	    addr->length <= sizeof(struct sockaddr_un))
		return false;
	record_int(evidence, "length", (int)addr->length);
	record_int(evidence, "most", (int)sizeof(struct sockaddr_un));
	return true;
}

bool
find_address_bound(struct look *look, struct record *evidence)
{
	const struct addr *local = look->scene->sock ? facts_local(&look->facts) : NULL;

	if (!local || !addr_is_named(local))
		return false;
	find_put_address(evidence, "local", local);
	return true;
}

bool
find_address_connected(struct look *look, struct record *evidence)
{
	const struct addr *peer = look->scene->sock ? facts_peer(&look->facts) : NULL;

	if (!peer || !find_address_bound(look, evidence))
		return false;
	find_put_address(evidence, "peer", peer);
	return true;
}

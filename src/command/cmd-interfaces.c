/* interfaces: list the network interfaces of this machine. */

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

#include "command/session.h"
#include "command/types.h"

struct interfaces_args {
	arg_flag unused;
};

static const struct param params[] = { { 0 } };

static const struct field fields[] = {
	{ "interfaces", "for each address of each interface: name, index, state, address" },
	{ 0 }
};

static unsigned
prefix_length(const struct sockaddr *mask)
{
	const unsigned char *bytes = mask->sa_family == AF_INET ?
	    (const void *)&((const struct sockaddr_in *)(const void *)mask)->sin_addr :
	    (const void *)&((const struct sockaddr_in6 *)(const void *)mask)->sin6_addr;
	size_t count = mask->sa_family == AF_INET ? 4 : 16;
	unsigned bits = 0;

	for (size_t i = 0; i < count; i++)
		for (unsigned bit = 0x80; bit; bit >>= 1)
			bits += (bytes[i] & bit) != 0;
	return bits;
}

static void
add(struct record *list, const struct ifaddrs *one)
{
	struct record *row = record_record(list, NULL);
	int family = one->ifa_addr ? one->ifa_addr->sa_family : AF_UNSPEC;
	bool inet = family == AF_INET || family == AF_INET6;

	record_text(row, "name", one->ifa_name);
	record_int(row, "index", if_nametoindex(one->ifa_name));
	record_bool(row, "up", one->ifa_flags & IFF_UP);
	record_bool(row, "loopback", one->ifa_flags & IFF_LOOPBACK);
	record_bool(row, "multicast", one->ifa_flags & IFF_MULTICAST);
	if (inet) {
		struct addr addr = { .length = family == AF_INET ? sizeof(struct sockaddr_in) :
		    sizeof(struct sockaddr_in6) };
		struct buf text = { 0 };

		memcpy(addr.room, one->ifa_addr, addr.length);
		addr_show_host(&text, &addr);
		record_text(row, "family", family == AF_INET ? "inet" : "inet6");
		record_bytes(row, "address", buf_text(&text), text.count);
		buf_clear(&text);
		if (one->ifa_netmask)
			record_int(row, "prefix", prefix_length(one->ifa_netmask));
	}
}

/* An interface that has no address has a row all the same. */
static bool
has_address(const struct ifaddrs *all, const char *name)
{
	for (; all; all = all->ifa_next)
		if (strcmp(all->ifa_name, name) == 0 && all->ifa_addr &&
		    (all->ifa_addr->sa_family == AF_INET || all->ifa_addr->sa_family == AF_INET6))
			return true;
	return false;
}

static enum outcome
run(struct call *call)
{
	struct record *list = record_list(&call->answer, "interfaces");
	struct ifaddrs *all;

	if (getifaddrs(&all) < 0)
		return error_system(&call->error, "getifaddrs", errno), FAILED;
	for (const struct ifaddrs *one = all; one; one = one->ifa_next) {
		int family = one->ifa_addr ? one->ifa_addr->sa_family : AF_UNSPEC;

		if (family == AF_INET || family == AF_INET6 || !has_address(all, one->ifa_name))
			add(list, one);
	}
	freeifaddrs(all);
	return DONE;
}

const struct command cmd_interfaces = {
	.name = "interfaces", .group = "looking",
	.summary = "list the network interfaces of this machine",
	.params = params, .args_size = sizeof(struct interfaces_args), .fields = fields,
	.say = "", .run = run
};

/* osdep-addr-linux: addresses of vsock, packet and netlink sockets. */
#include "base/osdep-addr.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <string.h>

#include "base/bytes.h"
#include "base/names.h"
#include "base/number.h"

#ifndef VMADDR_CID_LOCAL
#define VMADDR_CID_LOCAL 1
#endif

/* A text that is being read: what stands between its colons. */
struct reading {
	const char   *text;
	size_t        count, at;    /* where the part that comes next begins */
	struct error *error;
};

struct piece {
	const char *text;
	size_t      count, at;
};

/* The next part, up to a colon or, `all`, the end; false where there is none. */
static bool
next(struct reading *reading, bool all, struct piece *piece)
{
	const char *from = reading->text + reading->at, *colon;

	if (reading->at > reading->count)
		return false;
	colon = all ? NULL : memchr(from, ':', reading->count - reading->at);
	piece->text = from;
	piece->at = reading->at;
	piece->count = colon ? (size_t)(colon - from) : reading->count - reading->at;
	reading->at += piece->count + 1;
	return true;
}

static bool
wrong(const struct reading *reading, size_t at, const char *what)
{
	struct bytes_quoted quoted;

	return error_usage_at(reading->error, (ptrdiff_t)at, "'%s' %s",
	    bytes_quote(&quoted, reading->text, reading->count), what);
}

/* A number, or a word of a table: its 32 bits. */
static bool
read_word(const struct piece *piece, const struct name *table, const char *prefix,
    uint32_t *to)
{
	struct error ignored;
	uint64_t number;
	int named;

	if (names_read(table, prefix, piece->text, piece->count, &named)) {
		*to = (uint32_t)named;
		return true;
	}
	if (!number_unsigned(piece->text, piece->count, UINT32_MAX, &number, &ignored))
		return false;
	*to = (uint32_t)number;
	return true;
}

static const struct name no_names[] = { { 0 } };
static const struct name names_any[] = {
	{ "any", (int)VMADDR_PORT_ANY, NULL }, { "*", (int)VMADDR_PORT_ANY, NULL }, { 0 }
};
static const struct name names_cid[] = {
	{ "any", (int)VMADDR_CID_ANY, NULL }, { "hypervisor", VMADDR_CID_HYPERVISOR, NULL },
	{ "local", VMADDR_CID_LOCAL, NULL }, { "host", VMADDR_CID_HOST, NULL },
	{ "*", (int)VMADDR_CID_ANY, NULL }, { 0 }
};

static bool
read_vsock(struct reading *reading, struct addr *to)
{
	struct sockaddr_vm vm = { .svm_family = AF_VSOCK };
	struct piece cid, port;

	next(reading, false, &cid);
	if (!read_word(&cid, names_cid, NULL, &vm.svm_cid))
		return wrong(reading, 0, "is not a vsock address: its CID is any, local, host or a "
		    "number");
	if (!next(reading, true, &port))
		return wrong(reading, reading->count, "has no port: write CID:PORT");
	if (!read_word(&port, names_any, NULL, &vm.svm_port))
		return wrong(reading, port.at, "has a port that is neither a number nor any");
	to->length = sizeof(vm);
	memcpy(&to->storage, &vm, sizeof(vm));
	return true;
}

static bool
read_interface(const struct reading *reading, const struct piece *piece, int *index)
{
	char name[IF_NAMESIZE] = "";
	struct bytes_quoted quoted;
	struct error ignored;
	uint64_t number;

	if (piece->count == 1 && *piece->text == '*')
		return true;
	if (piece->count && piece->count < sizeof(name))
		memcpy(name, piece->text, piece->count);
	*index = strlen(name) == piece->count ? (int)if_nametoindex(name) : 0;
	if (*index)
		return true;
	if (number_unsigned(piece->text, piece->count, INT32_MAX, &number, &ignored)) {
		*index = (int)number;
		return true;
	}
	return error_usage_at(reading->error, (ptrdiff_t)piece->at, "there is no interface '%s'",
	    bytes_quote(&quoted, piece->text, piece->count));
}

/* "00:11:22:33:44:55" */
static bool
read_hardware(const struct piece *piece, struct sockaddr_ll *ll)
{
	for (size_t i = 0; i < piece->count; i += 3) {
		static const char digits[] = "0123456789abcdef0123456789ABCDEF";
		const char *high, *low;

		if (ll->sll_halen == sizeof(ll->sll_addr) || piece->count - i < 2 ||
		    piece->count - i == 3 || (piece->count - i > 2 && piece->text[i + 2] != ':') ||
		    !piece->text[i] || !piece->text[i + 1])
			return false;
		high = strchr(digits, piece->text[i]);
		low = strchr(digits, piece->text[i + 1]);
		if (!high || !low)
			return false;
		ll->sll_addr[ll->sll_halen++] = (unsigned char)((high - digits) % 16 << 4 |
		    (low - digits) % 16);
	}
	return ll->sll_halen > 0;
}

static bool
read_packet(struct reading *reading, struct addr *to)
{
	struct sockaddr_ll ll = { .sll_family = AF_PACKET };
	struct piece interface, protocol, hardware;
	uint32_t number = 0;

	next(reading, false, &interface);
	if (!interface.count)
		return wrong(reading, 0, "has no interface: '*' is every one");
	if (!read_interface(reading, &interface, &ll.sll_ifindex))
		return false;
	if (next(reading, false, &protocol) &&
	    (!read_word(&protocol, names_ethernet, "ETH_P_", &number) || number > UINT16_MAX))
		return wrong(reading, protocol.at, "has a protocol that is none: ip, ipv6, arp, "
		    "all, or a number up to 0xffff");
	ll.sll_protocol = htons((uint16_t)number);
	if (next(reading, true, &hardware) && !read_hardware(&hardware, &ll))
		return wrong(reading, hardware.at, "has a hardware address that is none: two "
		    "hexadecimal digits for each byte, ':' between them");
	to->length = sizeof(ll);
	memcpy(&to->storage, &ll, sizeof(ll));
	return true;
}

static bool
read_netlink(struct reading *reading, struct addr *to)
{
	struct sockaddr_nl nl = { .nl_family = AF_NETLINK };
	struct piece pid, groups;

	next(reading, false, &pid);
	if (!read_word(&pid, no_names, NULL, &nl.nl_pid))
		return wrong(reading, 0, "is not a netlink address: PID or PID:GROUPS, numbers; 0 "
		    "is the kernel");
	if (next(reading, true, &groups) && !read_word(&groups, no_names, NULL, &nl.nl_groups))
		return wrong(reading, groups.at, "has groups that are no number: a bit for each");
	to->length = sizeof(nl);
	memcpy(&to->storage, &nl, sizeof(nl));
	return true;
}

const int osdep_addr_families[] = { AF_VSOCK, AF_PACKET, AF_NETLINK, AF_UNSPEC };

bool
osdep_addr_read(struct addr *to, int family, const char *text, size_t count, bool *known,
    struct error *error)
{
	struct reading reading = { .text = text, .count = count, .error = error };

	*known = true;
	switch (family) {
	case AF_VSOCK:
		return read_vsock(&reading, to);
	case AF_PACKET:
		return read_packet(&reading, to);
	case AF_NETLINK:
		return read_netlink(&reading, to);
	default:
		*known = false;
		return false;
	}
}

/* A number, by its name where it has one. */
static void
show_word(struct buf *buf, const struct name *table, uint32_t number)
{
	const char *name = names_of(table, (int)number);

	if (name)
		buf_add_text(buf, name);
	else
		buf_format(buf, "%u", number);
}

static bool
show_vsock(struct buf *buf, const struct addr *addr, bool whole)
{
	struct sockaddr_vm vm;

	if (addr->length < sizeof(vm))
		return false;
	memcpy(&vm, &addr->storage, sizeof(vm));
	show_word(buf, names_cid, vm.svm_cid);
	if (!whole)
		return true;
	buf_add_byte(buf, ':');
	show_word(buf, names_any, vm.svm_port);
	return true;
}

/* The kernel tells as much of the hardware address as there is. */
static bool
get_packet(const struct addr *addr, struct sockaddr_ll *ll)
{
	size_t head = offsetof(struct sockaddr_ll, sll_addr);

	memset(ll, 0, sizeof(*ll));
	if (addr->length < head)
		return false;
	memcpy(ll, &addr->storage, addr->length < sizeof(*ll) ? addr->length : sizeof(*ll));
	if (ll->sll_halen > sizeof(ll->sll_addr))
		ll->sll_halen = sizeof(ll->sll_addr);
	if (addr->length < head + ll->sll_halen)
		ll->sll_halen = (unsigned char)(addr->length - head);
	return true;
}

static void
show_ethernet(struct buf *buf, uint16_t protocol)
{
	const char *name = names_of(names_ethernet, protocol);

	buf_add_byte(buf, ':');
	if (!name) {
		buf_format(buf, "0x%04x", protocol);
		return;
	}
	for (name += strlen("ETH_P_"); *name; name++)
		buf_add_byte(buf, (char)(*name >= 'A' && *name <= 'Z' ? *name | ' ' : *name));
}

static bool
show_packet(struct buf *buf, const struct addr *addr, bool whole)
{
	struct sockaddr_ll ll;
	char name[IF_NAMESIZE];

	if (!get_packet(addr, &ll))
		return false;
	if (!ll.sll_ifindex)
		buf_add_byte(buf, '*');
	else if (if_indextoname((unsigned)ll.sll_ifindex, name))
		buf_add_text(buf, name);
	else
		buf_format(buf, "%d", ll.sll_ifindex);
	if (!whole || (!ll.sll_protocol && !ll.sll_halen))
		return true;
	show_ethernet(buf, ntohs(ll.sll_protocol));
	for (unsigned i = 0; i < ll.sll_halen; i++)
		buf_format(buf, ":%02x", ll.sll_addr[i]);
	return true;
}

static bool
show_netlink(struct buf *buf, const struct addr *addr, bool whole)
{
	struct sockaddr_nl nl;

	if (addr->length < sizeof(nl))
		return false;
	memcpy(&nl, &addr->storage, sizeof(nl));
	buf_format(buf, "%u", nl.nl_pid);
	if (whole && nl.nl_groups)
		buf_format(buf, ":0x%x", nl.nl_groups);
	return true;
}

bool
osdep_addr_show(struct buf *buf, const struct addr *addr, bool whole)
{
	if (addr->length < sizeof(addr->any.sa_family))
		return false;
	switch (addr->any.sa_family) {
	case AF_VSOCK:
		return show_vsock(buf, addr, whole);
	case AF_PACKET:
		return show_packet(buf, addr, whole);
	case AF_NETLINK:
		return show_netlink(buf, addr, whole);
	default:
		return false;
	}
}

const char *
osdep_addr_whom(const struct addr *addr)
{
	static const char *const whom[] = { [PACKET_HOST] = "host",
		[PACKET_BROADCAST] = "broadcast", [PACKET_MULTICAST] = "multicast",
		[PACKET_OTHERHOST] = "otherhost", [PACKET_OUTGOING] = "outgoing",
		[PACKET_LOOPBACK] = "loopback" };
	struct sockaddr_ll ll;

	if (addr->length < sizeof(addr->any.sa_family) || addr->any.sa_family != AF_PACKET ||
	    !get_packet(addr, &ll) || ll.sll_pkttype >= sizeof(whom) / sizeof(*whom))
		return NULL;
	return whom[ll.sll_pkttype];
}

bool
osdep_addr_is_named(const struct addr *addr)
{
	const struct sockaddr_vm *vm = (const void *)addr->room;
	const struct sockaddr_ll *ll = (const void *)addr->room;
	const struct sockaddr_nl *nl = (const void *)addr->room;

	if (addr->length < sizeof(addr->any.sa_family))
		return false;
	switch (addr->any.sa_family) {
	case AF_VSOCK:
		return addr->length >= sizeof(*vm) && vm->svm_port != VMADDR_PORT_ANY;
	case AF_PACKET:
		return addr->length >= offsetof(struct sockaddr_ll, sll_addr) &&
		    ll->sll_ifindex != 0;
	case AF_NETLINK:
		return addr->length >= sizeof(*nl) && (nl->nl_pid || nl->nl_groups);
	default:
		return false;
	}
}

bool
osdep_addr_may_be_nobody(const struct addr *addr)
{
	return addr->any.sa_family == AF_NETLINK;
}

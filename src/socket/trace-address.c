/* trace-address: the address of a shown call, in every family that sosh makes sockets of. */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>

#include "socket/trace-inner.h"

/* As it was copied: with a NUL behind what it may hold. */
union address {
	struct sockaddr     any;
	struct sockaddr_in  in;
	struct sockaddr_in6 in6;
	struct sockaddr_un  path;
	struct sockaddr_ll  packet;
	struct sockaddr_nl  netlink;
	struct sockaddr_vm  vm;
	char                bytes[TRACE_ADDRESS + 1];
};

static void
show_in(struct buf *out, const union address *addr, size_t length)
{
	(void)length;
	buf_format(out, "sin_port=htons(%u), sin_addr=", ntohs(addr->in.sin_port));
	trace_inet(out, &addr->in.sin_addr);
}

static void
show_in6(struct buf *out, const union address *addr, size_t length)
{
	const struct sockaddr_in6 *in6 = &addr->in6;

	buf_format(out, "sin6_port=htons(%u), sin6_flowinfo=htonl(%u), ", ntohs(in6->sin6_port),
	    ntohl(in6->sin6_flowinfo));
	trace_inet6(out, &in6->sin6_addr, "sin6_addr");
	if (length <= offsetof(struct sockaddr_in6, sin6_scope_id))
		return;
	buf_add_text(out, ", sin6_scope_id=");
	if (IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr) || IN6_IS_ADDR_MC_LINKLOCAL(&in6->sin6_addr))
		trace_interface(out, in6->sin6_scope_id);
	else
		buf_format(out, "%u", in6->sin6_scope_id);
}

/* An abstract name begins with a NUL, and may hold more of them. */
static void
show_path(struct buf *out, const union address *addr, size_t length)
{
	const char *path = addr->bytes + offsetof(struct sockaddr_un, sun_path);
	size_t most = sizeof(addr->path), room;

	room = (length < most ? length : most) - offsetof(struct sockaddr_un, sun_path);
	buf_add_text(out, "sun_path=");
	if (*path) {
		trace_quoted(out, path, strnlen(path, room));
		return;
	}
	buf_add_byte(out, '@');
	trace_quoted(out, path + 1, room - 1);
}

static void
show_hardware(struct buf *out, const struct sockaddr_ll *ll, size_t length)
{
	const char *bytes = (const char *)ll + offsetof(struct sockaddr_ll, sll_addr);
	size_t room = length - offsetof(struct sockaddr_ll, sll_addr);

	buf_add_text(out, ", sll_addr=[");
	for (size_t i = 0; i < ll->sll_halen; i++) {
		if (i)
			trace_next(out);
		if (i >= room) {
			buf_add_text(out, "...");
			break;
		}
		buf_format(out, "%#04x", (unsigned char)bytes[i]);
	}
	buf_add_byte(out, ']');
}

static void
show_packet(struct buf *out, const union address *addr, size_t length)
{
	const struct sockaddr_ll *ll = &addr->packet;

	buf_add_text(out, "sll_protocol=htons(");
	trace_named(out, names_ethernet, ntohs(ll->sll_protocol), "ETH_P_???");
	buf_add_text(out, "), sll_ifindex=");
	trace_interface(out, (unsigned)ll->sll_ifindex);
	buf_add_text(out, ", sll_hatype=");
	trace_named(out, trace_hardware, ll->sll_hatype, "ARPHRD_???");
	buf_add_text(out, ", sll_pkttype=");
	trace_named(out, trace_packet_types, ll->sll_pkttype, "PACKET_???");
	buf_format(out, ", sll_halen=%u", ll->sll_halen);
	if (ll->sll_halen)
		show_hardware(out, ll, length);
}

static void
show_netlink(struct buf *out, const union address *addr, size_t length)
{
	const struct sockaddr_nl *nl = &addr->netlink;

	(void)length;
	if (nl->nl_pad)
		buf_format(out, "nl_pad=%#x, ", nl->nl_pad);
	buf_format(out, "nl_pid=%d, nl_groups=%#08x", (int)nl->nl_pid, nl->nl_groups);
}

static void
show_vm(struct buf *out, const union address *addr, size_t length)
{
	const struct sockaddr_vm *vm = &addr->vm;

	(void)length;
	buf_add_text(out, "svm_cid=");
	trace_named(out, trace_vsock_cids, (int)vm->svm_cid, "");
	buf_add_text(out, ", svm_port=");
	if (vm->svm_port == VMADDR_PORT_ANY)
		buf_add_text(out, "VMADDR_PORT_ANY");
	else
		trace_hex(out, vm->svm_port);
	buf_add_text(out, ", svm_flags=");
	/* Older headers have no name for that byte. */
	trace_flags(out, trace_vsock_flags, (unsigned char)addr->bytes[
	    offsetof(struct sockaddr_vm, svm_cid) + sizeof(vm->svm_cid)], "VMADDR_FLAG_???");
}

static const struct {
	int    family;
	size_t least;     /* shorter ones are shown as bytes */
	void (*show)(struct buf *, const union address *, size_t length);
} families[] = {
	{ AF_INET, sizeof(struct sockaddr_in), show_in },
	{ AF_INET6, offsetof(struct sockaddr_in6, sin6_scope_id), show_in6 },
	{ AF_UNIX, offsetof(struct sockaddr_un, sun_path) + 1, show_path },
	{ AF_PACKET, sizeof(struct sockaddr_ll), show_packet },
	{ AF_NETLINK, sizeof(struct sockaddr_nl), show_netlink },
	{ AF_VSOCK, sizeof(struct sockaddr_vm), show_vm },
};

static void
show_data(struct buf *out, const union address *addr, size_t length)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (families[i].family == addr->any.sa_family && length >= families[i].least) {
			families[i].show(out, addr, length);
			return;
		}
	buf_add_text(out, "sa_data=");
	trace_quoted(out, addr->bytes + sizeof(sa_family_t), length - sizeof(sa_family_t));
}

void
trace_address(struct buf *out, const void *pointer, int64_t length)
{
	size_t count = length > TRACE_ADDRESS ? TRACE_ADDRESS : (size_t)length;
	union address addr;

	if (!pointer || length < (int64_t)sizeof(sa_family_t)) {
		trace_pointer(out, pointer);
		return;
	}
	memset(&addr, 0, sizeof(addr));
	memcpy(&addr, pointer, count);
	buf_add_text(out, "{sa_family=");
	trace_named(out, names_family, addr.any.sa_family, "AF_???");
	if (count > sizeof(sa_family_t)) {
		trace_next(out);
		show_data(out, &addr, count);
	}
	buf_add_byte(out, '}');
}

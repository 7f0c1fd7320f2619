/* kind: the kinds of socket, and the three numbers of socket(2). */
#include "socket/kind.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#ifdef __linux__
#include <linux/if_ether.h>
#include <linux/netlink.h>
#endif

#include "base/newer.h"
#include "base/number.h"

#define NO_INET6 { { EAFNOSUPPORT, "this kernel has no IPv6" } }
#define NO_PING { { EACCES, "ping sockets are for the groups in net.ipv4.ping_group_range, and " \
	"yours is none of them" } }
#define RAW_LACKS { { EPERM, "raw and packet sockets want CAP_NET_RAW: be root, or in a network " \
	"of your own (unshare -Urn)" }, \
	{ EPROTONOSUPPORT, "of protocol 0 there is no raw socket, nor beyond 255" } }
#define PACKET_LACKS { { EPERM, "raw and packet sockets want CAP_NET_RAW: be root, or in a " \
	"network of your own (unshare -Urn)" }, \
	{ EAFNOSUPPORT, "this kernel has no packet sockets (CONFIG_PACKET)" } }
#define NO_MPTCP { { EPROTONOSUPPORT, "this kernel has no MPTCP (CONFIG_MPTCP)" }, \
	{ ENOPROTOOPT, "MPTCP is switched off (net.mptcp.enabled)" } }
#define NO_UDPLITE { { EPROTONOSUPPORT, "this kernel has no UDP-Lite" } }
#define NO_SCTP { { EPROTONOSUPPORT, "this kernel has no SCTP (module sctp)" }, \
	{ ESOCKTNOSUPPORT, "this kernel has no SCTP (module sctp)" } }
#define NO_VSOCK { { EAFNOSUPPORT, "this kernel has no vsock (module vsock)" }, \
	{ ENODEV, "nothing here carries this type of vsock socket (modules vsock_loopback, " \
	"vmw_vsock_virtio_transport and their like)" }, \
	{ ESOCKTNOSUPPORT, "this kernel's vsock has no such type" } }
#define NO_NETLINK { { EPROTONOSUPPORT, "this kernel has no netlink family of that number" } }

const struct kind kinds[] = {
	{ "tcp", AF_INET, SOCK_STREAM, IPPROTO_TCP, .help = "TCP over IPv4" },
	{ "tcp6", AF_INET6, SOCK_STREAM, IPPROTO_TCP,
	  .help = "TCP over IPv6, and over IPv4 unless v6only is on", .lack = NO_INET6 },
	{ "udp", AF_INET, SOCK_DGRAM, IPPROTO_UDP, .help = "UDP over IPv4" },
	{ "udp6", AF_INET6, SOCK_DGRAM, IPPROTO_UDP, .help = "UDP over IPv6", .lack = NO_INET6 },
	{ "unix", AF_UNIX, SOCK_STREAM, 0, .help = "a stream on this machine" },
	{ "unix-dgram", AF_UNIX, SOCK_DGRAM, 0, .help = "datagrams on this machine" },
	{ "unix-seqpacket", AF_UNIX, SOCK_SEQPACKET, 0,
	  .help = "connected messages on this machine" },
	{ "ping", AF_INET, SOCK_DGRAM, IPPROTO_ICMP, .help = "ICMP echo over IPv4",
	  .lack = NO_PING },
	{ "ping6", AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6, .help = "ICMP echo over IPv6",
	  .lack = NO_PING },
	{ "raw", AF_INET, SOCK_RAW, 0, .help = "raw:icmp, raw:17: packets of a protocol over IPv4",
	  names_protocol, "IPPROTO_", true, RAW_LACKS },
	{ "raw6", AF_INET6, SOCK_RAW, 0, .help = "raw6:icmpv6: packets of a protocol over IPv6",
	  names_protocol, "IPPROTO_", true, RAW_LACKS },
#ifdef __linux__
	{ "packet", AF_PACKET, SOCK_RAW, ETH_P_ALL,
	  .help = "frames of an interface; packet:ip: of one protocol", names_ethernet, "ETH_P_",
	  false, PACKET_LACKS },
	{ "packet-dgram", AF_PACKET, SOCK_DGRAM, ETH_P_ALL,
	  .help = "the same without the header of the link", names_ethernet, "ETH_P_", false,
	  PACKET_LACKS },
	{ "mptcp", AF_INET, SOCK_STREAM, IPPROTO_MPTCP, .help = "TCP over several paths, IPv4",
	  .lack = NO_MPTCP },
	{ "mptcp6", AF_INET6, SOCK_STREAM, IPPROTO_MPTCP, .help = "TCP over several paths, IPv6",
	  .lack = NO_MPTCP },
	{ "udplite", AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE,
	  .help = "datagrams with part of a checksum, IPv4", .lack = NO_UDPLITE },
	{ "udplite6", AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE,
	  .help = "datagrams with part of a checksum, IPv6", .lack = NO_UDPLITE },
#endif
	{ "sctp", AF_INET, SOCK_STREAM, IPPROTO_SCTP, .help = "SCTP over IPv4, one to one",
	  .lack = NO_SCTP },
	{ "sctp6", AF_INET6, SOCK_STREAM, IPPROTO_SCTP, .help = "SCTP over IPv6, one to one",
	  .lack = NO_SCTP },
#ifdef __linux__
	{ "vsock", AF_VSOCK, SOCK_STREAM, 0, .help = "a stream between virtual machines",
	  .lack = NO_VSOCK },
	{ "vsock-dgram", AF_VSOCK, SOCK_DGRAM, 0, .help = "datagrams between virtual machines",
	  .lack = NO_VSOCK },
	{ "vsock-seqpacket", AF_VSOCK, SOCK_SEQPACKET, 0,
	  .help = "messages between virtual machines",
	  .lack = NO_VSOCK },
	{ "netlink", AF_NETLINK, SOCK_RAW, 0,
	  .help = "netlink:route, netlink:4: messages of the kernel",
	  names_netlink, "NETLINK_", true, NO_NETLINK },
#endif
	{ 0 }
};

const struct kind *
kind_named(const char *name)
{
	for (const struct kind *kind = kinds; kind->name; kind++)
		if (strcmp(kind->name, name) == 0)
			return kind;
	return NULL;
}

int
kind_in_order(int family, int protocol)
{
#ifdef __linux__
	if (family == AF_PACKET)
		return htons((uint16_t)protocol);
#endif
	(void)family;
	return protocol;
}

const struct kind *
kind_of(int family, int type, int protocol)
{
#ifdef __linux__
	/* Its types are one and the same. */
	if (family == AF_NETLINK && type == SOCK_DGRAM)
		type = SOCK_RAW;
#endif
	for (const struct kind *kind = kinds; kind->name; kind++)
		if (kind->family == family && kind->type == type &&
		    (kind->words || protocol == 0 || protocol == kind->protocol))
			return kind;
	return NULL;
}

/* A name of the table or, of IP's protocols, of /etc/protocols; or any number. */
static bool
read_word(const struct name *table, const char *prefix, const char *text, size_t count,
    int *number, bool *named)
{
	char word[40] = "";
	struct error ignored;
	int64_t n;

	if (count < sizeof(word))
		memcpy(word, text, count);
	*named = table != names_protocol ? names_read(table, prefix, text, count, number) :
	    strlen(word) == count && names_protocol_number(word, number);
	if (*named)
		return true;
	if (!number_int(text, count, INT32_MIN, INT32_MAX, &n, &ignored))
		return false;
	*number = (int)n;
	return true;
}

const struct name *
kind_protocols(int family, const char **prefix)
{
	for (const struct kind *kind = kinds; kind->name; kind++)
		if (kind->family == family && kind->words) {
			*prefix = kind->prefix;
			return kind->words;
		}
	*prefix = "IPPROTO_";
	return names_protocol;
}

bool
kind_protocol(int family, const char *text, size_t count, int *protocol)
{
	const char *prefix;
	const struct name *table = kind_protocols(family, &prefix);
	bool named;

	if (!read_word(table, prefix, text, count, protocol, &named))
		return false;
	if (named)
		*protocol = kind_in_order(family, *protocol);
	return true;
}

const struct kind *
kind_read(const char *text, size_t count, int *protocol, struct error *error)
{
	const char *colon = memchr(text, ':', count);
	char name[32] = "";
	size_t front = colon ? (size_t)(colon - text) : count;
	const struct kind *kind;
	bool ignored;

	error->kind = ERROR_NONE;
	if (front < sizeof(name))
		memcpy(name, text, front);
	kind = strlen(name) == front ? kind_named(name) : NULL;
	if (!kind)
		return NULL;
	/* Of the usual one 0 is passed. */
	*protocol = kind_of(kind->family, kind->type, 0) == kind && !kind->words ? 0 :
	    kind_in_order(kind->family, kind->protocol);
	if (!colon && !kind->wants_word)
		return kind;
	if (!colon) {
		error_usage(error, "'%s' wants a protocol behind it: %s", name, kind->help);
		return NULL;
	}
	if (!kind->words) {
		error_usage_at(error, colon - text, "'%s' is a kind by itself: nothing stands "
		    "behind it", name);
		return NULL;
	}
	if (!read_word(kind->words, kind->prefix, colon + 1, count - front - 1, protocol,
	    &ignored)) {
		error_usage_at(error, colon + 1 - text, "behind '%s:' stands a protocol, by name "
		    "or number", name);
		return NULL;
	}
	*protocol = kind_in_order(kind->family, *protocol);
	return kind;
}

/* "raw:icmp", "packet"; the protocol that a packet socket has by itself is left out. */
static void
with_word(const struct kind *kind, int protocol, char *text)
{
	char word[30];

	protocol = kind_in_order(kind->family, protocol);
	if (!kind->wants_word && (protocol == 0 || protocol == kind->protocol)) {
		snprintf(text, 64, "%s", kind->name);
		return;
	}
	names_brief(kind->words, kind->prefix, protocol, word, sizeof(word));
	snprintf(text, 64, "%s:%s", kind->name, word);
}

const char *
kind_name(int family, int type, int protocol)
{
	const struct kind *kind = kind_of(family, type, protocol);

	return kind && !kind->words ? kind->name : NULL;
}

const char *
kind_text(int family, int type, int protocol, char *text)
{
	const struct kind *kind = kind_of(family, type, protocol);
	char family_name[20], type_name[20];

	if (kind && kind->words) {
		with_word(kind, protocol, text);
		return text;
	}
	if (kind) {
		snprintf(text, 64, "%s", kind->name);
		return text;
	}
	names_brief(names_family, "AF_", family, family_name, sizeof(family_name));
	names_brief(names_type, "SOCK_", type, type_name, sizeof(type_name));
	snprintf(text, 64, "%s/%s/%d", family_name, type_name, protocol);
	return text;
}

const char *
kind_lacks(int family, int type, int protocol, int number)
{
	const struct kind *kind = kind_of(family, type & 0xf, protocol);

	for (size_t i = 0; kind && i < sizeof(kind->lack) / sizeof(*kind->lack); i++)
		if (kind->lack[i].what && kind->lack[i].number == number)
			return kind->lack[i].what;
	return NULL;
}

bool
kind_has_no_port(int family, int type, int protocol)
{
	if (family == AF_INET)
		return type == SOCK_RAW || (type == SOCK_DGRAM && protocol == IPPROTO_ICMP);
	return family == AF_INET6 && (type == SOCK_RAW ||
	    (type == SOCK_DGRAM && protocol == IPPROTO_ICMPV6));
}

bool
kind_has_interfaces(int family)
{
	const struct kind *packet = kind_named("packet");

	return packet && family == packet->family;
}

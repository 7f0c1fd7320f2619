/* explain-fill: templates of C and Python, with this socket's values in them. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/names.h"
#include "socket/kind.h"
#include "teach/explain-inner.h"

/* What Python's socket module has of what is named here (3.8 on Linux). */
static const char known[] =
    " AF_INET AF_INET6 AF_NETLINK AF_PACKET AF_UNIX AF_VSOCK IPPROTO_ICMP IPPROTO_ICMPV6 "
    "IPPROTO_IP IPPROTO_IPV6 IPPROTO_RAW IPPROTO_SCTP IPPROTO_TCP IPPROTO_UDP SOCK_DGRAM "
    "SOCK_RAW SOCK_RDM SOCK_SEQPACKET SOCK_STREAM SOL_SOCKET "
    "IPV6_CHECKSUM IPV6_DONTFRAG IPV6_DSTOPTS IPV6_HOPLIMIT IPV6_HOPOPTS IPV6_JOIN_GROUP "
    "IPV6_LEAVE_GROUP IPV6_MULTICAST_HOPS IPV6_MULTICAST_IF IPV6_MULTICAST_LOOP IPV6_NEXTHOP "
    "IPV6_PATHMTU IPV6_PKTINFO IPV6_RECVDSTOPTS IPV6_RECVHOPLIMIT IPV6_RECVHOPOPTS "
    "IPV6_RECVPATHMTU IPV6_RECVPKTINFO IPV6_RECVRTHDR IPV6_RECVTCLASS IPV6_RTHDR "
    "IPV6_RTHDRDSTOPTS IPV6_TCLASS IPV6_UNICAST_HOPS IPV6_V6ONLY IP_ADD_MEMBERSHIP "
    "IP_DROP_MEMBERSHIP IP_HDRINCL IP_MULTICAST_IF IP_MULTICAST_LOOP IP_MULTICAST_TTL "
    "IP_OPTIONS IP_RECVOPTS IP_RECVRETOPTS IP_RETOPTS IP_TOS IP_TRANSPARENT IP_TTL "
    "MSG_CMSG_CLOEXEC MSG_CONFIRM MSG_CTRUNC MSG_DONTROUTE MSG_DONTWAIT MSG_EOR MSG_ERRQUEUE "
    "MSG_FASTOPEN MSG_MORE MSG_NOSIGNAL MSG_OOB MSG_PEEK MSG_TRUNC MSG_WAITALL "
    "SO_ACCEPTCONN SO_BINDTODEVICE SO_BROADCAST SO_DEBUG SO_DOMAIN SO_DONTROUTE SO_ERROR "
    "SO_KEEPALIVE SO_LINGER SO_MARK SO_OOBINLINE SO_PASSCRED SO_PASSSEC SO_PEERCRED SO_PEERSEC "
    "SO_PRIORITY SO_PROTOCOL SO_RCVBUF SO_RCVLOWAT SO_RCVTIMEO SO_REUSEADDR SO_REUSEPORT "
    "SO_SNDBUF SO_SNDLOWAT SO_SNDTIMEO SO_TYPE SO_VM_SOCKETS_BUFFER_MAX_SIZE "
    "SO_VM_SOCKETS_BUFFER_MIN_SIZE SO_VM_SOCKETS_BUFFER_SIZE "
    "TCP_CONGESTION TCP_CORK TCP_DEFER_ACCEPT TCP_FASTOPEN TCP_INFO TCP_KEEPCNT TCP_KEEPIDLE "
    "TCP_KEEPINTVL TCP_LINGER2 TCP_MAXSEG TCP_NODELAY TCP_NOTSENT_LOWAT TCP_QUICKACK "
    "TCP_SYNCNT TCP_USER_TIMEOUT TCP_WINDOW_CLAMP ";

static void
constant(struct buf *out, const struct name *table, int number)
{
	const char *name = names_of(table, number);

	if (name)
		buf_add_text(out, name);
	else
		buf_format(out, "%d", number);
}

void
explain_python(struct buf *out, const char *name, int number)
{
	size_t count = name ? strlen(name) : 0;
	const char *at = name ? known : NULL;

	while (at && (at = strstr(at, name)) && (at[-1] != ' ' || at[count] != ' '))
		at++;
	if (at)
		buf_format(out, "socket.%s", name);
	else
		buf_format(out, "%d", number);
}

/* Where none is known: one of the family. */
static const struct addr *
address_of(const struct fill *fill, struct addr *example)
{
	static const struct { int family; const char *text; } examples[] = {
		{ AF_INET, "127.0.0.1:8080" }, { AF_INET6, "[::1]:8080" },
		{ AF_UNIX, "/run/example.sock" },
#ifdef __linux__
		{ AF_VSOCK, "local:1024" }, { AF_PACKET, "lo" }, { AF_NETLINK, "0:1" },
#endif
	};
	struct error ignored;

	if (fill->address && fill->address->length >= sizeof(sa_family_t))
		return fill->address;
	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++)
		if (examples[i].family == fill->family &&
		    addr_read(example, fill->family, examples[i].text,
		    strlen(examples[i].text), &ignored) == ADDR_NUMERIC)
			return example;
	addr_read(example, AF_INET, examples[0].text, strlen(examples[0].text), &ignored);
	return example;
}

static void
fill_declare(struct buf *out, const struct fill *fill)
{
	struct addr example;

	explain_address_c(out, address_of(fill, &example));
}

static void
fill_length(struct buf *out, const struct fill *fill)
{
	struct addr example;

	explain_address_length(out, address_of(fill, &example));
}

static void
fill_address(struct buf *out, const struct fill *fill)
{
	struct addr example;

	explain_address_python(out, address_of(fill, &example));
}

static void
fill_fd(struct buf *out, const struct fill *fill)
{
	if (fill->sock && fill->sock->fd >= 0)
		buf_format(out, "%d", fill->sock->fd);
	else
		buf_add_text(out, "fd");
}

static void
fill_count(struct buf *out, const struct fill *fill)
{
	if (fill->count >= 0)
		buf_format(out, "%lld", (long long)fill->count);
	else
		buf_add_text(out, "sizeof(data)");
}

static void
fill_flags(struct buf *out, const struct fill *fill)
{
	buf_add_text(out, fill->flags && *fill->flags ? fill->flags : "0");
}

/* ", socket.MSG_OOB | socket.MSG_MORE"; nothing where there are none. */
static void
fill_more(struct buf *out, const struct fill *fill)
{
	const char *at = fill->flags ? fill->flags : "";

	for (bool first = true; *at; first = false) {
		size_t count = strcspn(at, " ");
		char name[40] = "";
		int number = 0;

		memcpy(name, at, count < sizeof(name) ? count : sizeof(name) - 1);
		if (!names_number(names_send_flag, NULL, name, &number))
			names_number(names_recv_flag, NULL, name, &number);
		buf_add_text(out, first ? ", " : " | ");
		explain_python(out, name, number);
		at += count + strspn(at + count, " |");
	}
}

static void
fill_how(struct buf *out, const struct fill *fill)
{
	buf_add_text(out, fill->how ? fill->how : "SHUT_WR");
}

static void
fill_python_how(struct buf *out, const struct fill *fill)
{
	buf_add_text(out, fill->how && *fill->how != 'S' ? "" : "socket.");
	fill_how(out, fill);
}

static void
fill_backlog(struct buf *out, const struct fill *fill)
{
	buf_format(out, "%d", fill->backlog);
}

/* Protocol 0, and those of families that count their own, are numbers. */
static const char *
protocol_name(const struct fill *fill)
{
	bool ip = fill->domain == AF_INET || fill->domain == AF_INET6;

	return fill->protocol && ip ? names_of(names_protocol, fill->protocol) : NULL;
}

static void
fill_domain(struct buf *out, const struct fill *fill)
{
	constant(out, names_family, fill->domain);
}

static void
fill_type(struct buf *out, const struct fill *fill)
{
	constant(out, names_type, fill->type);
}

static void
fill_protocol(struct buf *out, const struct fill *fill)
{
	const char *name = protocol_name(fill);

	if (name)
		buf_add_text(out, name);
	else if (kind_has_interfaces(fill->domain))
		buf_format(out, "htons(0x%04x)", ntohs((uint16_t)fill->protocol));
	else
		buf_format(out, "%d", fill->protocol);
}

static void
fill_python_domain(struct buf *out, const struct fill *fill)
{
	explain_python(out, names_of(names_family, fill->domain), fill->domain);
}

static void
fill_python_type(struct buf *out, const struct fill *fill)
{
	explain_python(out, names_of(names_type, fill->type), fill->type);
}

static void
fill_python_protocol(struct buf *out, const struct fill *fill)
{
	if (kind_has_interfaces(fill->domain))
		buf_format(out, "socket.htons(0x%04x)", ntohs((uint16_t)fill->protocol));
	else
		explain_python(out, protocol_name(fill), fill->protocol);
}

static const struct {
	const char *name;
	void      (*add)(struct buf *, const struct fill *);
} places[] = {
	{ "address", fill_address }, { "backlog", fill_backlog }, { "count", fill_count },
	{ "declare", fill_declare }, { "domain", fill_domain }, { "fd", fill_fd },
	{ "flags", fill_flags }, { "how", fill_how }, { "length", fill_length },
	{ "more", fill_more }, { "protocol", fill_protocol },
	{ "python_domain", fill_python_domain }, { "python_how", fill_python_how },
	 { "python_protocol", fill_python_protocol },
	{ "python_type", fill_python_type }, { "type", fill_type },
};

/* Length of what stands in braces at `at`, if that is a place; then it is filled in. */
static size_t
fill_place(struct buf *out, const char *at, const struct fill *fill)
{
	size_t count = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz_");

	if (at[count + 1] != '}')
		return 0;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (strncmp(places[i].name, at + 1, count) != 0 || places[i].name[count])
			continue;
		places[i].add(out, fill);
		return count + 2;
	}
	return 0;
}

void
explain_fill(struct buf *out, const char *template, const struct fill *fill)
{
	for (const char *at = template; *at;) {
		size_t count = *at == '{' ? fill_place(out, at, fill) : 0;

		if (!count)
			buf_add_byte(out, *at++);
		at += count;
	}
}

void
explain_block(struct buf *out, const char *code)
{
	buf_add_text(out, "{\n");
	while (*code) {
		size_t count = strcspn(code, "\n") + 1;

		buf_add_byte(out, '\t');
		buf_add(out, code, count);
		code += count;
	}
	buf_add_text(out, "}\n");
}

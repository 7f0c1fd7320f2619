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

void
explain_constant(struct buf *out, const struct name *table, int number)
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

/* A host or a service that was typed: NULL where any will do. */
static void
add_name(struct buf *out, const char *name)
{
	if (*name && strcmp(name, "*") != 0)
		explain_string(out, name, strlen(name));
	else
		buf_add_text(out, "NULL");
}

/* The names are looked up, and the first address that they have is taken. */
static void
declare_names(struct buf *out, const struct fill *fill)
{
	bool any = !*fill->host || strcmp(fill->host, "*") == 0;

	buf_add_text(out, "struct addrinfo hints = { .ai_family = ");
	explain_constant(out, names_family, fill->family);
	buf_add_text(out, ",\n    .ai_socktype = ");
	explain_constant(out, names_type, fill->type);
	buf_format(out, "%s }, *list;\nint failed = getaddrinfo(", any ?
	    ", .ai_flags = AI_PASSIVE" : "");
	add_name(out, fill->host);
	buf_add_text(out, ", ");
	add_name(out, fill->service);
	buf_add_text(out, ", &hints, &list);\n"
	    "if (failed) {\n\tfprintf(stderr, \"%s\\n\", gai_strerror(failed));\n"
	    "\texit(1);\n}\n");
}

/* A port has to be a number there. */
static void
add_python_names(struct buf *out, const struct fill *fill)
{
	const char *service = *fill->service ? fill->service : "0";

	buf_add_byte(out, '(');
	explain_string(out, fill->host, strcmp(fill->host, "*") == 0 ? 0 : strlen(fill->host));
	if (service[strspn(service, "0123456789")] == '\0')
		buf_format(out, ", %s)", service);
	else
		buf_format(out, ", socket.getservbyname(\"%s\"))", service);
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

	if (fill->host)
		declare_names(out, fill);
	else
		explain_address_c(out, address_of(fill, &example));
}

static void
fill_length(struct buf *out, const struct fill *fill)
{
	struct addr example;

	if (fill->host)
		buf_add_text(out, "list->ai_addrlen");
	else
		explain_address_length(out, address_of(fill, &example));
}

static void
fill_pointer(struct buf *out, const struct fill *fill)
{
	buf_add_text(out, fill->host ? "list->ai_addr" : "(struct sockaddr *)&address");
}

static void
fill_release(struct buf *out, const struct fill *fill)
{
	buf_add_text(out, fill->host ? "freeaddrinfo(list);\n" : "");
}

static void
fill_address(struct buf *out, const struct fill *fill)
{
	struct addr example;

	if (fill->host)
		add_python_names(out, fill);
	else
		explain_address_python(out, address_of(fill, &example));
}

/* Where it is not known what was sent, as many zeros. */
static bool
is_zeros(const struct fill *fill)
{
	return !fill->data && fill->count >= 0;
}

static void
fill_bytes(struct buf *out, const struct fill *fill)
{
	if (fill->data)
		explain_string(out, fill->data, fill->data_count);
	else
		buf_add_text(out, "\"hello\"");
}

static void
fill_data(struct buf *out, const struct fill *fill)
{
	if (is_zeros(fill)) {
		buf_format(out, "static char data[%lld];", (long long)fill->count);
		return;
	}
	buf_add_text(out, "char data[] = ");
	fill_bytes(out, fill);
	buf_add_byte(out, ';');
}

static void
fill_python_data(struct buf *out, const struct fill *fill)
{
	if (is_zeros(fill)) {
		buf_format(out, "bytes(%lld)", (long long)fill->count);
		return;
	}
	buf_add_byte(out, 'b');
	fill_bytes(out, fill);
}

static void
fill_count(struct buf *out, const struct fill *fill)
{
	buf_add_text(out, is_zeros(fill) ? "sizeof(data)" : "sizeof(data) - 1");
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
	explain_constant(out, names_family, fill->domain);
}

static void
fill_type(struct buf *out, const struct fill *fill)
{
	explain_constant(out, names_type, fill->type);
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
	{ "data", fill_data },
	{ "declare", fill_declare }, { "domain", fill_domain },
	{ "flags", fill_flags }, { "how", fill_how }, { "length", fill_length },
	{ "more", fill_more }, { "pointer", fill_pointer }, { "protocol", fill_protocol },
	{ "python_data", fill_python_data }, { "python_domain", fill_python_domain },
	{ "python_how", fill_python_how },
	{ "python_protocol", fill_python_protocol },
	{ "python_type", fill_python_type }, { "release", fill_release }, { "type", fill_type },
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

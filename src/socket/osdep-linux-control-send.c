/* osdep-linux-control-send: the control messages that Linux takes, and of which sockets. */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>

#include "base/names.h"
#include "base/number.h"
#include "socket/control.h"
#include "socket/sock.h"

/* Newer than the headers of some systems. */
#ifndef SCM_TS_OPT_ID
#define SCM_TS_OPT_ID 81
#endif
#ifndef SCM_TXTIME
#define SCM_TXTIME 61
#endif
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef AF_VSOCK
#define AF_VSOCK 40
#endif

static bool
is_unix(const struct sock *sock)
{
	return sock->family == AF_UNIX;
}

static bool
has_credentials(const struct sock *sock)
{
	return sock->family == AF_UNIX || sock->family == AF_NETLINK;
}

/* Protocol 0 is the first of its type. */
static bool
is_tcp(const struct sock *sock)
{
	return (sock->family == AF_INET || sock->family == AF_INET6) && sock->type == SOCK_STREAM &&
	    (sock->protocol == 0 || sock->protocol == IPPROTO_TCP ||
	    sock->protocol == IPPROTO_MPTCP);
}

static bool
is_udp(const struct sock *sock)
{
	return (sock->family == AF_INET || sock->family == AF_INET6) && sock->type == SOCK_DGRAM &&
	    (sock->protocol == 0 || sock->protocol == IPPROTO_UDP ||
	    sock->protocol == IPPROTO_UDPLITE);
}

static bool
has_zerocopy(const struct sock *sock)
{
	return is_tcp(sock) || is_udp(sock) || sock->family == AF_VSOCK;
}

/* What the kernel takes for nothing where it means nothing. */
static const struct {
	enum control_what what;
	const char *name, *whose, *part;
	bool (*suits)(const struct sock *);
} meant[] = {
	{ CONTROL_RIGHTS, "--fd", "UNIX sockets", "family", is_unix },
	{ CONTROL_CREDENTIALS, "--credentials", "UNIX and netlink sockets", "family",
	  has_credentials },
	{ CONTROL_SEGMENT, "--gso", "UDP", "kind", is_udp },
	{ CONTROL_ZEROCOPY, "--zerocopy", "TCP, UDP and vsock", "kind", has_zerocopy },
	{ CONTROL_FASTOPEN, "--fastopen", "TCP", "kind", is_tcp },
};
enum { MEANT = sizeof(meant) / sizeof(*meant) };

static const struct {
	enum control_what what;
	int  family, level, type;
	bool narrow;                 /* 16 bits, else an int */
	const char *name;
} numbers[] = {
	{ CONTROL_TTL, AF_INET, IPPROTO_IP, IP_TTL, false, "--ttl" },
	{ CONTROL_TTL, AF_INET6, IPPROTO_IPV6, IPV6_HOPLIMIT, false, "--ttl" },
	{ CONTROL_TOS, AF_INET, IPPROTO_IP, IP_TOS, false, "--tos" },
	{ CONTROL_TOS, AF_INET6, IPPROTO_IPV6, IPV6_TCLASS, false, "--tos" },
	{ CONTROL_SEGMENT, AF_INET, IPPROTO_UDP, UDP_SEGMENT, true, "--gso" },
	{ CONTROL_SEGMENT, AF_INET6, IPPROTO_UDP, UDP_SEGMENT, true, "--gso" },
};
enum { NUMBERS = sizeof(numbers) / sizeof(*numbers) };

bool
control_suits(enum control_what what, const struct sock *sock, struct error *error)
{
	size_t i = 0;

	while (i < MEANT && meant[i].what != what)
		i++;
	return i == MEANT || !sock->type || meant[i].suits(sock) ||
	    error_usage(error, "'%s' is of %s, and this socket is of another %s", meant[i].name,
	    meant[i].whose, meant[i].part);
}

static bool
other_family(const char *name, struct error *error)
{
	return error_usage(error, "'%s' is of IPv4 and IPv6, and this socket is of another family",
	    name);
}

bool
control_add_number(struct buf *control, enum control_what what, int family, bool anyway,
    int number, struct error *error)
{
	uint16_t narrow = (uint16_t)number;
	size_t i = 0;

	while (i < NUMBERS && !(numbers[i].what == what && numbers[i].family == family))
		i++;
	for (size_t k = 0; i == NUMBERS && k < NUMBERS; k++)
		if (numbers[k].what == what && !anyway)
			return other_family(numbers[k].name, error);
		else if (numbers[k].what == what)
			i = k;
	if (numbers[i].narrow)
		control_add(control, numbers[i].level, numbers[i].type, &narrow, sizeof(narrow));
	else
		control_add(control, numbers[i].level, numbers[i].type, &number, sizeof(number));
	return true;
}

bool
control_add_rights(struct buf *control, const int *fd, size_t count, struct error *error)
{
	(void)error;
	control_add(control, SOL_SOCKET, SCM_RIGHTS, fd, count * sizeof(int));
	return true;
}

bool
control_add_credentials(struct buf *control, int64_t pid, int64_t uid, int64_t gid,
    struct error *error)
{
	const struct ucred ucred = { .pid = (pid_t)pid, .uid = (uid_t)uid, .gid = (gid_t)gid };

	(void)error;
	control_add(control, SOL_SOCKET, SCM_CREDENTIALS, &ucred, sizeof(ucred));
	return true;
}

static bool
read_interface(const char *name, unsigned *index, struct error *error)
{
	int64_t number;
	struct error ignored;

	*index = if_nametoindex(name);
	if (!*index && number_int(name, strlen(name), 1, INT32_MAX, &number, &ignored))
		*index = (unsigned)number;
	return *index || error_usage(error, "there is no interface '%.60s'", name);
}

static bool
is_address(const char *text, int family)
{
	struct in6_addr room;

	return inet_pton(family, text, &room) == 1;
}

bool
control_add_packet_info(struct buf *control, int family, bool anyway, const char *text,
    struct error *error)
{
	struct in_pktinfo info = { .ipi_ifindex = 0 };
	struct in6_pktinfo info6 = { .ipi6_ifindex = 0 };
	bool six = family == AF_INET6, has_address;
	const char *percent = strchr(text, '%');
	unsigned index = 0;
	char host[64];

	if (family != AF_INET && !six && !anyway)
		return other_family("--pktinfo", error);
	snprintf(host, sizeof(host), "%.*s", (int)(percent ? percent - text : 60), text);
	has_address = inet_pton(six ? AF_INET6 : AF_INET, host,
	    six ? (void *)&info6.ipi6_addr : (void *)&info.ipi_spec_dst) == 1;
	if (!has_address && is_address(host, six ? AF_INET : AF_INET6))
		return error_usage(error, "'%.60s' is an %s address, and what is sent is %s", host,
		    six ? "IPv4" : "IPv6", six ? "IPv6" : "IPv4");
	if (percent && !has_address)
		return error_usage(error, "'%.60s' is no %s address", host, six ? "IPv6" : "IPv4");
	if (!has_address || percent) {
		if (!read_interface(percent ? percent + 1 : text, &index, error))
			return false;
	}
	info.ipi_ifindex = (int)index;
	info6.ipi6_ifindex = index;
	if (six)
		control_add(control, IPPROTO_IPV6, IPV6_PKTINFO, &info6, sizeof(info6));
	else
		control_add(control, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
	return true;
}

/* Those that are no option. */
static const struct name types[] = {
	{ "SCM_RIGHTS", SCM_RIGHTS, NULL }, { "SCM_CREDENTIALS", SCM_CREDENTIALS, NULL },
	{ "SCM_TXTIME", SCM_TXTIME, NULL }, { "SCM_TS_OPT_ID", SCM_TS_OPT_ID, NULL },
	{ "SO_TIMESTAMPING", 37, NULL }, { "UDP_SEGMENT", UDP_SEGMENT, NULL },
	{ "IP_PKTINFO", IP_PKTINFO, NULL }, { "IP_RETOPTS", IP_RETOPTS, NULL },
	{ "IPV6_PKTINFO", IPV6_PKTINFO, NULL }, { "IPV6_HOPLIMIT", IPV6_HOPLIMIT, NULL },
	{ 0 }
};

int
control_type_named(const char *name, size_t count)
{
	char text[32];
	int number;

	if (count >= sizeof(text))
		return -1;
	memcpy(text, name, count);
	text[count] = '\0';
	return names_number(types, "SCM_", text, &number) ? number : -1;
}

/* diag-linux-route: asks which way the system takes to an address (rtnetlink), through
 * libmnl. */
#include "socket/diag-linux.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/number.h"

enum { ROOM = 32 * 1024 };

/* A router may have a million of them: which one refuses is not worth more. */
#define LIMIT (NUMBER_SECOND / 20)

/* What refuses does it with an errno of its own (net/ipv4/fib_semantics.c). */
static const struct type {
	const char *name;
	int         refuses;
} types[] = {
	[RTN_UNSPEC] = { NULL, 0 },
	[RTN_UNICAST] = { "unicast", 0 },
	[RTN_LOCAL] = { "local", 0 },
	[RTN_BROADCAST] = { "broadcast", 0 },
	[RTN_ANYCAST] = { "anycast", 0 },
	[RTN_MULTICAST] = { "multicast", 0 },
	[RTN_BLACKHOLE] = { "blackhole", EINVAL },
	[RTN_UNREACHABLE] = { "unreachable", EHOSTUNREACH },
	[RTN_PROHIBIT] = { "prohibit", EACCES },
	[RTN_THROW] = { "throw", ENETUNREACH },
};

struct asking {
	const struct diag_way *way;
	const char        *host;     /* the bytes of the address */
	int                family;
	int                wants;    /* of a dump: a route that refuses with this errno */
	bool               found;
	struct diag_route *to;
};

/* The bytes of an address, and how many. */
static const char *
host_of(const struct addr *addr, size_t *count)
{
	*count = addr->any.sa_family == AF_INET ? 4 : 16;
	return addr->room + (addr->any.sa_family == AF_INET ?
	    offsetof(struct sockaddr_in, sin_addr) : offsetof(struct sockaddr_in6, sin6_addr));
}

static void
set_host(struct addr *addr, int family, const void *bytes)
{
	size_t count;

	memset(addr, 0, sizeof(*addr));
	addr->any.sa_family = (sa_family_t)family;
	addr->length = family == AF_INET ? sizeof(struct sockaddr_in) :
	    sizeof(struct sockaddr_in6);
	addr->no_port = true;
	memcpy((char *)(size_t)host_of(addr, &count), bytes, family == AF_INET ? 4 : 16);
}

static int
keep(const struct nlattr *attr, void *to)
{
	const struct nlattr **table = to;

	if (mnl_attr_type_valid(attr, RTA_MAX) >= 0)
		table[mnl_attr_get_type(attr)] = attr;
	return MNL_CB_OK;
}

/* An attribute of the length that is due. */
static const void *
payload(const struct nlattr *attr, size_t count)
{
	return attr && mnl_attr_get_payload_len(attr) >= count ? mnl_attr_get_payload(attr) : NULL;
}

static bool
is_in(const char *host, const char *prefix, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;
	unsigned char mask = (unsigned char)(0xff00 >> rest);

	return memcmp(host, prefix, whole) == 0 &&
	    (!rest || ((unsigned char)(host[whole] ^ prefix[whole]) & mask) == 0);
}

static void
take(struct asking *asking, const struct rtmsg *message, const struct nlattr *const *attr)
{
	static const char zeros[16];
	const size_t size = asking->family == AF_INET ? 4 : 16;
	const char *prefix = payload(attr[RTA_DST], size);
	const void *gateway = payload(attr[RTA_GATEWAY], size);
	const void *interface = payload(attr[RTA_OIF], sizeof(int));
	struct diag_route *to = asking->to;

	to->type = message->rtm_type < sizeof(types) / sizeof(*types) ?
	    types[message->rtm_type].name : NULL;
	to->bits = message->rtm_dst_len;
	set_host(&to->to, asking->family, prefix ? prefix : zeros);
	to->gateway.length = 0;
	if (gateway)
		set_host(&to->gateway, asking->family, gateway);
	to->interface = 0;
	if (interface)
		memcpy(&to->interface, interface, sizeof(to->interface));
	asking->found = true;
}

static int
each(const struct nlmsghdr *head, void *to)
{
	static const char zeros[16];
	struct asking *asking = to;
	const struct nlattr *attr[RTA_MAX + 1] = { NULL };
	const struct rtmsg *message = mnl_nlmsg_get_payload(head);
	const char *prefix;

	if (head->nlmsg_type != RTM_NEWROUTE ||
	    mnl_nlmsg_get_payload_len(head) < sizeof(*message) ||
	    message->rtm_family != asking->family ||
	    mnl_attr_parse(head, sizeof(*message), keep, attr) < 0)
		return MNL_CB_OK;
	if (!asking->wants)
		return take(asking, message, attr), MNL_CB_OK;
	prefix = payload(attr[RTA_DST], asking->family == AF_INET ? 4 : 16);
	if (message->rtm_type < sizeof(types) / sizeof(*types) &&
	    types[message->rtm_type].refuses == asking->wants &&
	    message->rtm_dst_len <= (asking->family == AF_INET ? 32 : 128) &&
	    is_in(asking->host, prefix ? prefix : zeros, message->rtm_dst_len) &&
	    (!asking->found || message->rtm_dst_len > asking->to->bits))
		take(asking, message, attr);
	return MNL_CB_OK;
}

static void
put_way(struct nlmsghdr *head, struct rtmsg *message, const struct asking *asking)
{
	const size_t size = asking->family == AF_INET ? 4 : 16;
	size_t ignored;

	message->rtm_dst_len = (unsigned char)(size * 8);
	mnl_attr_put(head, RTA_DST, size, asking->host);
	if (asking->way->from) {
		message->rtm_src_len = (unsigned char)(size * 8);
		mnl_attr_put(head, RTA_SRC, size, host_of(asking->way->from, &ignored));
	}
	if (asking->way->interface)
		mnl_attr_put_u32(head, RTA_OIF, asking->way->interface);
	if (asking->way->mark)
		mnl_attr_put_u32(head, RTA_MARK, asking->way->mark);
}

/* 0, or an errno: the kernel's answer, or why there is none. */
static int
ask(struct mnl_socket *socket, struct asking *asking)
{
	_Alignas(struct nlmsghdr) char room[ROOM];
	struct nlmsghdr *head = mnl_nlmsg_put_header(memset(room, 0, 256));
	struct rtmsg *message;
	const unsigned sequence = asking->wants ? 2 : 1;
	const int64_t until = number_now() + LIMIT;
	int went = MNL_CB_OK;

	head->nlmsg_type = RTM_GETROUTE;
	head->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | (asking->wants ? NLM_F_DUMP : NLM_F_ACK));
	head->nlmsg_seq = sequence;
	message = mnl_nlmsg_put_extra_header(head, sizeof(*message));
	message->rtm_family = (unsigned char)asking->family;
	if (!asking->wants)
		put_way(head, message, asking);
	if (mnl_socket_sendto(socket, head, head->nlmsg_len) < 0)
		return errno;
	while (went == MNL_CB_OK) {
		ssize_t count = mnl_socket_recvfrom(socket, room, sizeof(room));

		if (count <= 0)
			return count < 0 ? errno : EBADMSG;
		if (number_now() > until)
			return ETIME;
		went = mnl_cb_run(room, (size_t)count, sequence, mnl_socket_get_portid(socket),
		    each, asking);
	}
	return went < 0 ? errno : 0;
}

static bool
refuses(int number)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (number && types[i].refuses == number)
			return true;
	return false;
}

/* What the kernel answers is one thing, that it did not answer another. */
static bool
look(struct mnl_socket *socket, const struct diag_way *way, struct diag_route *found,
    struct error *error)
{
	size_t ignored;
	struct asking asking = { .way = way, .host = host_of(way->to, &ignored),
		.family = way->to->any.sa_family, .to = found };

	found->type = NULL;
	found->number = ask(socket, &asking);
	if (found->number && !refuses(found->number))
		return error_system(error, "recvmsg", found->number);
	asking.wants = found->number;
	if (asking.wants && ask(socket, &asking) != 0)
		found->type = NULL;
	return true;
}

bool
diag_linux_route(struct diag_link *link, const struct diag_way *way, struct diag_route *found,
    struct error *error)
{
	const struct timeval limit = { .tv_usec = LIMIT / 1000 };
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	bool good;

	(void)link;
	if (!socket)
		return error_system(error, "socket", errno);
	setsockopt(mnl_socket_get_fd(socket), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	good = mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) == 0 ||
	    error_system(error, "bind", errno);
	good = good && look(socket, way, found, error);
	mnl_socket_close(socket);
	return good;
}

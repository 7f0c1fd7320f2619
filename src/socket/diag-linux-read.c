/* diag-linux-read: the messages of sock_diag, checked before they are believed. */
#include "socket/diag-linux.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>

#include "base/newer.h"

/* The kernel's timers, by idiag_timer. */
static const char *const timers[] = { NULL, "retransmit", "keepalive", TIMER_TIME_WAIT, "probe" };
enum { TIMERS = sizeof(timers) / sizeof(*timers) };

/* An attribute's number, as far as it goes. */
static uint32_t
number_of(const struct nlattr *attr)
{
	uint32_t number = 0;
	size_t count = mnl_attr_get_payload_len(attr);

	memcpy(&number, mnl_attr_get_payload(attr), count < 4 ? count : 4);
	return number;
}

static bool
is_over_tcp(const struct diag_sock *sock)
{
	return sock->family != AF_UNIX &&
	    (sock->protocol == IPPROTO_TCP || sock->protocol == IPPROTO_MPTCP);
}

/* What stands above TCP, by name. */
static int
read_above(const struct nlattr *attr, void *to)
{
	static const char mptcp[] = "mptcp";
	struct diag_sock *sock = to;

	if (mnl_attr_get_type(attr) == INET_ULP_INFO_NAME &&
	    mnl_attr_get_payload_len(attr) >= sizeof(mptcp) &&
	    memcmp(mnl_attr_get_payload(attr), mptcp, sizeof(mptcp)) == 0)
		sock->protocol = IPPROTO_MPTCP;
	return MNL_CB_OK;
}

static int
read_inet_attribute(const struct nlattr *attr, void *to)
{
	struct diag_sock *sock = to;
	const void *bytes = mnl_attr_get_payload(attr);
	size_t count = mnl_attr_get_payload_len(attr);

	if (mnl_attr_get_type(attr) == INET_DIAG_SKV6ONLY)
		sock->only_inet6 = number_of(attr) & 0xff;
	if (mnl_attr_get_type(attr) == INET_DIAG_ULP_INFO)
		return mnl_attr_parse_nested(attr, read_above, sock);
	if (mnl_attr_get_type(attr) != INET_DIAG_INFO)
		return MNL_CB_OK;
	if (count > sizeof(sock->tcp.told))
		count = sizeof(sock->tcp.told);
	memcpy(sock->tcp.told, bytes, count);
	sock->tcp.length = count;
	sock->has_tcp = is_over_tcp(sock) && osdep_tcp_read(&sock->tcp);
	return MNL_CB_OK;
}

/* Port and host of one end, as the kernel keeps both families. */
static void
read_end(struct addr *to, int family, uint16_t port, const uint32_t *host, uint32_t interface)
{
	if (family == AF_INET) {
		struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = port };

		in.sin_addr.s_addr = host[0];
		memcpy(to->room, &in, to->length = sizeof(in));
	} else {
		struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = port };

		memcpy(&in6.sin6_addr, host, sizeof(in6.sin6_addr));
		if (IN6_IS_ADDR_LINKLOCAL(&in6.sin6_addr))
			in6.sin6_scope_id = interface;
		memcpy(to->room, &in6, to->length = sizeof(in6));
	}
}

/* In the words that `state` of a socket here has. */
static const char *
state_of(const struct diag_sock *sock, unsigned state)
{
	if (is_over_tcp(sock))
		return osdep_tcp_state(state);
	if (state == 10)
		return "LISTEN";
	if (state == 1)
		return "CONNECTED";
	if (sock->family == AF_UNIX)
		return sock->local.length ? "BOUND" : "OPEN";
	return addr_port(&sock->local) > 0 ? "BOUND" : "OPEN";
}

static unsigned
bit_of(unsigned state)
{
	/* TCP_NEW_SYN_RECV: a request that has no socket yet. */
	return state == 12 ? DIAG_SYN_RECEIVED : state < 12 ? 1U << state & DIAG_ALL : 0;
}

/* The states in which the peer's FIN has come. */
enum {
	HAS_FIN = DIAG_CLOSE_WAIT | DIAG_LAST_ACK | DIAG_CLOSING | DIAG_TIME_WAIT
};

/* The parts that every message sets anew; the large ones are cut off by their lengths. */
static void
begin(struct diag_sock *sock, const struct diag_ask *ask)
{
	sock->family = ask->family;
	sock->protocol = ask->protocol;
	sock->local.length = sock->peer.length = 0;
	sock->local.null = sock->peer.null = false;
	sock->local.no_port = sock->peer.no_port = false;
	sock->inode = sock->peer_inode = 0;
	sock->uid = sock->recvq = sock->sendq = -1;
	sock->interface = 0;
	sock->timer = NULL;
	sock->expires = -1;
	sock->has_tcp = false;
	sock->waits = 0;
	sock->file = sock->device = 0;
}

/* What stands behind `offset` bytes of the payload; exactly so much as there is. */
static void
read_attributes(const struct nlmsghdr *head, size_t offset, mnl_attr_cb_t each,
    struct diag_sock *sock)
{
	mnl_attr_parse_payload((const char *)mnl_nlmsg_get_payload(head) + offset,
	    mnl_nlmsg_get_payload_len(head) - offset, each, sock);
}

static bool
read_inet(const struct nlmsghdr *head, const struct diag_ask *ask, bool single,
    struct diag_sock *sock)
{
	struct inet_diag_msg told;

	if (mnl_nlmsg_get_payload_len(head) < sizeof(told))
		return false;
	memcpy(&told, mnl_nlmsg_get_payload(head), sizeof(told));
	if ((told.idiag_family != AF_INET && told.idiag_family != AF_INET6) ||
	    !bit_of(told.idiag_state))
		return false;
	/* IPv4 may end in a socket of IPv6, and is found there by either's addresses. */
	if (!single && told.idiag_family != ask->family)
		return false;
	begin(sock, ask);
	sock->family = told.idiag_family;
	sock->type = is_over_tcp(sock) ? SOCK_STREAM : SOCK_DGRAM;
	read_end(&sock->local, sock->family, told.id.idiag_sport, told.id.idiag_src,
	    told.id.idiag_if);
	if (told.id.idiag_dport)
		read_end(&sock->peer, sock->family, told.id.idiag_dport, told.id.idiag_dst,
		    told.id.idiag_if);
	sock->state_bit = bit_of(told.idiag_state);
	sock->state = state_of(sock, told.idiag_state);
	sock->inode = told.idiag_inode;
	/* Of what nobody holds the kernel does not know whose it was, and says root. */
	sock->uid = told.idiag_inode ? (int64_t)told.idiag_uid : -1;
	sock->recvq = told.idiag_rqueue;
	/* A FIN that nobody has read counts as a byte. */
	if (sock->state_bit & HAS_FIN && sock->recvq > 0)
		sock->recvq--;
	sock->sendq = told.idiag_wqueue;
	sock->interface = told.id.idiag_if;
	sock->timer = told.idiag_timer < TIMERS ? timers[told.idiag_timer] : NULL;
	/* A timer that is late has gone below zero. */
	if (sock->timer)
		sock->expires = told.idiag_expires > INT32_MAX ? 0 : told.idiag_expires / 1e3;
	read_attributes(head, sizeof(told), read_inet_attribute, sock);
	return true;
}

static void
read_unix_name(struct diag_sock *sock, const void *bytes, size_t count)
{
	size_t most = sizeof(sock->local.room) - offsetof(struct sockaddr_un, sun_path);

	if (!count || count > most)
		return;
	sock->local.any.sa_family = AF_UNIX;
	memcpy(sock->local.path.sun_path, bytes, count);
	sock->local.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + count);
}

/* The kernel's own form of a device's number is not stat(2)'s. */
static void
read_file(struct diag_sock *sock, const void *bytes, size_t count)
{
	enum { MINOR_BITS = 20 };
	struct unix_diag_vfs told;

	if (count < sizeof(told))
		return;
	memcpy(&told, bytes, sizeof(told));
	sock->file = told.udiag_vfs_ino;
	sock->device = makedev(told.udiag_vfs_dev >> MINOR_BITS,
	    told.udiag_vfs_dev & ((1U << MINOR_BITS) - 1));
}

static int
read_unix_attribute(const struct nlattr *attr, void *to)
{
	struct diag_sock *sock = to;
	const char *bytes = mnl_attr_get_payload(attr);
	size_t count = mnl_attr_get_payload_len(attr);
	struct unix_diag_rqlen queue;
	uint32_t inode;

	switch (mnl_attr_get_type(attr)) {
	case UNIX_DIAG_NAME:
		read_unix_name(sock, bytes, count);
		break;
	case UNIX_DIAG_PEER:
		sock->peer_inode = number_of(attr);
		break;
	case UNIX_DIAG_ICONS:
		for (size_t i = 0; i + sizeof(inode) <= count && sock->waits < DIAG_WAITING;
		    i += sizeof(inode)) {
			memcpy(&inode, bytes + i, sizeof(inode));
			sock->waiting[sock->waits++] = inode;
		}
		break;
	case UNIX_DIAG_RQLEN:
		if (count < sizeof(queue))
			break;
		memcpy(&queue, bytes, sizeof(queue));
		sock->recvq = queue.udiag_rqueue;
		sock->sendq = queue.udiag_wqueue;
		break;
	case UNIX_DIAG_VFS:
		read_file(sock, bytes, count);
		break;
	case UNIX_DIAG_UID:
		sock->uid = number_of(attr);
		break;
	}
	return MNL_CB_OK;
}

static bool
read_unix(const struct nlmsghdr *head, const struct diag_ask *ask, struct diag_sock *sock)
{
	struct unix_diag_msg told;

	if (mnl_nlmsg_get_payload_len(head) < sizeof(told))
		return false;
	memcpy(&told, mnl_nlmsg_get_payload(head), sizeof(told));
	if (told.udiag_family != AF_UNIX || !bit_of(told.udiag_state))
		return false;
	begin(sock, ask);
	sock->type = told.udiag_type;
	sock->inode = told.udiag_ino;
	read_attributes(head, sizeof(told), read_unix_attribute, sock);
	sock->state_bit = bit_of(told.udiag_state);
	sock->state = state_of(sock, told.udiag_state);
	return true;
}

static int
errno_of(const struct nlmsghdr *head)
{
	const struct nlmsgerr *told = mnl_nlmsg_get_payload(head);

	if (mnl_nlmsg_get_payload_len(head) < sizeof(*told))
		return EBADMSG;
	return told->error < 0 && told->error > -4096 ? -told->error : EBADMSG;
}

/* The end of a dump holds an errno, too, where it could not go on. */
static enum diag_went
ended(const struct nlmsghdr *head, int *number)
{
	int32_t told = 0;

	if (mnl_nlmsg_get_payload_len(head) >= sizeof(told))
		memcpy(&told, mnl_nlmsg_get_payload(head), sizeof(told));
	if (told >= 0 || told < -4095)
		return DIAG_DONE;
	*number = -told;
	return DIAG_FAILED;
}

enum diag_went
diag_read(const void *bytes, size_t count, unsigned sequence, const struct diag_ask *ask,
    bool single, diag_each *each, void *to, int *number, bool *enough)
{
	const struct nlmsghdr *head = bytes;
	int left = count > INT32_MAX ? 0 : (int)count;
	/* What is not told, as the marks of an address, is never set. */
	struct diag_sock sock = { .family = 0 };

	/* libmnl takes a length beyond INT_MAX for one below zero. */
	for (; mnl_nlmsg_ok(head, left) && head->nlmsg_len <= (unsigned)left;
	    head = mnl_nlmsg_next(head, &left)) {
		if (head->nlmsg_seq != sequence)
			continue; /* of a question that was given up */
		if (head->nlmsg_type == NLMSG_DONE)
			return ended(head, number);
		if (head->nlmsg_type == NLMSG_ERROR) {
			*number = errno_of(head);
			return DIAG_FAILED;
		}
		if (head->nlmsg_type != SOCK_DIAG_BY_FAMILY)
			continue;
		if (ask->family == AF_UNIX ? read_unix(head, ask, &sock) :
		    read_inet(head, ask, single, &sock))
			*enough = !each(to, &sock);
		/* Nothing comes behind the one answer, whatever it holds. */
		if (*enough || single)
			return DIAG_DONE;
	}
	return DIAG_MORE;
}

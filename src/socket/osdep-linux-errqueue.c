/* osdep-linux-errqueue: reads a socket's error queue, and has it filled. */
#include <errno.h>
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/newer.h"
#include "socket/errqueue.h"
#include "socket/osdep.h"
#include "socket/stamps.h"
#include "socket/sys.h"

#ifndef AF_VSOCK
#define AF_VSOCK 40
#endif
/* Since Linux 6.2. */
enum { OPT_ID_TCP = 1 << 16 };

static bool
has_queue(int family)
{
	static const int families[] = { AF_INET, AF_INET6, AF_PACKET, AF_VSOCK };

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (family == families[i])
			return true;
	return false;
}

/* A UNIX socket would take MSG_ERRQUEUE for nothing, and give out data.  What is no
 * socket the call itself refuses. */
bool
errqueue_is_there(const struct sock *sock, struct error *error)
{
	if (!sock->type || has_queue(sock->family))
		return true;
	return error_set(error, ERROR_REFUSED, "sockets of this family have no error queue");
}

bool
errqueue_is_asked(const struct sock *sock)
{
	static const struct { int level, option; } options[] = {
		{ IPPROTO_IP, IP_RECVERR }, { IPPROTO_IPV6, IPV6_RECVERR },
		{ SOL_SOCKET, SO_ZEROCOPY }, { SOL_SOCKET, SO_TIMESTAMPING },
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		int on = 0;
		socklen_t length = sizeof(on);

		if (has_queue(sock->family) && sys_getsockopt(sock->fd, options[i].level,
		    options[i].option, &on, &length) == 0 && on)
			return true;
	}
	return false;
}

/* Stamps that are not numbered have a 0 there, as the first one has. */
static bool
is_nameless(const struct sock *sock, const struct control_error *error)
{
	unsigned flags = 0;
	socklen_t length = sizeof(flags);

	return error->origin == SO_EE_ORIGIN_TIMESTAMPING && !error->data &&
	    sys_getsockopt(sock->fd, SOL_SOCKET, SO_TIMESTAMPING, &flags, &length) == 0 &&
	    !(flags & SOF_TIMESTAMPING_OPT_ID);
}

static void
tell(const struct sock *sock, struct errqueue_entry *entry, struct msghdr *message,
    const char *control, ssize_t count, size_t room)
{
	struct control came = { .time = 0 };
	struct addr from = { .length = 0 };
	struct buf text = { 0 };

	entry->bytes.count = (size_t)count < room ? (size_t)count : room;
	entry->truncated = message->msg_flags & MSG_TRUNC;
	if (!entry->bytes.count)
		buf_clear(&entry->bytes);
	control_decode(&came, control, message->msg_controllen);
	entry->nameless = is_nameless(sock, &came.error);
	errqueue_tell(sock, entry, &came);
	from.length = message->msg_namelen < sizeof(from.room) ? message->msg_namelen :
	    sizeof(from.room);
	memcpy(from.room, message->msg_name, from.length);
	if (from.length && from.any.sa_family != AF_UNSPEC)
		addr_show(&text, &from);
	if (text.count)
		record_bytes(&entry->told, "to", text.data, text.count);
	buf_clear(&text);
	control_clear(&came);
}

enum did
errqueue_read(struct sock *sock, size_t room, struct errqueue_entry **to, struct error *error)
{
	_Alignas(struct cmsghdr) char control[CONTROL_ROOM];
	struct addr from;
	struct errqueue_entry *entry = mem_new(1, sizeof(*entry));
	struct iovec piece = { buf_reserve(&entry->bytes, room), room };
	struct msghdr message = { .msg_name = from.room, .msg_namelen = sizeof(from.room),
		.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control,
		.msg_controllen = sizeof(control) };
	unsigned times = 0;
	ssize_t count;

	do
		count = sys_recvmsg(sock->fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
	while (count < 0 && error_interrupted(&times));
	if (count < 0) {
		int number = errno;

		errqueue_free(entry);
		if (number == EAGAIN || number == EWOULDBLOCK)
			return DID_LATER;
		error_system(error, "recvmsg", number);
		return DID_FAIL;
	}
	tell(sock, entry, &message, control, count, room);
	*to = entry;
	return DID_IT;
}

/* The option itself is taken by all. */
static bool
are_stamped(const struct sock *sock, struct error *error)
{
	if (!errqueue_is_there(sock, error))
		return false;
	if (sock->family == AF_VSOCK)
		return error_set(error, ERROR_REFUSED, "the kernel stamps nothing that is sent "
		    "over vsock");
	if (sock->type == SOCK_STREAM && sock->protocol == IPPROTO_MPTCP)
		return error_set(error, ERROR_REFUSED, "the kernel stamps nothing that is sent "
		    "over MPTCP, whose paths are TCP connections of its own");
	return true;
}

/* Older kernels know of the flags alone. */
static void
note_before(const struct sock *sock, int before[2])
{
	socklen_t length = 2 * sizeof(*before);

	memset(before, 0, length);
	if (sys_getsockopt(sock->fd, SOL_SOCKET, SO_TIMESTAMPING, before, &length) < 0)
		memset(before, 0, 2 * sizeof(*before));
}

static bool
stamps_off(struct sock *sock, struct error *error)
{
	if (sys_setsockopt(sock->fd, SOL_SOCKET, SO_TIMESTAMPING, sock->stamps_before,
	    sizeof(sock->stamps_before)) < 0)
		return error_system(error, "setsockopt", errno);
	memset(sock->stamps_before, 0, sizeof(sock->stamps_before));
	sock->stamps = sock->stamped = false;
	return true;
}

/* The bytes of TCP are counted from the moment that this is set; with OPT_ID_TCP those
 * that wait to be sent are not counted. */
bool
stamps_set(struct sock *sock, bool on, struct error *error)
{
	bool tcp = sock->type == SOCK_STREAM;
	unsigned flags = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_TX_SCHED |
	    SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY |
	    (tcp ? SOF_TIMESTAMPING_TX_ACK : 0);
	unsigned more = tcp ? flags | OPT_ID_TCP : flags;
	int before[2];

	if (!are_stamped(sock, error))
		return false;
	if (!on)
		return stamps_off(sock, error);
	note_before(sock, before);
	if (sys_setsockopt(sock->fd, SOL_SOCKET, SO_TIMESTAMPING, &more, sizeof(more)) < 0 &&
	    (more == flags ||
	    sys_setsockopt(sock->fd, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof(flags)) < 0))
		return error_system(error, "setsockopt", errno);
	if (!sock->stamps)
		memcpy(sock->stamps_before, before, sizeof(before));
	sock->stamps = true;
	sock->stamped = false;
	sock->stamps_from = sock->sent;
	return true;
}

/* sock: numbered sockets, and the calls that make, join and end them. */
#include "socket/sock.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/newer.h"
#include "base/number.h"
#include "socket/ghost.h"
#include "socket/layer.h"
#include "socket/osdep.h"
#include "socket/others.h"
#include "socket/sys.h"
#include "socket/table.h"

static bool
ask(int fd, int name, int *number, struct error *error)
{
	socklen_t length = sizeof(*number);

	if (sys_getsockopt(fd, SOL_SOCKET, name, number, &length) < 0)
		return error_system(error, "getsockopt", errno);
	return true;
}

static bool
is_stream(const struct sock *sock)
{
	return (sock->family == AF_INET || sock->family == AF_INET6) && sock->type == SOCK_STREAM;
}

bool
sock_is_tcp(const struct sock *sock)
{
	return is_stream(sock) && (sock->protocol == 0 || sock->protocol == IPPROTO_TCP);
}

bool
sock_is_mptcp(const struct sock *sock)
{
	return is_stream(sock) && sock->protocol == IPPROTO_MPTCP;
}

bool
sock_listens(const struct sock *sock)
{
	struct error ignored;
	int yes = 0;

	return sock->fd >= 0 && ask(sock->fd, SO_ACCEPTCONN, &yes, &ignored) && yes;
}

/* What the kernel made of 0, or of a listener's. */
static int
protocol_of(int fd, int family, int otherwise)
{
	int protocol = osdep_protocol(fd, family);

	return protocol >= 0 ? protocol : otherwise;
}

struct sock *
sock_open(struct sock_table *table, int family, int type, int protocol, bool nonblock,
    struct error *error)
{
	int fd = sys_socket(family, type | SOCK_CLOEXEC | (nonblock ? SOCK_NONBLOCK : 0),
	    protocol);
	struct sock *sock;

	if (fd < 0) {
		error_system(error, "socket", errno);
		return NULL;
	}
	sock = table_add(table, fd, family, type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK),
	    protocol_of(fd, family, protocol));
	sock->nonblock = nonblock || (type & SOCK_NONBLOCK);
	sock->past.made = "socket";
	return sock;
}

bool
sock_pair(struct sock_table *table, int family, int type, int protocol,
    struct sock *end[2], struct error *error)
{
	int fd[2];

	if (sys_socketpair(family, type | SOCK_CLOEXEC, protocol, fd) < 0)
		return error_system(error, "socketpair", errno);
	for (int i = 0; i < 2; i++) {
		end[i] = table_add(table, fd[i], family, type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK),
		    protocol_of(fd[i], family, protocol));
		end[i]->beside_asked &= table->beside_sent;
	}
	end[0]->nonblock = end[1]->nonblock = type & SOCK_NONBLOCK;
	end[0]->connected = end[1]->connected = true;
	end[0]->past.made = end[1]->past.made = "socketpair";
	end[0]->pair = end[1]->number;
	end[1]->pair = end[0]->number;
	return true;
}

bool
sock_pair_null(int family, int type, int protocol, struct error *error)
{
	/* The compiler is not to know. */
	int *volatile nowhere = NULL;

	if (sys_socketpair(family, type, protocol, nowhere) == 0)
		return true;
	return error_system(error, "socketpair", errno);
}

struct sock *
sock_dup(struct sock_table *table, struct sock *sock, struct error *error)
{
	int fd = sys_fcntl(sock->fd, F_DUPFD_CLOEXEC, 3), type;
	struct sock *copy;

	if (fd < 0) {
		error_system(error, "dup", errno);
		return NULL;
	}
	/* A descriptor may be given that is none. */
	if (!sock->type && !ask(fd, SO_TYPE, &type, error)) {
		sys_close(fd);
		return NULL;
	}
	copy = table_add(table, fd, sock->family, sock->type, sock->protocol);
	copy->nonblock = sock->nonblock;
	/* What will be set through the one is set for the other. */
	copy->linger = sock->linger = true;
	copy->low_water = sock->low_water = true;
	copy->beside_asked = sock->beside_asked = true;
	copy->connecting = sock->connecting;
	copy->connected = sock->connected;
	copy->deaf = sock->deaf;
	copy->mute = sock->mute;
	copy->mute_early = sock->mute_early;
	copy->parted = sock->parted;
	copy->parted_by = sock->parted_by;
	copy->listener = sock->listener;
	copy->network = sock->network;
	copy->tied = sock->tied;
	copy->lent = sock->lent;
	copy->past.made = "dup";
	copy->backlog = sock->backlog;
	copy->host = sock->host ? mem_copy(sock->host) : NULL;
	ghost_share(copy, sock);
	return copy;
}

/* Only what comes from elsewhere can be of another network namespace.  Where there is no
 * descriptor left to compare with, nothing is taken for granted. */
static uint64_t
foreign_network(int fd)
{
	uint64_t network, ours = 0;
	int own;

	if (!osdep_network(fd, &network))
		return 0;
	own = sys_socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (own >= 0) {
		osdep_network(own, &ours);
		sys_close(own);
	}
	return network == ours ? 0 : network;
}

bool
sock_is_reserved(const struct sock_table *table, int fd)
{
	return fd >= 0 && fd == diag_fd(others_diag(table->others));
}

bool
sock_refuse_reserved(int fd, struct error *error)
{
	return error_set(error, ERROR_REFUSED, "descriptor %d is sosh's own", fd);
}

struct sock *
sock_adopt(struct sock_table *table, int fd, struct error *error)
{
	int family = 0, type = 0, flags;
	struct error ignored;
	struct sock *sock;
	struct addr peer;

	for (size_t i = 0; i < table->count; i++)
		if (table->sock[i]->fd == fd) {
			error_set(error, ERROR_REFUSED, "descriptor %d is socket %u already", fd,
			    table->sock[i]->number);
			return NULL;
		}
	if (sock_is_reserved(table, fd))
		return sock_refuse_reserved(fd, error), NULL;
	flags = sys_fcntl(fd, F_GETFL, 0);
	if (flags < 0) {
		error_system(error, "fcntl", errno);
		return NULL;
	}
	if (!ask(fd, SO_DOMAIN, &family, error) || !ask(fd, SO_TYPE, &type, error))
		return NULL;
	sock = table_add(table, fd, family, type, protocol_of(fd, family, 0));
	sock->network = foreign_network(fd);
	sock->connected = sock_peer(sock, &peer, &ignored);
	ghost_know_now(sock);
	sock->nonblock = flags & O_NONBLOCK;
	/* Somebody else may have set these. */
	sock->linger = sock->low_water = sock->beside_asked = true;
	sock->tied = sock->lent = true;
	return sock;
}

void
sock_of_descriptor(struct sock *sock, int fd)
{
	int flags = sys_fcntl(fd, F_GETFL, 0);
	struct error ignored;
	struct addr peer;

	*sock = (struct sock){ .fd = fd, .watch = { .fd = -1 } };
	if (flags < 0 || !ask(fd, SO_DOMAIN, &sock->family, &ignored) ||
	    !ask(fd, SO_TYPE, &sock->type, &ignored))
		return;
	sock->protocol = protocol_of(fd, sock->family, 0);
	sock->network = foreign_network(fd);
	sock->connected = sock_peer(sock, &peer, &ignored);
	sock->nonblock = flags & O_NONBLOCK;
	sock->linger = sock->low_water = sock->beside_asked = true;
}

bool
sock_bind(struct sock_table *table, struct sock *sock, const struct addr *addr,
    struct error *error)
{
	int result = sys_bind(sock->fd, addr_pointer(addr), addr->length);

	past_step(&sock->past, "bind", result, 0);
	if (result < 0)
		return error_system(error, "bind", errno);
	table_path(table, addr);
	return true;
}

bool
sock_listen(struct sock *sock, int backlog, struct error *error)
{
	int result = sys_listen(sock->fd, backlog);

	past_step(&sock->past, "listen", result, 0);
	if (result < 0)
		return error_system(error, "listen", errno);
	sock->backlog = backlog;
	return true;
}

/* inet_shutdown() of the kernel answers ENOTCONN, and shuts the socket all the same: a connect
 * later does not take that back. */
static void
shut_early(struct sock *sock, int how, int number)
{
	if (number != ENOTCONN || sock->connected || sock->family == AF_UNIX)
		return;
	sock->deaf |= how != SHUT_WR;
	if (how != SHUT_RD && !sock->mute_early)
		sock->mute_early = number_now();
}

bool
sock_shutdown(struct sock *sock, int how, struct error *error)
{
	int result;

	ghost_know_now(sock);
	result = sys_shutdown(sock->fd, how);
	past_step(&sock->past, "shutdown", result, how);
	if (result < 0) {
		error_system(error, "shutdown", errno);
		shut_early(sock, how, error->number);
		return false;
	}
	sock->deaf |= how != SHUT_WR;
	if (how != SHUT_RD && !sock->mute)
		sock->mute = number_now();
	return true;
}

void
sock_parted(struct sock *sock, int number)
{
	bool gone = (number == 0 && !sock->deaf) || number == ECONNRESET || number == ETIMEDOUT ||
	    number == ECONNABORTED || number == EHOSTUNREACH || number == ENETUNREACH;

	if (!gone || sock->parted || sock->type == SOCK_DGRAM || !sock->connected)
		return;
	sock->parted = number_now();
	sock->parted_by = number;
}

/* What is no socket is not touched; the call itself will tell. */
bool
sock_unblock(const struct sock *sock, int *flags, struct error *error)
{
	int now;

	*flags = -1;
	if (!sock->type)
		return true;
	now = sys_fcntl(sock->fd, F_GETFL, 0);
	if (now >= 0 && now & O_NONBLOCK)
		return true;
	if (now < 0 || sys_fcntl(sock->fd, F_SETFL, now | O_NONBLOCK) < 0)
		return error_system(error, "fcntl", errno);
	*flags = now;
	return true;
}

void
sock_block_again(const struct sock *sock, int flags)
{
	int saved = errno;

	if (flags >= 0)
		sys_fcntl(sock->fd, F_SETFL, flags);
	errno = saved;
}

struct sock *
sock_accepted(struct sock_table *table, struct sock *listener, int fd, int flags)
{
	/* A listener of MPTCP takes connections of TCP, too; others have all one protocol. */
	int protocol = listener->protocol == IPPROTO_TCP ? IPPROTO_TCP :
	    protocol_of(fd, listener->family, listener->protocol);
	struct sock *sock = table_add(table, fd, listener->family, listener->type, protocol);

	listener->accepted++;
	sock->listener = listener->number;
	sock->network = listener->network;
	sock->connected = true;
	sock->past.made = "accept4";
	sock->nonblock = flags & SOCK_NONBLOCK;
	/* The kernel hands a listener's options on. */
	sock->linger = listener->linger;
	sock->low_water = listener->low_water;
	sock->beside_asked = listener->beside_asked;
	return sock;
}

enum did
sock_accept(struct sock_table *table, struct sock *listener, int accept_flags,
    struct sock **to, struct addr *peer, struct error *error)
{
	unsigned times = 0;
	int flags, fd;

	if (!sock_unblock(listener, &flags, error))
		return DID_FAIL;
	do
		fd = sys_accept4(listener->fd, &peer->any, peer->null ? NULL : &peer->length,
		    SOCK_CLOEXEC | accept_flags);
	while (fd < 0 && error_interrupted(&times));
	past_add(&listener->past, "accept", fd);
	sock_block_again(listener, flags);
	if (fd < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return DID_LATER;
	if (fd < 0) {
		error_system(error, "accept", errno);
		return DID_FAIL;
	}
	*to = sock_accepted(table, listener, fd, accept_flags);
	return DID_IT;
}

/* Did a connect(2) that was under way fail?  Asking once more tells the truth of TCP and
 * UNIX sockets; of vsock it begins anew, and SO_ERROR alone has the reason. */
static int
failed_meanwhile(const struct sock *sock)
{
	struct error ignored;
	int number = 0;

	if (!sock->connecting || sock->family == AF_INET || sock->family == AF_INET6 ||
	    sock->family == AF_UNIX || !ask(sock->fd, SO_ERROR, &number, &ignored))
		return 0;
	return number;
}

enum did
sock_connect(struct sock *sock, const struct addr *addr, struct error *error)
{
	int number = failed_meanwhile(sock), flags, result;
	unsigned times = 0;

	if (!number && !sock_unblock(sock, &flags, error))
		return DID_FAIL;
	sock->over = false;
	if (number) {
		sock->connecting = false;
		error_system(error, "connect", number);
		return DID_FAIL;
	}
	do
		result = sys_connect(sock->fd, addr_pointer(addr), addr->length);
	while (result < 0 && error_interrupted(&times));
	past_step(&sock->past, "connect", result, 0);
	number = result < 0 ? errno : 0;
	sock_block_again(sock, flags);
	/* Writable before the second call, and connected by then: what it answers is
	 * that there is a connection. */
	if (number == EISCONN && sock->connecting)
		number = 0;
	if (number == 0) {
		/* What a layer knew was of another connection. */
		layer_drop(sock);
		sock->connecting = false;
		sock->connected = true;
		return DID_IT;
	}
	error_system(error, "connect", number);
	sock->connecting = number == EINPROGRESS || (number == EALREADY && sock->connecting);
	if (sock->connecting || (number == EAGAIN && sock->family == AF_UNIX))
		return DID_LATER;
	return DID_FAIL;
}

bool
sock_lingers(const struct sock *sock)
{
	struct linger linger = { 0 };
	socklen_t length = sizeof(linger);

	return sock->linger && sock->type == SOCK_STREAM &&
	    sys_getsockopt(sock->fd, SOL_SOCKET, SO_LINGER, &linger, &length) == 0 &&
	    linger.l_onoff && linger.l_linger > 0;
}

bool
sock_close(struct sock_table *table, struct sock *sock, int *slow, struct error *error)
{
	int fd = sock->fd;

	ghost_know_now(sock);
	if (!sock->cut)
		layer_part(sock);
	if (slow)
		*slow = sock_lingers(sock) ? fd : -1;
	table_closed(table, sock);
	/* Linux closes the descriptor even when it answers EINTR. */
	if ((!slow || *slow < 0) && sys_close(fd) < 0 && errno != EINTR)
		return error_system(error, "close", errno);
	return true;
}

bool
sock_reset(struct sock_table *table, struct sock *sock, struct error *error)
{
	const struct linger linger = { .l_onoff = 1, .l_linger = 0 };

	if (sys_setsockopt(sock->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) < 0)
		return error_system(error, "setsockopt", errno);
	sock->cut = true;
	return sock_close(table, sock, NULL, error);
}

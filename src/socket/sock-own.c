/* sock-own: what the system tells of a socket of ours: its addresses, and how long it waits. */
#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/number.h"
#include "socket/kind.h"
#include "socket/sock.h"
#include "socket/sys.h"

void
sock_dress(const struct sock *sock, struct addr *addr)
{
	/* The port of a ping socket is the identifier of its echoes, if it is there. */
	addr->no_port = false;
	addr->no_port = kind_has_no_port(sock->family, sock->type, sock->protocol) &&
	    (sock->type == SOCK_RAW || addr_port(addr) == 0);
}

bool
sock_local_into(const struct sock *sock, struct addr *addr, struct error *error)
{
	if (sys_getsockname(sock->fd, addr->null ? NULL : &addr->any, &addr->length) < 0)
		return error_system(error, "getsockname", errno);
	sock_dress(sock, addr);
	return true;
}

bool
sock_peer_into(const struct sock *sock, struct addr *addr, struct error *error)
{
	if (sys_getpeername(sock->fd, addr->null ? NULL : &addr->any, &addr->length) < 0)
		return error_system(error, "getpeername", errno);
	sock_dress(sock, addr);
	return true;
}

bool
sock_local(const struct sock *sock, struct addr *addr, struct error *error)
{
	addr->length = sizeof(addr->room);
	addr->null = false;
	return sock_local_into(sock, addr, error);
}

bool
sock_peer(const struct sock *sock, struct addr *addr, struct error *error)
{
	addr->length = sizeof(addr->room);
	addr->null = false;
	return sock_peer_into(sock, addr, error);
}

int64_t
sock_time_limit(const struct sock *sock, bool send)
{
	struct timeval limit = { 0 };
	socklen_t length = sizeof(limit);

	if (sys_getsockopt(sock->fd, SOL_SOCKET, send ? SO_SNDTIMEO : SO_RCVTIMEO, &limit,
	    &length) < 0 || (limit.tv_sec == 0 && limit.tv_usec == 0))
		return NUMBER_NEVER;
	return (int64_t)limit.tv_sec * NUMBER_SECOND + (int64_t)limit.tv_usec * 1000;
}

int
sock_low_water(const struct sock *sock)
{
	int amount = 1;
	socklen_t length = sizeof(amount);

	if (!sock->low_water ||
	    sys_getsockopt(sock->fd, SOL_SOCKET, SO_RCVLOWAT, &amount, &length) < 0)
		return 1;
	return amount;
}

bool
sock_got_no_port(const struct sock *sock)
{
	struct addr local;
	struct error ignored;

	return sock->type == SOCK_DGRAM && (sock->family == AF_INET || sock->family == AF_INET6) &&
	    sock_local(sock, &local, &ignored) && addr_port(&local) == 0;
}

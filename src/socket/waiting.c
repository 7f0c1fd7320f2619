/* waiting: connections that wait to be accepted by a listener of ours. */
#include "socket/waiting.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/newer.h"
#include "socket/end.h"
#include "socket/facts.h"
#include "socket/others.h"

struct waiting_listener {
	unsigned    number;
	struct addr local;
	int         family, protocol;
	bool        wildcard;
	int64_t     queued, found; /* of those that are queued */
	struct osdep_tcp tcp;
};
struct waiting_one {
	unsigned         listener;
	struct diag_sock sock;
};

enum { TOLD = 64 }; /* so many listeners tell what was asked of them */
enum { MOST = 4096 }; /* more are counted in the listener's own row */

/* In these a connection waits that nobody has accepted.  Later ones are the end of what
 * was accepted and closed. */
enum { WAITS = DIAG_ESTABLISHED | DIAG_SYN_RECEIVED | DIAG_CLOSE_WAIT };

static bool
listens(const struct sock *sock, struct osdep_tcp *tcp)
{
	return sock->fd >= 0 && sock->type == SOCK_STREAM && !sock->connected && !sock->network &&
	    !sock->connecting && (sock->family == AF_INET || sock->family == AF_INET6) &&
	    osdep_tcp(sock->fd, tcp) && tcp->backlog >= 0;
}

bool
waiting_add(struct waiting *waiting, const struct sock *sock)
{
	struct waiting_listener *one;
	struct osdep_tcp tcp;
	struct error ignored;

	if (!listens(sock, &tcp))
		return false;
	waiting->listener = mem_grow(waiting->listener, waiting->listeners + 1,
	    sizeof(*waiting->listener));
	one = &waiting->listener[waiting->listeners];
	*one = (struct waiting_listener){ .number = sock->number, .family = sock->family,
		.protocol = sock->protocol, .queued = tcp.queued, .tcp = tcp };
	if (!sock_local(sock, &one->local, &ignored))
		return false;
	one->wildcard = addr_is_wildcard(&one->local);
	waiting->listeners++;
	return one->queued > 0;
}

void
waiting_begin(struct waiting *waiting, const struct sock_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		waiting_add(waiting, table->sock[i]);
}

/* What is not yet counted in a queue may wait at any. */
static bool
has_room(const struct waiting_listener *one, const struct diag_sock *sock)
{
	return sock->state_bit == DIAG_SYN_RECEIVED || one->found < one->queued;
}

/* A listener at the address itself comes before one at all addresses, as with the
 * kernel; an IPv6 one at all addresses may take what is IPv4, which then has the shape
 * of IPv6. */
static struct waiting_listener *
find(const struct waiting *waiting, const struct diag_sock *sock)
{
	struct waiting_listener *found = NULL;

	for (size_t i = 0; i < waiting->listeners; i++) {
		struct waiting_listener *one = &waiting->listener[i];

		if (addr_port(&one->local) != addr_port(&sock->local) ||
		    one->family != sock->family || !has_room(one, sock))
			continue;
		if (end_is(&one->local, &sock->local))
			return one;
		if (one->wildcard)
			found = one;
	}
	return found;
}

unsigned
waiting_take(struct waiting *waiting, const struct diag_sock *sock)
{
	struct waiting_listener *one;

	if (sock->inode || !(sock->state_bit & WAITS))
		return 0;
	one = find(waiting, sock);
	if (!one)
		return 0;
	one->found += sock->state_bit != DIAG_SYN_RECEIVED;
	return one->number;
}

/* Before a connection has a socket the kernel does not tell what stands above TCP. */
int
waiting_protocol(const struct waiting *waiting, unsigned listener, const struct diag_sock *sock)
{
	for (size_t i = 0; sock->state_bit == DIAG_SYN_RECEIVED && i < waiting->listeners; i++)
		if (waiting->listener[i].number == listener)
			return waiting->listener[i].protocol;
	return sock->protocol;
}

bool
waiting_is_seen_with(const struct waiting *waiting, const int family[2])
{
	for (size_t i = 0; i < waiting->listeners; i++) {
		const struct waiting_listener *one = &waiting->listener[i];

		if (one->queued > 0 || (one->family != family[0] && one->family != family[1]))
			return false;
	}
	return true;
}

bool
waiting_told(void *to, const struct diag_sock *sock)
{
	struct waiting *waiting = to;
	unsigned listener = waiting_take(waiting, sock);

	if (!listener)
		return true;
	if (waiting->count == waiting->room) {
		waiting->room = waiting->room ? waiting->room * 2 : 8;
		waiting->one = mem_grow(waiting->one, waiting->room, sizeof(*waiting->one));
	}
	waiting->one[waiting->count] = (struct waiting_one){ listener, *sock };
	waiting->one[waiting->count++].sock.protocol = waiting_protocol(waiting, listener, sock);
	return waiting->count < MOST;
}

/* What is not yet counted in the queue is in SYN-RECEIVED: asking for that alone spares
 * going through all that were accepted. */
static void
ask(struct waiting *waiting, struct diag *diag, int family)
{
	struct diag_ask about = { .family = family, .protocol = IPPROTO_TCP };
	struct error ignored;
	size_t some = 0;

	for (size_t i = 0; i < waiting->listeners; i++) {
		const struct waiting_listener *one = &waiting->listener[i];

		if (one->family != family)
			continue;
		some++;
		/* Without it what stands above TCP is not told. */
		about.with_info |= one->protocol == IPPROTO_MPTCP;
		about.states |= one->queued > 0 ? WAITS : DIAG_SYN_RECEIVED;
		about.port = some == 1 ? addr_port(&one->local) : 0;
	}
	if (some)
		diag_dump(diag, &about, waiting_told, waiting, &ignored);
}

void
waiting_look(struct waiting *waiting, const struct sock_table *table)
{
	struct diag *diag = others_diag(table->others);

	waiting->count = 0;
	for (size_t i = 0; i < waiting->listeners; i++)
		waiting->listener[i].found = 0;
	ask(waiting, diag, AF_INET);
	ask(waiting, diag, AF_INET6);
}

/* sock_diag knows who connected, and not the sockets that have not been accepted: they
 * have no inode. */
static void
each_unix(const struct sock_table *table, const struct sock *listener,
    void (*each)(void *to, const struct diag_sock *), void *to)
{
	struct diag_sock found, one;
	struct error ignored;

	if (!diag_unix(others_diag(table->others), listener->inode, &found, &ignored))
		return;
	for (size_t i = 0; i < found.waits; i++) {
		one = (struct diag_sock){ .family = AF_UNIX, .type = listener->type,
			.state = "CONNECTED", .state_bit = DIAG_ESTABLISHED, .local = found.local,
			.uid = -1, .recvq = -1, .sendq = -1, .expires = -1,
			.peer_inode = found.waiting[i] };
		each(to, &one);
	}
}

void
waiting_each(const struct waiting *waiting, const struct sock_table *table,
    const struct sock *listener, void (*each)(void *to, const struct diag_sock *), void *to)
{
	if (listener->family == AF_UNIX && !listener->connected && sock_listens(listener))
		each_unix(table, listener, each, to);
	for (size_t i = 0; !listener->connected && i < waiting->count; i++)
		if (waiting->one[i].listener == listener->number)
			each(to, &waiting->one[i].sock);
}

bool
waiting_tell(const struct waiting *waiting, struct facts *facts)
{
	for (size_t i = 0; i < waiting->listeners && i < TOLD; i++)
		if (waiting->listener[i].number == facts->sock->number) {
			facts->tcp = waiting->listener[i].tcp;
			facts->local = waiting->listener[i].local;
			facts->has_tcp = facts->has_local = true;
			return true;
		}
	return false;
}

void
waiting_clear(struct waiting *waiting)
{
	free(waiting->listener);
	free(waiting->one);
	*waiting = (struct waiting){ 0 };
}

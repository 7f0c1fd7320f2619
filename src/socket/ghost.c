/* ghost: TCP connections, and MPTCP's, whose socket has no descriptor any more, or one that
 * tells nothing, while the kernel still brings them to their end. */
#include "socket/ghost.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/number.h"
#include "socket/end.h"
#include "socket/osdep.h"
#include "socket/others.h"

/* An address of TCP, without the room that other families want. */
struct end {
	unsigned char bytes[sizeof(struct sockaddr_in6)];
	socklen_t     length;
};

/* Behind a pointer in the socket, as a look finds out more of it. */
struct ghost {
	struct end local, peer;
	unsigned   interface;    /* that it is bound to, or 0 */
	uint32_t   token;        /* of MPTCP, or 0 */
	unsigned   first;        /* the socket that it was known by first; dups share it */
	bool       gone;         /* the kernel has nothing more, and never will */
	bool       there;        /* at the time of `looked` */
	int64_t    looked;       /* number_now(), or 0 */
	int64_t    seen;         /* the same, when it was there */
};

/* What is on no table ends with the command, and of another network namespace's sockets
 * nothing can be asked. */
static bool
may_haunt(const struct sock *sock)
{
	return sock->number && !sock->network && (sock_is_tcp(sock) || sock_is_mptcp(sock));
}

static bool
keep(struct end *end, const struct addr *addr)
{
	if (addr->length > sizeof(end->bytes))
		return false;
	memcpy(end->bytes, addr->room, addr->length);
	end->length = addr->length;
	return true;
}

static void
restore(struct addr *addr, const struct end *end)
{
	*addr = (struct addr){ .length = end->length };
	memcpy(addr->room, end->bytes, end->length);
}

void
ghost_know(struct sock *sock, const struct addr *local, const struct addr *peer)
{
	if (!may_haunt(sock))
		return;
	if (!sock->ghost)
		sock->ghost = mem_new(1, sizeof(*sock->ghost));
	*sock->ghost = (struct ghost){ .interface = osdep_interface(sock->fd),
		.token = sock_is_mptcp(sock) ? osdep_token(sock->fd) : 0, .first = sock->number };
	if (!keep(&sock->ghost->local, local) || !keep(&sock->ghost->peer, peer))
		ghost_never(sock);
}

void
ghost_know_now(struct sock *sock)
{
	struct addr local, peer;
	struct error ignored;

	if (!sock->ghost && may_haunt(sock) && sock_peer(sock, &peer, &ignored) &&
	    sock_local(sock, &local, &ignored))
		ghost_know(sock, &local, &peer);
}

void
ghost_bound(struct sock *sock)
{
	if (sock->ghost && sock->fd >= 0)
		sock->ghost->interface = osdep_interface(sock->fd);
}

void
ghost_share(struct sock *to, const struct sock *sock)
{
	if (!sock->ghost)
		return;
	to->ghost = mem_new(1, sizeof(*to->ghost));
	*to->ghost = *sock->ghost;
}

void
ghost_never(struct sock *sock)
{
	free(sock->ghost);
	sock->ghost = NULL;
}

/* The interface counts in the search; a link-local address names it, too. */
static unsigned
interface_of(const struct ghost *ghost, const struct addr *addr)
{
	struct sockaddr_in6 in6;

	if (ghost->interface || addr->any.sa_family != AF_INET6)
		return ghost->interface;
	memcpy(&in6, addr->room, sizeof(in6));
	return in6.sin6_scope_id;
}

/* Is it what is left of this one?  What has an inode has a descriptor: another socket
 * between the same addresses, or the same by a dup. */
static bool
is_left_over(const struct diag_sock *found)
{
	return found->inode == 0 && found->state &&
	    !(found->state_bit & (DIAG_LISTEN | DIAG_CLOSED));
}

/* IPv4 may have the shape of IPv6. */
static bool
same_end(const struct end *a, const struct end *b)
{
	struct addr left, right;

	if (a->length == b->length)
		return memcmp(a->bytes, b->bytes, a->length) == 0;
	restore(&left, a);
	restore(&right, b);
	return end_is(&left, &right);
}

/* The last socket behind this one that had the same two addresses. */
static const struct sock *
later_one(const struct sock_table *table, const struct sock *sock)
{
	for (size_t i = table->count; i-- > 0 && table->sock[i]->number > sock->number;) {
		const struct ghost *other = table->sock[i]->ghost;

		if (other && same_end(&other->local, &sock->ghost->local) &&
		    same_end(&other->peer, &sock->ghost->peer))
			return table->sock[i];
	}
	return NULL;
}

bool
ghost_is_shared(const struct sock_table *table, const struct sock *sock)
{
	return sock->ghost && sock->fd < 0 && later_one(table, sock);
}

int64_t
ghost_seen(const struct sock *sock)
{
	return sock->ghost ? sock->ghost->seen : 0;
}

/* What the kernel has may be left of a later connection between the same addresses. */
static bool
is_superseded(const struct sock_table *table, const struct sock *sock)
{
	const struct sock *later = sock->fd < 0 ? later_one(table, sock) : NULL;

	return later && later->ghost->first != sock->ghost->first;
}

static bool
is_at(const struct end *end, const struct addr *addr)
{
	struct addr kept;

	restore(&kept, end);
	return end_is(&kept, addr);
}

static bool
is_between(const struct ghost *ghost, const struct diag_sock *found)
{
	return is_at(&ghost->local, &found->local) && is_at(&ghost->peer, &found->peer);
}

/* The state of the whole, and what TCP measured on the path between its addresses; that
 * goes on for a while as if nothing had happened, inode and all. */
static void
put_whole(struct diag_sock *found, const struct diag_sock *whole, bool has_path)
{
	if (!has_path) {
		*found = *whole;
		/* Those are memory here, not bytes. */
		found->recvq = found->sendq = -1;
		return;
	}
	found->protocol = whole->protocol;
	found->state = whole->state;
	found->state_bit = whole->state_bit;
	found->timer = whole->timer;
	found->expires = whole->expires;
	found->inode = 0;
	found->uid = -1;
}

/* A path of MPTCP keeps the inode until it is over; does any descriptor still have that? */
static bool
is_left_behind(const struct sock_table *table, const struct sock *sock, struct diag_sock *found)
{
	if (!sock_is_mptcp(sock) || !found->inode || found->inode != sock->inode ||
	    sock_with_inode(table, found->inode) || others_pid(table->others, found->inode))
		return false;
	found->protocol = sock->protocol;
	found->inode = 0;
	found->uid = -1;
	return is_left_over(found);
}

/* What is left is a connection of TCP, or of MPTCP, and then the last of its paths. */
static bool
ask(const struct sock_table *table, const struct sock *sock, struct diag_sock *found,
    struct error *error)
{
	struct diag *diag = others_diag(table->others);
	const struct ghost *ghost = sock->ghost;
	struct addr local, peer;
	struct diag_sock whole;
	struct error ignored;
	bool has_whole, has_path;

	restore(&local, &ghost->local);
	restore(&peer, &ghost->peer);
	has_path = diag_one(diag, IPPROTO_TCP, &local, &peer, interface_of(ghost, &local), true,
	    found, error);
	has_whole = ghost->token && diag_mptcp(diag, ghost->token, &whole, &ignored) &&
	    is_between(ghost, &whole);
	if (has_whole)
		error->kind = ERROR_NONE;
	if (has_whole && whole.state_bit != DIAG_CLOSED) {
		put_whole(found, &whole, has_path);
		return is_left_over(&whole);
	}
	return has_path && (is_left_over(found) || is_left_behind(table, sock, found));
}

bool
ghost_look(const struct sock_table *table, const struct sock *sock, struct diag_sock *found)
{
	struct ghost *ghost = sock->ghost;
	struct error error = { .kind = ERROR_NONE };

	if (!ghost || ghost->gone)
		return false;
	ghost->there = ask(table, sock, found, &error);
	if (!ghost->there && sock->fd < 0 && error.kind == ERROR_SYSTEM && error.number == ENOENT)
		ghost->gone = true;
	if (ghost->there && is_superseded(table, sock))
		ghost->there = !(ghost->gone = true);
	if (ghost->there)
		ghost->seen = number_now();
	return ghost->there;
}

bool
ghost_is_there(const struct sock_table *table, const struct sock *sock, int64_t now)
{
	struct diag_sock ignored;

	if (sock->fd >= 0 || !sock->ghost || sock->ghost->gone)
		return false;
	if (!sock->ghost->looked || now - sock->ghost->looked >= NUMBER_SECOND) {
		sock->ghost->looked = now;
		ghost_look(table, sock, &ignored);
	}
	return sock->ghost->there && !ghost_is_shared(table, sock);
}

bool
ghost_is(const struct sock *sock, const struct diag_sock *found)
{
	const struct ghost *ghost = sock->ghost;

	return ghost && !ghost->gone && is_between(ghost, found) && (is_left_over(found) ||
	    (sock_is_mptcp(sock) && found->type == SOCK_STREAM));
}

uint64_t
ghost_hash(const struct sock *sock)
{
	struct addr local, peer;

	restore(&local, &sock->ghost->local);
	restore(&peer, &sock->ghost->peer);
	return end_hash_both(end_hash(&local), end_hash(&peer));
}

uint64_t
ghost_hash_of(const struct diag_sock *found)
{
	return end_hash_both(end_hash(&found->local), end_hash(&found->peer));
}

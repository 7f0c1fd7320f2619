/* facts-beyond: what the kernel tells of a socket without its descriptor, and who has
 * the other end. */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "socket/facts.h"
#include "socket/ghost.h"
#include "socket/others.h"

enum asked { ASKED_TOLD = 1 << 8, ASKED_ALL = 1 << 9, ASKED_OTHER = 1 << 10,
	ASKED_WHOLE = 1 << 11 };

static bool
first(struct facts *facts, enum asked what)
{
	bool new = !(facts->asked & (unsigned)what);

	facts->asked |= (unsigned)what;
	return new;
}

static struct diag *
diag_of(const struct facts *facts)
{
	return others_diag(facts->table->others);
}

/* Both ends shut, and the descriptor still open: TCP has let go of it, and says CLOSED
 * through it, while what is left of the connection waits in TIME-WAIT. */
static bool
says_closed(struct facts *facts)
{
	const struct osdep_tcp *info = facts_tcp(facts);

	return info && info->state && strcmp(info->state, "CLOSED") == 0;
}

const struct diag_sock *
facts_told(struct facts *facts)
{
	if (first(facts, ASKED_TOLD)) {
		if (facts->row)
			facts->told = *facts->row;
		facts->has_told = facts->row || (facts->sock->ghost &&
		    (!facts_is_open(facts) || says_closed(facts)) &&
		    ghost_look(facts->table, facts->sock, &facts->told));
	}
	return facts->has_told ? &facts->told : NULL;
}

const char *
facts_whole(struct facts *facts)
{
	struct diag_sock found;
	struct error ignored;
	uint32_t token;

	if (!sock_is_mptcp(facts->sock) || facts->sock->network || !facts->table ||
	    !first(facts, ASKED_WHOLE))
		return facts->whole;
	token = osdep_token(facts->sock->fd);
	if (token && diag_mptcp(diag_of(facts), token, &found, &ignored))
		facts->whole = found.state;
	return facts->whole;
}

/* What sock_diag calls it; 0 of what it is not asked about. */
static int
protocol_of(const struct sock *sock)
{
	/* Of MPTCP it finds the path between these addresses, with the inode of the whole. */
	if (sock_is_tcp(sock) || sock_is_mptcp(sock))
		return IPPROTO_TCP;
	if (sock->family != AF_INET && sock->family != AF_INET6)
		return 0;
	if (sock->type == SOCK_DGRAM && (!sock->protocol || sock->protocol == IPPROTO_UDP))
		return IPPROTO_UDP;
	return 0;
}

bool
facts_inode(struct facts *facts, uint64_t *inode, int64_t *uid)
{
	const struct diag_sock *told = facts_told(facts);

	if (facts_is_open(facts))
		return osdep_inode(facts->sock->fd, inode, uid);
	if (told) {
		*inode = told->inode;
		*uid = told->uid;
	}
	return told != NULL;
}

static bool
ask_inet(struct facts *facts, bool mirrored, struct diag_sock *found)
{
	const struct addr *local = facts_local(facts), *peer = facts_peer(facts);
	int protocol = protocol_of(facts->sock);
	struct error ignored;

	if (!protocol || !local || !peer || facts->sock->network)
		return false;
	return diag_one(diag_of(facts), protocol, mirrored ? peer : local,
	    mirrored ? local : peer, mirrored ? 0 : osdep_interface(facts->sock->fd), false, found,
	    &ignored);
}

const struct diag_sock *
facts_asked(struct facts *facts)
{
	struct error ignored;
	uint64_t inode;
	int64_t uid;

	if (facts_told(facts))
		return &facts->told;
	if (!first(facts, ASKED_ALL) || !facts_is_open(facts))
		return facts->has_asked ? &facts->asked_for : NULL;
	if (facts->asked_row)
		facts->asked_for = *facts->asked_row;
	facts->has_asked = facts->asked_row != NULL;
	/* By its addresses another may be found: who shares them, say. */
	if (!facts->asked_row && facts_inode(facts, &inode, &uid))
		facts->has_asked = facts->sock->family == AF_UNIX ?
		    diag_unix(diag_of(facts), inode, &facts->asked_for, &ignored) :
		    ask_inet(facts, false, &facts->asked_for) && facts->asked_for.inode == inode;
	return facts->has_asked ? &facts->asked_for : NULL;
}

static unsigned
number_of(const struct sock_table *table, uint64_t inode)
{
	const struct sock *sock = sock_with_inode(table, inode);

	return sock ? sock->number : 0;
}

static void
look_for(struct facts *facts, uint64_t inode, int64_t uid)
{
	struct other *other = &facts->other;

	if (!other->number)
		other->number = number_of(facts->table, inode);
	other->uid = uid;
	other->pid = other->number ? getpid() : others_pid(facts->table->others, inode);
	other->hidden = !other->pid && inode && others_saw_all(facts->table->others);
}

static void
look_for_unix(struct facts *facts)
{
	const struct diag_sock *asked = facts_asked(facts);
	uint64_t inode = asked ? asked->peer_inode : 0;
	struct other *other = &facts->other;
	struct diag_sock found;
	struct error ignored;
	int64_t id[3];

	if (!other->number)
		other->number = number_of(facts->table, inode);
	/* SO_PEERCRED of a listener is who listens. */
	if (sock_listens(facts->sock))
		return;
	found.uid = -1;
	if (inode && !other->number && !others_are_hidden(facts->table->others))
		diag_unix(diag_of(facts), inode, &found, &ignored);
	look_for(facts, inode, found.uid);
	/* Who was there when they were joined; it may have handed it on, as we do to what
	 * `spawn` starts: of an end that is ours the number is known. */
	if (!other->pid && facts_is_open(facts) && osdep_credentials(facts->sock->fd, id) &&
	    (other->number || id[0] != getpid())) {
		other->pid = (int)id[0];
		other->uid = id[1];
		other->hidden = false;
	}
}

/* A TCP connection outlives its sockets; of others an end is gone once it is closed. */
unsigned
facts_pair(struct facts *facts)
{
	const struct sock *sock = facts->sock;
	const struct sock *other = sock->pair ? sock_find(facts->table, sock->pair) : NULL;
	struct diag_sock left;

	if (!other)
		return 0;
	if (sock->ghost)
		return strcmp(facts_state(facts), "CLOSED") != 0 &&
		    (other->fd >= 0 || ghost_look(facts->table, other, &left)) ? sock->pair : 0;
	return facts_is_open(facts) && other->fd >= 0 ? sock->pair : 0;
}

const struct other *
facts_other(struct facts *facts)
{
	struct diag_sock found;

	if (!first(facts, ASKED_OTHER))
		return &facts->other;
	facts->other = (struct other){ .uid = -1 };
	if (facts->alone || (!facts_is_open(facts) && !facts_told(facts)) ||
	    others_is_late(facts->table->others))
		return &facts->other;
	facts->other.number = facts_pair(facts);
	if (facts->sock->family == AF_UNIX)
		look_for_unix(facts);
	else if (facts->other.number)
		look_for(facts, 0, -1);
	else if (!others_are_hidden(facts->table->others) && ask_inet(facts, true, &found))
		look_for(facts, found.inode, found.uid);
	return &facts->other;
}

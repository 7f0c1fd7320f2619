/* facts: what was asked of the kernel for one look at one socket: each call once. */
#include "socket/facts.h"

#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "socket/survey.h"
#include "socket/sys.h"
#include "socket/waiting.h"

enum asked { ASKED_LOCAL = 1, ASKED_PEER = 2, ASKED_POLL = 4, ASKED_TCP = 8 };

void
facts_begin(struct facts *facts, const struct sock_table *table, const struct sock *sock)
{
	memset(facts, 0, offsetof(struct facts, local));
	facts->table = table;
	facts->sock = sock;
}

bool
facts_is_open(const struct facts *facts)
{
	return facts->sock->fd >= 0;
}

/* Is this the first time that it is asked? */
static bool
first(struct facts *facts, enum asked what)
{
	bool new = !(facts->asked & what);

	facts->asked |= what;
	return new && facts_is_open(facts);
}

const struct addr *
facts_local(struct facts *facts)
{
	struct error ignored;

	if (first(facts, ASKED_LOCAL))
		facts->has_local = sock_local(facts->sock, &facts->local, &ignored);
	if (!facts->has_local && !facts_is_open(facts) && facts_told(facts))
		return facts->told.local.length ? &facts->told.local : NULL;
	return facts->has_local ? &facts->local : NULL;
}

const struct addr *
facts_peer(struct facts *facts)
{
	struct error ignored;

	if (first(facts, ASKED_PEER))
		facts->has_peer = sock_peer(facts->sock, &facts->peer, &ignored) &&
		    addr_is_peer(&facts->peer);
	if (!facts->has_peer && facts_told(facts))
		return facts->told.peer.length ? &facts->told.peer : NULL;
	return facts->has_peer ? &facts->peer : NULL;
}

short
facts_ready(struct facts *facts)
{
	struct pollfd one = { .fd = facts->sock->fd,
		.events = POLLIN | POLLOUT | POLLPRI };

	if (first(facts, ASKED_POLL) && sys_poll(&one, 1, 0) >= 0)
		facts->ready = one.revents;
	return facts->ready;
}

const struct osdep_tcp *
facts_tcp(struct facts *facts)
{
	const struct sock *sock = facts->sock;
	bool inet = sock->family == AF_INET || sock->family == AF_INET6;

	if (first(facts, ASKED_TCP) && inet && sock->type == SOCK_STREAM) {
		if (facts->table && facts->table->survey &&
		    survey_tell(facts->table->survey, facts))
			facts->asked |= ASKED_LOCAL | ASKED_PEER;
		else if (facts->table && facts->table->waiting &&
		    waiting_tell(facts->table->waiting, facts))
			facts->asked |= ASKED_LOCAL;
		else
			facts->has_tcp = osdep_tcp(sock->fd, &facts->tcp);
	}
	if (!facts_is_open(facts) && facts_told(facts))
		return facts->told.has_tcp ? &facts->told.tcp : NULL;
	return facts->has_tcp ? &facts->tcp : NULL;
}

/* Of a socket that has no connection, TCP's measures say nothing. */
const struct osdep_tcp *
facts_measures(struct facts *facts)
{
	const struct osdep_tcp *info = facts_tcp(facts);

	return info && info->state && strcmp(info->state, "CLOSED") != 0 &&
	    strcmp(info->state, "LISTEN") != 0 ? info : NULL;
}

/* What the kernel tells of many counts a FIN that waits, and bytes behind urgent ones. */
int64_t
facts_recvq(struct facts *facts)
{
	int64_t count;

	if (facts->has_queues && facts->recvq == 0)
		return 0;
	count = osdep_received_queue(facts->sock->fd);
	/* So does what it tells of MPTCP. */
	return count > 0 && sock_is_mptcp(facts->sock) && osdep_has_ended(facts->sock->fd) ?
	    count - 1 : count;
}

/* A TCP socket that is CLOSED has nothing to send: the kernel threw it away, and tells the
 * distance of two sequence numbers that mean nothing any more. */
int64_t
facts_sendq(struct facts *facts)
{
	const struct osdep_tcp *info = facts_tcp(facts);

	if (info && info->state && strcmp(info->state, "CLOSED") == 0)
		return 0;
	return facts->has_queues ? facts->sendq : osdep_send_queue(facts->sock->fd);
}

const char *
facts_state(struct facts *facts)
{
	const struct osdep_tcp *info;

	if (!facts_is_open(facts))
		return facts_told(facts) ? facts->told.state : "CLOSED";
	info = facts_tcp(facts);
	if (info && info->state && facts_whole(facts) && strcmp(facts->whole, "CLOSED") != 0)
		return facts->whole;
	if (info && info->state)
		return facts_told(facts) ? facts->told.state : info->state;
	if (sock_listens(facts->sock))
		return "LISTEN";
	if (facts_peer(facts))
		return "CONNECTED";
	return facts_local(facts) && addr_is_named(facts_local(facts)) ? "BOUND" : "OPEN";
}

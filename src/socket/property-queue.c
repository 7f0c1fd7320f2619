/* property-queue: what waits in a socket, and what went through it. */
#include <poll.h>
#include <sys/socket.h>

#include "socket/layer.h"
#include "socket/property-get.h"

struct value
property_get_readable(struct facts *facts)
{
	if (!facts_is_open(facts))
		return give_none();
	return give_truth(inbox_has(facts->sock) || layer_ready(facts->sock) ||
	    facts_ready(facts) & POLLIN);
}

struct value
property_get_writable(struct facts *facts)
{
	return facts_is_open(facts) ? give_truth(facts_ready(facts) & POLLOUT) : give_none();
}

struct value
property_get_hangup(struct facts *facts)
{
	return facts_is_open(facts) ? give_truth(facts_ready(facts) & POLLHUP) : give_none();
}

struct value
property_get_error(struct facts *facts)
{
	return facts_is_open(facts) ? give_truth(facts_ready(facts) & POLLERR) : give_none();
}

/* Through its descriptor a UNIX listener tells of no queue: what it has sent, it says, is
 * nothing. */
static bool
is_unix_listener(struct facts *facts)
{
	const struct sock *sock = facts->sock;

	return sock->family == AF_UNIX && sock->type != SOCK_DGRAM && !sock->connected &&
	    sock_listens(sock);
}

struct value
property_get_recvq(struct facts *facts)
{
	const struct osdep_tcp *info = facts_tcp(facts);
	const struct diag_sock *asked;
	int64_t count;

	if (!facts_is_open(facts))
		return facts_told(facts) ? give_number(facts->told.recvq) : give_none();
	if (info && info->queued >= 0)
		return give_number(info->queued);
	count = facts_recvq(facts);
	if (count >= 0 || !is_unix_listener(facts))
		return give_number(count);
	asked = facts_asked(facts);
	return asked ? give_number(asked->recvq) : give_none();
}

struct value
property_get_buffered(struct facts *facts)
{
	return facts_is_open(facts) ? give_number((int64_t)inbox_count(facts->sock)) : give_none();
}

struct value
property_get_sendq(struct facts *facts)
{
	const struct osdep_tcp *info = facts_tcp(facts);
	const struct diag_sock *asked;

	if (!facts_is_open(facts))
		return facts_told(facts) ? give_number(facts->told.sendq) : give_none();
	if (is_unix_listener(facts)) {
		asked = facts_asked(facts);
		return asked ? give_number(asked->sendq) : give_none();
	}
	if (info && info->backlog >= 0)
		return give_number(info->backlog);
	return give_number(facts_sendq(facts));
}

struct value
property_get_received(struct facts *facts)
{
	return facts->row ? give_none() : give_number((int64_t)facts->sock->received);
}

struct value
property_get_sent(struct facts *facts)
{
	return facts->row ? give_none() : give_number((int64_t)facts->sock->sent);
}

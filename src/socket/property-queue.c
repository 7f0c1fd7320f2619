/* property-queue: what waits in a socket, and what went through it. */
#include <poll.h>

#include "socket/property-get.h"

struct value
property_get_readable(struct facts *facts)
{
	return facts_is_open(facts) ? give_truth(facts_ready(facts) & POLLIN) : give_none();
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

struct value
property_get_recvq(struct facts *facts)
{
	const struct osdep_tcp *info = facts_tcp(facts);

	if (!facts_is_open(facts))
		return give_none();
	if (info && info->queued >= 0)
		return give_number(info->queued);
	return give_number(facts_recvq(facts));
}

struct value
property_get_sendq(struct facts *facts)
{
	const struct osdep_tcp *info = facts_tcp(facts);

	if (!facts_is_open(facts))
		return give_none();
	if (info && info->backlog >= 0)
		return give_number(info->backlog);
	return give_number(facts_sendq(facts));
}

struct value
property_get_received(struct facts *facts)
{
	return give_number((int64_t)facts->sock->received);
}

struct value
property_get_sent(struct facts *facts)
{
	return give_number((int64_t)facts->sock->sent);
}

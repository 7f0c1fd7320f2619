/* property-serving: what there is to know of a socket that is served, and of its clients. */
#include <stddef.h>

#include "base/number.h"
#include "socket/property-get.h"
#include "socket/serving.h"

/* NULL of a socket that is no server's; of a connection that is served by itself its own
 * counters tell as much. */
static const struct serving *
serving(const struct facts *facts)
{
	const struct sock *sock = facts->sock;

	return serving_is(sock) && !serving_is_alone(sock) ? sock->serving : NULL;
}

/* A counter of it. */
static struct value
count(const struct facts *facts, size_t at)
{
	const void *from = serving(facts) ? (const char *)serving(facts) + at : NULL;

	return from ? give_number((int64_t)*(const uint64_t *)from) : give_none();
}

struct value
property_get_server_clients(struct facts *facts)
{
	return serving(facts) && serving(facts)->datagram ? give_none() :
	    count(facts, offsetof(struct serving, clients));
}

struct value
property_get_server_total(struct facts *facts)
{
	return count(facts, offsetof(struct serving, total));
}

struct value
property_get_server_refused(struct facts *facts)
{
	return count(facts, offsetof(struct serving, refused));
}

struct value
property_get_server_dropped(struct facts *facts)
{
	return count(facts, offsetof(struct serving, dropped));
}

struct value
property_get_server_in(struct facts *facts)
{
	return count(facts, offsetof(struct serving, received));
}

struct value
property_get_server_out(struct facts *facts)
{
	return count(facts, offsetof(struct serving, sent));
}

struct value
property_get_server_role(struct facts *facts)
{
	return serving(facts) ? value_static(serving(facts)->role) : give_none();
}

static struct value
rate(const struct facts *facts, bool out)
{
	int64_t each[2];

	if (!serving(facts))
		return give_none();
	serving_rate(serving(facts), number_now(), &each[0], &each[1]);
	return give_number(each[out]);
}

struct value
property_get_server_rate_in(struct facts *facts)
{
	return rate(facts, false);
}

struct value
property_get_server_rate_out(struct facts *facts)
{
	return rate(facts, true);
}

/* One that is closed is served by nobody any more. */
struct value
property_get_served(struct facts *facts)
{
	const struct sock *sock = facts->sock;

	return sock->serving && !serving(facts) ? value_static(sock->serving->role) : give_none();
}

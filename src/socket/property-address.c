/* property-address: the two addresses of a socket. */
#include "socket/property-get.h"

enum { USUAL = 30 };   /* bytes of an address, so that most need room once */

static struct value
show_address(const struct addr *addr, void (*show)(struct buf *, const struct addr *))
{
	struct buf buf = { 0 };

	if (!addr)
		return give_none();
	buf_reserve(&buf, USUAL);
	show(&buf, addr);
	if (buf.count)
		return value_take(&buf);
	buf_clear(&buf);
	return give_none();
}

static struct value
show_port(const struct addr *addr)
{
	return addr ? give_number(addr_port(addr)) : give_none();
}

struct value
property_get_local(struct facts *facts)
{
	return show_address(facts_local(facts), addr_show);
}

struct value
property_get_local_host(struct facts *facts)
{
	const struct addr *addr = facts_local(facts);

	return addr && addr->any.sa_family != AF_UNIX ? show_address(addr, addr_show_host) :
	    give_none();
}

struct value
property_get_local_port(struct facts *facts)
{
	return show_port(facts_local(facts));
}

struct value
property_get_peer(struct facts *facts)
{
	return show_address(facts_peer(facts), addr_show);
}

struct value
property_get_peer_host(struct facts *facts)
{
	const struct addr *addr = facts_peer(facts);

	return addr && addr->any.sa_family != AF_UNIX ? show_address(addr, addr_show_host) :
	    give_none();
}

struct value
property_get_peer_port(struct facts *facts)
{
	return show_port(facts_peer(facts));
}

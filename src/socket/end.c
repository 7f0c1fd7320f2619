/* end: one end of a connection, as it is compared with another. */
#include "socket/end.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "socket/index.h"

struct end {
	struct in6_addr host;
	uint32_t        scope, port;
};

static bool
read_inet(const struct addr *addr, struct end *end)
{
	struct sockaddr_in in;

	if (addr->any.sa_family != AF_INET || addr->length < (socklen_t)sizeof(in))
		return false;
	memcpy(&in, addr->room, sizeof(in));
	memset(end->host.s6_addr + 10, 0xff, 2);
	memcpy(end->host.s6_addr + 12, &in.sin_addr, sizeof(in.sin_addr));
	end->port = in.sin_port;
	return true;
}

static bool
read_inet6(const struct addr *addr, struct end *end)
{
	struct sockaddr_in6 in6;

	if (addr->any.sa_family != AF_INET6 || addr->length < (socklen_t)sizeof(in6))
		return false;
	memcpy(&in6, addr->room, sizeof(in6));
	end->host = in6.sin6_addr;
	end->scope = in6.sin6_scope_id;
	end->port = in6.sin6_port;
	return true;
}

/* False: it has another shape. */
static bool
fold(const struct addr *addr, struct end *end)
{
	*end = (struct end){ .port = 0 };
	return read_inet(addr, end) || read_inet6(addr, end);
}

uint64_t
end_hash(const struct addr *addr)
{
	struct end end;

	return fold(addr, &end) ? index_hash(&end, sizeof(end)) :
	    index_hash(addr->room, addr->length);
}

bool
end_is(const struct addr *one, const struct addr *other)
{
	struct end left, right;

	if (fold(one, &left) && fold(other, &right))
		return memcmp(&left, &right, sizeof(left)) == 0;
	return one->length == other->length && memcmp(one->room, other->room, one->length) == 0;
}

uint64_t
end_hash_both(uint64_t from, uint64_t to)
{
	return from ^ (to << 21 | to >> 43);
}

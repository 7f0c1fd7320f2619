/* range: whom a server lets in. */
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "serve/server-inner.h"

/* The bytes of a host; IPv4 in the shape of IPv6 is IPv4.  None: it is of another family. */
static size_t
host_of(const struct addr *addr, unsigned char host[16])
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	bool mapped;

	if (addr->any.sa_family == AF_INET && addr->length >= (socklen_t)sizeof(in)) {
		memcpy(&in, addr->room, sizeof(in));
		memcpy(host, &in.sin_addr, 4);
		return 4;
	}
	if (addr->any.sa_family != AF_INET6 || addr->length < (socklen_t)sizeof(in6))
		return 0;
	memcpy(&in6, addr->room, sizeof(in6));
	mapped = IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr);
	memcpy(host, in6.sin6_addr.s6_addr + (mapped ? 12 : 0), mapped ? 4 : 16);
	return mapped ? 4 : 16;
}

static bool
is_within(const unsigned char *host, size_t count, const struct server_range *range)
{
	unsigned char of[16];
	unsigned whole = range->bits / 8, left = range->bits % 8;

	if (range->any)
		return true;
	if (host_of(&range->address, of) != count || whole > count ||
	    memcmp(host, of, whole) != 0)
		return false;
	return !left || (whole < count && (host[whole] ^ of[whole]) >> (8 - left) == 0);
}

static bool
is_among(const unsigned char *host, size_t count, const struct server_range *range, size_t ranges)
{
	for (size_t i = 0; i < ranges; i++)
		if (is_within(host, count, &range[i]))
			return true;
	return false;
}

bool
server_allows(const struct server *server, const struct addr *peer)
{
	const struct server_want *want = &server->want;
	unsigned char host[16];
	size_t count;

	/* An unnamed UNIX socket has no address at all. */
	if (server->sock->family == AF_UNIX)
		return true;
	count = host_of(peer, host);
	if (is_among(host, count, want->deny, want->denies))
		return false;
	return want->allows ? is_among(host, count, want->allow, want->allows) :
	    addr_is_loopback(peer);
}

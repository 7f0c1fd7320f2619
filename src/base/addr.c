/* addr: socket addresses as text, and what can be told from them. */
#include "base/addr.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

#include "base/osdep-addr.h"

enum { PATH_AT = offsetof(struct sockaddr_un, sun_path) };

const struct sockaddr *
addr_pointer(const struct addr *addr)
{
	return addr->null ? NULL : &addr->any;
}

/* The address in the kernel's own form; false if it is of another family, or cut. */
static bool
get_inet(const struct addr *addr, struct sockaddr_in *inet)
{
	if (addr->length < sizeof(*inet) || addr->any.sa_family != AF_INET)
		return false;
	memcpy(inet, &addr->storage, sizeof(*inet));
	return true;
}

static bool
get_inet6(const struct addr *addr, struct sockaddr_in6 *inet6)
{
	if (addr->length < sizeof(*inet6) || addr->any.sa_family != AF_INET6)
		return false;
	memcpy(inet6, &addr->storage, sizeof(*inet6));
	return true;
}

static bool
is_unix(const struct addr *addr)
{
	return addr->length >= PATH_AT && addr->any.sa_family == AF_UNIX;
}

static void
show_unix(struct buf *buf, const struct addr *addr)
{
	const char *path = addr->room + PATH_AT;
	size_t count = addr->length < sizeof(addr->room) ? addr->length : sizeof(addr->room);

	count -= PATH_AT;
	if (!count)
		return;
	if (!*path) {
		buf_add_byte(buf, '@');
		buf_add(buf, path + 1, count - 1);
		return;
	}
	count = strnlen(path, count);
	/* What another program bound: as it would have to be typed here. */
	if (*path == '@' || !memchr(path, '/', count))
		buf_add_text(buf, "./");
	buf_add(buf, path, count);
}

/* A family without a notation. */
static void
show_raw(struct buf *buf, const struct addr *addr)
{
	const size_t head = offsetof(struct sockaddr, sa_data);

	if (addr->length < head)
		return;
	buf_format(buf, "family %d", addr->any.sa_family);
	for (size_t i = head; i < addr->length && i < sizeof(addr->room); i++)
		buf_format(buf, "%s%02x", i == head ? ", " : "", (unsigned char)addr->room[i]);
}

/* As inet_ntop(3) does, but quick: tables are made of these. */
static void
show_ipv4(struct buf *buf, struct in_addr ip)
{
	const unsigned char *byte = (const unsigned char *)&ip.s_addr;
	char text[INET_ADDRSTRLEN];
	size_t count = 0;

	for (size_t i = 0; i < 4; i++) {
		if (i)
			text[count++] = '.';
		if (byte[i] >= 100)
			text[count++] = (char)('0' + byte[i] / 100);
		if (byte[i] >= 10)
			text[count++] = (char)('0' + byte[i] / 10 % 10);
		text[count++] = (char)('0' + byte[i] % 10);
	}
	buf_add(buf, text, count);
}

void
addr_show_host(struct buf *buf, const struct addr *addr)
{
	char text[INET6_ADDRSTRLEN], name[IF_NAMESIZE];
	struct sockaddr_in6 inet6;
	struct sockaddr_in inet;

	if (get_inet(addr, &inet)) {
		show_ipv4(buf, inet.sin_addr);
	} else if (get_inet6(addr, &inet6)) {
		buf_add_text(buf, inet_ntop(AF_INET6, &inet6.sin6_addr, text, sizeof(text)));
		if (!inet6.sin6_scope_id)
			return;
		if (if_indextoname(inet6.sin6_scope_id, name))
			buf_format(buf, "%%%s", name);
		else
			buf_format(buf, "%%%u", inet6.sin6_scope_id);
	} else if (is_unix(addr)) {
		show_unix(buf, addr);
	} else if (!osdep_addr_show(buf, addr, false)) {
		show_raw(buf, addr);
	}
}

void
addr_show(struct buf *buf, const struct addr *addr)
{
	int port = addr_port(addr);
	bool brackets = port >= 0 && addr->any.sa_family == AF_INET6;

	if (osdep_addr_show(buf, addr, true))
		return;
	if (brackets)
		buf_add_byte(buf, '[');
	addr_show_host(buf, addr);
	if (port < 0)
		return;
	buf_add_text(buf, brackets ? "]:" : ":");
	buf_add_number(buf, port);
}

int
addr_port(const struct addr *addr)
{
	struct sockaddr_in6 inet6;
	struct sockaddr_in inet;

	if (addr->no_port)
		return -1;
	if (get_inet(addr, &inet))
		return ntohs(inet.sin_port);
	return get_inet6(addr, &inet6) ? ntohs(inet6.sin6_port) : -1;
}

/* The IPv4 address, also one that an inet6 socket wears: ::ffff:127.0.0.1. */
static bool
get_ipv4(const struct addr *addr, uint32_t *ipv4)
{
	struct sockaddr_in6 inet6;
	struct sockaddr_in inet;

	if (get_inet(addr, &inet)) {
		*ipv4 = ntohl(inet.sin_addr.s_addr);
		return true;
	}
	if (!get_inet6(addr, &inet6) || !IN6_IS_ADDR_V4MAPPED(&inet6.sin6_addr))
		return false;
	memcpy(ipv4, inet6.sin6_addr.s6_addr + 12, sizeof(*ipv4));
	*ipv4 = ntohl(*ipv4);
	return true;
}

bool
addr_is_loopback(const struct addr *addr)
{
	struct sockaddr_in6 inet6;
	uint32_t ipv4;

	if (get_ipv4(addr, &ipv4))
		return ipv4 >> 24 == 127;
	if (get_inet6(addr, &inet6))
		return IN6_IS_ADDR_LOOPBACK(&inet6.sin6_addr);
	return is_unix(addr) && (addr->length == PATH_AT || !addr->room[PATH_AT]);
}

bool
addr_is_wildcard(const struct addr *addr)
{
	struct sockaddr_in6 inet6;
	uint32_t ipv4;

	if (get_ipv4(addr, &ipv4))
		return ipv4 == INADDR_ANY;
	return get_inet6(addr, &inet6) && IN6_IS_ADDR_UNSPECIFIED(&inet6.sin6_addr);
}

const char *
addr_whom(const struct addr *addr)
{
	return osdep_addr_whom(addr);
}

bool
addr_is_named(const struct addr *addr)
{
	if (is_unix(addr))
		return addr->length > PATH_AT;
	if (addr->no_port)
		return !addr_is_wildcard(addr);
	return addr_port(addr) > 0 || osdep_addr_is_named(addr);
}

bool
addr_is_peer(const struct addr *addr)
{
	return !osdep_addr_may_be_nobody(addr) || addr_is_named(addr);
}

bool
addr_is_one(const char *text, size_t count, struct error *error)
{
	struct error ignored;
	struct addr addr;

	/* Raw sockets have no port. */
	if (addr_read_host(&addr, AF_INET, text, count, &ignored) != ADDR_BAD ||
	    addr_read_host(&addr, AF_INET6, text, count, &ignored) != ADDR_BAD)
		return true;
	for (const int *family = osdep_addr_families; *family != AF_UNSPEC; family++)
		if (addr_read(&addr, *family, text, count, &ignored) != ADDR_BAD)
			return true;
	return addr_read_any(&addr, text, count, error) != ADDR_BAD;
}

typedef void shower(struct buf *, const struct addr *);

static bool
is_shown_same(shower *show, const struct addr *a, const struct addr *b)
{
	struct buf left = { 0 }, right = { 0 };
	bool same;

	show(&left, a);
	show(&right, b);
	same = left.count && left.count == right.count &&
	    memcmp(left.data, right.data, left.count) == 0;
	buf_clear(&left);
	buf_clear(&right);
	return same;
}

bool
addr_is_same(const struct addr *a, const struct addr *b)
{
	return is_shown_same(addr_show, a, b);
}

bool
addr_is_same_host(const struct addr *a, const struct addr *b)
{
	return is_shown_same(addr_show_host, a, b);
}

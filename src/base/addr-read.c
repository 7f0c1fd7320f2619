/* addr-read: socket addresses from text, every family, no look-ups. */
#include "base/addr.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

#include "base/addr-path.h"
#include "base/addr-url.h"
#include "base/bytes.h"
#include "base/names.h"
#include "base/number.h"
#include "base/osdep-addr.h"

enum {
	HOST_ROOM = 256,
	SERVICE_ROOM = 64,
	LABEL_MOST = 63,  /* RFC 1035 */
	NAME_MOST = 253,
};

/* A text that is being read, and the parts of "HOST:SERVICE" in it. */
struct reading {
	const char *text;
	size_t count;
	struct error *error;
	size_t host, host_count;
	size_t port, port_count; /* without its colon */
	bool brackets;
	bool names;              /* a part is one for the resolver */
	bool no_port;            /* there need not be one, nor brackets */
};

static bool
wrong(const struct reading *reading, size_t at, const char *what)
{
	struct bytes_quoted quoted;

	return error_usage_at(reading->error, (ptrdiff_t)at, "'%s' %s",
	    bytes_quote(&quoted, reading->text, reading->count), what);
}

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool
is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* The first `byte` from `from` on, or `end`. */
static size_t
find(const char *text, size_t from, size_t end, char byte)
{
	const char *at = from < end ? memchr(text + from, byte, end - from) : NULL;

	return at ? (size_t)(at - text) : end;
}

static bool
read_inet6(const char *text, size_t count, struct in6_addr *to)
{
	char copy[INET6_ADDRSTRLEN];

	if (count >= sizeof(copy) || find(text, 0, count, '\0') < count)
		return false;
	memcpy(copy, text, count);
	copy[count] = '\0';
	return inet_pton(AF_INET6, copy, to) == 1;
}

/* "::1:80": only brackets can tell where the address ends. */
static bool
without_brackets(const struct reading *reading)
{
	struct bytes_quoted quoted;
	const char *text = reading->text;
	size_t count = reading->count, colon = count;
	struct in6_addr address;

	while (text[colon - 1] != ':')
		colon--;
	bytes_quote(&quoted, text, count);
	if (colon < count && read_inet6(text, find(text, 0, colon - 1, '%'), &address))
		return error_usage_at(reading->error, 0,
		    "'%s' needs brackets: write [%.*s]:%.*s", quoted.text,
		    (int)colon - 1, text, (int)(count - colon), text + colon);
	if (read_inet6(text, find(text, 0, count, '%'), &address))
		return error_usage_at(reading->error, 0,
		    "'%s' needs brackets and a port: write [%s]:PORT", quoted.text,
		    quoted.text);
	return wrong(reading, find(text, find(text, 0, count, ':') + 1, count, ':'),
	    "has a ':' too many: write HOST:PORT, or [::1]:80 for inet6");
}

/* Finds the parts; what is in them is looked at later. */
static bool
split(struct reading *reading)
{
	const char *text = reading->text;
	size_t count = reading->count, end;
	struct in6_addr address;

	if (addr_is_url(text, count, reading->error))
		return false;
	/* "::1": all of it is the host. */
	if (reading->no_port && read_inet6(text, find(text, 0, count, '%'), &address)) {
		reading->brackets = true;
		reading->host = 0;
		reading->host_count = end = count;
	} else if (count && *text == '[') {
		end = find(text, 0, count, ']');
		if (end == count)
			return wrong(reading, count, "has no ']'");
		if (end + 1 < count && text[end + 1] != ':')
			return wrong(reading, end + 1, "has more than ':PORT' after its ']'");
		reading->brackets = true;
		reading->host = 1;
		reading->host_count = end - 1;
		end++;
	} else {
		end = find(text, 0, count, ':');
		if (find(text, end + 1, count, ':') < count)
			return without_brackets(reading);
		reading->host = 0;
		reading->host_count = end;
	}
	reading->port = end < count ? end + 1 : count;
	reading->port_count = count - reading->port;
	reading->no_port &= end >= count;
	return true;
}

static bool
copy_part(const struct reading *reading, size_t from, size_t count, char *to, size_t room)
{
	if (count >= room)
		return wrong(reading, from + room - 1, "is too long for an address");
	if (count)
		memcpy(to, reading->text + from, count);
	to[count] = '\0';
	return true;
}

/* 1, 0x7f: what the C library would take for a part of an IPv4 address. */
static bool
is_number_like(const char *text, size_t count)
{
	size_t i = 0;
	bool hex = count > 1 && text[0] == '0' && (text[1] | ' ') == 'x';

	for (i = hex ? 2 : 0; i < count; i++) {
		char lower = (char)(text[i] | ' ');

		if (!is_digit(text[i]) && !(hex && lower >= 'a' && lower <= 'f'))
			return false;
	}
	return count;
}

/* A host that is no name whatever: all its parts are numbers. */
static bool
is_dotted(const char *text, size_t count)
{
	size_t from = 0;

	if (count && text[count - 1] == '.')
		count--;
	for (;;) {
		size_t dot = find(text, from, count, '.');

		if (!is_number_like(text + from, dot - from))
			return false;
		if (dot == count)
			return true;
		from = dot + 1;
	}
}

/* Four decimal parts and nothing else; `*at` is the first byte that is wrong. */
static bool
read_inet(const char *text, size_t count, struct in_addr *to, size_t *at)
{
	unsigned char byte[4];
	size_t from = 0;

	for (size_t i = 0; i < sizeof(byte); i++) {
		size_t end = i < 3 ? find(text, from, count, '.') : count;
		int64_t number;
		struct error error;

		*at = from;
		if (end - from > 3 || (end - from > 1 && text[from] == '0'))
			return false;
		if (!number_int(text + from, end - from, 0, 255, &number, &error)) {
			*at += (size_t)error.at;
			return false;
		}
		*at = end;
		if (end == count && i < 3)
			return false;
		byte[i] = (unsigned char)number;
		from = end + 1;
	}
	memcpy(to, byte, sizeof(byte));
	return true;
}

static const char *
family_word(int family)
{
	return family == AF_UNIX ? "unix" : family == AF_INET6 ? "inet6" : "inet";
}

static bool
other_family(const struct reading *reading, int family, int wanted)
{
	struct bytes_quoted quoted;

	return error_usage_at(reading->error, 0, "'%s' is %s %s address, the socket is %s",
	    bytes_quote(&quoted, reading->text, reading->count),
	    family == AF_UNIX ? "a" : "an", family_word(family), family_word(wanted));
}

static bool
is_host_byte(char byte)
{
	return is_letter(byte) || is_digit(byte) || byte == '-' || byte == '_' ||
	    (unsigned char)byte >= 0x80;
}

/* A name that a resolver may be asked for: labels with dots between. */
static bool
check_name(const struct reading *reading)
{
	const char *text = reading->text;
	size_t count = reading->host_count, label = 0;

	for (size_t i = 0; i < count; i++) {
		if (text[i] == '.' && label) {
			label = 0;
			continue;
		}
		if (!is_host_byte(text[i]) || (text[i] == '-' && !label))
			return wrong(reading, i,
			    "has a host that is neither a name nor an address");
		if (++label > LABEL_MOST || i >= NAME_MOST)
			return wrong(reading, i, "has a host with too long a name");
	}
	return true;
}

static bool
read_scope(const struct reading *reading, size_t from, size_t end, uint32_t *scope)
{
	struct bytes_quoted quoted;
	char name[IF_NAMESIZE] = "";
	struct error unused;
	uint64_t number;
	unsigned index;

	if (from == end)
		return wrong(reading, from, "has no interface behind its '%'");
	if (is_digit(reading->text[from]) &&
	    number_unsigned(reading->text + from, end - from, UINT32_MAX, &number, &unused)) {
		*scope = (uint32_t)number;
		return true;
	}
	if (end - from < sizeof(name))
		memcpy(name, reading->text + from, end - from);
	index = strlen(name) == end - from ? if_nametoindex(name) : 0;
	if (!index)
		return error_usage_at(reading->error, (ptrdiff_t)from,
		    "there is no interface '%s'",
		    bytes_quote(&quoted, reading->text + from, end - from));
	*scope = index;
	return true;
}

/* What stands in brackets: "::1", "fe80::1%eth0". */
static bool
read_bracketed(const struct reading *reading, struct sockaddr_in6 *to)
{
	size_t end = reading->host + reading->host_count;
	size_t percent = find(reading->text, reading->host, end, '%');

	if (!read_inet6(reading->text + reading->host, percent - reading->host, &to->sin6_addr))
		return wrong(reading, reading->host, "is not an inet6 address: "
		    "only a numeric one like ::1 stands in brackets");
	return percent == end || read_scope(reading, percent + 1, end, &to->sin6_scope_id);
}

/* "8080". */
static bool
is_port_alone(const struct reading *reading)
{
	size_t i = 0;

	while (i < reading->count && is_digit(reading->text[i]))
		i++;
	return i && i == reading->count && !reading->no_port;
}

static bool
read_host(struct reading *reading, int family, struct sockaddr_in *inet,
    struct sockaddr_in6 *inet6)
{
	const char *host = reading->text + reading->host;
	size_t count = reading->host_count, at;

	if (reading->brackets && family != AF_INET6)
		return other_family(reading, AF_INET6, family);
	if (reading->brackets)
		return read_bracketed(reading, inet6);
	if (!count)
		return wrong(reading, 0, "has no host: '*' is every address");
	if (count == 1 && *host == '*')
		return true;
	if (!is_dotted(host, count)) {
		reading->names = true;
		return check_name(reading);
	}
	if (is_port_alone(reading))
		return wrong(reading, 0, "has no host: write HOST:PORT, where '*' is every "
		    "address");
	if (!read_inet(host, count, &inet->sin_addr, &at))
		return wrong(reading, at, "is not an inet address: it has four numbers "
		    "from 0 to 255, without leading zeros");
	return family == AF_INET || other_family(reading, AF_INET, family);
}

static bool
bad_port(const struct reading *reading, size_t at)
{
	struct bytes_quoted quoted;

	return error_usage_at(reading->error, (ptrdiff_t)at,
	    "'%s' is not a port (0 to 65535, or a service name)",
	    bytes_quote(&quoted, reading->text + reading->port, reading->port_count));
}

static bool
read_port(struct reading *reading, in_port_t *port)
{
	const char *text = reading->text + reading->port;
	size_t count = reading->port_count, i = 0;
	unsigned number = 0;

	if (!count && reading->no_port)
		return true;
	if (!count)
		return wrong(reading, reading->count, "has no port: write HOST:PORT");
	for (; i < count && is_digit(text[i]); i++) {
		number = number * 10 + (unsigned)(text[i] - '0');
		if (number > UINT16_MAX)
			return bad_port(reading, reading->port);
	}
	if (count >= SERVICE_ROOM)
		return bad_port(reading, reading->port);
	*port = htons((uint16_t)number);
	if (i == count)
		return true;
	/* No service begins with a digit: 80x is a slip of the finger. */
	if (i || !is_letter(*text))
		return bad_port(reading, reading->port + i);
	while (i < count && (is_letter(text[i]) || is_digit(text[i]) || text[i] == '-' ||
	    text[i] == '_'))
		i++;
	if (i < count)
		return bad_port(reading, reading->port + i);
	reading->names = true;
	return true;
}

bool
addr_split(const char *text, size_t count, char *host, char *service, struct error *error)
{
	struct reading reading = { .text = text, .count = count, .error = error,
		.no_port = true };
	struct sockaddr_in inet;
	struct sockaddr_in6 inet6;

	if (!split(&reading))
		return false;
	if ((reading.brackets || reading.host_count) &&
	    !read_host(&reading, reading.brackets ? AF_INET6 : AF_INET, &inet, &inet6))
		return false;
	if (reading.port_count && !read_port(&reading, &inet.sin_port))
		return false;
	return copy_part(&reading, reading.host, reading.host_count, host, HOST_ROOM) &&
	    copy_part(&reading, reading.port, reading.port_count, service, SERVICE_ROOM);
}

static bool
is_path(const char *text, size_t count)
{
	return count && (*text == '@' || find(text, 0, count, '/') < count);
}

static bool
read_internet(struct reading *reading, int family, struct addr *to)
{
	struct sockaddr_in inet = { .sin_family = AF_INET };
	struct sockaddr_in6 inet6 = { .sin6_family = AF_INET6 };

	/* "http://..." is no path. */
	if (is_path(reading->text, find(reading->text, 0, reading->count, ':')))
		return other_family(reading, AF_UNIX, family);
	if (!split(reading) || !read_host(reading, family, &inet, &inet6) ||
	    !read_port(reading, &inet.sin_port))
		return false;
	inet6.sin6_port = inet.sin_port;
	to->length = family == AF_INET ? sizeof(inet) : sizeof(inet6);
	memcpy(&to->storage, family == AF_INET ? (void *)&inet : &inet6, to->length);
	return true;
}

static bool
not_a_path(const struct reading *reading)
{
	struct reading again = *reading;
	struct error unused;
	struct addr address;

	if (*reading->text == '[')
		return other_family(reading, AF_INET6, AF_UNIX);
	again.error = &unused;
	if (read_internet(&again, AF_INET, &address))
		return other_family(reading, AF_INET, AF_UNIX);
	return wrong(reading, 0, "is not a UNIX address: a path needs a '/' in it ('./sock'), "
	    "'@name' is abstract");
}

static bool
read_unix(const struct reading *reading, struct addr *to)
{
	if (reading->count && !is_path(reading->text, reading->count))
		return not_a_path(reading);
	return addr_read_path(to, reading->text, reading->count, reading->error);
}

static enum addr_text
read_family(struct addr *to, int family, struct reading *reading)
{
	const char *name = names_of(names_family, family);
	bool fine, known = true;

	memset(to, 0, sizeof(*to));
	if (family == AF_UNIX)
		fine = read_unix(reading, to);
	else if (family == AF_INET || family == AF_INET6)
		fine = read_internet(reading, family, to);
	else
		fine = osdep_addr_read(to, family, reading->text, reading->count, &known,
		    reading->error);
	if (!known)
		error_usage(reading->error, "no way is known to write addresses of family %s",
		    name ? name : "without a name");
	return !fine ? ADDR_BAD : reading->names ? ADDR_NAMES : ADDR_NUMERIC;
}

enum addr_text
addr_read(struct addr *to, int family, const char *text, size_t count, struct error *error)
{
	struct reading reading = { .text = text, .count = count, .error = error };

	return read_family(to, family, &reading);
}

enum addr_text
addr_read_host(struct addr *to, int family, const char *text, size_t count, struct error *error)
{
	struct reading reading = { .text = text, .count = count, .error = error,
		.no_port = true };

	return read_family(to, family, &reading);
}

enum addr_text
addr_read_any(struct addr *to, const char *text, size_t count, struct error *error)
{
	bool inet6 = count && *text == '[';
	bool unix_socket = !count || is_path(text, count);

	if (addr_is_url(text, count, error))
		return ADDR_BAD;
	return addr_read(to, unix_socket ? AF_UNIX : inet6 ? AF_INET6 : AF_INET, text, count,
	    error);
}

/* option: the socket options by name and number, and their values. */
#include "socket/option.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/newer.h"
#include "base/number.h"
#include "socket/control.h"
#include "socket/option-value.h"
#include "socket/sys.h"

enum {
	ASKED = 1024, /* bytes, of an option that may have any number of them */
	/* SO_GET_FILTER counts in instructions of 8 bytes, not in bytes. */
	INSTRUCTION = 8,
	/* A level's sockets: IPv4's and IPv6's; of the family's own protocol. */
	INTERNET = -1,
	USUAL = -1,
};

const struct option_level option_levels[] = {
	{ "SOL_SOCKET", NULL, SOL_SOCKET, options_socket, .on = "tcp" },
	{ "IPPROTO_TCP", "SOL_TCP", IPPROTO_TCP, options_tcp, .on = "tcp", .family = INTERNET,
	  .type = SOCK_STREAM, .protocol = { IPPROTO_TCP, IPPROTO_MPTCP, USUAL } },
	{ "IPPROTO_IP", "SOL_IP", IPPROTO_IP, options_ip, .on = "udp", .family = AF_INET },
	{ "IPPROTO_IPV6", "SOL_IPV6", IPPROTO_IPV6, options_ipv6, .on = "udp6",
	  .family = AF_INET6 },
#ifdef __linux__
	{ "IPPROTO_UDP", "SOL_UDP", IPPROTO_UDP, options_udp, .on = "udp", .family = INTERNET,
	  .type = SOCK_DGRAM, .protocol = { IPPROTO_UDP, IPPROTO_UDPLITE, USUAL } },
	{ "IPPROTO_UDPLITE", "SOL_UDPLITE", IPPROTO_UDPLITE, options_udplite,
	  .on = "udplite", .family = INTERNET, .type = SOCK_DGRAM,
	  .protocol = { IPPROTO_UDPLITE } },
	{ "IPPROTO_ICMPV6", "SOL_ICMPV6", IPPROTO_ICMPV6, options_icmpv6,
	  .on = "raw6:icmpv6", .family = AF_INET6, .type = SOCK_RAW,
	  .protocol = { IPPROTO_ICMPV6 } },
	{ "SOL_RAW", NULL, 255, options_raw, .on = "raw:icmp", .family = AF_INET,
	  .type = SOCK_RAW, .protocol = { IPPROTO_ICMP } },
	{ "IPPROTO_SCTP", "SOL_SCTP", IPPROTO_SCTP, options_sctp, .on = "sctp",
	  .family = INTERNET, .protocol = { IPPROTO_SCTP } },
	{ "SOL_PACKET", NULL, 263, options_packet, .on = "packet", .family = AF_PACKET },
	{ "SOL_NETLINK", NULL, 270, options_netlink, .on = "netlink:route",
	  .family = AF_NETLINK },
	{ "SOL_MPTCP", NULL, 284, options_mptcp, .on = "mptcp", .family = INTERNET,
	  .type = SOCK_STREAM, .protocol = { IPPROTO_MPTCP } },
	{ "AF_VSOCK", NULL, AF_VSOCK, options_vsock, .on = "vsock",
	  .family = AF_VSOCK },
	{ "SOL_TIPC", NULL, 271, NULL, .on = NULL },
	{ "SOL_ALG", NULL, 279, NULL, .on = NULL },
	{ "SOL_TLS", NULL, 282, NULL, .on = NULL },
	{ "SOL_XDP", NULL, 283, NULL, .on = NULL },
	{ "SOL_VSOCK", NULL, 287, NULL, .on = NULL },
#else
	{ "IPPROTO_UDP", "SOL_UDP", IPPROTO_UDP, NULL, .on = NULL },
	{ "IPPROTO_ICMPV6", "SOL_ICMPV6", IPPROTO_ICMPV6, NULL, .on = NULL },
#endif
	{ NULL, NULL, 0, NULL, .on = NULL }
};

const struct option *
option_at(size_t index)
{
	for (const struct option_level *level = option_levels; level->name; level++) {
		for (const struct option *row = level->rows; row && row->name; row++)
			if (index-- == 0)
				return row;
	}
	return NULL;
}

static bool
same(const char *name, const char *text, size_t count)
{
	return name && strncasecmp(name, text, count) == 0 && name[count] == '\0';
}

bool
option_answers(const struct option *option, const char *name, size_t count)
{
	return same(option->brief, name, count) || same(option->name, name, count);
}

const struct option_level *
option_level(int number)
{
	for (const struct option_level *l = option_levels; l->name; l++)
		if (l->number == number)
			return l;
	return NULL;
}

const char *
option_level_name(int number)
{
	const struct option_level *level = option_level(number);

	return level ? level->name : NULL;
}

static bool
protocol_fits(const struct option_level *level, const struct sock *sock)
{
	if (!level->protocol[0])
		return true;
	for (size_t i = 0; i < sizeof(level->protocol) / sizeof(*level->protocol); i++)
		if (level->protocol[i] &&
		    sock->protocol == (level->protocol[i] == USUAL ? 0 : level->protocol[i]))
			return true;
	return false;
}

static bool
level_fits(const struct option *option, const struct sock *sock)
{
	const struct option_level *level = option_level(option->level);
	bool internet = sock->family == AF_INET || sock->family == AF_INET6;

	if (!level || (option->family && option->family != sock->family))
		return false;
	if (level->family == INTERNET ? !internet : level->family && level->family != sock->family)
		return false;
	if (level->type && level->type != sock->type)
		return false;
	return protocol_fits(level, sock);
}

bool
option_fits(const struct option *option, const struct sock *sock)
{
	if ((option->access & OPTION_RAW) && sock->type != SOCK_RAW)
		return false;
	return level_fits(option, sock);
}

const struct option *
option_named(const struct sock *sock, const char *name, size_t count)
{
	const struct option *found = NULL;

	for (const struct option_level *level = option_levels; level->name; level++) {
		for (const struct option *row = level->rows; row && row->name; row++) {
			if (!option_answers(row, name, count))
				continue;
			if (!sock || level_fits(row, sock))
				return row;
			if (!found)
				found = row;
		}
	}
	return found;
}

static bool
names_level(const char *name, const char *text, size_t count)
{
	static const char *const prefix[] = { "SOL_", "IPPROTO_", "AF_" };

	if (same(name, text, count))
		return true;
	for (size_t i = 0; name && i < sizeof(prefix) / sizeof(*prefix); i++)
		if (strncmp(name, prefix[i], strlen(prefix[i])) == 0 &&
		    same(name + strlen(prefix[i]), text, count))
			return true;
	return false;
}

bool
option_level_named(const char *text, size_t count, int *level)
{
	struct error ignored;
	int64_t number;

	for (const struct option_level *l = option_levels; l->name; l++) {
		if (!names_level(l->name, text, count) && !names_level(l->also, text, count))
			continue;
		*level = l->number;
		return true;
	}
	if (!number_int(text, count, INT_MIN, INT_MAX, &number, &ignored))
		return false;
	*level = (int)number;
	return true;
}

static bool
read_level(const char *text, size_t count, int *level, struct error *error)
{
	struct bytes_quoted quoted;

	return option_level_named(text, count, level) || error_usage_at(error, 0,
	    "'%s' is not a level: write a number, SOL_SOCKET, IPPROTO_TCP or their like",
	    bytes_quote(&quoted, text, count));
}

const struct option *
option_numbered(const char *text, size_t count, struct option *own, struct error *error)
{
	const char *colon = memchr(text, ':', count);
	const char *name = colon ? colon + 1 : text + count;
	size_t left = count - (size_t)(name - text);
	struct bytes_quoted quoted;
	struct error ignored;
	int64_t number = -1;
	bool numeric;
	int level = 0;

	if (!colon) {
		error_usage(error, "'%s' is not LEVEL:OPTION", bytes_quote(&quoted, text, count));
		return NULL;
	}
	if (!read_level(text, (size_t)(colon - text), &level, error))
		return NULL;
	numeric = number_int(name, left, INT_MIN, INT_MAX, &number, &ignored);
	for (const struct option *row = option_level(level) ? option_level(level)->rows : NULL;
	    row && row->name; row++)
		if (numeric ? row->number == number : option_answers(row, name, left))
			return row;
	if (!numeric) {
		error_usage_at(error, name - text, "there is no option '%s' at this level",
		    bytes_quote(&quoted, name, left));
		return NULL;
	}
	*own = (struct option){ .name = text, .brief = text, .level = level,
		.number = (int)number, .type = OPTION_ANY, .access = OPTION_GET | OPTION_SET,
		.help = "an option by number" };
	return own;
}

/* Some are questions: the kernel reads what it is about to overwrite. */
static void
ask(const struct option *option, char *bytes, socklen_t length)
{
	size_t count = OPTION_ASK * sizeof(*option->ask);

	if (option->ask)
		memcpy(bytes, option->ask, count < length ? count : length);
}

/* The kernel has no room left of an address, and does not tell the length of one. */
static size_t
size_of_peer(const struct sock *sock)
{
	struct sockaddr_storage peer;
	socklen_t length = sizeof(peer);

	if (sock->family == AF_INET)
		return sizeof(struct sockaddr_in);
	if (sock->family == AF_INET6)
		return sizeof(struct sockaddr_in6);
	if (sys_getpeername(sock->fd, (struct sockaddr *)&peer, &length) < 0)
		return sizeof(sa_family_t);
	return length < sizeof(peer) ? length : sizeof(peer);
}

static socklen_t
asked(const struct sock *sock, const struct option *option)
{
	size_t size = option->size ? option->size : option_codec(option->type)->size;

	if (option->type == OPTION_SOCKADDR)
		size = size_of_peer(sock);
	return (socklen_t)(size ? size : ASKED);
}

bool
option_get(const struct sock *sock, const struct option *option, const struct option_edge *edge,
    struct value *to, struct error *error)
{
	socklen_t length = asked(sock, option);
	size_t room = edge && edge->sized && edge->length > ASKED ? (size_t)edge->length : ASKED;
	char *bytes = mem_new(room, INSTRUCTION);
	size_t count;
	int done;

	ask(option, bytes, length);
	if (edge && edge->sized)
		length = (socklen_t)edge->length;
	done = sys_getsockopt(sock->fd, option->level, option->number,
	    edge && edge->null ? NULL : bytes, &length);
	count = length * (option->unit ? option->unit : (size_t)1);
	if (done < 0)
		error_system(error, "getsockopt", errno);
	else if (edge && edge->null)
		option_decode(option, bytes, 0, to);
	else
		option_decode(option, bytes,
		    count < room * INSTRUCTION ? count : room * INSTRUCTION, to);
	free(bytes);
	return done == 0;
}

/* Is this so, of a number that was asked? */
static bool
holds(const struct option_reason *reason, const struct sock *sock, int64_t number)
{
	switch (reason->where) {
	case OPTION_OF_DEFAULT:
		return number == -1;
	case OPTION_OF_WIDE:
		return number < 0 || number > UINT8_MAX;
	case OPTION_OF_TCP:
		return sock->type == SOCK_STREAM;
	}
	return false;
}

const char *
option_why(const struct option *option, const struct sock *sock, const struct value *asked)
{
	const struct option_reason *reason = option->reasons;

	if (!reason)
		return option->made;
	while (reason->text && !(asked->kind == VALUE_INT && holds(reason, sock, asked->number)))
		reason++;
	return reason->text;
}

static const struct option unknown = { .type = OPTION_ANY };

struct value *
option_put(struct record *options, const char *key, const struct option *option)
{
	struct value *value = record_named(options, key);

	/* One by number ends with the call. */
	options->field[options->count - 1].row = option->type == OPTION_ANY ? &unknown : option;
	return value;
}

void
option_show_all(const struct record *options, struct record *texts)
{
	for (size_t i = 0; i < options->count; i++) {
		const struct field_value *field = &options->field[i];
		struct buf text = { 0 };

		option_show(field->row, &field->value, &text);
		*record_named(texts, field->name) = value_bytes(buf_text(&text), text.count);
		buf_clear(&text);
	}
}

/* What other calls have to know of. */
static void
note(struct sock *sock, const struct option *option)
{
	sock->beside_asked |= sock->family == AF_UNIX ||
	    control_is_asked(option->level, option->number);
	if (option->level != SOL_SOCKET)
		return;
	sock->linger |= option->number == SO_LINGER;
	sock->low_water |= option->number == SO_RCVLOWAT;
}

/* A length of one's own may be more than there is: zeros are behind. */
static bool
set_bytes(struct sock *sock, const struct option *option, struct buf *bytes,
    const struct option_edge *edge, struct error *error)
{
	socklen_t length = (socklen_t)bytes->count;
	int result;

	if (edge && edge->sized) {
		length = (socklen_t)edge->length;
		while (edge->length > 0 && bytes->count < (size_t)edge->length)
			buf_add_byte(bytes, '\0');
	}
	result = sys_setsockopt(sock->fd, option->level, option->number,
	    edge && edge->null ? NULL : buf_text(bytes), length);
	past_add(&sock->past, "setsockopt", result);
	if (result < 0)
		return error_system(error, "setsockopt", errno);
	note(sock, option);
	return true;
}

bool
option_set(struct sock *sock, const struct option *option, const struct option_word *word,
    size_t count, const struct option_edge *edge, struct value *asked, struct error *error)
{
	struct buf bytes = { 0 };
	bool done = option_encode(option, word, count, &bytes, error);
	size_t own = bytes.count;

	if (done && own > OPTION_LENGTH)
		done = error_usage(error, "a value has at most %d bytes", OPTION_LENGTH);
	done = done && set_bytes(sock, option, &bytes, edge, error);
	if (done && asked)
		option_decode(option, buf_text(&bytes), own, asked);
	buf_clear(&bytes);
	return done;
}

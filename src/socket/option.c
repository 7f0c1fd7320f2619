/* option: the socket options by name and number, and their values. */
#include "socket/option.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/bytes.h"
#include "base/number.h"
#include "socket/control.h"
#include "socket/errqueue.h"
#include "socket/option-value.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

enum {
	ASKED = 1024, /* bytes, of an option that may have any number of them */
	/* SO_GET_FILTER counts in instructions of 8 bytes, not in bytes. */
	INSTRUCTION = 8,
};

const struct option_level option_levels[] = {
	{ "SOL_SOCKET", NULL, SOL_SOCKET, options_socket },
	{ "IPPROTO_TCP", "SOL_TCP", IPPROTO_TCP, options_tcp },
	{ "IPPROTO_IP", "SOL_IP", IPPROTO_IP, options_ip },
	{ "IPPROTO_IPV6", "SOL_IPV6", IPPROTO_IPV6, options_ipv6 },
	{ "IPPROTO_UDP", "SOL_UDP", IPPROTO_UDP, NULL },
	{ "IPPROTO_ICMPV6", "SOL_ICMPV6", IPPROTO_ICMPV6, NULL },
#ifdef __linux__
	{ "IPPROTO_UDPLITE", "SOL_UDPLITE", IPPROTO_UDPLITE, NULL },
	{ "IPPROTO_SCTP", "SOL_SCTP", IPPROTO_SCTP, NULL },
	{ "SOL_RAW", NULL, 255, NULL },
	{ "SOL_PACKET", NULL, 263, NULL },
	{ "SOL_NETLINK", NULL, 270, NULL },
	{ "SOL_TIPC", NULL, 271, NULL },
	{ "SOL_ALG", NULL, 279, NULL },
	{ "SOL_TLS", NULL, 282, NULL },
	{ "SOL_XDP", NULL, 283, NULL },
	{ "SOL_MPTCP", NULL, 284, NULL },
	{ "SOL_VSOCK", NULL, 287, NULL },
#endif
	{ NULL, NULL, 0, NULL }
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

const char *
option_level_name(int level)
{
	for (const struct option_level *l = option_levels; l->name; l++)
		if (l->number == level)
			return l->name;
	return NULL;
}

static bool
same(const char *name, const char *text, size_t count)
{
	return name && strncasecmp(name, text, count) == 0 && name[count] == '\0';
}

static bool
answers_to(const struct option *option, const char *name, size_t count)
{
	return same(option->brief, name, count) || same(option->name, name, count);
}

static bool
is_internet(const struct sock *sock)
{
	return sock->family == AF_INET || sock->family == AF_INET6;
}

static bool
level_fits(const struct option *option, const struct sock *sock)
{
	if (option->family && option->family != sock->family)
		return false;
	switch (option->level) {
	case SOL_SOCKET:
		return true;
	case IPPROTO_TCP:
		return is_internet(sock) && sock->type == SOCK_STREAM &&
		    (sock->protocol == 0 || sock->protocol == IPPROTO_TCP ||
		    sock->protocol == IPPROTO_MPTCP);
	case IPPROTO_IP:
		return sock->family == AF_INET;
	case IPPROTO_IPV6:
		return sock->family == AF_INET6;
	}
	return false;
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
			if (!answers_to(row, name, count))
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
	static const char *const prefix[] = { "SOL_", "IPPROTO_" };

	if (same(name, text, count))
		return true;
	for (size_t i = 0; name && i < sizeof(prefix) / sizeof(*prefix); i++)
		if (strncmp(name, prefix[i], strlen(prefix[i])) == 0 &&
		    same(name + strlen(prefix[i]), text, count))
			return true;
	return false;
}

static bool
read_level(const char *text, size_t count, int *level, struct error *error)
{
	struct bytes_quoted quoted;
	struct error ignored;
	int64_t number;

	for (const struct option_level *l = option_levels; l->name; l++) {
		if (!names_level(l->name, text, count) && !names_level(l->also, text, count))
			continue;
		*level = l->number;
		return true;
	}
	if (!number_int(text, count, 0, INT_MAX, &number, &ignored))
		return error_usage_at(error, 0, "'%s' is not a level: write a number, "
		    "SOL_SOCKET, IPPROTO_TCP or their like", bytes_quote(&quoted, text, count));
	*level = (int)number;
	return true;
}

static const struct option *
rows_of(int level)
{
	for (const struct option_level *l = option_levels; l->name; l++)
		if (l->number == level)
			return l->rows;
	return NULL;
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
	numeric = number_int(name, left, 0, INT_MAX, &number, &ignored);
	for (const struct option *row = rows_of(level); row && row->name; row++)
		if (numeric ? row->number == number : answers_to(row, name, left))
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

bool
option_get(const struct sock *sock, const struct option *option, struct value *to,
    struct error *error)
{
	char bytes[ASKED * INSTRUCTION];
	size_t size = option_codec(option->type)->size;
	socklen_t length = (socklen_t)(size ? size : ASKED);

	/* Some are questions: the kernel reads what it is about to overwrite. */
	memset(bytes, 0, length);
	if (getsockopt(sock->fd, option->level, option->number, bytes, &length) < 0)
		return error_system(error, "getsockopt", errno);
	option_decode(option, bytes, length < sizeof(bytes) ? length : sizeof(bytes), to);
	return true;
}

void
option_show_all(const struct record *options, struct record *texts)
{
	static const struct option unknown = { .type = OPTION_ANY };

	for (size_t i = 0; i < options->count; i++) {
		const struct field_value *field = &options->field[i];
		const struct option *option = option_named(NULL, field->name, strlen(field->name));
		struct buf text = { 0 };

		option_show(option ? option : &unknown, &field->value, &text);
		*record_named(texts, field->name) = value_bytes(buf_text(&text), text.count);
		buf_clear(&text);
	}
}

/* What other calls have to know of. */
static void
note(struct sock *sock, const struct option *option)
{
	sock->beside_asked |= control_is_asked(option->level, option->number);
	sock->queue_asked |= errqueue_is_asked(option->level, option->number);
	if (option->level != SOL_SOCKET)
		return;
	sock->linger |= option->number == SO_LINGER;
	sock->low_water |= option->number == SO_RCVLOWAT;
}

static bool
set_bytes(struct sock *sock, const struct option *option, const struct buf *bytes,
    struct error *error)
{
	if (setsockopt(sock->fd, option->level, option->number, buf_text(bytes),
	    (socklen_t)bytes->count) < 0)
		return error_system(error, "setsockopt", errno);
	note(sock, option);
	return true;
}

bool
option_set(struct sock *sock, const struct option *option, const struct option_word *word,
    size_t count, struct value *asked, struct error *error)
{
	struct buf bytes = { 0 };
	bool done = option_encode(option, word, count, &bytes, error) &&
	    set_bytes(sock, option, &bytes, error);

	if (done && asked)
		option_decode(option, buf_text(&bytes), bytes.count, asked);
	buf_clear(&bytes);
	return done;
}

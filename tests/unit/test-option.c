/* test-option: every option row on real sockets: read, set, read back, refused. */
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef SO_GET_FILTER
#include <linux/filter.h>
#endif
/* behind what it needs */
#include <cmocka.h>

#include "socket/option.h"

/* ---- sockets to ask ---- */

static const struct {
	const char *name;
	int family, type, protocol;
} kinds_tried[] = {
	{ "tcp", AF_INET, SOCK_STREAM, 0 },
	{ "tcp6", AF_INET6, SOCK_STREAM, 0 },
	{ "udp", AF_INET, SOCK_DGRAM, 0 },
	{ "udp6", AF_INET6, SOCK_DGRAM, 0 },
	{ "unix", AF_UNIX, SOCK_STREAM, 0 },
	{ "unix-dgram", AF_UNIX, SOCK_DGRAM, 0 },
	{ "raw", AF_INET, SOCK_RAW, IPPROTO_UDP },       /* where we may */
	{ "raw6", AF_INET6, SOCK_RAW, IPPROTO_UDP },
	{ "icmp", AF_INET, SOCK_RAW, IPPROTO_ICMP },
	{ "icmp6", AF_INET6, SOCK_RAW, IPPROTO_ICMPV6 },
#ifdef __linux__
	/* and where there are any */
	{ "packet", AF_PACKET, SOCK_RAW, 0 },
	{ "netlink", AF_NETLINK, SOCK_RAW, 0 },
	{ "vsock", AF_VSOCK, SOCK_STREAM, 0 },
	{ "mptcp", AF_INET, SOCK_STREAM, 262 },
	{ "udplite", AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE },
	{ "sctp", AF_INET, SOCK_STREAM, IPPROTO_SCTP },
#endif
};
enum { KINDS = sizeof(kinds_tried) / sizeof(*kinds_tried) };

static bool
opened(struct sock *sock, size_t kind)
{
	*sock = (struct sock){ .family = kinds_tried[kind].family,
		.type = kinds_tried[kind].type, .protocol = kinds_tried[kind].protocol };
	sock->fd = socket(sock->family, sock->type, sock->protocol);
	return sock->fd >= 0;
}

static struct sock
a_socket(const char *kind)
{
	struct sock sock;

	for (size_t i = 0; i < KINDS; i++) {
		if (strcmp(kinds_tried[i].name, kind) != 0)
			continue;
		if (!opened(&sock, i) && (errno == EAFNOSUPPORT || errno == EPERM))
			skip();
		assert_true(sock.fd >= 0);
		return sock;
	}
	fail_msg("no kind '%s'", kind);
	return (struct sock){ .fd = -1 };
}

static struct sock
a_unix_end(int *other)
{
	struct sock sock = { .family = AF_UNIX, .type = SOCK_STREAM };
	int end[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, end), 0);
	sock.fd = end[0];
	*other = end[1];
	return sock;
}

static const struct option *
row(const struct sock *sock, const char *name)
{
	const struct option *option = option_named(sock, name, strlen(name));

	if (!option)
		fail_msg("there is no option '%s'", name);
	return option;
}

/* ---- words in, words out ---- */

enum { WORDS = 4 };

static size_t
split(const char *const *word, struct option_word *to)
{
	size_t count = 0;

	for (; count < WORDS && word[count]; count++)
		to[count] = (struct option_word){ word[count], strlen(word[count]), true };
	return count;
}

static bool
set(struct sock *sock, const struct option *option, const char *const *word,
    struct error *error)
{
	struct option_word words[WORDS];
	size_t count = split(word, words);

	return option_set(sock, option, words, count, NULL, NULL, error);
}

static bool
set_one(struct sock *sock, const struct option *option, const char *word, struct error *error)
{
	const char *const words[WORDS] = { word };

	return set(sock, option, words, error);
}

/* The option's value as it would be typed; free it. */
static char *
shown(const struct sock *sock, const struct option *option, struct error *error)
{
	struct value value = { .kind = VALUE_NONE };
	struct buf text = { 0 };

	if (!option_get(sock, option, NULL, &value, error))
		return NULL;
	option_show(option, &value, &text);
	value_clear(&value);
	buf_add_text(&text, "");
	return text.data;
}

static void
shows(const struct sock *sock, const char *name, const char *text)
{
	struct error error = { 0 };
	char *now = shown(sock, row(sock, name), &error);

	if (!now)
		fail_msg("%s: %s", name, error.text);
	assert_string_equal(now, text);
	free(now);
}

/* ---- the table ---- */

static void
rows_are_in_order_and_whole(void **state)
{
	const struct option *option, *before = NULL;

	(void)state;
	for (size_t i = 0; (option = option_at(i)); i++) {
		assert_non_null(option->brief);
		assert_non_null(option->help);
		assert_true(option->access & (OPTION_GET | OPTION_SET));
		assert_non_null(option_type_text(option->type));
		assert_non_null(option_level(option->level));
		if (option->type == OPTION_CHOICE || option->type == OPTION_FLAGS)
			assert_non_null(option->choices);
		if (before && before->level == option->level &&
		    strcmp(before->name, option->name) >= 0)
			fail_msg("%s stands behind %s", option->name, before->name);
		before = option;
	}
}

static void
a_brief_name_is_unique_on_each_kind_of_socket(void **state)
{
	const struct option *option;

	(void)state;
	for (size_t kind = 0; kind < KINDS; kind++) {
		struct sock sock = { .family = kinds_tried[kind].family,
			.type = kinds_tried[kind].type, .protocol = kinds_tried[kind].protocol };

		for (size_t i = 0; (option = option_at(i)); i++) {
			if (!option_fits(option, &sock))
				continue;
			assert_ptr_equal(row(&sock, option->brief), option);
			assert_ptr_equal(row(&sock, option->name), option);
		}
	}
}

static void
the_level_that_fits_goes_first(void **state)
{
	struct sock four = { .family = AF_INET, .type = SOCK_DGRAM };
	struct sock six = { .family = AF_INET6, .type = SOCK_DGRAM };

	(void)state;
	assert_int_equal(row(&four, "recverr")->level, IPPROTO_IP);
	assert_int_equal(row(&six, "recverr")->level, IPPROTO_IPV6);
	assert_int_equal(row(&six, "RecvErr")->level, IPPROTO_IPV6);
	assert_int_equal(row(&six, "ip_recverr")->level, IPPROTO_IP);
	assert_int_equal(row(&six, "ttl")->level, IPPROTO_IP);
	assert_int_equal(row(NULL, "IPV6_MTU")->level, IPPROTO_IPV6);
	assert_null(option_named(&four, "nosuch", 6));
	assert_null(option_named(&four, "", 0));
}

static void
an_option_is_found_by_level_and_number(void **state)
{
	static const char *const same[] = { "6:18", "SOL_TCP:TCP_USER_TIMEOUT", "tcp:18",
		"ipproto_tcp:user_timeout", "0x6:0x12" };
	struct option own;
	struct error error = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		assert_ptr_equal(option_numbered(same[i], strlen(same[i]), &own, &error),
		    row(NULL, "user_timeout"));
	assert_ptr_equal(option_numbered("6:9999", 6, &own, &error), &own);
	assert_string_equal(own.brief, "6:9999");
	assert_int_equal(own.level, 6);
	assert_int_equal(own.number, 9999);
}

static void
what_is_no_level_or_option_is_a_usage_error_with_its_place(void **state)
{
	static const struct {
		const char *text, *says;
		ptrdiff_t at;
	} bad[] = {
		{ "nosuch:18", "'nosuch' is not a level", 0 },
		{ ":18", "'' is not a level", 0 },
		{ "tcp:nosuch", "no option 'nosuch'", 4 },
		{ "tcp:reuseaddr", "no option 'reuseaddr'", 4 },
		{ "tcp:", "no option ''", 4 },
		{ "tcp:99999999999", "no option '99999999999'", 4 },
		{ "99999999999:1", "is not a level", 0 },
	};
	struct option own;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct error error = { 0 };

		assert_null(option_numbered(bad[i].text, strlen(bad[i].text), &own, &error));
		assert_int_equal(error.kind, ERROR_USAGE);
		assert_non_null(strstr(error.text, bad[i].says));
		assert_int_equal(error.at, bad[i].at);
	}
}

/* ---- every row ---- */

/* Rows that no socket of ours answers, and the errno they answer with. */
static const struct {
	const char *name;
	int number;
} unread[] = {
	{ "SO_NOFCS", 0 }, { "SO_NETNS_COOKIE", EINVAL }, { "SO_PEERSEC", ENOPROTOOPT },
	{ "TCP_QUEUE_SEQ", EINVAL }, { "TCP_REPAIR_QUEUE", EINVAL },
	{ "TCP_REPAIR_WINDOW", EINVAL }, { "TCP_REPAIR_WINDOW", EPERM },
	{ "IP_MTU", ENOTCONN }, { "IPV6_MTU", ENOTCONN }, { "IPV6_PATHMTU", ENOTCONN },
	{ "IPV6_ADDRFORM", ENOTCONN },
	{ "IPV6_NEXTHOP", ENOPROTOOPT }, { "SO_PEERGROUPS", ENODATA },
	{ "SO_PEERNAME", ENOTCONN }, { "PACKET_ROLLOVER_STATS", EINVAL },
	/* newer than some kernels */
	{ "TCP_IS_MPTCP", ENOPROTOOPT }, { "TCP_RTO_MAX_MS", ENOPROTOOPT },
	{ "TCP_RTO_MIN_US", ENOPROTOOPT }, { "TCP_DELACK_MAX_US", ENOPROTOOPT },
	{ "IP_LOCAL_PORT_RANGE", ENOPROTOOPT }, { "SO_RCVMARK", ENOPROTOOPT },
	{ "SO_RCVPRIORITY", ENOPROTOOPT }, { "SO_TXREHASH", ENOPROTOOPT },
	{ "SO_PASSRIGHTS", ENOPROTOOPT }, { "SO_PASSPIDFD", ENOPROTOOPT },
	{ "SO_RESERVE_MEM", ENOPROTOOPT }, { "IP_PROTOCOL", ENOPROTOOPT },
};

static bool
may_stay_unread(const struct option *option, int number)
{
	for (size_t i = 0; i < sizeof(unread) / sizeof(*unread); i++)
		if (strcmp(unread[i].name, option->name) == 0 && unread[i].number == number)
			return true;
	return false;
}

/* The first socket that fits and answers; -1 with the first errno. */
static struct sock
one_that_answers(const struct option *option, int *number)
{
	struct sock sock = { .fd = -1 };

	*number = 0;
	for (size_t kind = 0; kind < KINDS; kind++) {
		struct error error = { 0 };
		char *text;

		if (!opened(&sock, kind))
			continue;
		if (option_fits(option, &sock) && (text = shown(&sock, option, &error))) {
			free(text);
			return sock;
		}
		if (option_fits(option, &sock) && !*number)
			*number = error.number;
		close(sock.fd);
	}
	sock.fd = -1;
	return sock;
}

static void
the_default_of_every_readable_row_is_read(void **state)
{
	const struct option *option;

	(void)state;
	for (size_t i = 0; (option = option_at(i)); i++) {
		int number;
		struct sock sock;

		if (!(option->access & OPTION_GET))
			continue;
		sock = one_that_answers(option, &number);
		if (sock.fd >= 0)
			close(sock.fd);
		else if (option->on || !number)
			continue;       /* another kind */
		else if (option->access & OPTION_RAW)
			print_message("# SKIP %s: needs rights\n", option->name);
		else if (!may_stay_unread(option, number))
			fail_msg("%s answers errno %d", option->name, number);
	}
}

static void
a_row_that_is_only_written_is_refused_by_the_kernel_when_read(void **state)
{
	const struct option *option;

	(void)state;
	for (size_t i = 0; (option = option_at(i)); i++) {
		struct sock sock = a_socket("tcp");
		struct error error = { 0 };

		if (!(option->access & OPTION_GET)) {
			assert_null(shown(&sock, option, &error));
			assert_int_equal(error.kind, ERROR_SYSTEM);
			assert_string_equal(error.call, "getsockopt");
			if (error.number != EOPNOTSUPP)   /* another level's */
				assert_int_equal(error.number, ENOPROTOOPT);
		}
		close(sock.fd);
	}
}

/* Switches that do not simply go on and off on an unconnected socket. */
static const struct {
	const char *name, *why;
	int on, off;        /* errno of switching it so; -1: no error, and no effect */
} odd[] = {
	{ "SO_LOCK_FILTER", "stays", 0, EPERM },
	{ "SO_BSDCOMPAT", "without effect", -1, 0 },
	{ "TCP_THIN_DUPACK", "without effect", -1, 0 },
};

static int
odd_number(const struct option *option, bool on)
{
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
		if (strcmp(odd[i].name, option->name) == 0)
			return on ? odd[i].on : odd[i].off;
	return 0;
}

/* No rights, and an older kernel, are no failures. */
static bool
is_skipped(const struct option *option, const struct error *error)
{
	if (error->number != EPERM && error->number != EACCES)
		return false;
	print_message("# SKIP %s: needs rights\n", option->name);
	return true;
}

/* Switched, and read back; false with the errno. */
static bool
switches(struct sock *sock, const struct option *option, bool on, struct error *error)
{
	int expected = odd_number(option, on);
	char *now;

	if (!set_one(sock, option, on ? "on" : "off", error))
		return error->number == expected || is_skipped(option, error);
	if (expected > 0)
		fail_msg("%s %s is not refused", option->name, on ? "on" : "off");
	now = shown(sock, option, error);
	assert_non_null(now);
	if (expected == 0 && strcmp(now, on ? "on" : "off") != 0)
		fail_msg("%s is %s", option->name, now);
	free(now);
	return true;
}

/* On one kind of socket at least: some switches are for datagrams. */
static void
one_switches(const struct option *option)
{
	struct error error = { .kind = ERROR_NONE };
	bool done = false, fits = false;

	for (size_t kind = 0; kind < KINDS && !done; kind++) {
		struct sock sock;
		char *text;

		if (!opened(&sock, kind))
			continue;
		if (option_fits(option, &sock) && (text = shown(&sock, option, &error))) {
			free(text);
			fits = true;
			done = switches(&sock, option, true, &error) &&
			    switches(&sock, option, false, &error);
		}
		close(sock.fd);
	}
	if (fits && !done)
		fail_msg("%s: errno %d", option->name, error.number);
}

static void
every_switch_goes_on_and_off(void **state)
{
	const struct option *option;

	(void)state;
	for (size_t i = 0; (option = option_at(i)); i++)
		if (option->type == OPTION_BOOL && (option->access & OPTION_GET) &&
		    (option->access & OPTION_SET))
			one_switches(option);
}

static void
every_switch_knows_all_words_for_on_and_off(void **state)
{
	static const char *const on[] = { "on", "1", "true", "yes", "ON", "Yes" };
	static const char *const off[] = { "off", "0", "false", "no", "OFF", "No" };
	struct sock sock = a_socket("tcp");
	struct error error = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(on) / sizeof(*on); i++) {
		assert_true(set_one(&sock, row(&sock, "nodelay"), on[i], &error));
		shows(&sock, "nodelay", "on");
		assert_true(set_one(&sock, row(&sock, "nodelay"), off[i], &error));
		shows(&sock, "nodelay", "off");
	}
	close(sock.fd);
}

/* ---- values ---- */

static const struct {
	const char *kind, *option;
	const char *word[WORDS];
	const char *shows;
} legal[] = {
	{ "tcp", "SO_BINDTODEVICE", { "lo" }, "lo" },
	{ "tcp", "SO_BINDTODEVICE", { "" }, "\"\"" },
	{ "udp", "SO_BINDTOIFINDEX", { "lo" }, "lo" },
	{ "udp", "SO_BINDTOIFINDEX", { "1" }, "lo" },
	{ "tcp", "SO_BUF_LOCK", { "sndbuf", "rcvbuf" }, "sndbuf rcvbuf" },
	{ "tcp", "SO_BUF_LOCK", { "rcvbuf" }, "rcvbuf" },
	{ "tcp", "SO_BUF_LOCK", { "none" }, "none" },
	{ "udp", "SO_BUSY_POLL", { "50us" }, "50us" },
	{ "udp", "SO_INCOMING_CPU", { "0" }, "0" },
	{ "tcp", "SO_LINGER", { "on", "5s" }, "on 5s" },
	{ "tcp", "SO_LINGER", { "on", "5" }, "on 5s" },
	{ "tcp", "SO_LINGER", { "yes", "2m" }, "on 120s" },
	{ "tcp", "SO_LINGER", { "off" }, "off" },
	{ "tcp", "SO_LINGER", { "hex:01 00 00 00 07 00 00 00" }, "on 7s" },
	{ "tcp", "SO_MARK", { "0xffffffff" }, "4294967295" },
	{ "tcp", "SO_MAX_PACING_RATE", { "64k" }, "65536" },
	{ "tcp", "SO_MAX_PACING_RATE", { "unlimited" }, "unlimited" },
	{ "tcp", "SO_MAX_PACING_RATE", { "9223372036854775808" }, "9223372036854775808" },
	{ "tcp", "SO_MAX_PACING_RATE", { "18446744073709551614" }, "18446744073709551614" },
	{ "udp", "SO_PEEK_OFF", { "5" }, "5" },
	{ "udp", "SO_PEEK_OFF", { "-1" }, "-1" },
	{ "udp", "SO_PRIORITY", { "6" }, "6" },
	{ "tcp", "SO_RCVBUF", { "4096" }, "8192" },
	{ "tcp", "SO_RCVBUF", { "8k" }, "16384" },
	{ "tcp", "SO_SNDBUF", { "16K" }, "32768" },
	{ "tcp", "SO_RCVBUF", { "int", "4096" }, "8192" },
	{ "tcp", "SO_RCVLOWAT", { "100" }, "100" },
	{ "tcp", "SO_RCVLOWAT", { "0" }, "1" },
	{ "udp", "SO_RCVTIMEO", { "1500ms" }, "1.5s" },
	{ "udp", "SO_RCVTIMEO", { "2m" }, "120s" },
	{ "udp", "SO_RCVTIMEO", { "never" }, "0s" },
	{ "udp", "SO_RCVTIMEO", { "1h" }, "3600s" },
	{ "udp", "SO_SNDTIMEO", { "500ms" }, "500ms" },
	{ "udp", "SO_SNDTIMEO", { "0" }, "0s" },
	{ "udp", "SO_TIMESTAMPING", { "rx-software", "software" }, "rx-software software" },
	{ "udp", "SO_TIMESTAMPING", { "0x10" }, "software" },
	{ "udp", "SO_TIMESTAMPING", { "none" }, "none" },
	{ "tcp", "SO_TXREHASH", { "off" }, "off" },
	{ "tcp", "SO_TXREHASH", { "default" }, "on" },
	{ "udp", "SO_TXTIME", { "hex:0100000003000000" }, "monotonic deadline report-errors" },
	{ "udp", "SO_TXTIME", { "monotonic" }, "monotonic" },
	{ "udp", "SO_TXTIME", { "monotonic", "report-errors" }, "monotonic report-errors" },
	{ "udp", "SO_TXTIME", { "tai", "deadline" }, "tai deadline" },
	{ "tcp", "TCP_CONGESTION", { "reno" }, "reno" },
	{ "tcp", "TCP_DEFER_ACCEPT", { "1s" }, "1s" },
	{ "tcp", "TCP_DEFER_ACCEPT", { "5s" }, "7s" },
	{ "tcp", "TCP_DEFER_ACCEPT", { "0" }, "0s" },
	{ "tcp", "TCP_FASTOPEN_KEY", { "hex:000102030405060708090a0b0c0d0e0f" },
	  "hex:000102030405060708090a0b0c0d0e0f" },
	{ "tcp", "TCP_KEEPCNT", { "3" }, "3" },
	{ "tcp", "TCP_KEEPIDLE", { "10m" }, "600s" },
	{ "tcp", "TCP_KEEPIDLE", { "30" }, "30s" },
	{ "tcp", "TCP_KEEPINTVL", { "1s" }, "1s" },
	{ "tcp", "TCP_LINGER2", { "10s" }, "10s" },
	{ "tcp", "TCP_LINGER2", { "int", "-1" }, "-1s" },
	{ "tcp", "TCP_MAXSEG", { "1000" }, "1000" },
	{ "tcp", "TCP_NOTSENT_LOWAT", { "16384" }, "16384" },
	{ "tcp", "TCP_SAVE_SYN", { "1" }, "1" },
	{ "tcp", "TCP_SAVE_SYN", { "2" }, "2" },
	{ "tcp", "TCP_SYNCNT", { "2" }, "2" },
	{ "tcp", "TCP_USER_TIMEOUT", { "1500ms" }, "1.5s" },
	{ "tcp", "TCP_USER_TIMEOUT", { "int", "500" }, "500ms" },
	{ "tcp", "TCP_USER_TIMEOUT", { "hex:f4010000" }, "500ms" },
	{ "tcp", "TCP_WINDOW_CLAMP", { "64k" }, "65536" },
	{ "udp", "IP_TOS", { "ef" }, "ef" },
	{ "udp", "IP_TOS", { "ce" }, "ce" },
	{ "udp", "IP_TOS", { "af11", "ect0" }, "af11 ect0" },
	{ "udp", "IP_TOS", { "mincost" }, "ect0" },
	{ "udp", "IP_TOS", { "0xff" }, "255" },
	{ "udp", "IP_TOS", { "0" }, "0" },
	{ "tcp", "IP_TTL", { "5" }, "5" },
	{ "tcp", "IP_TTL", { "-1" }, "64" },
	{ "tcp", "IP_TOS", { "0x10" }, "lowdelay" },
	{ "tcp", "IP_TOS", { "0x11" }, "lowdelay" },
	{ "udp", "IP_MINTTL", { "255" }, "255" },
	{ "udp", "IP_MTU_DISCOVER", { "do" }, "do" },
	{ "udp", "IP_MTU_DISCOVER", { "PROBE" }, "probe" },
	{ "udp", "IP_MTU_DISCOVER", { "0" }, "dont" },
	{ "udp", "IP_MULTICAST_IF", { "127.0.0.1" }, "127.0.0.1" },
	{ "udp", "IP_MULTICAST_IF", { "0.0.0.0" }, "0.0.0.0" },
	{ "udp", "IP_MULTICAST_IF", { "lo" }, "0.0.0.0" },
	{ "udp", "IP_MULTICAST_IF", { "1" }, "0.0.0.0" },
	{ "udp", "IP_MULTICAST_IF", { "" }, "0.0.0.0" },
	{ "udp", "IP_MULTICAST_TTL", { "7" }, "7" },
	{ "udp", "IP_MULTICAST_TTL", { "-1" }, "1" },
	{ "udp", "IP_UNICAST_IF", { "lo" }, "lo" },
	{ "udp", "IP_UNICAST_IF", { "" }, "\"\"" },
	{ "tcp", "IP_LOCAL_PORT_RANGE", { "40000", "40100" }, "40000 40100" },
	{ "tcp", "IP_LOCAL_PORT_RANGE", { "0", "0" }, "0 0" },
	{ "udp", "IP_OPTIONS", { "hex:01010101" }, "hex:01010101" },
	{ "udp6", "IPV6_UNICAST_HOPS", { "3" }, "3" },
	{ "udp6", "IPV6_UNICAST_HOPS", { "-1" }, "64" },
	{ "udp6", "IPV6_MULTICAST_HOPS", { "3" }, "3" },
	{ "udp6", "IPV6_MULTICAST_IF", { "lo" }, "lo" },
	{ "udp6", "IPV6_MULTICAST_IF", { "0" }, "\"\"" },
	{ "udp6", "IPV6_UNICAST_IF", { "lo" }, "lo" },
	{ "udp6", "IPV6_MTU_DISCOVER", { "want" }, "want" },
	{ "udp6", "IPV6_TCLASS", { "16" }, "lowdelay" },
	{ "udp6", "IPV6_TCLASS", { "-1" }, "0" },
	{ "udp6", "IPV6_MINHOPCOUNT", { "200" }, "200" },
	{ "udp6", "IPV6_DSTOPTS", { "hex:" }, "hex:" },
	{ "udp6", "ttl", { "9" }, "9" },
};

static void
a_legal_value_is_set_and_read_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(legal) / sizeof(*legal); i++) {
		struct sock sock = a_socket(legal[i].kind);
		const struct option *option = row(&sock, legal[i].option);
		struct error error = { 0 };
		char *now;

		if (!set(&sock, option, legal[i].word, &error)) {
			if (!is_skipped(option, &error))
				fail_msg("%s %s: %s %d", option->name, legal[i].word[0], error.text,
				    error.number);
			close(sock.fd);
			continue;
		}
		now = shown(&sock, option, &error);
		if (!now || strcmp(now, legal[i].shows) != 0)
			fail_msg("%s %s: %s, not %s", option->name, legal[i].word[0],
			    now ? now : error.text, legal[i].shows);
		free(now);
		close(sock.fd);
	}
}

/* Which test-option-rows.py tries in a namespace of its own. */
static void
every_row_that_can_be_set_tells_what_is_refused(void **state)
{
	const struct option *option;

	(void)state;
	for (size_t i = 0; (option = option_at(i)); i++) {
		bool set = option->access & OPTION_SET;

		if (set != (option->illegal != NULL) || set != (option->refuses != 0))
			fail_msg("%s tells no value that is refused", option->name);
		if (option->becomes && !option->legal)
			fail_msg("%s becomes what it is not set to", option->name);
	}
}

static void
newer_durations_are_set_where_the_kernel_has_them(void **state)
{
	static const char *const name[] = { "rto_max_ms", "rto_min_us", "delack_max_us" };
	static const char *const value[] = { "10s", "100ms", "40ms" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct sock sock = a_socket("tcp");
		struct error error = { 0 };

		if (set_one(&sock, row(&sock, name[i]), value[i], &error))
			shows(&sock, name[i], value[i]);
		else
			assert_int_equal(error.number, ENOPROTOOPT);
		close(sock.fd);
	}
}

static void
raw_sockets_have_options_of_their_own(void **state)
{
	struct sock sock = a_socket("raw6");
	struct error error = { 0 };

	(void)state;
	assert_true(set_one(&sock, row(&sock, "checksum"), "6", &error));
	shows(&sock, "checksum", "6");
	assert_true(set_one(&sock, row(&sock, "checksum"), "-1", &error));
	shows(&sock, "checksum", "-1");
	close(sock.fd);
}

/* ---- what is refused ---- */

static const struct {
	const char *kind, *option;
	const char *word[WORDS];
	const char *says;
} illegal[] = {
	{ "tcp", "nodelay", { "maybe" }, "'maybe' is not on or off" },
	{ "tcp", "nodelay", { "2" }, "'2' is not on or off" },
	{ "tcp", "nodelay", { "on", "off" }, "nodelay takes on|off" },
	{ "tcp", "nodelay", { NULL }, "nodelay takes on|off" },
	{ "tcp", "nodelay", { "int", "x" }, "'x' is not a number" },
	{ "tcp", "nodelay", { "int", "99999999999" }, "out of range" },
	{ "tcp", "nodelay", { "hex:zz" }, "hex" },
	{ "tcp", "keepcnt", { "three" }, "'three' is not a number" },
	{ "tcp", "keepcnt", { "4294967296" }, "out of range" },
	{ "tcp", "mark", { "-1" }, "out of range" },
	{ "tcp", "keepidle", { "1.5s" }, "'1.5s': keepidle counts whole seconds" },
	{ "tcp", "keepidle", { "soon" }, "'soon' is not a duration" },
	{ "tcp", "keepidle", { "999999999999" }, "out of range" },
	{ "tcp", "user_timeout", { "1us" }, "user_timeout counts whole milliseconds" },
	{ "udp", "busy_poll", { "1ns" }, "busy_poll counts whole microseconds" },
	{ "udp", "rcvtimeo", { "1ns" }, "rcvtimeo counts whole microseconds" },
	{ "udp", "rcvtimeo", { "-1s" }, "is not a duration" },
	{ "tcp", "rcvbuf", { "lots" }, "'lots' is not a size" },
	{ "tcp", "rcvbuf", { "4G" }, "out of range" },
	{ "tcp", "linger", { "on" }, "linger wants a time behind 'on'" },
	{ "tcp", "linger", { "5s" }, "'5s' is not on or off" },
	{ "tcp", "linger", { "on", "500ms" }, "linger counts whole seconds" },
	{ "tcp", "linger", { "on", "5s", "6s" }, "linger takes on DURATION|off" },
	{ "udp", "mtu_discover", { "sometimes" },
	  "'sometimes' is not dont, want, do, probe, interface or omit" },
	{ "udp", "buf_lock", { "sndbuf", "none" }, "'none' is not none, sndbuf or rcvbuf" },
	{ "udp", "tos", { "fast" }, "'fast' is not a number, a class" },
	{ "udp", "tos", { "ef", "7" }, "'7' is not a number, a class" },
	{ "udp", "add_membership", { "::1" }, "'::1' is not an IPv4 address" },
	{ "udp", "add_membership", { "239.1.2.3", "nosuch0" }, "'nosuch0' is not an interface" },
	{ "udp6", "join_group", { "239.1.2.3" }, "'239.1.2.3' is not an IPv6 address" },
	{ "udp", "add_source_membership", { "239.1.2.3" }, "takes GROUP SOURCE [LOCAL]" },
	{ "udp", "mcast_join_group", { "all" }, "'all' is not an IP address" },
	{ "udp", "mcast_join_source_group", { "239.1.2.3" }, "takes GROUP SOURCE [INTERFACE]" },
	{ "udp6", "pktinfo", { "here" }, "'here' is not an IPv6 address" },
	{ "udp", "multicast_if", { "nosuch0" }, "'nosuch0' is not an IPv4 address" },
	{ "udp", "multicast_if", { "::1" }, "'::1' is not an IPv4 address" },
	{ "udp6", "multicast_if", { "nosuch0" }, "'nosuch0' is not an interface" },
	{ "udp", "unicast_if", { "-1" }, "'-1' is not an interface" },
	{ "tcp", "local_port_range", { "1" }, "a first and a last port" },
	{ "tcp", "local_port_range", { "1", "99999" }, "out of range" },
	{ "udp", "options", { "01" }, "options takes 'int NUMBER' or 'hex:BYTES'" },
	{ "unix", "peercred", { "1" }, "peercred takes 'int NUMBER' or 'hex:BYTES'" },
	{ "udp", "txtime", { "lunar" }, "'lunar' is not monotonic, tai or realtime" },
	{ "udp", "txtime", { "tai", "soon" }, "'soon' is not deadline, report-errors" },
	{ "tcp", "max_pacing_rate", { "-1" }, "is not a size" },
	{ "tcp", "max_pacing_rate", { "18446744073709551616" }, "is out of range" },
};

static void
an_illegal_word_is_a_usage_error_that_quotes_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(illegal) / sizeof(*illegal); i++) {
		struct sock sock = a_socket(illegal[i].kind);
		struct error error = { 0 };

		if (set(&sock, row(&sock, illegal[i].option), illegal[i].word, &error))
			fail_msg("%s %s is taken", illegal[i].option, illegal[i].word[0]);
		if (error.kind != ERROR_USAGE || !strstr(error.text, illegal[i].says))
			fail_msg("%s %s: '%s'", illegal[i].option,
			    illegal[i].word[0] ? illegal[i].word[0] : "", error.text);
		close(sock.fd);
	}
}

static const struct {
	const char *kind, *option;
	const char *word[WORDS];
	int number, other;     /* either */
} refused[] = {
	{ "udp", "nodelay", { "on" }, ENOPROTOOPT, EOPNOTSUPP },
	{ "unix", "nodelay", { "on" }, EOPNOTSUPP, EOPNOTSUPP },
	{ "unix", "reuseport", { "on" }, EOPNOTSUPP, EOPNOTSUPP },
	{ "unix", "zerocopy", { "on" }, EOPNOTSUPP, EOPNOTSUPP },
	{ "tcp", "v6only", { "on" }, ENOPROTOOPT, EOPNOTSUPP },
	{ "tcp", "type", { "1" }, ENOPROTOOPT, ENOPROTOOPT },
	{ "tcp", "type", { "SOCK_DGRAM" }, ENOPROTOOPT, ENOPROTOOPT },
	{ "tcp", "error", { "0" }, ENOPROTOOPT, ENOPROTOOPT },
	{ "tcp", "acceptconn", { "on" }, ENOPROTOOPT, ENOPROTOOPT },
	{ "tcp", "linger", { "int", "5" }, EINVAL, EINVAL },
	{ "tcp", "nodelay", { "hex:01" }, EINVAL, EINVAL },
	{ "tcp", "maxseg", { "5" }, EINVAL, EINVAL },
	{ "tcp", "keepidle", { "40000" }, EINVAL, EINVAL },
	{ "tcp", "user_timeout", { "int", "-1" }, EINVAL, EINVAL },
	{ "tcp", "ttl", { "300" }, EINVAL, EINVAL },
	{ "tcp", "rcvtimeo", { "hex:0000000000000000 80841e0000000000" }, EDOM, EDOM },
	{ "tcp", "bindtodevice", { "nosuch0" }, ENODEV, ENODEV },
	{ "tcp", "congestion", { "nosuch" }, ENOENT, ENOENT },
	{ "udp", "multicast_if", { "203.0.113.1" }, EADDRNOTAVAIL, EADDRNOTAVAIL },
	{ "udp", "multicast_if", { "99999" }, EADDRNOTAVAIL, EADDRNOTAVAIL },
	{ "tcp", "mtu_discover", { "77" }, EINVAL, EINVAL },
};

static void
what_the_kernel_refuses_is_a_system_error_with_its_errno(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct sock sock = a_socket(refused[i].kind);
		struct error error = { 0 };

		if (set(&sock, row(&sock, refused[i].option), refused[i].word, &error))
			fail_msg("%s %s is taken", refused[i].option, refused[i].word[0]);
		if (error.kind != ERROR_SYSTEM || strcmp(error.call, "setsockopt") != 0 ||
		    (error.number != refused[i].number && error.number != refused[i].other))
			fail_msg("%s %s: %s %d", refused[i].option, refused[i].word[0], error.text,
			    error.number);
		close(sock.fd);
	}
}

/* ---- single things ---- */

static void
an_option_by_number_is_an_int_or_hex(void **state)
{
	static const char *const five[WORDS] = { "int", "5" };
	struct sock sock = a_socket("tcp");
	struct option own = { .name = "6:5", .brief = "6:5", .level = IPPROTO_TCP, .number = 5,
		.type = OPTION_ANY };
	struct error error = { 0 };
	char *text;

	(void)state;
	assert_true(set(&sock, &own, five, &error));
	text = shown(&sock, &own, &error);
	assert_string_equal(text, "5");
	free(text);
	own.level = SOL_SOCKET;
	own.number = SO_LINGER;
	text = shown(&sock, &own, &error);
	assert_string_equal(text, "hex:0000000000000000");
	free(text);
	assert_false(set_one(&sock, &own, "5", &error));
	assert_int_equal(error.kind, ERROR_USAGE);
	own.number = 9999;
	assert_null(shown(&sock, &own, &error));
	assert_int_equal(error.number, ENOPROTOOPT);
	own.level = 9999;
	assert_null(shown(&sock, &own, &error));
	assert_int_equal(error.number, EOPNOTSUPP);
	close(sock.fd);
}

static void
hex_from_quotes_is_only_text(void **state)
{
	struct sock sock = a_socket("tcp");
	struct option_word word = { "hex:01000000", 12, false };
	struct error error = { 0 };

	(void)state;
	assert_false(option_set(&sock, row(&sock, "nodelay"), &word, 1, NULL, NULL, &error));
	assert_int_equal(error.kind, ERROR_USAGE);
	error = (struct error){ 0 };
	assert_false(option_set(&sock, row(&sock, "congestion"), &word, 1, NULL, NULL, &error));
	assert_int_equal(error.number, ENOENT);
	word.typed = true;
	assert_true(option_set(&sock, row(&sock, "nodelay"), &word, 1, NULL, NULL, &error));
	shows(&sock, "nodelay", "on");
	close(sock.fd);
}

static void
a_name_with_a_nul_is_refused(void **state)
{
	struct sock sock = a_socket("tcp");
	struct option_word word = { "reno\0x", 6, true };
	struct error error = { 0 };

	(void)state;
	assert_false(option_set(&sock, row(&sock, "congestion"), &word, 1, NULL, NULL, &error));
	assert_int_equal(error.kind, ERROR_USAGE);
	close(sock.fd);
}

static void
what_was_asked_is_told_as_get_would(void **state)
{
	struct sock sock = a_socket("tcp");
	struct option_word word = { "4k", 2, true };
	struct value asked = { .kind = VALUE_NONE };
	struct error error = { 0 };

	(void)state;
	assert_true(option_set(&sock, row(&sock, "rcvbuf"), &word, 1, NULL, &asked, &error));
	assert_int_equal(asked.kind, VALUE_INT);
	assert_int_equal(asked.number, 4096);
	value_clear(&asked);
	close(sock.fd);
}

static void
a_whole_answer_is_shown_as_it_would_be_typed(void **state)
{
	struct sock sock = a_socket("tcp");
	struct record options = { 0 }, texts = { 0 };
	struct option own;
	struct error error = { 0 };
	static const char *const name[] = { "nodelay", "linger", "keepidle", "bindtodevice" };
	static const char *const text[] = { "off", "off", "7200s", "\"\"" };

	(void)state;
	assert_true(set_one(&sock, row(&sock, "keepidle"), "2h", &error));
	for (size_t i = 0; i < 4; i++)
		assert_true(option_get(&sock, row(&sock, name[i]), NULL,
		    option_put(&options, name[i], row(&sock, name[i])), &error));
	*option_put(&options, "6:9999", option_numbered("6:9999", 6, &own, &error)) =
	    (struct value){ .kind = VALUE_INT, .number = 5 };
	option_show_all(&options, &texts);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(record_get(&texts, name[i])->bytes.data, text[i]);
	assert_string_equal(record_get(&texts, "6:9999")->bytes.data, "5");
	record_clear(&options);
	record_clear(&texts);
	close(sock.fd);
}

static void
the_pending_error_is_read_once_by_its_name(void **state)
{
	struct sockaddr_in nobody = { .sin_family = AF_INET };
	socklen_t length = sizeof(nobody);
	int taken = socket(AF_INET, SOCK_DGRAM, 0);
	struct sock sock = a_socket("udp");

	(void)state;
	/* A port that was just given back: an ICMP error comes from it. */
	nobody.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(taken, (struct sockaddr *)&nobody, length), 0);
	assert_int_equal(getsockname(taken, (struct sockaddr *)&nobody, &length), 0);
	close(taken);
	assert_int_equal(connect(sock.fd, (struct sockaddr *)&nobody, length), 0);
	assert_int_equal(send(sock.fd, "x", 1, 0), 1);
	shows(&sock, "error", "ECONNREFUSED");
	shows(&sock, "error", "0");
	close(sock.fd);
}

static void
credentials_tell_the_process_user_and_group(void **state)
{
	int other;
	struct sock sock = a_unix_end(&other);
	char text[80];

	(void)state;
	snprintf(text, sizeof(text), "pid=%ld uid=%ld gid=%ld", (long)getpid(), (long)getuid(),
	    (long)getgid());
	shows(&sock, "peercred", text);
	close(sock.fd);
	close(other);
}

static void
a_socket_tells_its_type_family_and_protocol(void **state)
{
	struct sock sock = a_socket("tcp6");

	(void)state;
	shows(&sock, "type", "SOCK_STREAM");
	shows(&sock, "domain", "AF_INET6");
	shows(&sock, "protocol", "IPPROTO_TCP");
	close(sock.fd);
}

static void
linger_and_low_water_are_noted_in_the_socket(void **state)
{
	static const char *const five[WORDS] = { "on", "5s" };
	struct sock sock = a_socket("tcp");
	struct error error = { 0 };

	(void)state;
	assert_true(set_one(&sock, row(&sock, "nodelay"), "on", &error));
	assert_false(sock.linger || sock.low_water);
	assert_true(set(&sock, row(&sock, "linger"), five, &error));
	assert_true(sock.linger);
	assert_true(set_one(&sock, row(&sock, "rcvlowat"), "10", &error));
	assert_true(sock.low_water);
	close(sock.fd);
}

#ifdef SO_GET_FILTER
static void
a_packet_filter_is_told_whole(void **state)
{
	struct sock_filter code[] = { { 0x28, 0, 0, 12 }, { 0x06, 0, 0, 0xffff } };
	struct sock_fprog program = { .len = 2, .filter = code };
	struct sock sock = a_socket("udp");
	char wanted[64] = "hex:";

	(void)state;
	for (size_t i = 0; i < sizeof(code); i++)
		snprintf(wanted + 4 + 2 * i, 3, "%02x", ((const unsigned char *)code)[i]);
	assert_int_equal(setsockopt(sock.fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
	    sizeof(program)), 0);
	shows(&sock, "get_filter", wanted);
	close(sock.fd);
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_in_order_and_whole),
		cmocka_unit_test(a_brief_name_is_unique_on_each_kind_of_socket),
		cmocka_unit_test(the_level_that_fits_goes_first),
		cmocka_unit_test(an_option_is_found_by_level_and_number),
		cmocka_unit_test(what_is_no_level_or_option_is_a_usage_error_with_its_place),
		cmocka_unit_test(the_default_of_every_readable_row_is_read),
		cmocka_unit_test(a_row_that_is_only_written_is_refused_by_the_kernel_when_read),
		cmocka_unit_test(every_switch_goes_on_and_off),
		cmocka_unit_test(every_switch_knows_all_words_for_on_and_off),
		cmocka_unit_test(a_legal_value_is_set_and_read_back),
		cmocka_unit_test(every_row_that_can_be_set_tells_what_is_refused),
		cmocka_unit_test(newer_durations_are_set_where_the_kernel_has_them),
		cmocka_unit_test(raw_sockets_have_options_of_their_own),
		cmocka_unit_test(an_illegal_word_is_a_usage_error_that_quotes_it),
		cmocka_unit_test(what_the_kernel_refuses_is_a_system_error_with_its_errno),
		cmocka_unit_test(an_option_by_number_is_an_int_or_hex),
		cmocka_unit_test(hex_from_quotes_is_only_text),
		cmocka_unit_test(a_name_with_a_nul_is_refused),
		cmocka_unit_test(what_was_asked_is_told_as_get_would),
		cmocka_unit_test(a_whole_answer_is_shown_as_it_would_be_typed),
		cmocka_unit_test(the_pending_error_is_read_once_by_its_name),
		cmocka_unit_test(credentials_tell_the_process_user_and_group),
		cmocka_unit_test(a_socket_tells_its_type_family_and_protocol),
		cmocka_unit_test(linger_and_low_water_are_noted_in_the_socket),
#ifdef SO_GET_FILTER
		cmocka_unit_test(a_packet_filter_is_told_whole),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

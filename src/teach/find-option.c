/* find-option: what an option wants, and what was passed. */
#include "teach/find-option.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/number.h"
#include "socket/option-value.h"
#include "teach/evidence.h"
#include "teach/find-address.h"
#include "teach/find-calls.h"
#include "teach/find-limit.h"
#include "teach/find.h"

static bool
put(const struct look *look, struct record *evidence)
{
	const struct scene *scene = look->scene;

	if (!scene->option)
		return false;
	record_bytes(evidence, "name", scene->option->name, strlen(scene->option->name));
	if (scene->typed)
		record_bytes(evidence, "value", scene->typed, strlen(scene->typed));
	return true;
}

static void
put_level(const struct look *look, struct record *evidence)
{
	const struct option_level *level = option_level(look->scene->option->level);
	struct buf text = { 0 };

	if (level)
		buf_add_text(&text, level->name);
	else
		buf_format(&text, "level %d", look->scene->option->level);
	*record_put(evidence, "level") = value_take(&text);
	if (level && level->on)
		record_text(evidence, "on", level->on);
}

bool
find_option_unknown(struct look *look, struct record *evidence)
{
	if (!put(look, evidence) || look->scene->option->type != OPTION_ANY)
		return false;
	put_level(look, evidence);
	record_int(evidence, "number", look->scene->option->number);
	return true;
}

bool
find_option_fixed(struct look *look, struct record *evidence)
{
	return put(look, evidence) && look->scene->option->type != OPTION_ANY &&
	    !(look->scene->option->access & OPTION_SET);
}

bool
find_option_mute(struct look *look, struct record *evidence)
{
	return put(look, evidence) && !(look->scene->option->access & OPTION_GET);
}

bool
find_option_lacking(struct look *look, struct record *evidence)
{
	(void)look, (void)evidence;
	return true;
}

bool
find_option_misfit(struct look *look, struct record *evidence)
{
	const struct option_level *level;

	if (!put(look, evidence) || !look->scene->sock || !look->scene->sock->type ||
	    option_fits(look->scene->option, look->scene->sock))
		return false;
	level = option_level(look->scene->option->level);
	if (!level || !level->on)
		return false;
	put_level(look, evidence);
	if (look->scene->option->access & OPTION_RAW)
		record_bool(evidence, "raw", true);
	return true;
}

bool
find_option_negative(struct look *look, struct record *evidence)
{
	if (!put(look, evidence) || !look->scene->sized || look->scene->length >= 0)
		return false;
	record_int(evidence, "length", look->scene->length);
	return true;
}

/* Of hex: two digits make one. */
static int64_t
bytes_of(const struct scene *scene)
{
	static const char hex[] = "hex:";
	int64_t digits = 0;

	if (scene->sized)
		return scene->length;
	if (!scene->typed || strncmp(scene->typed, hex, strlen(hex)) != 0)
		return -1;
	for (const char *at = scene->typed + strlen(hex); *at; at++)
		digits += strchr(" :", *at) == NULL;
	return digits / 2;
}

static size_t
size_of(const struct option *option)
{
	return option->size ? option->size : option_codec(option->type)->size;
}

bool
find_option_null(struct look *look, struct record *evidence)
{
	return look->scene->null && put(look, evidence);
}

bool
find_option_filter(struct look *look, struct record *evidence)
{
#ifdef SO_ATTACH_FILTER
	return put(look, evidence) && look->scene->option->level == SOL_SOCKET &&
	    look->scene->option->number == SO_ATTACH_FILTER;
#else
	(void)look, (void)evidence;
	return false;
#endif
}

bool
find_option_short(struct look *look, struct record *evidence)
{
	int64_t length = bytes_of(look->scene);

	if (!put(look, evidence) || length < 0 || (size_t)length >= size_of(look->scene->option))
		return false;
	record_int(evidence, "length", length);
	record_int(evidence, "needs", (int64_t)size_of(look->scene->option));
	return true;
}

bool
find_option_struct(struct look *look, struct record *evidence)
{
	if (!put(look, evidence) || !look->scene->plain ||
	    size_of(look->scene->option) <= sizeof(int))
		return false;
	record_int(evidence, "needs", (int64_t)size_of(look->scene->option));
	record_text(evidence, "takes", option_type_text(look->scene->option->type));
	return true;
}

/* What the kernel lets pass, as far as it is more than the type says (net/ipv4/tcp.c,
 * ip_sockglue.c, net/ipv6/ipv6_sockglue.c, net/core/sock.c).  `text`: as it would be typed. */
static const struct range {
	const char *name;
	double      low, high;
	const char *text;
} ranges[] = {
	{ "TCP_KEEPIDLE", 1, 32767, "1s to 32767s" },
	{ "TCP_KEEPINTVL", 1, 32767, "1s to 32767s" },
	{ "TCP_KEEPCNT", 1, 127, "1 to 127" },
	{ "TCP_SYNCNT", 1, 127, "1 to 127" },
	{ "TCP_MAXSEG", 88, 32767, "88 to 32767 bytes, and 0 for what the way allows" },
	{ "TCP_USER_TIMEOUT", 0, 2147483647, "0 to 24 days" },
	{ "TCP_FASTOPEN", 0, 2147483647, "0 and more" },
	{ "TCP_SAVE_SYN", 0, 2, "0 to 2" },
	{ "TCP_RTO_MAX_MS", 1000, 120000, "1s to 2m" },
	{ "TCP_THIN_LINEAR_TIMEOUTS", 0, 1, "on and off" },
	{ "TCP_THIN_DUPACK", 0, 1, "on and off" },
	{ "TCP_INQ", 0, 1, "on and off" },
	{ "TCP_FASTOPEN_CONNECT", 0, 1, "on and off" },
	{ "TCP_FASTOPEN_NO_COOKIE", 0, 1, "on and off" },
	{ "SO_ZEROCOPY", 0, 1, "on and off" },
	{ "SO_BUSY_POLL", 0, 2147483647, "0 and more" },
	{ "SO_RESERVE_MEM", 0, 2147483647, "0 and more" },
	{ "SO_TXREHASH", -1, 1, "on, off and default" },
	{ "IP_TTL", 1, 255, "1 to 255, and -1 for the system's" },
	{ "IP_MULTICAST_TTL", 0, 255, "0 to 255, and -1 for 1" },
	{ "IP_MINTTL", 0, 255, "0 to 255" },
	{ "IPV6_UNICAST_HOPS", 0, 255, "0 to 255, and -1 for the system's" },
	{ "IPV6_MULTICAST_HOPS", 0, 255, "0 to 255, and -1 for 1" },
	{ "IPV6_MINHOPCOUNT", 0, 255, "0 to 255" },
	{ "IPV6_TCLASS", 0, 255, "0 to 255, and -1 for the usual one" },
	{ "IPV6_MTU", 1280, 2147483647, "1280 and more, which IPv6 asks of every link" },
	{ "UDP_SEGMENT", 0, 65535, "0 to 65535" },
};

bool
find_option_range(struct look *look, struct record *evidence)
{
	double value;

	if (!put(look, evidence) || !look->scene->typed ||
	    !number_any(look->scene->typed, strlen(look->scene->typed), &value))
		return false;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		if (strcmp(ranges[i].name, look->scene->option->name) != 0)
			continue;
		record_text(evidence, "range", ranges[i].text);
		return value < ranges[i].low || value > ranges[i].high;
	}
	return false;
}

bool
find_option_choice(struct look *look, struct record *evidence)
{
	const struct option *option = look->scene->option;
	struct buf text = { 0 };

	if (!put(look, evidence) || !option->choices || !look->scene->typed ||
	    (option->type != OPTION_CHOICE && option->type != OPTION_FLAGS))
		return false;
	for (const struct name *name = option->choices; name->name; name++)
		buf_format(&text, "%s%s", name == option->choices ? "" : ", ", name->name);
	*record_put(evidence, "choices") = value_take(&text);
	return true;
}

static bool
is_of_groups(const struct option *option)
{
	return option->type == OPTION_GROUP4 || option->type == OPTION_GROUP6 ||
	    option->type == OPTION_GROUP || option->type == OPTION_SOURCE4 ||
	    option->type == OPTION_SOURCE;
}

static void
put_group(const struct look *look, struct record *evidence)
{
	const char *typed = look->scene->typed;

	if (typed && strncmp(typed, "hex:", strlen("hex:")) != 0)
		record_bytes(evidence, "group", typed, strlen(typed));
}

bool
find_option_group(struct look *look, struct record *evidence)
{
	if (!put(look, evidence) || !is_of_groups(look->scene->option))
		return false;
	put_group(look, evidence);
	return true;
}

static bool
is_under_repair(const struct sock *sock)
{
	return evidence_option(sock, "repair") > 0;
}

/* Is `when` of the table over, or has it not come yet? */
static bool
is_late(struct look *look, const char *when)
{
	const struct sock *sock = look->scene->sock;
	const struct addr *local = facts_local(&look->facts);
	bool connected = facts_peer(&look->facts) != NULL;

	if (strstr(when, "repair"))
		return !is_under_repair(sock);
	if (strstr(when, "when connected"))
		return !connected;
	if (strstr(when, "bind") && local && addr_is_named(local))
		return true;
	return connected || (strstr(when, "listen") && sock_listens(sock));
}

bool
find_option_late(struct look *look, struct record *evidence)
{
	const struct addr *local;

	if (!put(look, evidence) || !look->scene->sock || !look->scene->option->when ||
	    !is_late(look, look->scene->option->when))
		return false;
	local = facts_local(&look->facts);
	record_text(evidence, "when", look->scene->option->when);
	if (local && addr_is_named(local))
		find_put_address(evidence, "local", local);
	return true;
}

static bool
is_named(const struct look *look, const char *name)
{
	return look->scene->option && strcmp(look->scene->option->name, name) == 0;
}

/* An option that is a text, by its name of the table. */
static bool
put_text(const struct look *look, struct record *evidence, const char *option, const char *name)
{
	const struct sock *sock = look->scene->sock;
	const struct option *row = sock ? option_named(sock, option, strlen(option)) : NULL;
	struct value value;
	struct error ignored;

	if (!row || !option_get(sock, row, NULL, &value, &ignored))
		return false;
	if ((value.kind != VALUE_TEXT && value.kind != VALUE_BYTES) || !value.bytes.count) {
		value_clear(&value);
		return false;
	}
	*record_put(evidence, name) = value;
	return true;
}

bool
find_option_device(struct look *look, struct record *evidence)
{
	return is_named(look, "SO_BINDTODEVICE") && put(look, evidence) &&
	    put_text(look, evidence, "bindtodevice", "device");
}

bool
find_option_lock(struct look *look, struct record *evidence)
{
	return is_named(look, "SO_LOCK_FILTER") && put(look, evidence);
}

bool
find_option_priority(struct look *look, struct record *evidence)
{
	return is_named(look, "SO_PRIORITY") && find_limit_option(look, evidence);
}

bool
find_option_force(struct look *look, struct record *evidence)
{
	static const struct { const char *name, *plain, *limit; } forced[] = {
		{ "SO_RCVBUFFORCE", "rcvbuf", "rmem_max" },
		{ "SO_SNDBUFFORCE", "sndbuf", "wmem_max" },
	};

	for (size_t i = 0; i < sizeof(forced) / sizeof(*forced); i++) {
		int64_t most;
		char path[64];

		if (!is_named(look, forced[i].name) || !find_limit_option(look, evidence))
			continue;
		snprintf(path, sizeof(path), "net/core/%s", forced[i].limit);
		most = evidence_sysctl(path);
		record_text(evidence, "plain", forced[i].plain);
		record_text(evidence, "limit", forced[i].limit);
		record_int(evidence, "most", most);
		return most >= 0;
	}
	return false;
}

/* A list of words: "reno, cubic", and the first of them. */
static bool
put_words(struct record *evidence, const char *name, const char *path)
{
	struct buf text = { 0 };
	char line[512];

	if (!find_text(path, line, sizeof(line)) || !*line)
		return false;
	record_bytes(evidence, "first", line, strcspn(line, " "));
	for (const char *at = line; *at;) {
		size_t count = strcspn(at, " ");

		buf_add_text(&text, text.count ? ", " : "");
		buf_add(&text, at, count);
		at += count + strspn(at + count, " ");
	}
	*record_put(evidence, name) = value_take(&text);
	return true;
}

bool
find_option_allowed(struct look *look, struct record *evidence)
{
	return is_named(look, "TCP_CONGESTION") && find_limit_option(look, evidence) &&
	    put(look, evidence) && put_words(evidence, "allowed",
	     "/proc/sys/net/ipv4/tcp_allowed_congestion_control");
}

bool
find_option_available(struct look *look, struct record *evidence)
{
	return is_named(look, "TCP_CONGESTION") && put(look, evidence) &&
	    put_words(evidence, "available",
	    "/proc/sys/net/ipv4/tcp_available_congestion_control");
}

bool
find_option_upper(struct look *look, struct record *evidence)
{
	if (!is_named(look, "TCP_ULP") || !put(look, evidence))
		return false;
	put_words(evidence, "available", "/proc/sys/net/ipv4/tcp_available_ulp");
	return true;
}

bool
find_option_detach(struct look *look, struct record *evidence)
{
	return (is_named(look, "SO_DETACH_FILTER") ||
	    is_named(look, "SO_DETACH_REUSEPORT_BPF")) && put(look, evidence);
}

static bool
is_called(struct look *look, struct record *evidence, const char *const words[2])
{
	const struct option *option = look->scene->option;

	if (!option || !is_of_groups(option) ||
	    (!strstr(option->name, words[0]) && !strstr(option->name, words[1])))
		return false;
	put(look, evidence);
	put_group(look, evidence);
	return true;
}

bool
find_option_join(struct look *look, struct record *evidence)
{
	static const char *const words[] = { "JOIN", "ADD" };

	return is_called(look, evidence, words);
}

bool
find_option_leave(struct look *look, struct record *evidence)
{
	static const char *const words[] = { "LEAVE", "DROP" };

	return is_called(look, evidence, words);
}

bool
find_option_source(struct look *look, struct record *evidence)
{
	static const char *const words[] = { "JOIN_SOURCE", "ADD_SOURCE" };

	return is_called(look, evidence, words);
}

bool
find_option_turned(struct look *look, struct record *evidence)
{
	return is_named(look, "IPV6_ADDRFORM") && put(look, evidence) &&
	    find_calls_has_peer(look, evidence);
}

bool
find_option_nowhere(struct look *look, struct record *evidence)
{
	find_option_join(look, evidence);
	return look->scene->option && find_address_interfaces(look, evidence);
}

bool
find_option_memberships(struct look *look, struct record *evidence)
{
	int64_t limit = evidence_sysctl("net/ipv4/igmp_max_memberships");

	if (limit < 0 || !find_option_join(look, evidence))
		return false;
	record_int(evidence, "limit", limit);
	return true;
}

bool
find_option_mtu(struct look *look, struct record *evidence)
{
	return (is_named(look, "IP_MTU") || is_named(look, "IPV6_MTU") ||
	    is_named(look, "IPV6_PATHMTU")) && put(look, evidence);
}

/* explain-option: getsockopt(2) and setsockopt(2) of an option, in C and in Python. */
#include <netinet/in.h>
#include <string.h>
#include <sys/time.h>

#include "base/names.h"
#include "socket/option-value.h"
#include "teach/explain-inner.h"

/* A level's header, and its name in Python where that is no IPPROTO_. */
static const struct level {
	int         number;
	const char *header;
} headers[] = {
	{ SOL_SOCKET, "<sys/socket.h>" }, { IPPROTO_TCP, "<netinet/tcp.h>" },
	{ IPPROTO_UDP, "<netinet/udp.h>" }, { IPPROTO_IP, "<netinet/in.h>" },
	{ IPPROTO_IPV6, "<netinet/in.h>" }, { IPPROTO_ICMPV6, "<netinet/icmp6.h>" },
	{ IPPROTO_SCTP, "<linux/sctp.h>" },
#ifdef __linux__
	{ 255, "<linux/icmp.h>" }, { 263, "<linux/if_packet.h>" }, { 270, "<linux/netlink.h>" },
	{ 284, "<linux/mptcp.h>" }, { 40, "<linux/vm_sockets.h>" },
#endif
	{ -1, NULL }
};

static const char *
header_of(const struct option *option)
{
	for (const struct level *level = headers; level->header; level++)
		if (level->number == option->level)
			return level->header;
	return "<sys/socket.h>";
}

/* A value of the option to show: what was set, else one that the kernel takes. */
static bool
value_of(const struct option *option, const struct option_word *words, size_t count,
    struct buf *bytes)
{
	struct option_word example[8] = { { 0 } };
	struct error ignored;
	const char *at = option->legal;
	char text[200];
	size_t used = 0;

	if (count)
		return option_encode(option, words, count, bytes, &ignored);
	if (!at || strlen(at) >= sizeof(text))
		return false;
	memcpy(text, at, strlen(at) + 1);
	for (char *word = text; *word && count < 8; count++) {
		used = strcspn(word, " ");
		example[count] = (struct option_word){ word, used, true };
		word += used;
		if (*word)
			*word++ = '\0';
	}
	buf_reset(bytes);
	return option_encode(option, example, count, bytes, &ignored);
}

static int
number_at(const struct buf *bytes, size_t at)
{
	int number = 0;

	if (bytes->count >= at + sizeof(number))
		memcpy(&number, bytes->data + at, sizeof(number));
	return number;
}

static void
add_bytes(struct buf *out, const struct buf *bytes, const char *front, const char *between)
{
	for (size_t i = 0; i < bytes->count; i++)
		buf_format(out, "%s%s%02x", i ? between : "", front,
		    (unsigned char)bytes->data[i]);
}

/* Declares the `value` of C. */
typedef void declare(const struct option *, const struct buf *bytes, struct buf *out);

static void
declare_int(const struct option *option, const struct buf *bytes, struct buf *out)
{
	const char *name = option->type == OPTION_CHOICE || option->type == OPTION_BOOL ? NULL :
	    option->legal;

	buf_format(out, "int value = %d;", number_at(bytes, 0));
	if (name && (*name < '0' || *name > '9') && *name != '-' && *name != 'i')
		buf_format(out, "          /* %s */", name);
	buf_add_byte(out, '\n');
}

static void
declare_long(const struct option *option, const struct buf *bytes, struct buf *out)
{
	uint64_t number = 0;

	(void)option;
	if (bytes->count == sizeof(number))
		memcpy(&number, bytes->data, sizeof(number));
	buf_format(out, "uint64_t value = %lluULL;\n", (unsigned long long)number);
}

static void
declare_timeval(const struct option *option, const struct buf *bytes, struct buf *out)
{
	struct timeval time = { 0 };

	(void)option;
	if (bytes->count == sizeof(time))
		memcpy(&time, bytes->data, sizeof(time));
	buf_format(out, "struct timeval value = { .tv_sec = %lld, .tv_usec = %lld };\n",
	    (long long)time.tv_sec, (long long)time.tv_usec);
}

static void
declare_linger(const struct option *option, const struct buf *bytes, struct buf *out)
{
	(void)option;
	buf_format(out, "struct linger value = { .l_onoff = %d, .l_linger = %d };\n",
	    number_at(bytes, 0), number_at(bytes, sizeof(int)));
}

static void
declare_text(const struct option *option, const struct buf *bytes, struct buf *out)
{
	(void)option;
	buf_add_text(out, "char value[] = \"");
	for (size_t i = 0; i < bytes->count && bytes->data[i]; i++)
		if (bytes->data[i] > ' ' && !strchr("\"\\?", bytes->data[i]))
			buf_add_byte(out, bytes->data[i]);
		else
			buf_format(out, "\\%03o", (unsigned char)bytes->data[i]);
	buf_add_text(out, "\";\n");
}

static void
declare_bytes(const struct option *option, const struct buf *bytes, struct buf *out)
{
	if (bytes->count > 64) {
		buf_format(out, "unsigned char value[%zu] = { 0 };          /* %s */\n",
		    bytes->count, option_type_text(option->type));
		return;
	}
	buf_add_text(out, "unsigned char value[] = { ");
	add_bytes(out, bytes, "0x", ", ");
	buf_format(out, " };\n");
}

/* What the kernel takes more than one form of has the first bytes of these. */
static void
declare_group4(const struct option *option, const struct buf *bytes, struct buf *out)
{
	const unsigned char *byte = (const void *)buf_text(bytes);

	if (bytes->count < 12) {
		declare_bytes(option, bytes, out);
		return;
	}
	buf_format(out, "struct ip_mreqn value = { .imr_ifindex = %d };\n"
	    "inet_pton(AF_INET, \"%d.%d.%d.%d\", &value.imr_multiaddr);\n", number_at(bytes, 8),
	    byte[0], byte[1], byte[2], byte[3]);
}

static declare *const declares[OPTION_TYPES] = {
	[OPTION_BOOL] = declare_int, [OPTION_INT] = declare_int, [OPTION_UNSIGNED] = declare_int,
	[OPTION_LONG] = declare_long, [OPTION_SECONDS] = declare_int,
	[OPTION_MILLIS] = declare_int, [OPTION_MICROS] = declare_int,
	[OPTION_BYTES] = declare_int, [OPTION_UNSIGNED_BYTES] = declare_int,
	[OPTION_OFFSET] = declare_int, [OPTION_TIMEVAL] = declare_timeval,
	[OPTION_LINGER] = declare_linger, [OPTION_TEXT] = declare_text,
	[OPTION_CHOICE] = declare_int, [OPTION_FLAGS] = declare_int,
	[OPTION_INTERFACE] = declare_int, [OPTION_INTERFACE_BE] = declare_int,
	[OPTION_PORTS] = declare_int, [OPTION_TOS] = declare_int,
	[OPTION_GROUP4] = declare_group4, [OPTION_FANOUT] = declare_int,
};

/* What getsockopt(2) fills in; `[]` wants a length. */
static const char *const rooms[OPTION_TYPES] = {
	[OPTION_LONG] = "uint64_t value", [OPTION_TIMEVAL] = "struct timeval value",
	[OPTION_LINGER] = "struct linger value", [OPTION_TEXT] = "char value[64]",
	[OPTION_ADDRESS] = "struct in_addr value", [OPTION_MTU] = "unsigned char value[32]",
	[OPTION_CREDENTIALS] = "struct ucred value",
	[OPTION_SOCKADDR] = "struct sockaddr_storage value",
};

static void
add_option(struct buf *out, const struct option *option, const char *front)
{
	const struct option_level *level = option_level(option->level);

	buf_format(out, "%s%s, %s, ", front, level ? level->name : "0", option->name);
}

static void
add_set(const struct option *option, const struct buf *bytes, struct buf *c)
{
	declare *how = declares[option->type];
	bool text = how == declare_text;

	/* Where another size was made of it (`int V`, hex:), the bytes are what they are. */
	if (how && how != declare_text && how != declare_group4 && bytes->count !=
	    (how == declare_int ? sizeof(int) : how == declare_long ? sizeof(uint64_t) :
	    how == declare_linger ? sizeof(struct linger) : sizeof(struct timeval)))
		how = NULL;
	(how ? how : declare_bytes)(option, bytes, c);
	buf_add_text(c, "if (setsockopt(fd, ");
	add_option(c, option, "");
	buf_format(c, "%s, sizeof(value)%s) < 0)\n\tperror(\"setsockopt\");\n",
	    text || how == NULL ? "value" : "&value", text ? " - 1" : "");
}

static void
add_get(const struct option *option, struct buf *c)
{
	const char *holds = rooms[option->type];
	bool is_int = declares[option->type] == declare_int;
	bool array;

	if (!holds)
		holds = is_int ? "int value" : "unsigned char value[1024]";
	array = strchr(holds, '[') != NULL;
	buf_format(c, "%s;\nsocklen_t length = sizeof(value);\n", holds);
	buf_add_text(c, "if (getsockopt(fd, ");
	add_option(c, option, "");
	buf_format(c, "%s, &length) < 0)\n\tperror(\"getsockopt\");\n", array ? "value" : "&value");
}

/* "socket.SOL_SOCKET, socket.SO_REUSEADDR"; the name behind it where that is a number. */
static void
add_python_option(struct buf *out, const struct option *option)
{
	const struct option_level *level = option_level(option->level);

	explain_python(out, level ? level->name : NULL, option->level);
	buf_add_text(out, ", ");
	explain_python(out, option->name, option->number);
}

static void
add_python(const struct option *option, const struct buf *bytes, bool set, struct buf *out)
{
	bool is_int = declares[option->type] == declare_int &&
	    (!set || bytes->count == sizeof(int));
	struct buf names = { 0 };

	add_python_option(&names, option);
	buf_format(out, "%ssock.%ssockopt(%s", set ? "" : "value = ", set ? "set" : "get",
	    buf_text(&names));
	if (set && is_int) {
		buf_format(out, ", %d", number_at(bytes, 0));
	} else if (set) {
		buf_add_text(out, bytes->count > 64 ? ", bytes(" : ", b\"");
		if (bytes->count > 64)
			buf_format(out, "%zu)", bytes->count);
		else
			add_bytes(out, bytes, "\\x", "");
		buf_add_text(out, bytes->count > 64 ? "" : "\"");
	} else if (!is_int) {
		buf_add_text(out, ", 1024");
	}
	buf_add_byte(out, ')');
	if (!strstr(buf_text(&names), option->name))
		buf_format(out, "  # %s", option->name);
	buf_add_byte(out, '\n');
	buf_clear(&names);
}

void
explain_option_code(const struct option *option, int which, const struct option_word *words,
    size_t count, struct buf *c, struct buf *python)
{
	struct buf bytes = { 0 }, block = { 0 };
	bool set = (which & CODE_SET) && (option->access & OPTION_SET) &&
	    value_of(option, words, count, &bytes);

	buf_format(c, "#include %s\n", header_of(option));
	if (set) {
		add_set(option, &bytes, c);
		add_python(option, &bytes, true, python);
	}
	if (!set || (which & CODE_GET && option->access & OPTION_GET)) {
		add_get(option, &block);
		if (set)
			explain_block(c, buf_text(&block));
		else
			buf_add_text(c, buf_text(&block));
		add_python(option, &bytes, false, python);
	}
	buf_clear(&bytes);
	buf_clear(&block);
}

void
explain_tell_option(struct explained *it, const struct option *option)
{
	struct buf c = { 0 }, python = { 0 }, rows = { 0 }, means = { 0 };

	explained_title(it, "a socket option, here '%s'", option->brief);
	buf_format(&means, "%s.", option->help);
	if (means.data[0] >= 'a' && means.data[0] <= 'z')
		means.data[0] = (char)(means.data[0] - 'a' + 'A');
	explained_means(it, buf_text(&means), means.count);
	buf_add_text(&rows, "```picture\n");
	it->ask->option(option, &rows);
	buf_add_text(&rows, "```");
	explained_part(it, NULL, buf_text(&rows));
	explain_option_code(option, CODE_GET | CODE_SET, NULL, 0, &c, &python);
	explained_code(it, "In C", "c", &c);
	explained_code(it, "In Python", "python", &python);
	buf_clear(&rows);
	buf_clear(&means);
}

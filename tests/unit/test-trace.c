/* test-trace: system calls as lines; what they are passed may be anything. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/mem.h"
#include "socket/trace.h"

#ifdef __linux__
#include "socket/trace-inner.h"

/* A copy that ends where the bytes end, so that a sanitizer sees who reads on. */
static void *
exactly(const void *bytes, size_t count)
{
	void *copy = malloc(count ? count : 1);

	assert_non_null(copy);
	memcpy(copy, bytes, count);
	return copy;
}

static void
is(struct buf *out, const char *wanted)
{
	assert_string_equal(buf_text(out), wanted);
	buf_clear(out);
}

/* ---- bytes ---- */

static void
bytes_are_quoted_and_cut(void **state)
{
	static const struct {
		const char *bytes;
		size_t      count;
		const char *shown;
	} rows[] = {
		{ "", 0, "\"\"" },
		{ "hello", 5, "\"hello\"" },
		{ "\0\1\2", 3, "\"\\0\\1\\2\"" },
		/* As many digits as are needed: fewer where none follows. */
		{ "\0" "1\1" "8\177" "7", 6, "\"\\0001\\18\\1777\"" },
		{ "\n\t\r\v\f\"\\", 7, "\"\\n\\t\\r\\v\\f\\\"\\\\\"" },
		{ "\x1b[31m\xff\xe2\x80\xae", 9, "\"\\33[31m\\377\\342\\200\\256\"" },
		{ "abcdefghijklmnopqrstuvwxyzABCDEF", 32, "\"abcdefghijklmnopqrstuvwxyzABCDEF\"" },
		{ "abcdefghijklmnopqrstuvwxyzABCDEFG", 33,
		  "\"abcdefghijklmnopqrstuvwxyzABCDEF\"..." },
		{ "abcdefghijklmnopqrstuvwxyzABCDE\0007", 33,
		  "\"abcdefghijklmnopqrstuvwxyzABCDE\\0\"..." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		void *bytes = exactly(rows[i].bytes, rows[i].count);
		struct buf out = { 0 };

		trace_bytes(&out, bytes, rows[i].count);
		is(&out, rows[i].shown);
		free(bytes);
	}
}

static void
numbers_without_a_name_are_told_as_such(void **state)
{
	static const struct name names[] = { { "A_ONE", 1, NULL }, { "A_TWO", 2, NULL }, { 0 } };
	struct buf out = { 0 };

	(void)state;
	trace_named(&out, names, 2, "A_???");
	is(&out, "A_TWO");
	trace_named(&out, names, 77, "A_???");
	is(&out, "0x4d /* A_??? */");
	trace_named(&out, names, -1, "A_???");
	is(&out, "0xffffffff /* A_??? */");
	trace_flags(&out, names, 0, "A_???");
	is(&out, "0");
	trace_flags(&out, names, 3, "A_???");
	is(&out, "A_ONE|A_TWO");
	trace_flags(&out, names, 0x81, "A_???");
	is(&out, "A_ONE|0x80");
	trace_flags(&out, names, 0x80, "A_???");
	is(&out, "0x80 /* A_??? */");
	trace_interface(&out, UINT_MAX);
	is(&out, "4294967295");
}

/* ---- addresses ---- */

/* In the order of the wire, behind a family in that of the machine. */
static void
address_is(int family, const char *rest, size_t count, const char *wanted)
{
	char bytes[sizeof(sa_family_t) + 256];
	sa_family_t number = (sa_family_t)family;
	struct buf out = { 0 };
	void *copy;

	memcpy(bytes, &number, sizeof(number));
	memcpy(bytes + sizeof(number), rest, count);
	count += sizeof(number);
	copy = exactly(bytes, count < TRACE_ADDRESS ? count : TRACE_ADDRESS);
	trace_address(&out, copy, (int64_t)count);
	is(&out, wanted);
	free(copy);
}

static void
addresses_of_all_families(void **state)
{
	(void)state;
	address_is(AF_INET, "\0\120\177\0\0\1\0\0\0\0\0\0\0\0", 14,
	    "{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"127.0.0.1\")}");
	address_is(AF_INET6, "\0\120\0\0\0\5\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\7\0\0\0", 26,
	    "{sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(5), inet_pton(AF_INET6, "
	    "\"::1\", &sin6_addr), sin6_scope_id=7}");
	address_is(AF_UNIX, "/tmp/x\0rest", 11, "{sa_family=AF_UNIX, sun_path=\"/tmp/x\"}");
	address_is(AF_UNIX, "\0a\0b", 4, "{sa_family=AF_UNIX, sun_path=@\"a\\0b\"}");
	address_is(AF_UNIX, "\0", 1, "{sa_family=AF_UNIX, sun_path=@\"\"}");
	address_is(AF_NETLINK, "\0\0\7\0\0\0\1\0\0\0", 10,
	    "{sa_family=AF_NETLINK, nl_pid=7, nl_groups=0x000001}");
	address_is(AF_NETLINK, "\1\0\0\0\0\0\0\0\0\0", 10,
	    "{sa_family=AF_NETLINK, nl_pad=0x1, nl_pid=0, nl_groups=00000000}");
	address_is(AF_VSOCK, "\0\0\x63\0\0\0\2\0\0\0\0\0\0\0", 14,
	    "{sa_family=AF_VSOCK, svm_cid=VMADDR_CID_HOST, svm_port=0x63, svm_flags=0}");
	address_is(AF_PACKET, "\10\0\0\0\0\0\4\3\0\6\1\2\3\4\5\6\0\0", 18,
	    "{sa_family=AF_PACKET, sll_protocol=htons(ETH_P_IP), sll_ifindex=0, "
	    "sll_hatype=ARPHRD_LOOPBACK, sll_pkttype=PACKET_HOST, sll_halen=6, "
	    "sll_addr=[0x01, 0x02, 0x03, 0x04, 0x05, 0x06]}");
	address_is(77, "\1\2", 2, "{sa_family=0x4d /* AF_??? */, sa_data=\"\\1\\2\"}");
}

static void
addresses_that_are_too_short(void **state)
{
	(void)state;
	address_is(AF_INET, "", 0, "{sa_family=AF_INET}");
	address_is(AF_INET, "\0\120\177\0\0\1\0\0\0\0\0\0\0", 13,
	    "{sa_family=AF_INET, sa_data=\"\\0P\\177\\0\\0\\1\\0\\0\\0\\0\\0\\0\\0\"}");
	/* What an address of RFC 2133 has; the scope came later. */
	address_is(AF_INET6, "\0\120\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 22,
	    "{sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "
	    "\"::1\", &sin6_addr)}");
	address_is(AF_PACKET, "\0\0", 2, "{sa_family=AF_PACKET, sa_data=\"\\0\\0\"}");
}

static void
addresses_whose_lengths_lie(void **state)
{
	char path[200], wanted[300];
	struct buf out = { 0 };
	char *end;

	(void)state;
	memset(path, 'x', sizeof(path));
	/* Nobody has put a NUL behind a path of 108 bytes; one that is longer is cut. */
	snprintf(wanted, sizeof(wanted), "{sa_family=AF_UNIX, sun_path=\"%.108s\"}", path);
	address_is(AF_UNIX, path, 108, wanted);
	address_is(AF_UNIX, path, sizeof(path), wanted);
	/* A hardware address has 8 bytes, whatever it says. */
	address_is(AF_PACKET, "\0\0\0\0\0\0\4\3\0\377\1\2\3\4\5\6\7\10", 18,
	    "{sa_family=AF_PACKET, sll_protocol=htons(0 /* ETH_P_??? */), sll_ifindex=0, "
	    "sll_hatype=ARPHRD_LOOPBACK, sll_pkttype=PACKET_HOST, sll_halen=255, "
	    "sll_addr=[0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, ...]}");
	trace_address(&out, NULL, INT_MAX);
	is(&out, "NULL");
	end = exactly("", 1);
	snprintf(wanted, sizeof(wanted), "%p", (void *)end);
	for (int64_t length = -2; length < 2; length++) {
		trace_address(&out, end, length);
		is(&out, wanted);
	}
	free(end);
}

/* ---- options ---- */

/* NULL: the pointer. */
static void
is_or_pointer(struct buf *out, const char *wanted, const void *pointer)
{
	char text[32];

	snprintf(text, sizeof(text), "%p", pointer);
	is(out, wanted ? wanted : text);
}

static void
got(int level, int option, const char *bytes, int room, int length, const char *wanted)
{
	const int count = length < room ? length : room;
	void *copy = exactly(bytes, (size_t)(count > 0 ? count : 0));
	struct buf out = { 0 };

	trace_got_value(&out, level, option, copy, room, length);
	is_or_pointer(&out, wanted, copy);
	free(copy);
}

static void
set(int level, int option, const char *bytes, int length, const char *wanted)
{
	void *copy = exactly(bytes, (size_t)(length > 0 ? length : 0));
	struct buf out = { 0 };

	trace_set_value(&out, level, option, copy, length);
	is_or_pointer(&out, wanted, copy);
	free(copy);
}

static void
values_of_any_length(void **state)
{
	(void)state;
	got(SOL_SOCKET, SO_KEEPALIVE, "\1\0\0\0", 4, 4, "[1]");
	got(SOL_SOCKET, SO_KEEPALIVE, "\1\0\0", 3, 3, "\"\\x01\\x00\\x00\"");
	got(SOL_SOCKET, SO_KEEPALIVE, "", 4, 0, NULL);
	got(SOL_SOCKET, SO_KEEPALIVE, "", -1, 4 - 4, NULL);
	got(SOL_SOCKET, SO_LINGER, "\1\0\0\0\5\0\0\0", 8, 8, "{l_onoff=1, l_linger=5}");
	got(SOL_SOCKET, SO_LINGER, "\1\0\0\0\5\0", 6, 6, "{l_onoff=1, l_linger=\"\\x05\\x00\"}");
	got(SOL_SOCKET, SO_LINGER, "\1", 1, 1, "{l_onoff=\"\\x01\"}");
	got(SOL_SOCKET, SO_LINGER, "\1\0\0\0\5\0\0\0more", 12, 12, "{l_onoff=1, l_linger=5}");
	got(SOL_SOCKET, SO_PEERCRED, "\7\0\0\0\377\377\377\377\1\0\0\0", 12, 12,
	    "{pid=7, uid=-1, gid=1}");
	got(SOL_SOCKET, SO_PEERCRED, "\7\0\0\0", 4, 4, "{pid=7}");
	got(SOL_SOCKET, SO_ERROR, "\157\0\0\0", 4, 4, "[ECONNREFUSED]");
	got(SOL_SOCKET, SO_ERROR, "\0\0\0\0", 4, 4, "[0]");
	got(SOL_SOCKET, SO_ERROR, "\377\377\0\0", 4, 4, "[65535]");
	got(IPPROTO_TCP, 13, "cubic\0\0\0", 8, 8, "\"cubic\\0\\0\\0\"");
	got(999, 999, "\1\0\0\0", 4, 4, "[1]");
	/* There would have been more. */
	got(999, 999, "\1\0\0\0", 4, 9, "[1]");
	got(999, 999, "\1\0", 2, 4, "\"\\1\\0\"");
	set(SOL_SOCKET, SO_KEEPALIVE, "\1\0\0\0\0\0", 6, "[1]");
	set(SOL_SOCKET, SO_KEEPALIVE, "\1\0\0", 3, NULL);
	set(SOL_SOCKET, SO_KEEPALIVE, "\1", -1, NULL);
	set(SOL_SOCKET, SO_LINGER, "\1\0\0\0\5\0\0", 7, NULL);
	set(SOL_SOCKET, SO_ATTACH_FILTER, "\1\0", 2, NULL);
	set(IPPROTO_IP, IP_ADD_MEMBERSHIP, "\357\1\1\1\0\0\0\0", 8,
	    "{imr_multiaddr=inet_addr(\"239.1.1.1\"), imr_interface=inet_addr(\"0.0.0.0\")}");
	set(IPPROTO_IP, IP_ADD_MEMBERSHIP, "\357\1\1\1\0\0\0", 7, NULL);
	set(IPPROTO_IP, MCAST_JOIN_GROUP, "\1", 1, NULL);
	set(999, 1, "", 0, "\"\"");
	/* PACKET_ADD_MEMBERSHIP: the address has 8 bytes, whatever it says. */
	set(263, 1, "\0\0\0\0\1\0\377\377\1\2\3\4\5\6\7\10", 16,
	    "{mr_ifindex=0, mr_type=PACKET_MR_PROMISC, mr_alen=65535, "
	    "mr_address=01:02:03:04:05:06:07:08}");
	/* ICMP_FILTER: what it lets through, or what it does not. */
	set(255, 1, "\1\0\0\0", 4, "[ICMP_ECHOREPLY]");
	set(255, 1, "\376", 1, "~[ICMP_ECHOREPLY]");
}

static void
options_by_name(void **state)
{
	static const struct {
		int         level, option;
		bool        set;
		const char *shown;
	} rows[] = {
		{ SOL_SOCKET, SO_RCVTIMEO, false, "SOL_SOCKET SO_RCVTIMEO_OLD" },
		{ SOL_SOCKET, SO_ATTACH_FILTER, true, "SOL_SOCKET SO_ATTACH_FILTER" },
		{ SOL_SOCKET, SO_ATTACH_FILTER, false, "SOL_SOCKET SO_GET_FILTER" },
		{ SOL_SOCKET, 9999, false, "SOL_SOCKET 0x270f /* SO_??? */" },
		{ IPPROTO_IPV6, IPV6_JOIN_GROUP, true, "SOL_IPV6 IPV6_ADD_MEMBERSHIP" },
		{ IPPROTO_TCP, -1, false, "SOL_TCP 0xffffffff /* TCP_??? */" },
		{ 262, 1, false, "SOL_X25 1" },
		{ 4711, -1, false, "0x1267 /* SOL_?? */ 4294967295" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out = { 0 };

		trace_level(&out, rows[i].level);
		buf_add_byte(&out, ' ');
		trace_option(&out, rows[i].level, rows[i].option, rows[i].set);
		is(&out, rows[i].shown);
	}
}

/* ---- messages ---- */

struct part {
	size_t      length;     /* as it says */
	int         level, type;
	const char *data;
	size_t      count;      /* as it is */
};

/* Puts parts of control data one behind the other, and cuts them. */
static void
control_is(const struct part *part, size_t parts, size_t cut, const char *wanted)
{
	char bytes[1024] = { 0 }, whole[1024];
	size_t at = 0;
	struct msghdr message = { 0 };
	struct buf out = { 0 };
	const char *begin, *address;

	for (size_t i = 0; i < parts; i++) {
		struct cmsghdr head = { .cmsg_len = part[i].length, .cmsg_level = part[i].level,
			.cmsg_type = part[i].type };

		memcpy(bytes + at, &head, sizeof(head));
		memcpy(bytes + at + sizeof(head), part[i].data, part[i].count);
		at += CMSG_SPACE(part[i].count);
	}
	message.msg_controllen = at - cut;
	message.msg_control = exactly(bytes, at - cut);
	trace_message(&out, &message, -1, -1);
	/* Where something is left, its address is told. */
	begin = strstr(buf_text(&out), "msg_control=");
	address = begin ? strstr(begin, "/* 0x") : NULL;
	snprintf(whole, sizeof(whole), "{msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, "
	    "msg_control=%s, msg_controllen=%zu, msg_flags=0}", wanted, at - cut);
	if (address)
		memset(strchr(buf_text(&out), '\0') - strlen(address) + 3, 'P',
		    strcspn(address + 3, " "));
	for (char *place = out.data; (place = strstr(place, "PP")); )
		memmove(place, place + 1, strlen(place));
	is(&out, whole);
	free(message.msg_control);
}

#define DATA(bytes) (bytes), sizeof(bytes) - 1
#define SAYS(bytes) CMSG_LEN(sizeof(bytes) - 1)
#define TWO_RIGHTS { SAYS("\5\0\0\0\6\0\0\0"), SOL_SOCKET, SCM_RIGHTS, \
	DATA("\5\0\0\0\6\0\0\0") }

static void
control_data_of_all_kinds(void **state)
{
	static const struct part rights[] = {
		TWO_RIGHTS,
		{ SAYS("\7\0\0\0\0\0\0\0\1\0\0\0"), SOL_SOCKET, SCM_CREDENTIALS,
		  DATA("\7\0\0\0\0\0\0\0\1\0\0\0") },
	};
	static const struct part odd[] = {
		{ SAYS("\7\0\0\0"), IPPROTO_IP, IP_TTL, DATA("\7\0\0\0") },
		{ SAYS("\2"), IPPROTO_IP, IP_TOS, DATA("\2") },
		{ SAYS("\7\0\0\0"), IPPROTO_IPV6, IPV6_HOPLIMIT, DATA("\7\0\0\0") },
		{ SAYS(""), SOL_SOCKET, 99, DATA("") },
		{ SAYS(""), 4711, 0, DATA("") },
	};

	(void)state;
	control_is(rights, 2, 0, "[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, "
	    "cmsg_data=[5, 6]}, {cmsg_len=28, cmsg_level=SOL_SOCKET, cmsg_type=SCM_CREDENTIALS, "
	    "cmsg_data={pid=7, uid=0, gid=1}}]");
	control_is(odd, 5, 0, "[{cmsg_len=20, cmsg_level=SOL_IP, cmsg_type=IP_TTL, cmsg_data=[7]}, "
	    "{cmsg_len=17, cmsg_level=SOL_IP, cmsg_type=IP_TOS, cmsg_data=[0x2]}, "
	    "{cmsg_len=20, cmsg_level=SOL_IPV6, cmsg_type=0x34}, "
	    "{cmsg_len=16, cmsg_level=SOL_SOCKET, cmsg_type=0x63 /* SCM_??? */}, "
	    "{cmsg_len=16, cmsg_level=0x1267 /* SOL_?? */, cmsg_type=0}]");
}

static void
control_data_that_is_cut_or_lies(void **state)
{
	static const struct part rights = TWO_RIGHTS;
	static const struct part none[] = {
		{ 0, SOL_SOCKET, SCM_RIGHTS, DATA("\5\0\0\0") }, TWO_RIGHTS };
	static const struct part few[] = {
		{ 15, SOL_SOCKET, SCM_RIGHTS, DATA("\5\0\0\0") }, TWO_RIGHTS };
	static const struct part many = { SIZE_MAX, SOL_SOCKET, SCM_RIGHTS, DATA("\5\0\0\0") };
	static const struct part half = { SIZE_MAX / 2, IPPROTO_IP, IP_RECVERR, DATA("\1") };
	static const struct part stamp = { SAYS("\5"), SOL_SOCKET, SO_TIMESTAMP, DATA("\5") };

	(void)state;
	control_is(&rights, 1, 5, "[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS}]");
	control_is(none, 2, 0, "[{cmsg_len=0, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS}, "
	    "... /* P */]");
	control_is(few, 2, 0, "[{cmsg_len=15, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS}, "
	    "... /* P */]");
	control_is(&many, 1, 0, "[{cmsg_len=18446744073709551615, cmsg_level=SOL_SOCKET, "
	    "cmsg_type=SCM_RIGHTS, cmsg_data=[5, 0]}]");
	control_is(&half, 1, 0, "[{cmsg_len=9223372036854775807, cmsg_level=SOL_IP, "
	    "cmsg_type=IP_RECVERR}]");
	control_is(&stamp, 1, 0, "[{cmsg_len=17, cmsg_level=SOL_SOCKET, "
	    "cmsg_type=SO_TIMESTAMP_OLD, cmsg_data=\"\\5\"}]");
}

static void
messages_tell_what_came(void **state)
{
	char name[] = "\1\0/tmp", *bytes = exactly("hello there", 11);
	struct iovec piece[] = { { bytes, 5 }, { bytes + 5, 6 } };
	struct msghdr message = { .msg_name = name, .msg_namelen = 200, .msg_iov = piece,
		.msg_iovlen = 2, .msg_flags = MSG_TRUNC };
	struct buf out = { 0 };

	(void)state;
	/* The kernel tells the length that there was no room for, too. */
	trace_message(&out, &message, 6, 7);
	is(&out, "{msg_name={sa_family=AF_UNIX, sun_path=\"/tmp\"}, msg_namelen=6 => 200, "
	    "msg_iov=[{iov_base=\"hello\", iov_len=5}, {iov_base=\" t\", iov_len=6}], msg_iovlen=2, "
	    "msg_controllen=0, msg_flags=MSG_TRUNC}");
	message.msg_namelen = 0;
	trace_message(&out, &message, -1, -1);
	buf_clear(&out);
	free(bytes);
}

/* ---- calls ---- */

static void
line_is(const struct sys_call *call, const char *wanted)
{
	struct buf out = { 0 };

	trace_linux.show(&out, call);
	is(&out, wanted);
}

#define POINTER(pointer) (int64_t)(intptr_t)(pointer)

static void
whole_calls(void **state)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	socklen_t length = 16;
	int ends[2] = { 7, 8 };
	int64_t offset = 1000;

	(void)state;
	line_is(&(struct sys_call){ .name = SYS_CLOSE, .arg = { 3 }, .took = 1234567 },
	    "close(3)                                = 0 <0.001234>\n");
	line_is(&(struct sys_call){ .name = SYS_CLOSE, .arg = { 3 }, .took = -1 },
	    "close(3)                                = ?\n");
	line_is(&(struct sys_call){ .name = SYS_LISTEN, .arg = { -1, -1 }, .result = -1,
	    .number = EBADF, .took = INT64_C(12000000999) },
	    "listen(-1, -1)                          = -1 EBADF (Bad file descriptor) "
	    "<12.000000>\n");
	line_is(&(struct sys_call){ .name = SYS_LISTEN, .arg = { 3, 4 }, .result = -1,
	    .number = 4711 },
	    "listen(3, 4)                            = -1 E4711 (Unknown error 4711) "
	    "<0.000000>\n");
	line_is(&(struct sys_call){ .name = SYS_SOCKET, .arg = { AF_PACKET, 0x80000 | 15, 0x0300 },
	    .result = 5 }, "socket(AF_PACKET, SOCK_CLOEXEC|0xf, htons(ETH_P_ALL)) = 5 "
	    "<0.000000>\n");
	line_is(&(struct sys_call){ .name = SYS_SOCKETPAIR, .arg = { AF_UNIX, SOCK_DGRAM, 0,
	    POINTER(ends) } }, "socketpair(AF_UNIX, SOCK_DGRAM, 0, [7, 8]) = 0 <0.000000>\n");
	line_is(&(struct sys_call){ .name = SYS_ACCEPT4, .arg = { 3, POINTER(&in),
	    POINTER(&length), SOCK_CLOEXEC }, .given = 128, .result = 4 },
	    "accept4(3, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr(\"0.0.0.0\")}, "
	    "[128 => 16], SOCK_CLOEXEC) = 4 <0.000000>\n");
	line_is(&(struct sys_call){ .name = SYS_SENDFILE, .arg = { 4, 3, POINTER(&offset), 1000 },
	    .given = 20, .result = 980 },
	    "sendfile(4, 3, [20] => [1000], 1000)    = 980 <0.000000>\n");
	line_is(&(struct sys_call){ .name = SYS_SENDFILE, .arg = { 4, 3, POINTER(&offset), 9 },
	    .given = 1000, .result = -1, .number = EAGAIN },
	    "sendfile(4, 3, [1000], 9)               = -1 EAGAIN (Resource temporarily "
	    "unavailable) <0.000000>\n");
	line_is(&(struct sys_call){ .name = SYS_SENDFILE, .arg = { 4, 3, 0, 5000000000 },
	    .given = -1, .result = 4096 },
	    "sendfile(4, 3, NULL, 5000000000)        = 4096 <0.000000>\n");
	line_is(&(struct sys_call){ .name = SYS_FCNTL, .arg = { 3, F_GETFL },
	    .result = O_RDWR | O_NONBLOCK },
	    "fcntl(3, F_GETFL)                       = 0x802 (flags O_RDWR|O_NONBLOCK) "
	    "<0.000000>\n");
}

static void
a_result_may_be_more_than_the_room(void **state)
{
	char *bytes = exactly("abcd", 4);

	(void)state;
	/* Of MSG_TRUNC: the datagram was longer. */
	line_is(&(struct sys_call){ .name = SYS_RECVFROM, .arg = { 3, POINTER(bytes), 4,
	    MSG_TRUNC }, .result = 100000 },
	    "recvfrom(3, \"abcd\", 4, MSG_TRUNC, NULL, NULL) = 100000 <0.000000>\n");
	line_is(&(struct sys_call){ .name = SYS_RECVFROM, .arg = { 3, 0, 4, MSG_TRUNC },
	    .result = 4 }, "recvfrom(3, NULL, 4, MSG_TRUNC, NULL, NULL) = 4 <0.000000>\n");
	line_is(&(struct sys_call){ .name = SYS_SENDTO, .arg = { 3, 0, 4, 0, 0, -1 },
	    .result = -1, .number = EFAULT },
	    "sendto(3, NULL, 4, 0, NULL, -1)         = -1 EFAULT (Bad address) <0.000000>\n");
	free(bytes);
}

static void
long_lists_are_cut(void **state)
{
	struct pollfd set[40];
	struct buf out = { 0 };
	const char *text;
	size_t entries = 0;

	(void)state;
	for (int i = 0; i < 40; i++)
		set[i] = (struct pollfd){ .fd = i - 1, .events = POLLIN, .revents = POLLIN };
	trace_linux.show(&out, &(struct sys_call){ .name = SYS_POLL,
	    .arg = { POINTER(set), 40, -1 }, .result = 40 });
	text = buf_text(&out);
	assert_memory_equal(text, "poll([{fd=-1}, {fd=0, events=POLLIN}, ", 38);
	assert_non_null(strstr(text, "{fd=30, events=POLLIN}, ...], 40, -1) = 40 ([{fd=-1, "));
	for (const char *at = text; (at = strstr(at, "{fd=")); at++)
		entries++;
	assert_int_equal(entries, 64);
	assert_non_null(strstr(text, ", ...]) <"));
	buf_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_are_quoted_and_cut),
		cmocka_unit_test(numbers_without_a_name_are_told_as_such),
		cmocka_unit_test(addresses_of_all_families),
		cmocka_unit_test(addresses_that_are_too_short),
		cmocka_unit_test(addresses_whose_lengths_lie),
		cmocka_unit_test(values_of_any_length),
		cmocka_unit_test(options_by_name),
		cmocka_unit_test(control_data_of_all_kinds),
		cmocka_unit_test(control_data_that_is_cut_or_lies),
		cmocka_unit_test(messages_tell_what_came),
		cmocka_unit_test(whole_calls),
		cmocka_unit_test(a_result_may_be_more_than_the_room),
		cmocka_unit_test(long_lists_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

/* Its lines are strace's, and strace is of Linux. */
int
main(void)
{
	return 77;
}
#endif

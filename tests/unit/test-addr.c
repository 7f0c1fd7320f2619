/* test-addr: addresses are read strictly, and shown as they would be typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <unistd.h>

#include "base/addr.h"

static const char *
family_name(int family)
{
	return family == AF_INET ? "inet" : family == AF_INET6 ? "inet6" : "unix";
}

/* Read as numeric, and shown as `shown`. */
static void
assert_numeric(int family, const char *text, const char *shown)
{
	struct error error = { 0 };
	struct buf buf = { 0 };
	struct addr addr;

	if (addr_read(&addr, family, text, strlen(text), &error) != ADDR_NUMERIC)
		fail_msg("'%s' (%s): %s", text, family_name(family), error.text);
	assert_int_equal(addr.any.sa_family, family);
	addr_show(&buf, &addr);
	assert_string_equal(buf_text(&buf), shown);
	buf_clear(&buf);
}

static void
assert_names(int family, const char *text)
{
	struct error error = { 0 };
	struct addr addr;

	if (addr_read(&addr, family, text, strlen(text), &error) != ADDR_NAMES)
		fail_msg("'%s' is not for the resolver: %s", text, error.text);
}

static void
assert_bad(int family, const char *text, int at, const char *message)
{
	struct error error = { 0 };
	struct addr addr;

	if (addr_read(&addr, family, text, strlen(text), &error) != ADDR_BAD)
		fail_msg("'%s' was read", text);
	assert_int_equal(error.kind, ERROR_USAGE);
	if (message)
		assert_string_equal(error.text, message);
	if (error.at != at)
		fail_msg("'%s': at %d, not %d: %s", text, (int)error.at, at, error.text);
}

static void
inet_addresses_are_read_and_shown(void **state)
{
	(void)state;
	assert_numeric(AF_INET, "127.0.0.1:80", "127.0.0.1:80");
	assert_numeric(AF_INET, "0.0.0.0:0", "0.0.0.0:0");
	assert_numeric(AF_INET, "255.255.255.255:65535", "255.255.255.255:65535");
	assert_numeric(AF_INET, "*:8080", "0.0.0.0:8080");
	assert_numeric(AF_INET, "1.2.3.4:080", "1.2.3.4:80");
}

static void
inet6_addresses_are_read_and_shown(void **state)
{
	(void)state;
	assert_numeric(AF_INET6, "[::1]:80", "[::1]:80");
	assert_numeric(AF_INET6, "[2001:DB8:0:0::5]:443", "[2001:db8::5]:443");
	assert_numeric(AF_INET6, "[::ffff:127.0.0.1]:1", "[::ffff:127.0.0.1]:1");
	assert_numeric(AF_INET6, "*:0", "[::]:0");
	assert_numeric(AF_INET6, "[::]:0", "[::]:0");
}

static void
scopes_are_interfaces_or_numbers(void **state)
{
	char name[IF_NAMESIZE], text[64], far[64];

	(void)state;
	if (!if_indextoname(1, name))
		skip();
	snprintf(text, sizeof(text), "[fe80::1%%%s]:80", name);
	assert_numeric(AF_INET6, text, text);
	assert_numeric(AF_INET6, "[fe80::1%1]:80", text);
	snprintf(far, sizeof(far), "[fe80::1%%%u]:80", 4000000000u);
	assert_numeric(AF_INET6, far, far);
	assert_bad(AF_INET6, "[fe80::1%nowhere0]:80", 9, "there is no interface 'nowhere0'");
	assert_bad(AF_INET6, "[fe80::1%99999999999]:80", 9, "there is no interface '99999999999'");
	assert_bad(AF_INET6, "[fe80::1%a-name-that-is-too-long-for-one]:80", 9, NULL);
	assert_bad(AF_INET6, "[fe80::1%]:80", 9,
	    "'[fe80::1%]:80' has no interface behind its '%'");
}

static void
names_are_left_to_the_resolver(void **state)
{
	static const char *const good[] = { "localhost:80", "127.0.0.1:http", "*:http", "a.b.c.:1",
		"xn--bcher-kva.example:443", "my_host:0", "\u00e9t\u00e9.example:80",
		"0x.example:1",
		"1.2.3.4.example:80", "dead.beef:1", "localhost:x11-1", "h:krb_prop" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_names(AF_INET, good[i]);
	assert_names(AF_INET6, "localhost:80");
	assert_names(AF_INET6, "[::1]:http");
	assert_names(AF_INET6, "*:http");
}

static void
numbers_that_are_no_strict_address_never_reach_a_resolver(void **state)
{
	(void)state;
	assert_bad(AF_INET, "300.1.1.1:80", 0,
	    "'300.1.1.1:80' is not an inet address: it has four numbers from 0 to 255, "
	    "without leading zeros");
	assert_bad(AF_INET, "8080", 0,
	    "'8080' has no host: write HOST:PORT, where '*' is every address");
	assert_bad(AF_INET, "010.1.1.1:80", 0, NULL);
	assert_bad(AF_INET, "1.1:80", 3, NULL);
	assert_bad(AF_INET, "1:80", 1, NULL);
	assert_bad(AF_INET, "2130706433:80", 0, NULL);
	assert_bad(AF_INET, "0x7f.1:80", 0, NULL);
	assert_bad(AF_INET, "0x7f000001:80", 0, NULL);
	assert_bad(AF_INET, "1.2.3.256:80", 6, NULL);
	assert_bad(AF_INET, "1.2.3.04:80", 6, NULL);
	assert_bad(AF_INET, "1.2.3.4.5:80", 7, NULL);
	assert_bad(AF_INET, "1.2.3.4.:80", 7, NULL);
	assert_bad(AF_INET, "1.2.3.0x4:80", 6, NULL);
	assert_bad(AF_INET6, "300.1.1.1:80", 0, NULL);
}

static void
hosts_that_are_no_names_are_pointed_at(void **state)
{
	char text[400];

	(void)state;
	assert_bad(AF_INET, "a b:80", 1,
	    "'a b:80' has a host that is neither a name nor an address");
	assert_bad(AF_INET, "-a:80", 0, NULL);
	assert_bad(AF_INET, "a..b:80", 2, NULL);
	assert_bad(AF_INET, ".a:80", 0, NULL);
	assert_bad(AF_INET, "a%b:80", 1, NULL);
	assert_bad(AF_INET, ":80", 0, "':80' has no host: '*' is every address");
	assert_bad(AF_INET, "[]:80", 0, "'[]:80' is an inet6 address, the socket is inet");
	assert_bad(AF_INET6, "[]:80", 1, NULL);
	memset(text, 'a', sizeof(text));
	memcpy(text + 64, ":80", 4);
	assert_bad(AF_INET, text, 63, NULL);
	for (size_t i = 0; i < 300; i++)
		text[i] = i % 50 == 49 ? '.' : 'a';
	memcpy(text + 300, ":80", 4);
	assert_bad(AF_INET, text, 253, NULL);
}

static void
ports_are_decimal_or_service_names(void **state)
{
	char text[100];

	(void)state;
	assert_bad(AF_INET, "127.0.0.1:99999", 10,
	    "'99999' is not a port (0 to 65535, or a service name)");
	assert_bad(AF_INET, "127.0.0.1:65536", 10, NULL);
	assert_bad(AF_INET, "127.0.0.1:99999999999999999999", 10, NULL);
	assert_bad(AF_INET, "127.0.0.1:-1", 10,
	    "'-1' is not a port (0 to 65535, or a service name)");
	assert_bad(AF_INET, "127.0.0.1:+1", 10, NULL);
	assert_bad(AF_INET, "127.0.0.1:0x50", 11, NULL);
	assert_bad(AF_INET, "127.0.0.1: 80", 10, NULL);
	assert_bad(AF_INET, "127.0.0.1:80 ", 12, NULL);
	assert_bad(AF_INET, "127.0.0.1:80x", 12, NULL);
	assert_bad(AF_INET, "127.0.0.1:ht tp", 12, NULL);
	assert_bad(AF_INET, "127.0.0.1:", 10, "'127.0.0.1:' has no port: write HOST:PORT");
	assert_bad(AF_INET, "127.0.0.1", 9, "'127.0.0.1' has no port: write HOST:PORT");
	assert_bad(AF_INET6, "[::1]", 5, "'[::1]' has no port: write HOST:PORT");
	memset(text, 'a', sizeof(text));
	memcpy(text, "h:", 2);
	text[99] = '\0';
	assert_bad(AF_INET, text, 2, NULL);
}

static void
brackets_hold_numeric_inet6_addresses_only(void **state)
{
	(void)state;
	assert_bad(AF_INET6, "[localhost]:80", 1, "'[localhost]:80' is not an inet6 address: "
	    "only a numeric one like ::1 stands in brackets");
	assert_bad(AF_INET6, "[127.0.0.1]:80", 1, NULL);
	assert_bad(AF_INET6, "[*]:80", 1, NULL);
	assert_bad(AF_INET6, "[::1", 4, "'[::1' has no ']'");
	assert_bad(AF_INET6, "[::1]80", 5, "'[::1]80' has more than ':PORT' after its ']'");
	assert_bad(AF_INET6, "[1:2:3:4:5:6:7:8:9]:80", 1, NULL);
	assert_bad(AF_INET6, "[::1]:80:90", 8, NULL);
}

static void
inet6_without_brackets_is_told_to_have_them(void **state)
{
	(void)state;
	assert_bad(AF_INET6, "::1:80", 0, "'::1:80' needs brackets: write [::1]:80");
	assert_bad(AF_INET6, "::1:http", 0, "'::1:http' needs brackets: write [::1]:http");
	assert_bad(AF_INET6, "fe80::1%lo:80", 0,
	    "'fe80::1%lo:80' needs brackets: write [fe80::1%lo]:80");
	assert_bad(AF_INET6, "::1", 0, "'::1' needs brackets and a port: write [::1]:PORT");
	assert_bad(AF_INET, "a:b:80", 3,
	    "'a:b:80' has a ':' too many: write HOST:PORT, or [::1]:80 for inet6");
	assert_bad(AF_INET, "::", 0, "'::' needs brackets and a port: write [::]:PORT");
	assert_bad(AF_INET, "x::", 2, NULL);
}

static void
an_address_of_another_family_is_told_as_such(void **state)
{
	(void)state;
	assert_bad(AF_INET, "[::1]:80", 0, "'[::1]:80' is an inet6 address, the socket is inet");
	assert_bad(AF_INET6, "1.2.3.4:80", 0,
	    "'1.2.3.4:80' is an inet address, the socket is inet6");
	assert_bad(AF_INET, "/tmp/s", 0, "'/tmp/s' is a unix address, the socket is inet");
	assert_bad(AF_INET6, "@name", 0, "'@name' is a unix address, the socket is inet6");
	assert_bad(AF_UNIX, "1.2.3.4:80", 0, "'1.2.3.4:80' is an inet address, the socket is unix");
	assert_bad(AF_UNIX, "localhost:http", 0, NULL);
	assert_bad(AF_UNIX, "[::1]:80", 0, "'[::1]:80' is an inet6 address, the socket is unix");
}

static void
a_family_without_a_notation_is_named(void **state)
{
	(void)state;
	assert_bad(AF_APPLETALK, "x", -1,
	    "no way is known to write addresses of family AF_APPLETALK");
	assert_bad(9999, "x", -1,
	    "no way is known to write addresses of family without a name");
}

static void
raw_addresses_need_no_port(void **state)
{
	static const struct {
		int family;
		const char *text, *shown;   /* NULL: refused */
		int port;
	} rows[] = {
		{ AF_INET, "127.0.0.1", "127.0.0.1:0", 0 }, { AF_INET, "127.0.0.1:7", "127.0.0.1:7", 7 },
		{ AF_INET, "*", "0.0.0.0:0", 0 }, { AF_INET6, "::1", "[::1]:0", 0 },
		{ AF_INET6, "[::1]", "[::1]:0", 0 }, { AF_INET6, "[::1]:9", "[::1]:9", 9 },
		{ AF_INET6, "*", "[::]:0", 0 }, { AF_INET6, "fe80::1%lo", "[fe80::1%lo]:0", 0 },
		{ AF_INET, "127.0.0.1:", NULL, 0 }, { AF_INET, "127.1", NULL, 0 },
		{ AF_INET, "", NULL, 0 }, { AF_INET6, "::1:x", NULL, 0 }, { AF_INET, "::1", NULL, 0 },
		{ AF_INET6, "127.0.0.1", NULL, 0 }, { AF_INET, "127.0.0.1:99999", NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct error error = { 0 };
		struct buf buf = { 0 };
		struct addr addr;
		enum addr_text read = addr_read_host(&addr, rows[i].family, rows[i].text,
		    strlen(rows[i].text), &error);

		if ((read == ADDR_NUMERIC) != (rows[i].shown != NULL))
			fail_msg("'%s': %s", rows[i].text, error.text);
		if (!rows[i].shown)
			continue;
		assert_int_equal(addr_port(&addr), rows[i].port);
		addr_show(&buf, &addr);
		assert_string_equal(buf_text(&buf), rows[i].shown);
		buf_clear(&buf);
		addr.no_port = true;
		assert_int_equal(addr_port(&addr), -1);
	}
}

static void
an_address_without_a_port_is_shown_without(void **state)
{
	struct error error;
	struct buf buf = { 0 };
	struct addr addr;

	(void)state;
	assert_int_equal(addr_read_host(&addr, AF_INET6, "::1", 3, &error), ADDR_NUMERIC);
	addr.no_port = true;
	addr_show(&buf, &addr);
	assert_string_equal(buf_text(&buf), "::1");
	buf_clear(&buf);
	assert_true(addr_is_named(&addr));
}

#ifdef __linux__
static void
vsock_packet_and_netlink_have_notations(void **state)
{
	(void)state;
	assert_numeric(AF_VSOCK, "any:any", "any:any");
	assert_numeric(AF_VSOCK, "*:*", "any:any");
	assert_numeric(AF_VSOCK, "local:1024", "local:1024");
	assert_numeric(AF_VSOCK, "2:4294967294", "host:4294967294");
	assert_numeric(AF_VSOCK, "0:0", "hypervisor:0");
	assert_numeric(AF_VSOCK, "HOST:0x10", "host:16");
	assert_numeric(AF_VSOCK, "77:1", "77:1");
	assert_numeric(AF_PACKET, "lo", "lo");
	assert_numeric(AF_PACKET, "*", "*");
	assert_numeric(AF_PACKET, "1", "lo");
	assert_numeric(AF_PACKET, "lo:ip", "lo:ip");
	assert_numeric(AF_PACKET, "lo:ETH_P_ARP", "lo:arp");
	assert_numeric(AF_PACKET, "*:0x1234", "*:0x1234");
	assert_numeric(AF_PACKET, "lo:all:00:11:22:aA:Bb:cc", "lo:all:00:11:22:aa:bb:cc");
	assert_numeric(AF_PACKET, "lo:ip:01:02:03:04:05:06:07:08", "lo:ip:01:02:03:04:05:06:07:08");
	assert_numeric(AF_NETLINK, "0", "0");
	assert_numeric(AF_NETLINK, "4711", "4711");
	assert_numeric(AF_NETLINK, "0:5", "0:0x5");
	assert_numeric(AF_NETLINK, "1:0xffffffff", "1:0xffffffff");
}

static void
what_is_wrong_in_them_is_told_with_its_place(void **state)
{
	(void)state;
	assert_bad(AF_VSOCK, "", 0, NULL);
	assert_bad(AF_VSOCK, "local", 5, "'local' has no port: write CID:PORT");
	assert_bad(AF_VSOCK, "nobody:1", 0, NULL);
	assert_bad(AF_VSOCK, "1:", 2, NULL);
	assert_bad(AF_VSOCK, "1:2:3", 2, NULL);
	assert_bad(AF_VSOCK, "4294967296:1", 0, NULL);
	assert_bad(AF_VSOCK, "1:-1", 2, NULL);
	assert_bad(AF_PACKET, "", 0, "'' has no interface: '*' is every one");
	assert_bad(AF_PACKET, "nosuch0", 0, "there is no interface 'nosuch0'");
	assert_bad(AF_PACKET, "lo:", 3, NULL);
	assert_bad(AF_PACKET, "lo:bogus", 3, NULL);
	assert_bad(AF_PACKET, "lo:0x10000", 3, NULL);
	assert_bad(AF_PACKET, "lo:ip:", 6, NULL);
	assert_bad(AF_PACKET, "lo:ip:0", 6, NULL);
	assert_bad(AF_PACKET, "lo:ip:00:", 6, NULL);
	assert_bad(AF_PACKET, "lo:ip:00-11", 6, NULL);
	assert_bad(AF_PACKET, "lo:ip:0g", 6, NULL);
	assert_bad(AF_PACKET, "lo:ip:01:02:03:04:05:06:07:08:09", 6, NULL);
	assert_bad(AF_NETLINK, "", 0, NULL);
	assert_bad(AF_NETLINK, "x", 0, NULL);
	assert_bad(AF_NETLINK, "1:", 2, NULL);
	assert_bad(AF_NETLINK, "1:2:3", 2, NULL);
	assert_bad(AF_NETLINK, "4294967296", 0, NULL);
}

/* What the kernel fills in may be of any length, also longer than there is room. */
static void
their_lengths_are_not_trusted(void **state)
{
	static const int families[] = { AF_VSOCK, AF_PACKET, AF_NETLINK };

	(void)state;
	for (size_t f = 0; f < sizeof(families) / sizeof(*families); f++)
		for (socklen_t length = 0; length < 300; length++) {
			struct buf buf = { 0 };
			struct addr addr;

			memset(&addr, 0xff, sizeof(addr));
			addr.no_port = false;
			addr.any.sa_family = (sa_family_t)families[f];
			addr.length = length;
			addr_show(&buf, &addr);
			assert_true(length < 2 || buf.count > 0);
			addr_show_host(&buf, &addr);
			addr_is_named(&addr);
			assert_null(addr_whom(&addr));
			assert_int_equal(addr_port(&addr), -1);
			buf_clear(&buf);
		}
}
#endif

static void
unix_paths_have_a_slash(void **state)
{
	struct error error = { 0 };
	struct addr addr;

	(void)state;
	assert_numeric(AF_UNIX, "/tmp/sock", "/tmp/sock");
	assert_numeric(AF_UNIX, "./sock", "./sock");
	assert_numeric(AF_UNIX, "a b/\033\n", "a b/\033\n");
	assert_numeric(AF_UNIX, "./@sock", "./@sock");
	assert_bad(AF_UNIX, "sock", 0, "'sock' is not a UNIX address: a path needs a '/' in it "
	    "('./sock'), '@name' is abstract");
	assert_int_equal(addr_read(&addr, AF_UNIX, "/a\0b", 4, &error), ADDR_BAD);
	assert_int_equal(error.at, 2);
}

static void
unix_paths_may_fill_all_the_room(void **state)
{
	const size_t most = sizeof(((struct sockaddr_un *)NULL)->sun_path);
	struct error error = { 0 };
	struct buf buf = { 0 };
	struct addr addr;
	char text[300];

	(void)state;
	memset(text, 'p', sizeof(text));
	text[0] = '/';
	assert_int_equal(addr_read(&addr, AF_UNIX, text, most - 1, &error), ADDR_NUMERIC);
	assert_int_equal(addr.length, offsetof(struct sockaddr_un, sun_path) + most);
	assert_int_equal(addr_read(&addr, AF_UNIX, text, most, &error), ADDR_NUMERIC);
	assert_int_equal(addr.length, offsetof(struct sockaddr_un, sun_path) + most);
	addr_show(&buf, &addr);
	assert_int_equal(buf.count, most);
	assert_memory_equal(buf.data, text, most);
	assert_int_equal(addr_read(&addr, AF_UNIX, text, most + 1, &error), ADDR_BAD);
	assert_int_equal(error.at, most);
	assert_non_null(strstr(error.text, "is too long: 109 bytes, a UNIX address takes 108 "
	    "(107 are safe)"));
	text[0] = '@';
	assert_int_equal(addr_read(&addr, AF_UNIX, text, most, &error), ADDR_NUMERIC);
	assert_int_equal(addr.length, sizeof(struct sockaddr_un));
	assert_int_equal(addr_read(&addr, AF_UNIX, text, sizeof(text), &error), ADDR_BAD);
	buf_clear(&buf);
}

static void
abstract_names_are_bytes_of_an_exact_length(void **state)
{
	static const char text[] = "@a\0b/";
	const size_t head = offsetof(struct sockaddr_un, sun_path);
	struct error error = { 0 };
	struct buf buf = { 0 };
	struct addr addr;

	(void)state;
	assert_int_equal(addr_read(&addr, AF_UNIX, text, 5, &error), ADDR_NUMERIC);
	assert_int_equal(addr.length, head + 5);
	assert_memory_equal(addr.path.sun_path, "\0a\0b/", 5);
	addr_show(&buf, &addr);
	assert_int_equal(buf.count, 5);
	assert_memory_equal(buf.data, text, 5);
	assert_int_equal(addr_read(&addr, AF_UNIX, "@", 1, &error), ADDR_NUMERIC);
	assert_int_equal(addr.length, head + 1);
	buf_clear(&buf);
}

static void
an_empty_unix_address_lets_the_kernel_choose(void **state)
{
	struct error error = { 0 };
	struct addr addr;

	(void)state;
	assert_numeric(AF_UNIX, "", "");
	assert_int_equal(addr_read(&addr, AF_UNIX, NULL, 0, &error), ADDR_NUMERIC);
	assert_int_equal(addr.length, sizeof(sa_family_t));
}

static void
what_was_read_is_what_the_kernel_binds(void **state)
{
	static const struct {
		int family;
		const char *text;
	} each[] = {
		{ AF_INET, "127.0.0.1:0" }, { AF_UNIX, "@sosh-test-addr" }, { AF_UNIX, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(each) / sizeof(*each); i++) {
		int fd = socket(each[i].family, SOCK_DGRAM, 0);
		struct addr addr, back = { .length = sizeof(back.room) };
		struct error error = { 0 };
		struct buf buf = { 0 };

		assert_true(fd >= 0);
		assert_int_equal(addr_read(&addr, each[i].family, each[i].text,
		    strlen(each[i].text), &error), ADDR_NUMERIC);
		assert_int_equal(bind(fd, &addr.any, addr.length), 0);
		assert_int_equal(getsockname(fd, &back.any, &back.length), 0);
		addr_show(&buf, &back);
		assert_true(addr_is_loopback(&back));
		if (each[i].family == AF_INET)
			assert_true(addr_port(&back) > 0);
		else
			assert_int_equal(*buf_text(&buf), '@');
		buf_clear(&buf);
		close(fd);
	}
}

static void
the_family_is_read_off_the_shape(void **state)
{
	static const struct {
		const char *text;
		int family;
		enum addr_text kind;
	} each[] = {
		{ "/tmp/s", AF_UNIX, ADDR_NUMERIC }, { "a/b:80", AF_UNIX, ADDR_NUMERIC },
		{ "@x", AF_UNIX, ADDR_NUMERIC }, { "", AF_UNIX, ADDR_NUMERIC },
		{ "[::1]:80", AF_INET6, ADDR_NUMERIC }, { "*:80", AF_INET, ADDR_NUMERIC },
		{ "1.2.3.4:80", AF_INET, ADDR_NUMERIC }, { "host:80", 0, ADDR_NAMES },
		{ "host", 0, ADDR_BAD }, { "::1:80", 0, ADDR_BAD }, { "1.1:80", 0, ADDR_BAD },
	};
	struct error error = { 0 };
	struct addr addr;

	(void)state;
	for (size_t i = 0; i < sizeof(each) / sizeof(*each); i++) {
		const char *text = each[i].text;

		assert_int_equal(addr_read_any(&addr, text, strlen(text), &error), each[i].kind);
		if (each[i].kind == ADDR_NUMERIC)
			assert_int_equal(addr.any.sa_family, each[i].family);
	}
}

static void
hosts_and_services_are_split(void **state)
{
	static const struct {
		const char *text, *host, *service;
	} each[] = {
		{ "localhost:http", "localhost", "http" }, { "localhost", "localhost", "" },
		{ ":80", "", "80" }, { "", "", "" }, { "[::1]:80", "::1", "80" },
		{ "[::1]", "::1", "" }, { "host:", "host", "" }, { "*:80", "*", "80" },
		{ "::1", "::1", "" }, { "fe80::1%lo", "fe80::1%lo", "" }, { "::1:80", "::1:80", "" },
	};
	static const char *const bad[] = { "::1::80", "::1%", "[::1", "[::1]x", "a:b:c", "1.1",
		"0x7f.1:80", "host:99999", "host:80x", "a b", "[host]", "010.0.0.1:http" };
	char host[256], service[64], zeros[100];
	struct error error = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(each) / sizeof(*each); i++) {
		if (!addr_split(each[i].text, strlen(each[i].text), host, service, &error))
			fail_msg("%s", error.text);
		assert_string_equal(host, each[i].host);
		assert_string_equal(service, each[i].service);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (addr_split(bad[i], strlen(bad[i]), host, service, &error))
			fail_msg("'%s' was split", bad[i]);
	assert_false(addr_split("a\0b:80", 6, host, service, &error));
	assert_false(addr_split("a:b\0c", 5, host, service, &error));
	memset(zeros, '0', sizeof(zeros));
	memcpy(zeros, "h:", 2);
	assert_false(addr_split(zeros, sizeof(zeros), host, service, &error));
	assert_int_equal(error.at, 2);
	memcpy(zeros, "[::1%", 5);
	zeros[99] = ']';
	assert_true(addr_split(zeros, sizeof(zeros), host, service, &error));
}

static void
host_and_port_are_shown_apart(void **state)
{
	static const struct {
		const char *text, *host;
		int port;
	} each[] = {
		{ "1.2.3.4:80", "1.2.3.4", 80 }, { "[::1]:443", "::1", 443 }, { "@x", "@x", -1 },
	};
	struct error error = { 0 };
	struct buf buf = { 0 };
	struct addr addr;

	(void)state;
	for (size_t i = 0; i < sizeof(each) / sizeof(*each); i++) {
		addr_read_any(&addr, each[i].text, strlen(each[i].text), &error);
		buf_reset(&buf);
		addr_show_host(&buf, &addr);
		assert_string_equal(buf_text(&buf), each[i].host);
		assert_int_equal(addr_port(&addr), each[i].port);
	}
	buf_clear(&buf);
}

static void
paths_that_others_bound_are_shown_as_one_would_type_them(void **state)
{
	struct addr addr = { .path = { .sun_family = AF_UNIX, .sun_path = "sock" } };
	struct buf buf = { 0 };

	(void)state;
	addr.length = sizeof(struct sockaddr_un);
	addr_show(&buf, &addr);
	assert_string_equal(buf_text(&buf), "./sock");
	buf_reset(&buf);
	memcpy(addr.path.sun_path, "@a/b", 5);
	addr_show(&buf, &addr);
	assert_string_equal(buf_text(&buf), "./@a/b");
	buf_clear(&buf);
}

static void
addresses_without_a_notation_are_shown_in_hex(void **state)
{
	struct addr addr = { .any = { .sa_family = 9, .sa_data = "\x01\xff" } };
	struct buf buf = { 0 };

	(void)state;
	addr.length = offsetof(struct sockaddr, sa_data) + 3;
	addr_show(&buf, &addr);
	assert_string_equal(buf_text(&buf), "family 9, 01ff00");
	buf_reset(&buf);
	addr.length = offsetof(struct sockaddr, sa_data);
	addr_show(&buf, &addr);
	assert_string_equal(buf_text(&buf), "family 9");
	buf_reset(&buf);
	addr.length = 0;
	addr_show(&buf, &addr);
	assert_string_equal(buf_text(&buf), "");
	assert_int_equal(addr_port(&addr), -1);
	addr.any.sa_family = AF_INET; /* cut short by the kernel */
	addr.length = 4;
	buf_reset(&buf);
	addr_show(&buf, &addr);
	assert_string_equal(buf_text(&buf), "family 2, 01ff");
	buf_clear(&buf);
}

static void
loopback_and_wildcard_are_known(void **state)
{
	static const struct {
		const char *text;
		bool loopback, wildcard;
	} each[] = {
		{ "127.0.0.1:1", true, false }, { "127.255.1.2:1", true, false },
		{ "128.0.0.1:1", false, false }, { "[::1]:1", true, false },
		{ "[::2]:1", false, false }, { "[::ffff:127.9.9.9]:1", true, false },
		{ "[::ffff:10.0.0.1]:1", false, false }, { "[::127.0.0.1]:1", false, false },
		{ "0.0.0.0:1", false, true }, { "*:1", false, true }, { "[::]:1", false, true },
		{ "[::ffff:0.0.0.0]:1", false, true }, { "@x", true, false }, { "", true, false },
		{ "/tmp/x", false, false },
	};
	struct error error = { 0 };
	struct addr addr;

	(void)state;
	for (size_t i = 0; i < sizeof(each) / sizeof(*each); i++) {
		const char *text = each[i].text;

		assert_int_equal(addr_read_any(&addr, text, strlen(text), &error), ADDR_NUMERIC);
		if (addr_is_loopback(&addr) != each[i].loopback ||
		    addr_is_wildcard(&addr) != each[i].wildcard)
			fail_msg("'%s'", text);
	}
}

static void
every_short_text_is_read_or_refused_with_a_place(void **state)
{
	static const char letters[] = "01.:[]%@/x*-\0a";
	static const int families[] = { AF_INET, AF_INET6, AF_UNIX };
	enum { LETTERS = sizeof(letters) - 1, SIZE = 4 };
	struct error error = { 0 };
	struct addr addr;
	char host[256], service[64];

	(void)state;
	for (unsigned i = 0; i < LETTERS * LETTERS * LETTERS * LETTERS; i++) {
		char *text = malloc(SIZE);
		unsigned rest = i;

		for (size_t at = 0; at < SIZE; at++) {
			text[at] = letters[rest % LETTERS];
			rest /= LETTERS;
		}
		for (size_t f = 0; f < 3; f++)
			if (addr_read(&addr, families[f], text, SIZE, &error) == ADDR_BAD)
				assert_in_range(error.at, 0, SIZE);
		if (!addr_split(text, SIZE, host, service, &error))
			assert_in_range(error.at, 0, SIZE);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inet_addresses_are_read_and_shown),
		cmocka_unit_test(inet6_addresses_are_read_and_shown),
		cmocka_unit_test(scopes_are_interfaces_or_numbers),
		cmocka_unit_test(names_are_left_to_the_resolver),
		cmocka_unit_test(numbers_that_are_no_strict_address_never_reach_a_resolver),
		cmocka_unit_test(hosts_that_are_no_names_are_pointed_at),
		cmocka_unit_test(ports_are_decimal_or_service_names),
		cmocka_unit_test(brackets_hold_numeric_inet6_addresses_only),
		cmocka_unit_test(inet6_without_brackets_is_told_to_have_them),
		cmocka_unit_test(an_address_of_another_family_is_told_as_such),
		cmocka_unit_test(a_family_without_a_notation_is_named),
		cmocka_unit_test(unix_paths_have_a_slash),
		cmocka_unit_test(unix_paths_may_fill_all_the_room),
		cmocka_unit_test(abstract_names_are_bytes_of_an_exact_length),
		cmocka_unit_test(an_empty_unix_address_lets_the_kernel_choose),
		cmocka_unit_test(what_was_read_is_what_the_kernel_binds),
		cmocka_unit_test(the_family_is_read_off_the_shape),
		cmocka_unit_test(hosts_and_services_are_split),
		cmocka_unit_test(host_and_port_are_shown_apart),
		cmocka_unit_test(paths_that_others_bound_are_shown_as_one_would_type_them),
		cmocka_unit_test(addresses_without_a_notation_are_shown_in_hex),
		cmocka_unit_test(loopback_and_wildcard_are_known),
		cmocka_unit_test(every_short_text_is_read_or_refused_with_a_place),
		cmocka_unit_test(raw_addresses_need_no_port),
		cmocka_unit_test(an_address_without_a_port_is_shown_without),
#ifdef __linux__
		cmocka_unit_test(vsock_packet_and_netlink_have_notations),
		cmocka_unit_test(what_is_wrong_in_them_is_told_with_its_place),
		cmocka_unit_test(their_lengths_are_not_trusted),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-kind: kinds of socket by name and by their three numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "socket/kind.h"

#define ROWS(table) (sizeof(table) / sizeof(*(table)))

/* What a kind is called is read as that kind again, with every word it may have. */
static void
what_is_shown_can_be_typed(void **state)
{
	(void)state;
	for (const struct kind *kind = kinds; kind->name; kind++) {
		const struct name *word = kind->words;

		do {
			char typed[64], text[64];
			struct error error;
			int protocol = -1;

			snprintf(typed, sizeof(typed), "%s%s%s", kind->name, word ? ":" : "",
			    word ? word->name : "");
			assert_ptr_equal(kind_read(typed, strlen(typed), &protocol, &error), kind);
			kind_text(kind->family, kind->type, protocol, text);
			assert_ptr_equal(kind_read(text, strlen(text), &protocol, &error), kind);
			assert_ptr_equal(kind_of(kind->family, kind->type, protocol), kind);
		} while (word && (++word)->name);
	}
}

static void
words_are_names_or_numbers(void **state)
{
	static const struct {
		const char *text, *kind;    /* NULL: there is none */
		int protocol;
		bool told;                  /* and an error says why */
	} rows[] = {
		{ "tcp", "tcp", 0, false }, { "udp6", "udp6", 0, false },
		{ "ping", "ping", IPPROTO_ICMP, false }, { "raw:icmp", "raw", IPPROTO_ICMP, false },
		{ "raw:ICMP", "raw", IPPROTO_ICMP, false },
		{ "raw:IPPROTO_UDP", "raw", IPPROTO_UDP, false }, { "raw:0xff", "raw", 255, false },
		{ "raw:2147483647", "raw", INT32_MAX, false },
		{ "raw", NULL, 0, true }, { "raw:", NULL, 0, true }, { "raw:x", NULL, 0, true },
		{ "raw:2147483648", NULL, 0, true }, { "raw:-1", "raw", -1, false },
		{ "raw:1:2", NULL, 0, true }, { "tcp:1", NULL, 0, true }, { "tcp:", NULL, 0, true },
		{ "", NULL, 0, false }, { ":", NULL, 0, false }, { "TCP", NULL, 0, false },
		{ "tc", NULL, 0, false }, { "a-name-that-is-longer-than-any-kind-has", NULL, 0, false },
#ifdef __linux__
		{ "packet", "packet", 0x0300, false }, { "packet:ip", "packet", 0x0008, false },
		{ "packet:0x0806", "packet", 0x0608, false }, { "netlink:route", "netlink", 0, false },
		{ "netlink", NULL, 0, true },
#endif
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct error error;
		int protocol = -1, wanted = rows[i].protocol;
		const struct kind *kind = kind_read(rows[i].text, strlen(rows[i].text), &protocol,
		    &error);

		/* Those rows are written for machines whose order is not the network's. */
		if (strncmp(rows[i].text, "packet", 6) == 0 && htons(1) == 1)
			wanted = (wanted & 0xff) << 8 | wanted >> 8;
		assert_int_equal(kind != NULL, rows[i].kind != NULL);
		if (kind) {
			assert_string_equal(kind->name, rows[i].kind);
			assert_int_equal(protocol, wanted);
		} else {
			assert_int_equal(error.kind, rows[i].told ? ERROR_USAGE : ERROR_NONE);
		}
	}
}

static void
numbers_without_a_kind_are_shown_as_such(void **state)
{
	static const struct {
		int family, type, protocol;
		const char *text;
	} rows[] = {
		{ AF_INET, SOCK_STREAM, 0, "tcp" }, { AF_INET, SOCK_STREAM, IPPROTO_TCP, "tcp" },
		{ AF_INET, SOCK_STREAM, 99, "inet/stream/99" }, { 0, 0, 0, "unspec/0/0" },
		{ AF_INET, SOCK_RAW, 0, "raw:ip" }, { AF_INET6, SOCK_RAW, 253, "raw6:253" },
		{ 9999, -1, -1, "9999/-1/-1" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		char text[64];

		assert_string_equal(kind_text(rows[i].family, rows[i].type, rows[i].protocol, text),
		    rows[i].text);
	}
}

static void
what_is_missing_is_told_by_errno(void **state)
{
	(void)state;
	assert_non_null(strstr(kind_lacks(AF_INET, SOCK_RAW, 1, EPERM), "CAP_NET_RAW"));
	assert_non_null(strstr(kind_lacks(AF_INET, SOCK_DGRAM, IPPROTO_ICMP, EACCES),
	    "ping_group_range"));
	assert_non_null(strstr(kind_lacks(AF_INET, SOCK_STREAM, IPPROTO_SCTP, EPROTONOSUPPORT),
	    "SCTP"));
	assert_null(kind_lacks(AF_INET, SOCK_STREAM, 0, EMFILE));
	assert_null(kind_lacks(9999, 1, 1, EAFNOSUPPORT));
}

static void
raw_and_ping_sockets_have_no_ports(void **state)
{
	(void)state;
	assert_true(kind_has_no_port(AF_INET, SOCK_RAW, 17));
	assert_true(kind_has_no_port(AF_INET6, SOCK_RAW, 0));
	assert_true(kind_has_no_port(AF_INET, SOCK_DGRAM, IPPROTO_ICMP));
	assert_true(kind_has_no_port(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6));
	assert_false(kind_has_no_port(AF_INET, SOCK_DGRAM, 0));
	assert_false(kind_has_no_port(AF_INET, SOCK_STREAM, IPPROTO_TCP));
	assert_false(kind_has_no_port(AF_UNIX, SOCK_RAW, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_shown_can_be_typed),
		cmocka_unit_test(words_are_names_or_numbers),
		cmocka_unit_test(numbers_without_a_kind_are_shown_as_such),
		cmocka_unit_test(what_is_missing_is_told_by_errno),
		cmocka_unit_test(raw_and_ping_sockets_have_no_ports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

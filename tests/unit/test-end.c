/* test-end: two ends of a connection are the same whatever their family calls them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
/* behind what it needs */
#include <cmocka.h>

#include <netinet/in.h>

#include "socket/end.h"

static struct addr
read_one(int family, const char *text)
{
	struct addr addr = { .length = 0 };
	struct error error;

	assert_int_equal(addr_read(&addr, family, text, strlen(text), &error), ADDR_NUMERIC);
	return addr;
}

static void
check(const struct addr *one, const struct addr *other, bool same)
{
	assert_int_equal(end_is(one, other), same);
	assert_int_equal(end_is(other, one), same);
	assert_int_equal(end_hash(one) == end_hash(other), same);
}

static void
ipv4_is_the_same_in_the_shape_of_ipv6(void **state)
{
	const struct addr four = read_one(AF_INET, "127.0.0.1:80");
	const struct addr six = read_one(AF_INET6, "[::ffff:127.0.0.1]:80");
	const struct addr others[] = { read_one(AF_INET, "127.0.0.1:81"),
		read_one(AF_INET, "127.0.0.2:80"), read_one(AF_INET6, "[::1]:80"),
		read_one(AF_INET6, "[::127.0.0.1]:80") };

	(void)state;
	check(&four, &six, true);
	check(&four, &four, true);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		check(&four, &others[i], false);
		check(&six, &others[i], false);
	}
}

static void
flow_and_padding_do_not_count_and_the_scope_does(void **state)
{
	const struct addr plain = read_one(AF_INET6, "[fe80::1]:80");
	const struct addr four = read_one(AF_INET, "10.0.0.1:80");
	struct addr flow = plain, scope = plain, odd = four;
	struct sockaddr_in6 in6;

	(void)state;
	memcpy(&in6, plain.room, sizeof(in6));
	in6.sin6_flowinfo = htonl(7);
	memcpy(flow.room, &in6, sizeof(in6));
	check(&plain, &flow, true);
	in6.sin6_flowinfo = 0;
	in6.sin6_scope_id = 2;
	memcpy(scope.room, &in6, sizeof(in6));
	check(&plain, &scope, false);
	memset(odd.room + offsetof(struct sockaddr_in, sin_zero), 7, 8);
	check(&four, &odd, true);
}

static void
of_other_families_every_byte_counts(void **state)
{
	const struct addr one = read_one(AF_UNIX, "/tmp/a"), other = read_one(AF_UNIX, "/tmp/b");
	const struct addr four = read_one(AF_INET, "10.0.0.1:80");

	(void)state;
	check(&one, &one, true);
	check(&one, &other, false);
	check(&one, &four, false);
}

static void
a_connection_has_a_direction(void **state)
{
	(void)state;
	assert_true(end_hash_both(1, 2) != end_hash_both(2, 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ipv4_is_the_same_in_the_shape_of_ipv6),
		cmocka_unit_test(flow_and_padding_do_not_count_and_the_scope_does),
		cmocka_unit_test(of_other_families_every_byte_counts),
		cmocka_unit_test(a_connection_has_a_direction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-names: the system's numbers have their names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/names.h"

static const struct name *const tables[] = {
	names_errno, names_family, names_type, names_protocol, names_message_flag, names_eai,
};
enum { TABLES = sizeof(tables) / sizeof(*tables) };

static void
every_name_is_found_again_as_its_number(void **state)
{
	(void)state;
	for (size_t i = 0; i < TABLES; i++)
		for (const struct name *row = tables[i]; row->name; row++) {
			int number = row->number + 1;

			assert_true(names_number(tables[i], NULL, row->name, &number));
			assert_int_equal(number, row->number);
			assert_non_null(names_of(tables[i], row->number));
		}
}

static void
no_name_stands_twice_in_a_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < TABLES; i++)
		for (const struct name *row = tables[i]; row->name; row++)
			for (const struct name *next = row + 1; next->name; next++)
				assert_string_not_equal(row->name, next->name);
}

static void
numbers_with_two_names_have_the_usual_one(void **state)
{
	(void)state;
	assert_string_equal(names_of(names_errno, EWOULDBLOCK), "EAGAIN");
	assert_string_equal(names_of(names_errno, ENOTSUP), "EOPNOTSUPP");
	assert_string_equal(names_of(names_errno, EDEADLK), "EDEADLK");
	assert_string_equal(names_of(names_family, AF_LOCAL), "AF_UNIX");
	assert_string_equal(names_of(names_protocol, 0), "IPPROTO_IP");
	assert_string_equal(names_of(names_type, SOCK_STREAM), "SOCK_STREAM");
	assert_string_equal(names_of(names_message_flag, MSG_OOB), "oob");
	assert_string_equal(names_of(names_eai, EAI_NONAME), "EAI_NONAME");
}

#ifdef __linux__
static void
every_errno_of_linux_has_a_name(void **state)
{
	(void)state;
	for (int number = 1; number <= 133; number++)
		if (number != 41 && number != 58 && !names_of(names_errno, number))
			fail_msg("%d has no name", number);
}
#endif

static void
names_are_found_in_any_case_and_without_their_prefix(void **state)
{
	int number = -1;

	(void)state;
	assert_true(names_number(names_family, "AF_", "inet6", &number));
	assert_int_equal(number, AF_INET6);
	assert_true(names_number(names_family, "AF_", "AF_Inet", &number));
	assert_int_equal(number, AF_INET);
	assert_true(names_number(names_type, "SOCK_", "DGRAM", &number));
	assert_int_equal(number, SOCK_DGRAM);
	assert_true(names_number(names_protocol, "IPPROTO_", "udp", &number));
	assert_int_equal(number, IPPROTO_UDP);
	assert_true(names_number(names_errno, NULL, "econnrefused", &number));
	assert_int_equal(number, ECONNREFUSED);
}

static void
what_is_no_name_is_not_found(void **state)
{
	static const char *const bad[] = { "", "AF_", "ine", "inet66", "AF_AF_INET", "2", " inet" };
	int number = 42;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(names_number(names_family, "AF_", bad[i], &number));
	assert_false(names_number(names_family, NULL, "inet", &number));
	assert_int_equal(number, 42);
	assert_null(names_of(names_errno, 0));
	assert_null(names_of(names_errno, 99999));
	assert_null(names_of(names_family, -1));
}

static void
a_word_that_may_hold_anything_is_read_by_its_length(void **state)
{
	static const char word[100] = "inet\0inet6";
	int number = 42;

	(void)state;
	assert_false(names_read(names_family, "AF_", word, 5, &number));
	assert_false(names_read(names_family, "AF_", word, sizeof(word), &number));
	assert_false(names_read(names_family, "AF_", word, 0, &number));
	assert_int_equal(number, 42);
	assert_true(names_read(names_family, "AF_", word, 4, &number));
	assert_int_equal(number, AF_INET);
	assert_true(names_read(names_family, "AF_", "inet6:1", 5, &number));
	assert_int_equal(number, AF_INET6);
}

static void
a_brief_name_has_no_prefix_and_fits(void **state)
{
	char text[6];

	(void)state;
	assert_true(names_brief(names_family, "AF_", AF_INET6, text, sizeof(text)));
	assert_string_equal(text, "inet6");
	assert_true(names_brief(names_type, "SOCK_", SOCK_SEQPACKET, text, sizeof(text)));
	assert_string_equal(text, "seqpa");
	assert_false(names_brief(names_family, "AF_", -1, text, sizeof(text)));
	assert_string_equal(text, "-1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_is_found_again_as_its_number),
		cmocka_unit_test(no_name_stands_twice_in_a_table),
		cmocka_unit_test(numbers_with_two_names_have_the_usual_one),
#ifdef __linux__
		cmocka_unit_test(every_errno_of_linux_has_a_name),
#endif
		cmocka_unit_test(names_are_found_in_any_case_and_without_their_prefix),
		cmocka_unit_test(what_is_no_name_is_not_found),
		cmocka_unit_test(a_word_that_may_hold_anything_is_read_by_its_length),
		cmocka_unit_test(a_brief_name_has_no_prefix_and_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

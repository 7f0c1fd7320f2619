/* test-index: sockets are found by what they are put in for, as long as they are in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/mem.h"
#include "socket/sock.h"

enum { MANY = 5000 };

static size_t
count_all(const struct index *index, uint64_t hash)
{
	size_t count = 0;

	for (const struct sock *one = index_first(index, INDEX_ENDS, hash); one;
	    one = index_next(INDEX_ENDS, one))
		count++;
	return count;
}

static void
nothing_is_found_in_an_empty_one(void **state)
{
	struct index index = { 0 };
	struct sock sock = { .number = 1 };

	(void)state;
	assert_null(index_first(&index, INDEX_NAME, 7));
	index_drop(&index, INDEX_NAME, &sock);
	index_clear(&index);
}

static void
each_of_many_is_found_until_it_is_dropped(void **state)
{
	struct sock *sock = mem_new(MANY, sizeof(*sock));
	struct index index = { 0 };

	(void)state;
	for (unsigned i = 0; i < MANY; i++)
		index_add(&index, INDEX_ENDS, &sock[i], index_hash(&i, sizeof(i)));
	for (unsigned i = 0; i < MANY; i++) {
		assert_ptr_equal(index_first(&index, INDEX_ENDS, index_hash(&i, sizeof(i))), &sock[i]);
		if (i % 2)
			index_drop(&index, INDEX_ENDS, &sock[i]);
	}
	assert_int_equal(index.count, MANY / 2);
	for (unsigned i = 0; i < MANY; i++)
		assert_int_equal(count_all(&index, index_hash(&i, sizeof(i))), i % 2 == 0);
	index_clear(&index);
	free(sock);
}

static void
of_those_with_one_hash_the_last_comes_first(void **state)
{
	struct sock *sock = mem_new(MANY, sizeof(*sock));
	struct index index = { 0 };
	const struct sock *one;

	(void)state;
	for (unsigned i = 0; i < MANY; i++)
		index_add(&index, INDEX_ENDS, &sock[i], 42 + i % 2 * UINT64_C(4096));
	one = index_first(&index, INDEX_ENDS, 42);
	for (unsigned i = MANY; one; one = index_next(INDEX_ENDS, one), i -= 2)
		assert_ptr_equal(one, &sock[i - 2]);
	assert_int_equal(count_all(&index, 42), MANY / 2);
	index_clear(&index);
	free(sock);
}

static void
one_that_is_added_anew_stands_in_its_new_place_only(void **state)
{
	struct sock sock[2] = { { .number = 1 }, { .number = 2 } };
	struct index index = { 0 };

	(void)state;
	index_add(&index, INDEX_ENDS, &sock[0], 1);
	index_add(&index, INDEX_ENDS, &sock[1], 1);
	index_add(&index, INDEX_ENDS, &sock[0], 2);
	assert_ptr_equal(index_first(&index, INDEX_ENDS, 1), &sock[1]);
	assert_ptr_equal(index_first(&index, INDEX_ENDS, 2), &sock[0]);
	assert_int_equal(index.count, 2);
	index_drop(&index, INDEX_ENDS, &sock[1]);
	assert_null(index_first(&index, INDEX_ENDS, 1));
	index_clear(&index);
}

/* ---- names, as the table keeps them ---- */

static void
a_name_is_that_of_the_open_one_else_of_the_one_closed_last(void **state)
{
	struct sock_table table = { 0 };
	struct sock *one, *two;
	struct error error;

	(void)state;
	one = sock_open(&table, AF_UNIX, SOCK_STREAM, 0, false, &error);
	two = sock_open(&table, AF_UNIX, SOCK_STREAM, 0, false, &error);
	sock_name(&table, one, "server");
	assert_ptr_equal(sock_named(&table, "server and more", 6), one);
	assert_null(sock_named(&table, "serve", 5));
	assert_true(sock_close(&table, one, NULL, &error));
	assert_ptr_equal(sock_named(&table, "server", 6), one);
	sock_name(&table, two, "server");
	assert_ptr_equal(sock_named(&table, "server", 6), two);
	sock_name(&table, two, "client");
	assert_ptr_equal(sock_named(&table, "server", 6), one);
	assert_ptr_equal(sock_named(&table, "client", 6), two);
	sock_name(&table, one, NULL);
	assert_null(sock_named(&table, "server", 6));
	sock_table_clear(&table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_found_in_an_empty_one),
		cmocka_unit_test(each_of_many_is_found_until_it_is_dropped),
		cmocka_unit_test(of_those_with_one_hash_the_last_comes_first),
		cmocka_unit_test(one_that_is_added_anew_stands_in_its_new_place_only),
		cmocka_unit_test(a_name_is_that_of_the_open_one_else_of_the_one_closed_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

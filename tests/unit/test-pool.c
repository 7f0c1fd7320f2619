/* test-pool: many small things that are freed together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <stdalign.h>
#include <stdbool.h>

#include "base/pool.h"

static bool
is_zero(const unsigned char *bytes, size_t count)
{
	while (count && !bytes[count - 1])
		count--;
	return !count;
}

static void
things_are_zero_and_aligned(void **state)
{
	struct pool pool = { 0 };

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t size = 1; size < 200; size++) {
			unsigned char *thing = pool_new(&pool, size);

			assert_int_equal((uintptr_t)thing % alignof(max_align_t), 0);
			assert_true(is_zero(thing, size));
			memset(thing, 0xff, size);
		}
		pool_reset(&pool);
	}
	pool_clear(&pool);
}

static void
things_do_not_overlap(void **state)
{
	enum { THINGS = 3000 };
	struct pool pool = { 0 };
	int *thing[THINGS];

	(void)state;
	for (int i = 0; i < THINGS; i++) {
		thing[i] = pool_new(&pool, sizeof(int) + (size_t)i % 50);
		*thing[i] = i;
	}
	for (int i = 0; i < THINGS; i++)
		assert_int_equal(*thing[i], i);
	pool_clear(&pool);
}

static void
things_larger_than_a_chunk_fit(void **state)
{
	static const size_t sizes[] = { 4095, 4096, 4097, 8191, 8192, 8193, 1 << 20 };
	struct pool pool = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		unsigned char *thing = pool_new(&pool, sizes[i]);

		assert_true(is_zero(thing, sizes[i]));
		memset(thing, 0xff, sizes[i]);
	}
	pool_reset(&pool);
	assert_true(is_zero(pool_new(&pool, 100), 100));
	pool_clear(&pool);
}

static void
a_chunk_that_is_too_large_is_not_kept(void **state)
{
	struct pool pool = { 0 };

	(void)state;
	pool_new(&pool, 1 << 20);
	pool_reset(&pool);
	assert_null(pool.chunk);
	assert_true(is_zero(pool_new(&pool, 10), 10));
	pool_clear(&pool);
}

static void
copies_have_a_nul_behind_them(void **state)
{
	struct pool pool = { 0 };
	char *copy;

	(void)state;
	copy = pool_copy(&pool, "a\0b", 3);
	assert_memory_equal(copy, "a\0b", 4);
	assert_string_equal(pool_copy(&pool, NULL, 0), "");
	pool_clear(&pool);
}

static void
an_empty_pool_can_be_reset_and_cleared(void **state)
{
	struct pool pool = { 0 };

	(void)state;
	pool_reset(&pool);
	pool_clear(&pool);
	pool_clear(&pool);
	assert_null(pool.chunk);
}

static void
a_chunk_is_kept_for_what_comes(void **state)
{
	struct pool pool = { 0 };
	void *first = pool_new(&pool, 100);

	(void)state;
	for (int i = 0; i < 1000; i++)
		pool_new(&pool, 100);
	pool_reset(&pool);
	assert_ptr_equal(pool_new(&pool, 100), first);
	pool_clear(&pool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(things_are_zero_and_aligned),
		cmocka_unit_test(things_do_not_overlap),
		cmocka_unit_test(things_larger_than_a_chunk_fit),
		cmocka_unit_test(a_chunk_that_is_too_large_is_not_kept),
		cmocka_unit_test(copies_have_a_nul_behind_them),
		cmocka_unit_test(an_empty_pool_can_be_reset_and_cleared),
		cmocka_unit_test(a_chunk_is_kept_for_what_comes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

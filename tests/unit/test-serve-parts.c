/* test-serve-parts: what is due first, and how much a rate allows, without a socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/number.h"
#include "serve/dues.h"
#include "serve/rate.h"

enum { MANY = 200, ROUNDS = 20000 };

static uint32_t
dice(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* The slow way. */
static int64_t
first_of(const struct due *due)
{
	int64_t when = INT64_MAX;

	for (int i = 0; i < MANY; i++)
		if (due[i].at && due[i].when < when)
			when = due[i].when;
	return when;
}

static void
the_first_is_the_first_whatever_is_put_in_moved_and_dropped(void **state)
{
	struct due due[MANY] = { { 0 } };
	struct dues dues = { 0 };
	uint32_t seed = 7;

	(void)state;
	assert_null(dues_first(&dues));
	for (int i = 0; i < ROUNDS; i++) {
		struct due *one = &due[dice(&seed) % MANY];

		if (dice(&seed) % 3)
			dues_put(&dues, one, dice(&seed) % 1000);
		else
			dues_drop(&dues, one);
		if (dues_first(&dues))
			assert_int_equal(dues_first(&dues)->when, first_of(due));
		else
			assert_int_equal(first_of(due), INT64_MAX);
	}
	while (dues_first(&dues)) {
		assert_int_equal(dues_first(&dues)->when, first_of(due));
		dues_drop(&dues, dues_first(&dues));
	}
	assert_int_equal(first_of(due), INT64_MAX);
	dues_clear(&dues);
}

/* Whoever takes all he may, whenever it is worth while. */
static void
a_rate_is_kept_from_one_byte_a_second_to_gigabytes(void **state)
{
	static const uint64_t rates[] = { 1, 3, 10, 1000, 65536, 10000000, UINT64_C(10) << 30 };

	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(*rates); i++) {
		struct rate rate = { 0 };
		int64_t began = 1000 * NUMBER_SECOND, now = began, end = began + 20 * NUMBER_SECOND;
		double went = 0, allowed, looks = 0;

		for (; now < end; looks++) {
			size_t may = rate_allows(&rate, rates[i], now, SIZE_MAX / 2);

			assert_true(may > 0);
			rate_use(&rate, rates[i], now, may);
			went += (double)may;
			assert_int_equal(rate_allows(&rate, rates[i], now, 1), 0);
			assert_true(rate_due(&rate, rates[i]) > now);
			now = rate_due(&rate, rates[i]);
		}
		/* What was saved up at the beginning comes on top. */
		allowed = (double)rates[i] * ((double)(end - began) / (double)NUMBER_SECOND + 1) + 1;
		assert_true(went <= allowed);
		assert_true(went >= (double)rates[i] * 19);
		assert_true(looks <= 201);
	}
}

static void
without_a_rate_everything_may_go(void **state)
{
	struct rate rate = { 0 };

	(void)state;
	rate_use(&rate, 0, NUMBER_SECOND, 1 << 30);
	assert_int_equal(rate_allows(&rate, 0, NUMBER_SECOND, 12345), 12345);
	assert_int_equal(rate_due(&rate, 0), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_is_the_first_whatever_is_put_in_moved_and_dropped),
		cmocka_unit_test(a_rate_is_kept_from_one_byte_a_second_to_gigabytes),
		cmocka_unit_test(without_a_rate_everything_may_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

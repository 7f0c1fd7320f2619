/* test-transfers: the lines of transfers: which have one, in which order, and what stands for the others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/number.h"
#include "shell/transfers.h"

enum { LINES = 3, MANY = 3000 };
#define MIB (UINT64_C(1) << 20)

/* A second later all are long. */
static size_t
show(struct transfers *transfers, struct buf *line, size_t most)
{
	int64_t next, now = number_now() + NUMBER_SECOND;
	size_t lines = transfers_show(transfers, now, line, most, &next);

	assert_int_equal(next, transfers->count ? now + TRANSFERS_NEXT : NUMBER_NEVER);
	return lines;
}

static void
drop(struct transfers *transfers, struct buf *line)
{
	for (size_t i = 0; i < LINES; i++)
		buf_clear(&line[i]);
	transfers_clear(transfers);
}

static void
begins(const struct buf *line, const char *with)
{
	assert_true(line->count >= strlen(with));
	assert_memory_equal(line->data, with, strlen(with));
}

static void
short_ones_have_no_line(void **state)
{
	struct transfers transfers = { 0 };
	struct buf line[LINES] = { { 0 } };
	int64_t next, now = number_now();
	char who = 0;

	(void)state;
	assert_true(transfers_told(&transfers, &who, "[2] sent", 0, 100));
	assert_false(transfers_told(&transfers, &who, "[2] sent", 10, 100));
	assert_int_equal(transfers_show(&transfers, now, line, LINES, &next), 0);
	assert_true(next >= now + TRANSFERS_FIRST);
	transfers_ended(&transfers, &who);
	transfers_ended(&transfers, &who);
	assert_int_equal(show(&transfers, line, LINES), 0);
	drop(&transfers, line);
}

static void
they_stand_by_number_and_go(void **state)
{
	struct transfers transfers = { 0 };
	struct buf line[LINES] = { { 0 } };
	char who[3] = { 0 };

	(void)state;
	transfers_told(&transfers, &who[2], "%4 [12] received", 3 * MIB, -1);
	transfers_told(&transfers, &who[0], "[2] sent", MIB, (int64_t)(4 * MIB));
	transfers_told(&transfers, &who[1], "[3] sent", 2 * MIB, (int64_t)(4 * MIB));
	assert_int_equal(show(&transfers, line, LINES), 3);
	begins(&line[0], "  [2] sent 1 MiB of 4 MiB, ");
	begins(&line[1], "  [3] sent 2 MiB of 4 MiB, ");
	begins(&line[2], "  %4 [12] received 3 MiB, ");
	transfers_ended(&transfers, &who[1]);
	assert_int_equal(show(&transfers, line, LINES), 2);
	begins(&line[1], "  %4 [12] received 3 MiB, ");
	transfers_ended(&transfers, &who[2]);
	transfers_ended(&transfers, &who[0]);
	assert_int_equal(show(&transfers, line, LINES), 0);
	drop(&transfers, line);
}

static void
of_many_the_last_line_is_a_sum(void **state)
{
	struct transfers transfers = { 0 };
	struct buf line[LINES] = { { 0 } };
	static char who[MANY];
	char what[32];

	(void)state;
	for (size_t i = MANY; i-- > 0;) {
		snprintf(what, sizeof(what), "[%zu] sent", i + 2);
		assert_true(transfers_told(&transfers, &who[i], what, MIB, (int64_t)(2 * MIB)));
	}
	assert_int_equal(show(&transfers, line, LINES), LINES);
	begins(&line[0], "  [2] sent 1 MiB of 2 MiB, ");
	begins(&line[1], "  [3] sent 1 MiB of 2 MiB, ");
	begins(&line[2], "  ... and 2998 more: 2.9 GiB of 5.9 GiB, ");
	assert_int_equal(show(&transfers, line, 1), 1);
	begins(&line[0], "  3000 transfers: 2.9 GiB of 5.9 GiB, ");
	assert_int_equal(show(&transfers, line, 0), 0);
	for (size_t i = 0; i < MANY - 1; i++)
		transfers_ended(&transfers, &who[i]);
	assert_int_equal(show(&transfers, line, LINES), 1);
	begins(&line[0], "  [3001] sent 1 MiB of 2 MiB, ");
	drop(&transfers, line);
}

static void
a_sum_of_which_one_has_no_end_has_none(void **state)
{
	struct transfers transfers = { 0 };
	struct buf line[LINES] = { { 0 } };
	char who[2] = { 0 };

	(void)state;
	transfers_told(&transfers, &who[0], "[2] sent", MIB, (int64_t)(2 * MIB));
	transfers_told(&transfers, &who[1], "%1 [3] received", MIB, -1);
	assert_int_equal(show(&transfers, line, 1), 1);
	begins(&line[0], "  2 transfers: 2 MiB, ");
	drop(&transfers, line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_ones_have_no_line),
		cmocka_unit_test(they_stand_by_number_and_go),
		cmocka_unit_test(of_many_the_last_line_is_a_sum),
		cmocka_unit_test(a_sum_of_which_one_has_no_end_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The last calls on a socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "socket/past.h"

static void
fail_with(struct past *past, const char *call, int number)
{
	errno = number;
	past_add(past, call, -1);
	assert_int_equal(errno, number);
}

static void
nothing_was_done_at_first(void **state)
{
	struct past past = { .count = 0 };

	(void)state;
	assert_null(past_get(&past, 0));
}

static void
calls_are_told_in_their_order(void **state)
{
	struct past past = { .count = 0 };

	(void)state;
	past_add(&past, "connect", 0);
	past_add(&past, "send", 5);
	fail_with(&past, "recv", ECONNRESET);
	assert_string_equal(past_get(&past, 0)->call, "connect");
	assert_int_equal(past_get(&past, 1)->result, 5);
	assert_int_equal(past_get(&past, 1)->number, 0);
	assert_int_equal(past_get(&past, 2)->number, ECONNRESET);
	assert_true(past_get(&past, 0)->when <= past_get(&past, 2)->when);
	assert_null(past_get(&past, 3));
}

static void
the_oldest_are_forgotten(void **state)
{
	struct past past = { .count = 0 };

	(void)state;
	for (int i = 0; i < 100; i++)
		past_add(&past, "recv", i);
	for (unsigned i = 0; i < PAST_CALLS; i++)
		assert_int_equal(past_get(&past, i)->result, 100 - PAST_CALLS + i);
	assert_null(past_get(&past, PAST_CALLS));
}

static void
the_same_failure_again_is_counted(void **state)
{
	struct past past = { .count = 0 };

	(void)state;
	past_add(&past, "connect", 0);
	for (int i = 0; i < 1000; i++)
		fail_with(&past, "recv", EAGAIN);
	fail_with(&past, "recv", ECONNRESET);
	assert_int_equal(past_get(&past, 0)->times, 1);
	assert_int_equal(past_get(&past, 1)->times, 1000);
	assert_int_equal(past_get(&past, 2)->number, ECONNRESET);
	assert_null(past_get(&past, 3));
}

static void
the_same_success_again_is_not(void **state)
{
	struct past past = { .count = 0 };

	(void)state;
	past_add(&past, "recv", 1);
	past_add(&past, "recv", 1);
	fail_with(&past, "recv", EAGAIN);
	fail_with(&past, "send", EAGAIN);
	assert_int_equal(past_get(&past, 1)->times, 1);
	assert_string_equal(past_get(&past, 3)->call, "send");
}

static void
steps_are_not_pushed_out(void **state)
{
	struct past past = { .count = 0 };

	(void)state;
	past_step(&past, "bind", 0, 0);
	errno = EADDRINUSE;
	past_step(&past, "listen", -1, 0);
	past_step(&past, "connect", 0, 0);
	for (int i = 0; i < 100; i++)
		past_add(&past, "recv", i);
	assert_int_equal(past.ways, 2);
	assert_string_equal(past.way[0].call, "bind");
	assert_string_equal(past.way[1].call, "connect");
	for (int i = 0; i < 100; i++)
		past_step(&past, i % 2 ? "shutdown" : "connect", 0, 0);
	assert_int_equal(past.ways, PAST_WAY);
	assert_string_equal(past.way[0].call, "bind");
	assert_string_equal(past.way[PAST_WAY - 1].call, "shutdown");
	assert_int_equal(past.count, 3 + 100 + 100);
}

/* Message 24 and later ones take turns in the last places. */
static void
of_what_was_said_the_first_and_the_last_are_kept(void **state)
{
	struct past_talk talk = { .count = 0 };

	(void)state;
	assert_null(past_talk_get(&talk, 0));
	for (int i = 0; i < 1000; i++) {
		past_talk_add(&talk, &(struct past_said){ .number = i });
		for (int at = 0; at <= i && at < PAST_SAID; at++)
			assert_int_equal(past_talk_get(&talk, (unsigned)at)->number,
			    at < PAST_SAID_FIRST || i < PAST_SAID ? at : i + 1 - PAST_SAID + at);
		assert_null(past_talk_get(&talk, i < PAST_SAID ? (unsigned)i + 1 : PAST_SAID));
	}
}

static void
what_was_asked_for_is_kept_with_the_call(void **state)
{
	struct past past = { .count = 0 };

	(void)state;
	past_add_asked(&past, "recv", 5, 2);
	past_add(&past, "recv", 5);
	past_step(&past, "shutdown", 0, 1);
	assert_int_equal(past_get(&past, 0)->asked, 2);
	assert_int_equal(past_get(&past, 1)->asked, 0);
	assert_int_equal(past.way[0].asked, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_was_done_at_first),
		cmocka_unit_test(calls_are_told_in_their_order),
		cmocka_unit_test(the_oldest_are_forgotten),
		cmocka_unit_test(the_same_failure_again_is_counted),
		cmocka_unit_test(the_same_success_again_is_not),
		cmocka_unit_test(steps_are_not_pushed_out),
		cmocka_unit_test(of_what_was_said_the_first_and_the_last_are_kept),
		cmocka_unit_test(what_was_asked_for_is_kept_with_the_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-number: numbers, sizes and durations are read strictly and told exactly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <float.h>
#include <locale.h>
#include <math.h>

#include "base/number.h"

#define TEXT(text) (text), sizeof(text) - 1

static int64_t
as_int(const char *text, int64_t low, int64_t high)
{
	struct error error = { 0 };
	int64_t number = 0;

	if (!number_int(text, strlen(text), low, high, &number, &error))
		fail_msg("%s", error.text);
	return number;
}

static void
assert_bad_int(const char *text, int64_t low, int64_t high, int at, const char *message)
{
	struct error error = { 0 };
	int64_t number = 42;

	assert_false(number_int(text, strlen(text), low, high, &number, &error));
	assert_int_equal(number, 42);
	assert_int_equal(error.kind, ERROR_USAGE);
	assert_string_equal(error.text, message);
	assert_int_equal(error.at, at);
}

static void
whole_numbers_are_read_in_four_bases(void **state)
{
	(void)state;
	assert_int_equal(as_int("0", 0, 9), 0);
	assert_int_equal(as_int("65535", 0, 65535), 65535);
	assert_int_equal(as_int("0xFf", 0, 255), 255);
	assert_int_equal(as_int("0o17", 0, 255), 15);
	assert_int_equal(as_int("0b101", 0, 255), 5);
	assert_int_equal(as_int("-0x10", -100, 100), -16);
	assert_int_equal(as_int("+7", -100, 100), 7);
	assert_int_equal(as_int("-0", -1, 1), 0);
}

static void
a_leading_zero_is_decimal(void **state)
{
	(void)state;
	assert_int_equal(as_int("010", 0, 255), 10);
}

static void
the_ends_of_the_range_belong_to_it(void **state)
{
	(void)state;
	assert_true(as_int("-9223372036854775808", INT64_MIN, INT64_MAX) == INT64_MIN);
	assert_true(as_int("9223372036854775807", INT64_MIN, INT64_MAX) == INT64_MAX);
	assert_bad_int("9223372036854775808", INT64_MIN, INT64_MAX, 0,
	    "'9223372036854775808' is out of range: "
	    "-9223372036854775808 to 9223372036854775807");
	assert_bad_int("-9223372036854775809", INT64_MIN, INT64_MAX, 0,
	    "'-9223372036854775809' is out of range: "
	    "-9223372036854775808 to 9223372036854775807");
	assert_bad_int("-4", -9, -5, 0, "'-4' is out of range: -9 to -5");
	assert_int_equal(as_int("-5", -9, -5), -5);
}

static void
what_is_no_number_is_quoted_and_pointed_at(void **state)
{
	(void)state;
	assert_bad_int("80a", 0, 65535, 2, "'80a' is not a number");
	assert_bad_int("", 0, 65535, 0, "'' is not a number");
	assert_bad_int("-", -5, 5, 1, "'-' is not a number");
	assert_bad_int(" 80", 0, 65535, 0, "' 80' is not a number");
	assert_bad_int("80 ", 0, 65535, 2, "'80 ' is not a number");
	assert_bad_int("0x", 0, 65535, 2, "'0x' is not a number");
	assert_bad_int("0xg", 0, 65535, 2, "'0xg' is not a number");
	assert_bad_int("0b12", 0, 65535, 3, "'0b12' is not a number");
	assert_bad_int("0o8", 0, 65535, 2, "'0o8' is not a number");
	assert_bad_int("+5", 0, 65535, 0, "'+5' is not a number");
	assert_bad_int("--5", -9, 9, 1, "'--5' is not a number");
	assert_bad_int("1.5", 0, 65535, 1, "'1.5' is not a number");
	assert_bad_int("1e3", 0, 65535, 1, "'1e3' is not a number");
}

static void
what_is_out_of_range_is_told_the_range(void **state)
{
	(void)state;
	assert_bad_int("70000", 0, 65535, 0, "'70000' is out of range: 0 to 65535");
	assert_bad_int("-1", 0, 65535, 0, "'-1' is out of range: 0 to 65535");
	assert_bad_int("99999999999999999999999", 0, 9, 0,
	    "'99999999999999999999999' is out of range: 0 to 9");
	assert_bad_int("0xfffffffffffffffff", -1, 9, 0,
	    "'0xfffffffffffffffff' is out of range: -1 to 9");
}

static void
nul_bytes_end_no_number(void **state)
{
	struct error error = { 0 };
	int64_t number;

	(void)state;
	assert_false(number_int(TEXT("8\0000"), 0, 99, &number, &error));
	assert_int_equal(error.at, 1);
	assert_string_equal(error.text, "'8\\x000' is not a number");
}

static void
long_texts_are_cut_in_messages(void **state)
{
	struct error error = { 0 };
	char text[5000];
	int64_t number;

	(void)state;
	memset(text, 'y', sizeof(text));
	assert_false(number_int(text, sizeof(text), 0, 9, &number, &error));
	assert_true(strlen(error.text) < 100);
	assert_non_null(strstr(error.text, "yyy...' is not a number"));
}

static void
unsigned_numbers_fill_64_bits(void **state)
{
	struct error error = { 0 };
	uint64_t number;

	(void)state;
	assert_true(number_unsigned(TEXT("18446744073709551615"), UINT64_MAX, &number, &error));
	assert_true(number == UINT64_MAX);
	assert_true(number_unsigned(TEXT("0xffffffffffffffff"), UINT64_MAX, &number, &error));
	assert_true(number == UINT64_MAX);
	assert_false(number_unsigned(TEXT("18446744073709551616"), UINT64_MAX, &number, &error));
	assert_string_equal(error.text,
	    "'18446744073709551616' is out of range: 0 to 18446744073709551615");
	assert_false(number_unsigned(TEXT("256"), 255, &number, &error));
	assert_string_equal(error.text, "'256' is out of range: 0 to 255");
	assert_false(number_unsigned(TEXT("-1"), 255, &number, &error));
	assert_string_equal(error.text, "'-1' is out of range: 0 to 255");
	assert_false(number_unsigned(TEXT("1_0"), 255, &number, &error));
	assert_int_equal(error.at, 1);
}

static void
real_numbers_are_read(void **state)
{
	static const struct {
		const char *text;
		double real;
	} good[] = {
		{ "0", 0 }, { "1.5", 1.5 }, { "-1.5", -1.5 }, { "+2", 2 }, { ".5", 0.5 },
		{ "1e3", 1000 }, { "1E-2", 0.01 }, { "1.25e+2", 125 }, { "0x10", 16 },
		{ "-0b11", -3 }, { "0.1", 0.1 }, { "1e-400", 0 },
		{ "1.7976931348623157e308", DBL_MAX },
	};
	struct error error = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		double real = -99;

		if (!number_real(good[i].text, strlen(good[i].text), &real, &error))
			fail_msg("%s", error.text);
		assert_true(real == good[i].real);
	}
}

static void
what_is_no_real_number_is_pointed_at(void **state)
{
	static const struct {
		const char *text;
		int at;
	} bad[] = {
		{ "", 0 }, { ".", 0 }, { "5.", 1 }, { "1.5x", 3 }, { "1e", 2 }, { "1e+", 3 },
		{ "1,5", 1 }, { "inf", 0 }, { "nan", 0 }, { "-", 1 }, { "1.2.3", 3 },
		{ "0x1.8", 3 }, { "1e5x", 3 }, { "1e999", 0 },
	};
	struct error error = { 0 };
	double real;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (number_real(bad[i].text, strlen(bad[i].text), &real, &error))
			fail_msg("'%s' was read", bad[i].text);
		if (error.at != bad[i].at)
			fail_msg("'%s': %d", bad[i].text, (int)error.at);
	}
	assert_string_equal(error.text, "'1e999' is out of range: more than a number holds");
}

static void
sizes_are_powers_of_1024(void **state)
{
	static const struct {
		const char *text;
		int64_t size;
	} good[] = {
		{ "0", 0 }, { "4096", 4096 }, { "64k", 65536 }, { "64K", 65536 },
		{ "8M", 8 << 20 }, { "8m", 8 << 20 }, { "1G", 1 << 30 }, { "2T", INT64_C(2) << 40 },
		{ "0x10k", 16384 },
	};
	struct error error = { 0 };
	int64_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(number_size(good[i].text, strlen(good[i].text), INT64_MAX, &size,
		    &error));
		assert_true(size == good[i].size);
	}
}

static void
what_is_no_size_is_pointed_at(void **state)
{
	static const struct {
		const char *text;
		int at;
	} bad[] = {
		{ "", 0 }, { "k", 0 }, { "4q", 1 }, { "4kB", 2 }, { "4kk", 2 }, { "1.5k", 1 },
		{ "-1", 0 }, { "4 k", 1 }, { "4qk", 1 },
	};
	struct error error = { 0 };
	int64_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_false(number_size(bad[i].text, strlen(bad[i].text), 99999, &size, &error));
		if (error.at != bad[i].at)
			fail_msg("'%s': %d", bad[i].text, (int)error.at);
	}
	assert_false(number_size(TEXT("4q"), 99, &size, &error));
	assert_string_equal(error.text, "'4q' is not a size: write 4096, 64k or 8M");
	assert_false(number_size(TEXT("64k"), 65535, &size, &error));
	assert_string_equal(error.text, "'64k' is out of range: 0 to 65535");
	assert_false(number_size(TEXT("16777216T"), INT64_MAX, &size, &error));
	assert_false(number_size(TEXT("8388608T"), INT64_MAX, &size, &error));
	assert_false(number_size(TEXT("99999999999999999999k"), INT64_MAX, &size, &error));
	assert_int_equal(error.at, 0);
}

static void
durations_are_nanoseconds(void **state)
{
	static const struct {
		const char *text;
		int64_t time;
	} good[] = {
		{ "0", 0 }, { "3", 3000000000 }, { "1.5", 1500000000 }, { "1.5s", 1500000000 },
		{ "250ms", 250000000 }, { "7us", 7000 }, { "9ns", 9 }, { "2m", 120000000000 },
		{ "1h", 3600000000000 }, { "0.5h", 1800000000000 }, { ".5s", 500000000 },
		{ "9223372036.854775807", INT64_MAX }, { "1.000", 1000000000 },
	};
	struct error error = { 0 };
	int64_t time;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		if (!number_duration(good[i].text, strlen(good[i].text), false, &time, &error))
			fail_msg("%s", error.text);
		assert_true(time == good[i].time);
	}
}

static void
durations_are_rounded_up_to_a_nanosecond(void **state)
{
	struct error error = { 0 };
	int64_t time;

	(void)state;
	assert_true(number_duration(TEXT("0.1ns"), false, &time, &error));
	assert_int_equal(time, 1);
	assert_true(number_duration(TEXT("1.0000000001"), false, &time, &error));
	assert_int_equal(time, 1000000001);
	assert_true(number_duration(TEXT("0.00000000000000000000000000000000000001h"), false,
	    &time, &error));
	assert_int_equal(time, 1);
	assert_true(number_duration(TEXT("0.3333333333ms"), false, &time, &error));
	assert_int_equal(time, 333334);
	assert_true(number_duration(TEXT("1.00000000000000000000"), false, &time, &error));
	assert_int_equal(time, 1000000000);
}

static void
never_is_a_duration_only_where_it_may_be(void **state)
{
	struct error error = { 0 };
	int64_t time = 0;

	(void)state;
	assert_true(number_duration(TEXT("never"), true, &time, &error));
	assert_int_equal(time, NUMBER_NEVER);
	assert_false(number_duration(TEXT("never"), false, &time, &error));
	assert_string_equal(error.text,
	    "'never' is not a duration: write 250ms, 1.5s or 2m");
	assert_false(number_duration(TEXT("nevermore"), true, &time, &error));
	assert_string_equal(error.text,
	    "'nevermore' is not a duration: write 250ms, 1.5s, 2m or never");
}

static void
what_is_no_duration_is_pointed_at(void **state)
{
	static const struct {
		const char *text;
		int at;
	} bad[] = {
		{ "", 0 }, { "s", 0 }, { "3x", 1 }, { "3mss", 3 }, { "3msx", 3 }, { "1.5.s", 3 },
		{ "-1s", 0 }, { "1 s", 1 }, { "5.", 1 }, { "1e3", 1 }, { "0x10", 1 }, { "3u", 1 },
		{ "9223372036.854775808", 0 }, { "99999999999999999999h", 0 }, { "2562048h", 0 },
	};
	struct error error = { 0 };
	int64_t time;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (number_duration(bad[i].text, strlen(bad[i].text), false, &time, &error))
			fail_msg("'%s' was read", bad[i].text);
		if (error.at != bad[i].at)
			fail_msg("'%s': %d", bad[i].text, (int)error.at);
	}
	assert_string_equal(error.text, "'2562048h' is out of range: at most 292 years");
	assert_false(number_duration(TEXT("3x"), false, &time, &error));
	assert_string_equal(error.text, "'3x' is not a duration: write 250ms, 1.5s or 2m");
}

static void
numbers_sizes_and_durations_compare_as_one(void **state)
{
	static const struct {
		const char *text;
		double real;
	} good[] = {
		{ "5", 5 }, { "-5", -5 }, { "1.5", 1.5 }, { "0x10", 16 }, { "64k", 65536 },
		{ "1M", 1048576 }, { "1m", 60 }, { "250ms", 0.25 }, { "2h", 7200 }, { "1e3", 1000 },
	};
	static const char *const bad[] = { "", "abc", "inf", "nan", "5 ", "0x", "1K", "never",
		"1.2.3.4", "99999999999999999999T" };
	double real;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(number_any(good[i].text, strlen(good[i].text), &real));
		assert_true(real == good[i].real);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (number_any(bad[i], strlen(bad[i]), &real))
			fail_msg("'%s' was read", bad[i]);
	assert_false(number_any(TEXT("5\0"), &real));
}

static void
durations_are_told_in_at_most_two_parts(void **state)
{
	static const struct {
		int64_t time;
		const char *text;
	} known[] = {
		{ 0, "0s" }, { 1, "1ns" }, { 999, "999ns" }, { 1500, "1.5us" }, { 12345, "12.3us" },
		{ 250000000, "250ms" }, { 1234567, "1.23ms" }, { 1050000, "1.05ms" },
		{ 999999999, "999ms" }, { 1500000000, "1.5s" }, { 1000000000, "1s" },
		{ 59999999999, "59.9s" }, { 60000000000, "1m" }, { 123900000000, "2m 3s" },
		{ 3600000000000, "1h" }, { 3720000000000, "1h 2m" }, { 3601000000000, "1h" },
		{ 90000000000000, "1d 1h" }, { INT64_MAX, "106751d 23h" },
		{ NUMBER_NEVER, "never" },
	};
	struct buf buf = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		buf_reset(&buf);
		number_show_duration(&buf, known[i].time);
		assert_string_equal(buf_text(&buf), known[i].text);
	}
	buf_clear(&buf);
}

/* In whatever locale with a comma this system has; none is fine, too. */
static void
a_point_is_a_point_in_every_locale(void **state)
{
	static const char *const comma[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8",
		"ru_RU.UTF-8", "de_DE" };
	struct error error = { 0 };
	double real = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(comma) / sizeof(*comma); i++)
		if (setlocale(LC_ALL, comma[i]))
			break;
	assert_true(number_real(TEXT("1.5"), &real, &error));
	assert_true(real == 1.5);
	assert_false(number_real(TEXT("1,5"), &real, &error));
	assert_true(number_any(TEXT("1.5"), &real));
	setlocale(LC_ALL, "C");
}

static void
the_clock_never_runs_backwards(void **state)
{
	int64_t before = number_now();

	(void)state;
	assert_true(before > 0);
	for (int i = 0; i < 1000; i++) {
		int64_t now = number_now();

		assert_true(now >= before);
		before = now;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_numbers_are_read_in_four_bases),
		cmocka_unit_test(a_leading_zero_is_decimal),
		cmocka_unit_test(the_ends_of_the_range_belong_to_it),
		cmocka_unit_test(what_is_no_number_is_quoted_and_pointed_at),
		cmocka_unit_test(what_is_out_of_range_is_told_the_range),
		cmocka_unit_test(nul_bytes_end_no_number),
		cmocka_unit_test(long_texts_are_cut_in_messages),
		cmocka_unit_test(unsigned_numbers_fill_64_bits),
		cmocka_unit_test(real_numbers_are_read),
		cmocka_unit_test(what_is_no_real_number_is_pointed_at),
		cmocka_unit_test(sizes_are_powers_of_1024),
		cmocka_unit_test(what_is_no_size_is_pointed_at),
		cmocka_unit_test(durations_are_nanoseconds),
		cmocka_unit_test(durations_are_rounded_up_to_a_nanosecond),
		cmocka_unit_test(never_is_a_duration_only_where_it_may_be),
		cmocka_unit_test(what_is_no_duration_is_pointed_at),
		cmocka_unit_test(numbers_sizes_and_durations_compare_as_one),
		cmocka_unit_test(durations_are_told_in_at_most_two_parts),
		cmocka_unit_test(a_point_is_a_point_in_every_locale),
		cmocka_unit_test(the_clock_never_runs_backwards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

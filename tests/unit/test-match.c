/* test-match: regular expressions see bytes, and always come to an end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/match.h"
#include "base/number.h"

static struct match *
compiled(const char *pattern)
{
	struct error error = { 0 };
	struct match *match = match_new(pattern, strlen(pattern), &error);

	if (!match)
		fail_msg("%s", error.text);
	return match;
}

static bool
matches(const char *pattern, const void *bytes, size_t count)
{
	struct error error = { .kind = ERROR_SYSTEM };
	struct match *match = compiled(pattern);
	bool found = match_run(match, bytes, count, &error);

	assert_int_equal(error.kind, ERROR_NONE);
	match_free(match);
	return found;
}

static void
a_pattern_is_found_anywhere(void **state)
{
	(void)state;
	assert_true(matches("b+", "abbbc", 5));
	assert_false(matches("^b", "abbbc", 5));
	assert_true(matches("", "", 0));
	assert_true(matches("^$", NULL, 0));
	assert_false(matches("x", NULL, 0));
}

static void
bytes_are_bytes(void **state)
{
	(void)state;
	assert_true(matches("^a\\x00b.$", "a\0b\xff", 4));
	assert_true(matches("^..$", "\xc3\xa9", 2));
	assert_true(matches("\\xff", "ab\xff", 3));
	assert_false(matches("b", "a\0c", 3));
}

static void
utf8_is_asked_for_at_the_front(void **state)
{
	(void)state;
	assert_true(matches("(*UTF)^.$", "\xc3\xa9", 2));
	assert_true(matches("(*UTF)b$", "\xff\xfe b", 4));
	assert_false(matches("(*UTF)^.b", "\xff" "b", 2));
}

static void
lines_end_with_a_line_feed(void **state)
{
	(void)state;
	assert_true(matches("(?m)^b$", "a\nb\nc", 5));
	assert_false(matches("a.b", "a\nb", 3));
	assert_true(matches("a.b", "a\rb", 3));
}

static void
groups_point_into_the_bytes(void **state)
{
	static const char text[] = "220 host ready\r\nmore";
	struct match *match = compiled("^(\\d+) (?<name>\\w+)(x)?[^\\r]*(\\r\\n)");
	struct error error;
	const char *start;
	size_t count;

	(void)state;
	assert_true(match_run(match, text, sizeof(text) - 1, &error));
	assert_int_equal(match_groups(match), 5);
	assert_true(match_group(match, text, 0, &start, &count));
	assert_ptr_equal(start, text);
	assert_int_equal(count, 16);
	assert_true(match_group(match, text, 2, &start, &count));
	assert_ptr_equal(start, text + 4);
	assert_int_equal(count, 4);
	assert_false(match_group(match, text, 3, &start, &count));
	assert_true(match_group(match, text, 4, &start, &count));
	assert_int_equal(count, 2);
	assert_false(match_group(match, text, 5, &start, &count));
	assert_false(match_group(match, text, 99999, &start, &count));
	assert_int_equal(match_end(match), 16);
	match_free(match);
}

static void
names_of_groups_are_told(void **state)
{
	struct match *match = compiled("(a)(?<second>b)(?P<third>c)");

	(void)state;
	assert_null(match_name(match, 0));
	assert_null(match_name(match, 1));
	assert_string_equal(match_name(match, 2), "second");
	assert_string_equal(match_name(match, 3), "third");
	assert_null(match_name(match, 4));
	match_free(match);
}

static void
a_search_that_failed_leaves_no_groups(void **state)
{
	struct match *match = compiled("(b)");
	struct error error;
	const char *start;
	size_t count;

	(void)state;
	assert_false(match_group(match, "b", 0, &start, &count));
	assert_true(match_run(match, "b", 1, &error));
	assert_true(match_group(match, "b", 1, &start, &count));
	assert_false(match_run(match, "c", 1, &error));
	assert_false(match_group(match, "c", 0, &start, &count));
	assert_int_equal(match_end(match), 0);
	match_free(match);
}

static void
a_start_that_was_reset_is_where_the_match_begins(void **state)
{
	struct match *match = compiled("a\\Kb");
	struct error error;
	const char *start;
	size_t count;

	(void)state;
	assert_true(match_run(match, "ab", 2, &error));
	assert_true(match_group(match, "ab", 0, &start, &count));
	assert_int_equal(count, 1);
	assert_int_equal(*start, 'b');
	match_free(match);
}

static void
what_is_no_pattern_is_quoted_and_pointed_at(void **state)
{
	static const struct {
		const char *pattern;
		int at;
	} bad[] = { { "a(b", 3 }, { "*a", 0 }, { "[a-", 3 }, { "ab{2,1}c", 7 } };
	struct error error = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_null(match_new(bad[i].pattern, strlen(bad[i].pattern), &error));
		assert_int_equal(error.kind, ERROR_USAGE);
		assert_in_range(error.at, 0, strlen(bad[i].pattern));
	}
	assert_null(match_new("a(b", 3, &error));
	assert_int_equal(error.at, 3);
	assert_non_null(strstr(error.text, "'a(b' is not a regular expression: missing"));
	assert_null(match_new("(*UTF)\xff", 7, &error));
	assert_int_equal(error.at, 6);
	match_free(NULL);
}

static void
patterns_that_backtrack_without_end_are_stopped(void **state)
{
	static const char *const patterns[] = { "(a+)+$", "(a|aa)+$", "^(a?){40}a{40}$x",
		"(?:a|b)*$", "\\w+[@#]", "(?R)" };
	const size_t count = 1 << 20;
	char *text = malloc(count);

	(void)state;
	memset(text, 'a', count);
	text[count - 1] = '!';
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
		struct match *match = compiled(patterns[i]);
		struct error error = { 0 };
		int64_t before = number_now();

		assert_false(match_run(match, text, count, &error));
		if (error.kind != ERROR_LIMIT)
			fail_msg("'%s' came to an end", patterns[i]);
		/* Well under one second; ten, because a machine may be busy. */
		assert_true(number_now() - before < 10 * NUMBER_SECOND);
		match_free(match);
	}
	free(text);
}

static void
a_pattern_can_be_used_again_after_it_was_stopped(void **state)
{
	struct match *match = compiled("(a+)+$");
	struct error error;

	(void)state;
	assert_false(match_run(match, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", 44, &error));
	assert_int_equal(error.kind, ERROR_LIMIT);
	assert_true(match_run(match, "aaa", 3, &error));
	assert_int_equal(error.kind, ERROR_NONE);
	match_free(match);
}

static void
honest_patterns_get_through_much_data(void **state)
{
#ifdef __SANITIZE_ADDRESS__
	/* What is watched at every step is some times slower; the time for it is the same. */
	const size_t count = 256 << 10;
#else
	const size_t count = 4 << 20;
#endif
	char *text = malloc(count);

	(void)state;
	memset(text, 'a', count);
	text[count - 1] = 'z';
	assert_true(matches("z", text, count));
	assert_true(matches("a{3}z", text, count));
	assert_true(matches("^a*z$", text, count));
	assert_false(matches("^b", text, count));
	free(text);
}

/* Where the next search begins, after one that found nothing in the first `count` bytes. */
static size_t
goes_on(const char *pattern, const char *text, size_t count)
{
	struct error error;
	struct match *match = compiled(pattern);
	size_t next = 0;

	assert_false(match_run_from(match, text, count, 0, &next, &error));
	assert_int_equal(error.kind, ERROR_NONE);
	match_free(match);
	return next;
}

static void
a_search_goes_on_where_a_match_may_have_begun(void **state)
{
	(void)state;
	assert_int_equal(goes_on("ab+c", "xxabb", 5), 2);
	assert_int_equal(goes_on("ab+c", "xxabx", 5), 5);
	assert_int_equal(goes_on("^b", "ab", 2), 2);
	assert_int_equal(goes_on(".*c", "aab", 3), 0);
	assert_int_equal(goes_on("(*UTF)\\x{20ac}", "a\xe2\x82", 3), 1);
	assert_int_equal(goes_on("(*UTF)b", "a\xc3\xa9", 3), 1);
	assert_int_equal(goes_on("(*UTF)b", "a\xe2", 2), 1);
	assert_int_equal(goes_on("b", "", 0), 0);
	assert_int_equal(goes_on("(?s)^.{3}", "ab", 2), 0);
	assert_int_equal(goes_on("(?s)x|.{3}", "ab", 2), 0);
	assert_int_equal(goes_on("(?s).{3}(?<=b)", "aaaa", 4), 2);
	assert_int_equal(goes_on("x{3}|y", "aaaa", 4), 2);
}

/* Where a match ends that is tried again with another front, after a search that found
 * nothing in all but the last byte, with `before` bytes in front of these; 0: none. */
static size_t
ends_again(const char *pattern, const char *text, size_t before)
{
	struct error error;
	struct match *match = compiled(pattern);
	size_t next = 0, count = strlen(text), end = 0;

	assert_false(match_run_from(match, text, count - 1, 0, &next, &error));
	next = next > before ? next - before : 0;
	if (match_run_again(match, text + before, count - before, next, &next, &error))
		end = before + match_end(match);
	assert_int_equal(error.kind, ERROR_NONE);
	match_free(match);
	return end;
}

static void
a_search_with_another_front_asks_about_that(void **state)
{
	(void)state;
	assert_int_equal(ends_again("^b", "ab.", 1), 2);
	assert_int_equal(ends_again("^b", "abb.", 2), 3);
	assert_int_equal(ends_again("^b", "ab.", 0), 0);
	assert_int_equal(ends_again("^b.", "aab.", 1), 0);
	assert_int_equal(ends_again("(?<=^bc)d", "abcd.", 1), 4);
	assert_int_equal(ends_again("(?<=(?<=^b)c)d", "abcd.", 1), 4);
	assert_int_equal(ends_again("\\bb", "ab.", 1), 2);
	assert_int_equal(ends_again("(*UTF)^\\x{e9}", "a\xc3\xa9.", 1), 3);
}

static void
a_search_with_another_front_goes_on_where_it_may_have_begun(void **state)
{
	struct error error;
	struct match *match = compiled("^bcd|xyz");
	size_t next = 0;

	(void)state;
	assert_false(match_run_from(match, "abcax", 5, 0, &next, &error));
	assert_int_equal(next, 4);
	assert_false(match_run_again(match, "bcax", 4, 3, &next, &error));
	assert_int_equal(next, 3);
	assert_false(match_run_again(match, "bc", 2, 2, &next, &error));
	assert_int_equal(next, 0);
	match_free(match);
}

static void
a_search_that_goes_on_looks_back(void **state)
{
	struct error error;
	struct match *match = compiled("(?<=ab)c(?=(de))");
	const char *start;
	size_t next = 0, count;

	(void)state;
	assert_false(match_run_from(match, "xxab", 4, 0, &next, &error));
	assert_false(match_run_from(match, "xxabcd", 6, next, &next, &error));
	assert_true(match_run_from(match, "xxabcdef", 8, next, &next, &error));
	assert_int_equal(match_end(match), 5);
	/* The group lies behind the match. */
	assert_int_equal(match_extent(match), 7);
	assert_true(match_group(match, "xxabcde", 1, &start, &count));
	assert_memory_equal(start, "de", 2);
	match_free(match);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pattern_is_found_anywhere),
		cmocka_unit_test(bytes_are_bytes),
		cmocka_unit_test(utf8_is_asked_for_at_the_front),
		cmocka_unit_test(lines_end_with_a_line_feed),
		cmocka_unit_test(groups_point_into_the_bytes),
		cmocka_unit_test(names_of_groups_are_told),
		cmocka_unit_test(a_search_that_failed_leaves_no_groups),
		cmocka_unit_test(a_start_that_was_reset_is_where_the_match_begins),
		cmocka_unit_test(what_is_no_pattern_is_quoted_and_pointed_at),
		cmocka_unit_test(patterns_that_backtrack_without_end_are_stopped),
		cmocka_unit_test(a_pattern_can_be_used_again_after_it_was_stopped),
		cmocka_unit_test(a_search_goes_on_where_a_match_may_have_begun),
		cmocka_unit_test(a_search_with_another_front_asks_about_that),
		cmocka_unit_test(a_search_with_another_front_goes_on_where_it_may_have_begun),
		cmocka_unit_test(a_search_that_goes_on_looks_back),
		cmocka_unit_test(honest_patterns_get_through_much_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

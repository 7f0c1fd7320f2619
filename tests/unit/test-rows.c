/* test-rows: where text comes to stand on a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* behind what it needs */
#include <cmocka.h>

#include "shell/rows.h"

struct row_case {
	const char *text;
	size_t width, row, column;
};

static void
assert_place(struct row_place is, size_t row, size_t column, const char *text)
{
	if (is.row != row || is.column != column)
		fail_msg("'%s' ends at %zu,%zu and not at %zu,%zu", text, is.row, is.column,
		    row, column);
}

static void
each(const struct row_case *row, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_place(row_of((struct row_place){ 0, 0 }, row[i].text, strlen(row[i].text),
		    row[i].width), row[i].row, row[i].column, row[i].text);
}

static void
text_wraps_at_the_width(void **state)
{
	static const struct row_case row[] = {
		{ "", 10, 0, 0 }, { "abc", 10, 0, 3 }, { "abcdefghi", 10, 0, 9 },
		{ "abcdefghij", 10, 1, 0 }, { "abcdefghijk", 10, 1, 1 },
		{ "abcdefghijabcdefghij", 10, 2, 0 }, { "abc", 1, 3, 0 }, { "abc", 0, 3, 0 },
	};

	(void)state;
	each(row, sizeof(row) / sizeof(*row));
}

static void
a_wide_character_that_does_not_fit_goes_to_the_next_row(void **state)
{
	static const struct row_case row[] = {
		{ "\xe6\x97\xa5", 10, 0, 2 }, { "abcdefgh\xe6\x97\xa5", 10, 1, 0 },
		{ "abcdefghi\xe6\x97\xa5", 10, 1, 2 }, { "\xe6\x97\xa5\xe6\x97\xa5", 3, 1, 2 },
		{ "\xf0\x9f\x98\x80x", 10, 0, 3 }, { "\xe6\x97\xa5", 1, 1, 0 },
	};

	(void)state;
	each(row, sizeof(row) / sizeof(*row));
}

static void
combining_marks_take_no_room(void **state)
{
	static const struct row_case row[] = {
		{ "e\xcc\x81", 10, 0, 1 }, { "abcdefghi\xcc\x81", 10, 0, 9 },
		{ "\xc3\xa9\xe2\x82\xac", 10, 0, 2 },
	};

	(void)state;
	each(row, sizeof(row) / sizeof(*row));
}

static void
tabs_and_controls_are_drawn_as_the_editors_do(void **state)
{
	static const struct row_case row[] = {
		{ "\t", 20, 0, 8 }, { "a\t", 20, 0, 8 }, { "1234567\t", 20, 0, 8 },
		{ "12345678\t", 20, 0, 16 }, { "\t\t", 16, 1, 0 }, { "12345678\t", 10, 1, 0 },
		{ "\x01", 10, 0, 2 }, { "abcdefghi\x01", 10, 1, 1 }, { "\x7f", 10, 0, 2 },
		{ "\xc2\x85", 20, 0, 7 }, { "a\xff" "b", 10, 0, 3 },
	};

	(void)state;
	each(row, sizeof(row) / sizeof(*row));
}

static void
a_line_feed_begins_a_row(void **state)
{
	static const struct row_case row[] = {
		{ "a\nb", 10, 1, 1 }, { "\n\n", 10, 2, 0 }, { "abc\n", 10, 1, 0 },
		{ "abcdefghijk\nx", 10, 2, 1 },
	};

	(void)state;
	each(row, sizeof(row) / sizeof(*row));
}

static void
text_goes_on_where_the_prompt_ends(void **state)
{
	struct row_place prompt = row_of_prompt("sosh> ", 10);

	(void)state;
	assert_place(prompt, 0, 6, "prompt");
	assert_place(row_of(prompt, "abcd", 4, 10), 1, 0, "abcd");
	assert_place(row_of(prompt, "\t", 1, 20), 0, 8, "tab");
	assert_place(row_of(prompt, "abcdef", 3, 10), 0, 9, "the first three bytes");
}

static void
what_a_prompt_hides_takes_no_room(void **state)
{
	(void)state;
	assert_place(row_of_prompt("\001\033[1m\002sosh\001\033[0m\002> ", 80), 0, 6, "bold");
	assert_place(row_of_prompt("\001\033[1m\001sosh\001\033[0m\001> ", 80), 0, 6, "libedit");
	assert_place(row_of_prompt("\001\002\001\002a", 80), 0, 1, "nothing hidden");
	assert_place(row_of_prompt("a\001never ended", 80), 0, 1, "no end");
	assert_place(row_of_prompt("", 80), 0, 0, "empty");
}

static void
behind_a_full_row_the_terminal_may_stay_on_it(void **state)
{
	(void)state;
	assert_int_equal(row_reflowed((struct row_place){ 0, 0 }), 0);
	assert_int_equal(row_reflowed((struct row_place){ 2, 5 }), 2);
	assert_int_equal(row_reflowed((struct row_place){ 2, 0 }), 1);
}

static void
a_text_is_cut_between_characters(void **state)
{
	static const struct {
		const char *text;
		size_t room, bytes, columns;
	} row[] = {
		{ "", 5, 0, 0 }, { "abc", 5, 3, 3 }, { "abc", 2, 2, 2 }, { "abc", 0, 0, 0 },
		{ "\u65e5\u672c", 3, 3, 2 }, { "\u65e5\u672c", 4, 6, 4 }, { "\u65e5", 1, 0, 0 },
		{ "e\u0301x", 1, 3, 1 }, { "a\xff" "b", 2, 2, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		size_t columns = 99;

		assert_int_equal(row_fit(row[i].text, strlen(row[i].text), row[i].room, &columns),
		    row[i].bytes);
		assert_int_equal(columns, row[i].columns);
	}
}

static void
sentences_are_broken_between_words(void **state)
{
	static const struct {
		const char *text;
		size_t from, width;
		const char *broken;
	} row[] = {
		{ "one two three four five six\n", 0, 80, "one two three four five six\n" },
		{ "one two three four five six\n", 0, 0, "one two three four five six\n" },
		{ "one two three four five six\n", 0, 20, "one two three four five six\n" },
		{ "one two three four five six\n", 0, 25, "one two three four five\n  six\n" },
		/* The last column stays free. */
		{ "one two three four five\n", 0, 23, "one two three four\n  five\n" },
		{ "one two three four five\n", 0, 24, "one two three four five\n" },
		/* Each line by itself, and none before the place. */
		{ "one two three four five six\na b\nthree four five six seven eight\n", 28, 26,
		  "one two three four five six\na b\nthree four five six seven\n  eight\n" },
		/* Colours take no room. */
		{ "\033[1;31mone two\033[0m three four five\n", 0, 24,
		  "\033[1;31mone two\033[0m three four five\n" },
		/* A word that fits in no row is left where it is; wide letters are. */
		{ "to 0123456789012345678901234 and on\n", 0, 22,
		  "to 0123456789012345678901234 and on\n" },
		{ "\u65e5\u672c\u65e5\u672c \u65e5\u672c\u65e5\u672c \u65e5\u672c\n", 0, 22,
		  "\u65e5\u672c\u65e5\u672c \u65e5\u672c\u65e5\u672c\n  \u65e5\u672c\n" },
		{ "no line end, and longer than a row", 0, 30, "no line end, and longer than\n  a row" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		struct buf text = { 0 };

		buf_add_text(&text, row[i].text);
		row_break(&text, row[i].from, row[i].width, 2);
		assert_string_equal(buf_text(&text), row[i].broken);
		buf_clear(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_cut_between_characters),
		cmocka_unit_test(text_wraps_at_the_width),
		cmocka_unit_test(sentences_are_broken_between_words),
		cmocka_unit_test(a_wide_character_that_does_not_fit_goes_to_the_next_row),
		cmocka_unit_test(combining_marks_take_no_room),
		cmocka_unit_test(tabs_and_controls_are_drawn_as_the_editors_do),
		cmocka_unit_test(a_line_feed_begins_a_row),
		cmocka_unit_test(text_goes_on_where_the_prompt_ends),
		cmocka_unit_test(what_a_prompt_hides_takes_no_room),
		cmocka_unit_test(behind_a_full_row_the_terminal_may_stay_on_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-buf: bytes that grow, and always end in a NUL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"

static void
an_empty_buf_is_an_empty_text(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	assert_string_equal(buf_text(&buf), "");
	buf_reset(&buf);
	buf_drop(&buf, 0);
	buf_clear(&buf);
	buf_add(&buf, NULL, 0);
	assert_int_equal(buf.count, 0);
	assert_string_equal(buf.data, "");
	buf_clear(&buf);
	assert_null(buf.data);
}

static void
what_is_added_stands_behind_what_was_there(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	buf_add(&buf, "a\0b", 3);
	buf_add_byte(&buf, 'c');
	buf_add_text(&buf, "de");
	buf_format(&buf, "%d-%s", 7, "f");
	assert_int_equal(buf.count, 9);
	assert_memory_equal(buf.data, "a\0bcde7-f", 10);
	buf_clear(&buf);
}

static void
a_nul_stands_behind_the_bytes_at_every_size(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	for (size_t i = 1; i <= 5000; i++) {
		if (i % 2)
			buf_add_byte(&buf, 'x');
		else
			buf_add_text(&buf, "y");
		assert_int_equal(buf.count, i);
		assert_int_equal(buf.data[i], '\0');
		assert_true(buf.room > i);
	}
	assert_int_equal(strlen(buf_text(&buf)), 5000);
	buf_clear(&buf);
}

static void
room_that_was_reserved_can_be_written(void **state)
{
	struct buf buf = { 0 };
	char *room;

	(void)state;
	buf_add_text(&buf, "ab");
	room = buf_reserve(&buf, 1000);
	assert_ptr_equal(room, buf.data + 2);
	memset(room, 'z', 1000);
	assert_int_equal(buf.count, 2);
	assert_ptr_equal(buf_reserve(&buf, 1000), room);
	buf_clear(&buf);
}

static void
bytes_are_dropped_off_the_front(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	buf_add_text(&buf, "hello");
	buf_drop(&buf, 2);
	assert_string_equal(buf_text(&buf), "llo");
	buf_drop(&buf, 3);
	assert_int_equal(buf.count, 0);
	assert_string_equal(buf_text(&buf), "");
	buf_clear(&buf);
}

static void
a_buf_that_was_reset_keeps_its_room(void **state)
{
	struct buf buf = { 0 };
	size_t room;

	(void)state;
	buf_add_text(&buf, "some text");
	room = buf.room;
	buf_reset(&buf);
	assert_int_equal(buf.count, 0);
	assert_int_equal(buf.room, room);
	assert_string_equal(buf.data, "");
	buf_clear(&buf);
}

static void
long_texts_are_formatted_whole(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	buf_format(&buf, "%s", "");
	assert_string_equal(buf_text(&buf), "");
	buf_format(&buf, "%3000d|", 5);
	assert_int_equal(buf.count, 3001);
	assert_string_equal(buf.data + 2999, "5|");
	buf_clear(&buf);
}

static void
numbers_and_blanks_are_added_without_a_format(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	buf_add_number(&buf, 0);
	buf_add_blanks(&buf, 0);
	buf_add_blanks(&buf, 3);
	buf_add_number(&buf, -1050);
	buf_add_number(&buf, INT64_MAX);
	buf_add_number(&buf, INT64_MIN);
	assert_string_equal(buf.data, "0   -10509223372036854775807-9223372036854775808");
	buf_clear(&buf);
	buf_add_blanks(&buf, 1000);
	assert_int_equal(strspn(buf.data, " "), 1000);
	buf_clear(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_buf_is_an_empty_text),
		cmocka_unit_test(what_is_added_stands_behind_what_was_there),
		cmocka_unit_test(a_nul_stands_behind_the_bytes_at_every_size),
		cmocka_unit_test(room_that_was_reserved_can_be_written),
		cmocka_unit_test(bytes_are_dropped_off_the_front),
		cmocka_unit_test(a_buf_that_was_reset_keeps_its_room),
		cmocka_unit_test(long_texts_are_formatted_whole),
		cmocka_unit_test(numbers_and_blanks_are_added_without_a_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

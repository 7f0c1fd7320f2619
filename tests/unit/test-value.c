/* test-value: records hold what was put, and show it as variables hold it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <math.h>

#include "base/mem.h"
#include "base/value.h"

static void
assert_value_shown(struct value value, const char *wanted)
{
	struct buf buf = { 0 };

	value_show(&value, &buf);
	assert_string_equal(buf_text(&buf), wanted);
	buf_clear(&buf);
	value_clear(&value);
}

static struct value
real(double number)
{
	return (struct value){ .kind = VALUE_REAL, .real = number };
}

static void
plain_values_are_shown_as_text(void **state)
{
	(void)state;
	assert_value_shown((struct value){ .kind = VALUE_NONE }, "");
	assert_value_shown((struct value){ .kind = VALUE_BOOL, .truth = true }, "true");
	assert_value_shown((struct value){ .kind = VALUE_BOOL }, "false");
	assert_value_shown((struct value){ .kind = VALUE_INT, .number = INT64_MIN },
	    "-9223372036854775808");
	assert_value_shown(value_text("some text"), "some text");
}

static void
real_numbers_are_shown_without_a_needless_point(void **state)
{
	(void)state;
	assert_value_shown(real(3), "3");
	assert_value_shown(real(-2), "-2");
	assert_value_shown(real(0.25), "0.25");
	assert_value_shown(real(1.5), "1.5");
	assert_value_shown(real(1e20), "1e+20");
	assert_value_shown(real(0.000125), "0.000125");
}

static void
bytes_keep_their_zeros(void **state)
{
	struct value value = value_bytes("a\0b", 3);
	struct buf buf = { 0 };

	(void)state;
	assert_int_equal(value.kind, VALUE_BYTES);
	assert_int_equal(value.bytes.count, 3);
	assert_int_equal(value.bytes.data[3], '\0');
	value_show(&value, &buf);
	assert_int_equal(buf.count, 3);
	assert_memory_equal(buf.data, "a\0b", 3);
	value_clear(&value);
	assert_int_equal(value.kind, VALUE_NONE);
	value = value_bytes(NULL, 0);
	assert_int_equal(value.bytes.count, 0);
	value_clear(&value);
	buf_clear(&buf);
}

static void
a_number_that_is_too_large_is_its_digits(void **state)
{
	static const struct {
		uint64_t        number;
		enum value_kind kind;
		const char     *text;
	} numbers[] = {
		{ 0, VALUE_INT, "0" }, { INT64_MAX, VALUE_INT, "9223372036854775807" },
		{ (uint64_t)INT64_MAX + 1, VALUE_TEXT, "9223372036854775808" },
		{ UINT64_MAX, VALUE_TEXT, "18446744073709551615" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct value value = value_unsigned(numbers[i].number);
		struct buf text = { 0 };

		assert_int_equal(value.kind, numbers[i].kind);
		value_show(&value, &text);
		assert_string_equal(buf_text(&text), numbers[i].text);
		value_clear(&value);
		buf_clear(&text);
	}
}

/* local={host,port} and a list, as many answers have. */
static void
fill(struct record *record)
{
	struct record *inside;

	record_int(record, "socket", 3);
	inside = record_record(record, "local");
	record_text(inside, "host", "127.0.0.1");
	record_int(inside, "port", 80);
	inside = record_list(record, "ready");
	record_text(inside, NULL, "read");
	record_text(inside, NULL, "write");
	record_bool(record, "eof", false);
	record_int(record, "peer.port", 9);
	record_real(record, "rtt", 0.5);
	record_bytes(record, "data", "x\0y", 3);
}

static void
fields_are_found_by_name_and_by_path(void **state)
{
	struct record record = { 0 };

	(void)state;
	fill(&record);
	assert_int_equal(record.count, 7);
	assert_int_equal(record_get(&record, "socket")->number, 3);
	assert_null(record_get(&record, "sock"));
	assert_null(record_get(&record, "sockets"));
	assert_int_equal(record_path(&record, "local.port", 10)->number, 80);
	assert_null(record_path(&record, "local.name", 10));
	assert_null(record_path(&record, "socket.port", 11));
	assert_null(record_path(&record, "nobody.port", 11));
	assert_int_equal(record_path(&record, "local.port.x", 5)->kind, VALUE_RECORD);
	assert_null(record_path(&record, "", 0));
	assert_null(record_path(&record, "local.", 6));
	record_clear(&record);
}

static void
a_name_with_a_point_in_it_goes_before_a_path(void **state)
{
	struct record record = { 0 };

	(void)state;
	fill(&record);
	assert_int_equal(record_path(&record, "peer.port", 9)->number, 9);
	record_clear(&record);
}

static void
records_and_lists_are_joined_by_blanks(void **state)
{
	struct record record = { 0 };
	struct buf buf = { 0 };

	(void)state;
	fill(&record);
	value_show(record_get(&record, "local"), &buf);
	assert_string_equal(buf_text(&buf), "host=127.0.0.1 port=80");
	buf_reset(&buf);
	value_show(record_get(&record, "ready"), &buf);
	assert_string_equal(buf_text(&buf), "read write");
	buf_clear(&buf);
	record_clear(&record);
}

static void
names_that_were_made_are_copied(void **state)
{
	struct record record = { 0 };
	char name[] = "made";

	(void)state;
	*record_named(&record, name) = value_text("x");
	name[0] = 'f';
	assert_non_null(record_get(&record, "made"));
	assert_int_equal(record_named(&record, "empty")->kind, VALUE_NONE);
	record_clear(&record);
}

static void
fields_stay_in_order_as_a_record_grows(void **state)
{
	struct record record = { 0 };

	(void)state;
	for (int64_t i = 0; i < 1000; i++)
		record_int(&record, "n", i);
	assert_int_equal(record.count, 1000);
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(record.field[i].value.number, i);
	record_clear(&record);
}

static void
items_of_a_list_go_by_number(void **state)
{
	struct record record = { 0 }, *list = record_list(&record, "list");
	static const char *const none[] = { "list.2", "list.", "list.x", "list.-1", "list.1x",
		"list.99999999999999999999999999", "list.0.a", "list.1.", "list.1.b" };

	(void)state;
	record_int(list, NULL, 5);
	record_int(record_record(list, NULL), "a", 7);
	assert_int_equal(record_path(&record, "list.0", 6)->number, 5);
	assert_int_equal(record_path(&record, "list.1", 6)->kind, VALUE_RECORD);
	assert_int_equal(record_path(&record, "list.1.a", 8)->number, 7);
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_null(record_path(&record, none[i], strlen(none[i])));
	record_clear(&record);
}

static void
a_record_that_was_reset_keeps_its_room(void **state)
{
	struct record record = { 0 };
	size_t room;

	(void)state;
	fill(&record);
	room = record.room;
	record_reset(&record);
	assert_int_equal(record.count, 0);
	assert_int_equal(record.room, room);
	assert_null(record_get(&record, "socket"));
	fill(&record);
	record_clear(&record);
	assert_int_equal(record.room, 0);
	record_clear(&record);
}

/* Of any length, one behind the other, and two at once. */
static void
bytes_are_whole_where_others_were_before(void **state)
{
	static const size_t sizes[] = { 64, 64, 40, 33, 31, 5, 100, 0, 4094, 4095, 4096, 5000, 64,
		1, 0 };
	struct record record = { 0 };
	char bytes[5001];

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		const struct value *value;

		record_reset(&record);
		memset(bytes, (int)('a' + i), sizeof(bytes));
		bytes[sizes[i]] = '\0';
		record_int(&record, "bytes", (int64_t)sizes[i]);
		record_bytes(&record, "data", bytes, sizes[i]);
		record_text(&record, "more", "more");
		value = record_get(&record, "data");
		assert_int_equal(value->kind, VALUE_BYTES);
		assert_int_equal(value->bytes.count, sizes[i]);
		assert_memory_equal(value->bytes.data, bytes, sizes[i] + 1);
		assert_string_equal(record_get(&record, "more")->bytes.data, "more");
	}
	record_clear(&record);
}

static void
the_bytes_of_a_record_that_was_reset_are_used_again_if_they_are_few(void **state)
{
	struct record record = { 0 };
	const char *data;
	char *many = mem_new(1 << 20, 1);

	(void)state;
	record_bytes(&record, "data", many, 64);
	record_reset(&record);
	record_bytes(&record, "data", many, 50);
	data = record_get(&record, "data")->bytes.data;
	assert_ptr_equal(record.spare, data);
	record_bytes(&record, "more", many, 1 << 20);
	record_bytes(&record, "most", many, 10);
	assert_ptr_not_equal(record_get(&record, "most")->bytes.data, data);
	record_reset(&record);
	record_bytes(&record, "data", many, 64);
	assert_ptr_equal(record_get(&record, "data")->bytes.data, data);
	record_reset(&record);
	record_bytes(&record, "data", many, 100);
	record_reset(&record);
	assert_int_equal(record.spares, 101);
	record_bytes(&record, "data", many, 1 << 20);
	assert_int_equal(record.spares, 101);
	record_clear(&record);
	record_bytes(&record, "data", "", 0);
	record_reset(&record);
	record_bytes(&record, "data", NULL, 0);
	assert_string_equal(record_get(&record, "data")->bytes.data, "");
	record_clear(&record);
	assert_null(record.spare);
	free(many);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_values_are_shown_as_text),
		cmocka_unit_test(real_numbers_are_shown_without_a_needless_point),
		cmocka_unit_test(bytes_keep_their_zeros),
		cmocka_unit_test(a_number_that_is_too_large_is_its_digits),
		cmocka_unit_test(fields_are_found_by_name_and_by_path),
		cmocka_unit_test(a_name_with_a_point_in_it_goes_before_a_path),
		cmocka_unit_test(records_and_lists_are_joined_by_blanks),
		cmocka_unit_test(names_that_were_made_are_copied),
		cmocka_unit_test(fields_stay_in_order_as_a_record_grows),
		cmocka_unit_test(items_of_a_list_go_by_number),
		cmocka_unit_test(a_record_that_was_reset_keeps_its_room),
		cmocka_unit_test(bytes_are_whole_where_others_were_before),
		cmocka_unit_test(
		    the_bytes_of_a_record_that_was_reset_are_used_again_if_they_are_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

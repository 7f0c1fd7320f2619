/* The table of calls that go well and surprise, and what tells of each once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <sys/socket.h>

#include "lang/sentence.h"
#include "teach/note.h"

/* Longer sentences, with all that they may say, nobody reads. */
enum { LONG = 170 };

static const struct note *
row_at(size_t at)
{
	/* That it is named here has it linked in, too. */
	for (const struct note *const *table = note_library.tables; *table; table++)
		for (const struct note *row = *table; row->name; row++)
			if (at-- == 0)
				return row;
	return NULL;
}

static void
each_row_is_whole(void **state)
{
	const struct note *row;

	(void)state;
	for (size_t at = 0; (row = row_at(at)); at++) {
		size_t count = strlen(row->command);

		assert_true(row->holds != NULL);
		/* It is named after its command. */
		assert_int_equal(strncmp(row->name, row->command, count), 0);
		assert_int_equal(row->name[count], '-');
		assert_true(row->when && *row->when && row->says && *row->says);
		assert_null(sentence_check(row->says, NULL, NULL));
		assert_true(strlen(row->says) < LONG);
		assert_int_not_equal(row->says[strlen(row->says) - 1], '.');
		assert_int_equal(row->why[strlen(row->why) - 1], '.');
	}
	assert_true(row_at(45) != NULL);
}

static void
no_name_stands_twice(void **state)
{
	const struct note *row, *other;

	(void)state;
	for (size_t at = 0; (row = row_at(at)); at++)
		for (size_t behind = at + 1; (other = row_at(behind)); behind++)
			assert_string_not_equal(row->name, other->name);
}

static void
the_commands_of_all_rows_are_looked_at(void **state)
{
	const struct notes notes = { .count = 0 };
	const struct note *row;

	(void)state;
	for (size_t at = 0; (row = row_at(at)); at++)
		assert_true(notes_may(&notes, row->command));
	assert_false(notes_may(&notes, "echo"));
	assert_false(notes_may(&notes, "sen"));
}

static void
without_rows_no_command_is_looked_at(void **state)
{
	const struct notes notes = { .missing = true };

	(void)state;
	assert_false(notes_may(&notes, "send"));
}

static void
what_was_before_is_wanted_until_all_of_it_is_told(void **state)
{
	const struct note *row, *told[64];
	struct notes notes = { .told = told };

	(void)state;
	assert_true(notes_want_before(&notes, "close"));
	assert_false(notes_want_before(&notes, "set"));
	for (size_t at = 0; (row = row_at(at)); at++)
		if (strcmp(row->command, "close") == 0)
			told[notes.count++] = row;
	assert_false(notes_want_before(&notes, "close"));
	assert_true(notes_want_before(&notes, "recv"));
}

/* A doubled buffer, as `set` answers it. */
static bool
tell_doubled(struct notes *notes, int64_t asked, int64_t actual, struct buf *out)
{
	const struct sock_table table = { .count = 0 };
	const struct scene scene = { .command = "set", .table = &table };
	struct record answer = { 0 };
	struct note_look look = { .scene = &scene, .answer = &answer };
	bool said;

	record_text(&answer, "option", "rcvbuf");
	record_int(&answer, "value", asked);
	if (actual != asked)
		record_int(&answer, "actual", actual);
	said = notes_tell(notes, &look, out);
	record_clear(&answer);
	return said;
}

static void
each_is_told_once(void **state)
{
	struct notes notes = { .count = 0 };
	struct buf out = { 0 };

	(void)state;
	assert_false(tell_doubled(&notes, 8192, 8192, &out));
	assert_int_equal(out.count, 0);
	assert_true(tell_doubled(&notes, 8192, 16384, &out));
	assert_non_null(strstr(buf_text(&out), "doubles"));
	buf_reset(&out);
	assert_false(tell_doubled(&notes, 8192, 16384, &out));
	assert_int_equal(out.count, 0);
	/* Another row of the same command. */
	assert_true(tell_doubled(&notes, 1, 2304, &out));
	assert_non_null(strstr(buf_text(&out), "2304 of 1,"));
	buf_clear(&out);
	notes_clear(&notes);
}

static void
no_row_falls_over_a_scene_without_a_socket(void **state)
{
	const struct sock_table table = { .count = 0 };
	struct record answer = { 0 };
	struct scene scene = { .table = &table };
	struct note_look look = { .scene = &scene, .answer = &answer };
	const struct note *row;

	(void)state;
	record_bool(&answer, "eof", true);
	record_text(&answer, "ready", "nothing that is a record");
	for (size_t at = 0; (row = row_at(at)); at++) {
		struct record fields = { 0 };

		scene.command = row->command;
		assert_false(row->holds(&look, &fields));
		record_clear(&fields);
	}
	record_clear(&answer);
}

static void
a_state_is_one_of_several_only_as_a_whole(void **state)
{
	(void)state;
	assert_true(note_state_in("CLOSED", "CLOSED"));
	assert_true(note_state_in("FIN-WAIT-2", "FIN-WAIT-1 FIN-WAIT-2"));
	assert_false(note_state_in("FIN-WAIT", "FIN-WAIT-1 FIN-WAIT-2"));
	assert_false(note_state_in("WAIT-2", "FIN-WAIT-1 FIN-WAIT-2"));
	assert_false(note_state_in(NULL, "CLOSED"));
	assert_false(note_state_in("", "CLOSED"));
}

static struct addr
addr_of(const char *text)
{
	struct addr addr;
	struct error error;

	assert_int_equal(addr_read_any(&addr, text, strlen(text), &error), ADDR_NUMERIC);
	return addr;
}

static void
who_is_bound_to_all_addresses_gets_what_goes_to_one(void **state)
{
	const struct addr all = addr_of("0.0.0.0:80"), one = addr_of("127.0.0.1:80");
	const struct addr other = addr_of("127.0.0.1:81"), path = addr_of("./a");

	(void)state;
	assert_true(note_is_at(&all, &one));
	assert_true(note_is_at(&one, &one));
	assert_false(note_is_at(&one, &all));
	assert_false(note_is_at(&all, &other));
	assert_false(note_is_at(&all, &path));
	assert_true(note_is_at(&path, &path));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_is_whole),
		cmocka_unit_test(no_name_stands_twice),
		cmocka_unit_test(the_commands_of_all_rows_are_looked_at),
		cmocka_unit_test(without_rows_no_command_is_looked_at),
		cmocka_unit_test(what_was_before_is_wanted_until_all_of_it_is_told),
		cmocka_unit_test(each_is_told_once),
		cmocka_unit_test(no_row_falls_over_a_scene_without_a_socket),
		cmocka_unit_test(a_state_is_one_of_several_only_as_a_whole),
		cmocka_unit_test(who_is_bound_to_all_addresses_gets_what_goes_to_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

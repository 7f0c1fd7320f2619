/* test-hints: which row is said of a scene, and what is left of the others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>

#include "base/number.h"
#include "teach/doctor-library.h"

static bool
found(struct look *look, struct record *evidence)
{
	(void)look;
	record_int(evidence, "pid", 7);
	record_bytes(evidence, "path", "/a b", 4);
	return true;
}

static bool
found_in_vain(struct look *look, struct record *evidence)
{
	(void)look;
	record_int(evidence, "vain", 1);
	return false;
}

static bool
takes_its_time(struct look *look, struct record *evidence)
{
	look->end = number_now();
	return found_in_vain(look, evidence);
}

#define ROW(call, number, holds, says, next) \
	{ call, ERROR_SYSTEM, number, "always", holds, says, next }

static const struct hint first[] = {
	ROW("send", EPIPE, NULL, "nobody reads any more", NULL),
	ROW("bind", EINVAL, found_in_vain, "in vain", NULL),
	ROW("bind", EINVAL, found, "{nothing} is known", NULL),
	ROW("bind", EINVAL, found, "{pid} has {path}", "bind 1 {path}"),
	ROW("bind", EINVAL, NULL, "{call} is refused: {error}", "close {socket}"),
	{ 0 }
};
static const struct hint second[] = {
	ROW("bind", EACCES, found_in_vain, "in vain", NULL),
	ROW("bind", EACCES, NULL, "{call} is refused: {error}{?vain:!}", "close {socket}"),
	ROW("listen", EINVAL, takes_its_time, "in vain", NULL),
	ROW("listen", EINVAL, found, "{pid}", NULL),
	ROW("listen", EINVAL, NULL, "there was no time", NULL),
	ROW("accept", EINVAL, NULL, "{pid}", NULL),
	{ 0 }
};
static const struct hint *const tables[] = { first, second, NULL };

static bool
see(const char *call, int number, bool look, struct record *failure)
{
	const struct scene scene = { .command = "x", .kind = ERROR_SYSTEM, .call = call,
		.number = number };

	return doctor_rows_see(tables, &scene, look ? number_now() + NUMBER_SECOND : 0, failure);
}

static void
assert_field(const struct record *failure, const char *path, const char *wanted)
{
	const struct value *value = record_path(failure, path, strlen(path));
	struct buf text = { 0 };

	if (!wanted) {
		assert_null(value);
		return;
	}
	assert_non_null(value);
	value_show(value, &text);
	assert_string_equal(buf_text(&text), wanted);
	buf_clear(&text);
}

static void
assert_seen(const char *call, int number, bool look, const char *hint, const char *next,
    const char *pid)
{
	struct record failure = { 0 };

	see(call, number, look, &failure);
	assert_field(&failure, "hint", hint);
	assert_field(&failure, "next", next);
	assert_field(&failure, "evidence.pid", pid);
	assert_field(&failure, "evidence.vain", NULL);
	record_clear(&failure);
}

static void
the_first_row_that_holds_and_can_be_said_is_said(void **state)
{
	(void)state;
	assert_seen("bind", EINVAL, true, "7 has /a b", "bind 1 \"/a b\"", "7");
}

static void
what_a_row_found_that_did_not_fit_is_forgotten(void **state)
{
	struct record failure = { 0 };

	(void)state;
	see("bind", EACCES, true, &failure);
	assert_field(&failure, "hint", "bind is refused: EACCES");
	assert_field(&failure, "evidence", NULL);
	record_clear(&failure);
}

static void
a_next_command_that_cannot_be_typed_is_left_out(void **state)
{
	(void)state;
	/* There is no socket in the scene. */
	assert_seen("bind", EACCES, true, "bind is refused: EACCES", NULL, NULL);
}

static void
without_time_nothing_is_looked_for(void **state)
{
	struct record failure = { 0 };

	(void)state;
	assert_seen("bind", EINVAL, false, "bind is refused: EINVAL", NULL, NULL);
	assert_false(see("bind", EINVAL, false, &failure));
	record_reset(&failure);
	assert_true(see("bind", EINVAL, true, &failure));
	record_reset(&failure);
	/* No row of these asks anything. */
	assert_false(see("send", EPIPE, true, &failure));
	record_clear(&failure);
}

static void
when_the_time_is_over_what_always_holds_is_said(void **state)
{
	(void)state;
	assert_seen("listen", EINVAL, true, "there was no time", NULL, NULL);
}

static void
a_row_is_for_all_calls_that_begin_so(void **state)
{
	(void)state;
	assert_seen("sendto", EPIPE, true, "nobody reads any more", NULL, NULL);
	assert_seen("sen", EPIPE, true, NULL, NULL, NULL);
	assert_seen("send", EINVAL, true, NULL, NULL, NULL);
}

static void
what_cannot_be_said_is_not(void **state)
{
	(void)state;
	assert_seen("accept4", EINVAL, true, NULL, NULL, NULL);
}

static void
the_rows_are_sound(void **state)
{
	struct buf complaints = { 0 };

	(void)state;
	doctor_rows.check(&complaints);
	assert_string_equal(buf_text(&complaints), "");
	buf_clear(&complaints);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_row_that_holds_and_can_be_said_is_said),
		cmocka_unit_test(what_a_row_found_that_did_not_fit_is_forgotten),
		cmocka_unit_test(a_next_command_that_cannot_be_typed_is_left_out),
		cmocka_unit_test(without_time_nothing_is_looked_for),
		cmocka_unit_test(when_the_time_is_over_what_always_holds_is_said),
		cmocka_unit_test(a_row_is_for_all_calls_that_begin_so),
		cmocka_unit_test(what_cannot_be_said_is_not),
		cmocka_unit_test(the_rows_are_sound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-vars: what `let` set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* behind what it needs */
#include <cmocka.h>

#include "lang/vars.h"

static void
set(struct vars *vars, const char *name, const char *value)
{
	vars_set(vars, name, strlen(name), value, strlen(value));
}

/* What it holds, or "unset". */
static void
is(const struct vars *vars, const char *name, const char *value)
{
	struct buf out = { 0 };

	if (vars_get(vars, name, strlen(name), &out))
		assert_string_equal(buf_text(&out), value);
	else
		assert_string_equal("unset", value);
	buf_clear(&out);
}

static void
a_variable_holds_what_was_set_last(void **state)
{
	struct vars *vars = vars_new(NULL);

	(void)state;
	is(vars, "a", "unset");
	set(vars, "a", "first, and longer");
	set(vars, "ab", "other");
	is(vars, "a", "first, and longer");
	set(vars, "a", "last");
	is(vars, "a", "last");
	is(vars, "ab", "other");
	is(vars, "abc", "unset");
	is(vars, "", "unset");
	set(vars, "a", "");
	is(vars, "a", "");
	vars_drop(vars);
}

static void
a_variable_holds_any_bytes(void **state)
{
	struct vars *vars = vars_new(NULL);
	struct buf out = { 0 };

	(void)state;
	vars_set(vars, "abc", 2, "x\0y\xff", 4);
	assert_false(vars_get(vars, "abc", 3, &out));
	assert_true(vars_get(vars, "ab", 2, &out));
	assert_true(vars_get(vars, "abc", 2, &out));
	assert_int_equal(out.count, 8);
	assert_memory_equal(out.data, "x\0y\xffx\0y\xff", 8);
	buf_clear(&out);
	vars_drop(vars);
}

static void
those_around_are_read_through_and_never_set(void **state)
{
	struct vars *outer = vars_new(NULL), *vars = vars_new(outer);

	(void)state;
	set(outer, "a", "outer");
	set(outer, "b", "outer");
	is(vars, "a", "outer");
	set(vars, "a", "inner");
	is(vars, "a", "inner");
	is(vars, "b", "outer");
	is(outer, "a", "outer");
	vars_drop(vars);
	vars_drop(outer);
}

static void
those_around_live_as_long_as_somebody_inside(void **state)
{
	struct vars *outer = vars_new(NULL), *vars = vars_new(outer), *job = vars_hold(vars);

	(void)state;
	set(outer, "a", "outer");
	vars_drop(outer);
	vars_drop(vars);
	is(job, "a", "outer");
	set(job, "a", "inner");
	is(job, "a", "inner");
	vars_drop(job);
	vars_drop(NULL);
}

static void
there_may_be_many(void **state)
{
	struct vars *vars = vars_new(NULL);
	char name[16];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "v%d", i);
		set(vars, name, name + 1);
	}
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "v%d", i);
		is(vars, name, name + 1);
	}
	vars_drop(vars);
}

static void
what_only_the_inner_ones_hold_does_not_grow(void **state)
{
	struct vars *file = vars_new(NULL), *vars = vars_hold(file);
	size_t depth = 0;
	char round[16];

	(void)state;
	set(file, "top", "as it was");
	for (int i = 0; i < 1000; i++) {
		struct vars *inner = vars_new(vars), *call = vars_new(inner);

		snprintf(round, sizeof(round), "%d", i);
		set(inner, "round", round);
		set(inner, i ? "later" : "first", round);
		set(call, "word", round);
		vars_drop(vars);
		vars_drop(inner);
		vars = call;
	}
	/* What was set last hides what was set before; what others hold is read as it is. */
	set(file, "top", "as it is");
	is(vars, "round", "999");
	is(vars, "first", "0");
	is(vars, "later", "999");
	is(vars, "word", "999");
	is(vars, "top", "as it is");
	for (const struct vars *at = vars; at; at = at->outer)
		depth++;
	assert_true(depth < 6);
	vars_drop(vars);
	is(file, "top", "as it is");
	vars_drop(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_variable_holds_what_was_set_last),
		cmocka_unit_test(a_variable_holds_any_bytes),
		cmocka_unit_test(those_around_are_read_through_and_never_set),
		cmocka_unit_test(those_around_live_as_long_as_somebody_inside),
		cmocka_unit_test(there_may_be_many),
		cmocka_unit_test(what_only_the_inner_ones_hold_does_not_grow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

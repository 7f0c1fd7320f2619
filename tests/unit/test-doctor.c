/* test-doctor: how often the doctor looks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/number.h"
#include "teach/doctor-library.h"

/* In place of the module's: it tells what it was asked, and that it has looked unless the
 * call is "cheap". */
static bool
see(const struct scene *scene, int64_t deadline, struct record *failure)
{
	int64_t left = deadline - number_now();

	record_bool(failure, "looks", deadline != 0);
	record_bool(failure, "in_time", left > 0 && left <= DOCTOR_TIME);
	return deadline && strcmp(scene->call, "cheap") != 0;
}

const struct doctor_library doctor_rows = { .see = see };

static bool
looks(struct doctor *doctor, const char *call)
{
	const struct scene scene = { .call = call };
	struct record failure = { 0 };
	bool did;

	doctor_see(doctor, &scene, &failure);
	did = record_get(&failure, "looks")->truth;
	assert_int_equal(record_get(&failure, "in_time")->truth, did);
	record_clear(&failure);
	return did;
}

static void
it_looks_so_often_a_second_and_no_more(void **state)
{
	struct doctor *doctor = doctor_new();
	int64_t began = number_now();
	int looked = 0;

	(void)state;
	for (int i = 0; i < 1000; i++)
		looked += looks(doctor, "bind");
	assert_true(looked >= DOCTOR_LOOKS);
	assert_true(looked <= DOCTOR_LOOKS * (1 + (number_now() - began) / NUMBER_SECOND));
	doctor_free(doctor);
}

static void
what_took_no_look_does_not_count(void **state)
{
	struct doctor *doctor = doctor_new();

	(void)state;
	for (int i = 0; i < 3 * DOCTOR_LOOKS; i++)
		assert_true(looks(doctor, "cheap"));
	assert_true(looks(doctor, "bind"));
	doctor_free(doctor);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_looks_so_often_a_second_and_no_more),
		cmocka_unit_test(what_took_no_look_does_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

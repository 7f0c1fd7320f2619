/* test-expression: sums of whole numbers, and where one is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* behind what it needs */
#include <cmocka.h>

#include "lang/expression.h"
#include "toys.h"

#define ROWS(table) (sizeof(table) / sizeof(*(table)))

/* $n is -3, $sum what looks like one, $big the largest. */
static bool
value(void *to, const char *name, size_t count, struct buf *out, struct error *error)
{
	static const char *const values[][2] = { { "n", "-3" }, { "sum", "1+1" },
		{ "big", "9223372036854775807" }, { "blank", " 1" }, { "empty", "" },
		{ "hex", "1f" }, { "bits", "101" } };

	(void)to;
	for (size_t i = 0; i < ROWS(values); i++)
		if (strlen(values[i][0]) == count && memcmp(values[i][0], name, count) == 0)
			return buf_add_text(out, values[i][1]), true;
	return error_usage(error, "'%.*s' is not set", (int)count, name);
}

/* Cuts a text into words and computes it; false: *where is the column. */
static bool
compute(const char *text, int64_t *result, unsigned *column, struct error *error)
{
	static const struct world world = { .variable = value };
	struct pool pool = { 0 };
	struct source *source = source_new(NULL);
	struct words words;
	const struct word *word[1000];
	size_t count = 0;
	struct place where = { .line = 1 };
	bool good;

	words_init(&words, &pool, source);
	assert_true(source_add(source, text, strlen(text), &where, error));
	assert_int_equal(words_read(&words, error), WORDS_WHOLE);
	for (size_t i = 0; i < words.count && count < ROWS(word); i++)
		if (words.token[i].kind == TOKEN_WORD)
			word[count++] = words.token[i].word;
	good = expression(word, count, &world, result, &where, source, error);
	*column = source_column(source, where);
	words_clear(&words);
	pool_clear(&pool);
	source_drop(source);
	return good;
}

static const struct {
	const char *text;
	int64_t     result;
} sums[] = {
	{ "0x$hex", 31 }, { "2*0x${hex}+1", 63 }, { "0b$bits - 0x$hex", -26 },
	{ "1", 1 }, { "1+2*3", 7 }, { "(1+2)*3", 9 }, { "( 1 + 2 ) * 3", 9 }, { "8/2/2", 2 },
	{ "8-2-2", 4 }, { "7%4*2", 6 }, { "-2*-2", 4 }, { "--2", 2 }, { "2--2", 4 }, { "-(-2)", 2 },
	{ "+2", 2 }, { "1+2<4", 1 }, { "1<2+0==1", 1 }, { "4>=5", 0 }, { "5<=5", 1 }, { "5!=5", 0 },
	{ "0xff", 255 }, { "1k", 1024 }, { "$n", -3 }, { "-$n", 3 }, { "$n-$n", 0 }, { "${n}*2", -6 },
	{ "'7'", 7 }, { "\"$n\"", -3 }, { "$big", INT64_MAX },
	{ "-9223372036854775808", INT64_MIN }, { "-$big-1", INT64_MIN },
	{ "-9223372036854775808%-1", 0 }, { "0-9223372036854775807-1==-9223372036854775808", 1 },
};

static const struct {
	const char *text;
	unsigned    column;
	const char *says;
} faults[] = {
	{ "1+", 2, "behind" }, { "1 +", 3, "behind" }, { "(", 1, "behind" }, { "(1", 1, "no ')'" },
	{ "1)", 2, "closes nothing" }, { ")", 1, "closes nothing" }, { "()", 2, "before" },
	{ "1 2", 3, "operator" }, { "1(", 2, "operator" }, { "$n$n", 3, "operator" },
	{ "2$n", 2, "operator" }, { "/2", 1, "before" }, { "1++*2", 4, "before" },
	{ "x", 1, "'x'" }, { "1+x-2", 3, "'x'" }, { "$n+${n}+x", 9, "'x'" }, { "$sum", 1, "1+1" },
	{ "1+$sum", 3, "1+1" }, { "'1+1'", 1, "1+1" }, { "$blank", 1, "' 1'" }, { "$empty", 1, "''" },
	{ "1+$no", 3, "not set" }, { "1/0", 2, "by 0" }, { "1%($n+3)", 2, "by 0" },
	{ "$big+1", 5, "64 bits" }, { "-9223372036854775808/-1", 21, "64 bits" },
	{ "-9223372036854775808-1", 21, "64 bits" }, { "$big*$n", 5, "64 bits" },
	{ "- -9223372036854775808", 1, "64 bits" }, { "9223372036854775808", 1, "range" },
	{ "0x$sum", 1, "0x1+1" }, { "1+0x$n", 3, "0x-3" }, { "0x$no", 1, "not set" },
	{ "1=1", 2, "operator" }, { "!1", 1, "'!'" }, { "1,2", 1, "'1,2'" },
};

static void
a_sum_comes_to(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(sums); i++) {
		struct error error = { 0 };
		int64_t result = 0;
		unsigned column;

		if (!compute(sums[i].text, &result, &column, &error))
			fail_msg("%s: %s", sums[i].text, error.text);
		if (result != sums[i].result)
			fail_msg("%s: %lld", sums[i].text, (long long)result);
	}
}

static void
a_fault_has_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(faults); i++) {
		struct error error = { 0 };
		int64_t result;
		unsigned column;

		if (compute(faults[i].text, &result, &column, &error))
			fail_msg("%s: %lld", faults[i].text, (long long)result);
		assert_int_equal(error.kind, ERROR_USAGE);
		if (column != faults[i].column || !strstr(error.text, faults[i].says))
			fail_msg("%s: column %u: %s", faults[i].text, column, error.text);
	}
}

/* `count` times `front`, then 1, then as often `back`. */
static bool
repeated(const char *front, const char *back, size_t count, struct error *error)
{
	struct buf text = { 0 };
	int64_t result;
	unsigned column;
	bool good;

	for (size_t i = 0; i < count; i++)
		buf_add_text(&text, front);
	buf_add_byte(&text, '1');
	for (size_t i = 0; i < count; i++)
		buf_add_text(&text, back);
	good = compute(text.data, &result, &column, error);
	buf_clear(&text);
	return good;
}

static void
depth_has_a_bound_and_length_has_none(void **state)
{
	static const char *const deep[][2] = { { "(", ")" }, { "-", "" }, { "1+(", ")" },
		{ "1==1<1+1*-(", ")" } };
	struct error error = { 0 };

	(void)state;
	assert_true(repeated("1+", "", 100000, &error));
	assert_true(repeated("", "*1", 100000, &error));
	for (size_t i = 0; i < ROWS(deep); i++) {
		assert_true(repeated(deep[i][0], deep[i][1], 100, &error));
		assert_false(repeated(deep[i][0], deep[i][1], 100000, &error));
		assert_non_null(strstr(error.text, "too deep"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sum_comes_to),
		cmocka_unit_test(a_fault_has_its_place),
		cmocka_unit_test(depth_has_a_bound_and_length_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

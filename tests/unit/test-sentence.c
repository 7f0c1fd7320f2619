/* test-sentence: fields and groups in a text, of two records, in three forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lang/sentence.h"

static void
fill(struct record *fields)
{
	struct record *list, *inside;

	record_int(fields, "one", 1);
	record_int(fields, "two", 2);
	record_bool(fields, "no", false);
	record_int(fields, "zero", 0);
	record_bytes(fields, "path", "/a b\x1b$", 6);
	record_bytes(fields, "nul", "@a", 3);
	*record_put(fields, "left") = (struct value){ .kind = VALUE_REAL, .real = 1.5 };
	list = record_list(fields, "sockets");
	record_int(list, NULL, 4);
	record_int(list, NULL, 6);
	record_list(fields, "empty");
	inside = record_record(fields, "holder");
	record_int(inside, "pid", 7);
}

static void
assert_said(const char *say, enum sentence_form form, const char *wanted)
{
	struct record fields = { 0 }, more = { 0 };
	struct buf out = { 0 };

	fill(&fields);
	record_text(&more, "error", "EPIPE");
	record_int(&more, "one", 100);
	sentence_say(&out, say, &(struct sentence){ .fields = &fields, .more = &more,
	    .form = form });
	assert_string_equal(buf_text(&out), wanted);
	buf_clear(&out);
	record_clear(&fields);
	record_clear(&more);
}

static void
assert_whole(const char *say, bool wanted)
{
	struct record fields = { 0 };

	fill(&fields);
	assert_int_equal(sentence_is_whole(say, &(struct sentence){ .fields = &fields }), wanted);
	record_clear(&fields);
}

static void
fields_are_filled_in(void **state)
{
	(void)state;
	assert_said("a {one} b {holder.pid}", SENTENCE_PLAIN, "a 1 b 7");
	assert_said("{none}", SENTENCE_PLAIN, "");
	assert_said("no field", SENTENCE_PLAIN, "no field");
}

static void
what_the_first_record_has_not_the_second_may_have(void **state)
{
	(void)state;
	assert_said("{one} {error}", SENTENCE_PLAIN, "1 EPIPE");
	assert_said("{?error:yes}", SENTENCE_PLAIN, "yes");
}

static void
a_number_has_its_unit(void **state)
{
	(void)state;
	assert_said("{one|byte} {two|byte} {left|second}", SENTENCE_PLAIN,
	    "1 byte 2 bytes 1.5 seconds");
	assert_said("{sockets|socket}", SENTENCE_PLAIN, "sockets 4 and 6");
}

static void
groups_are_there_where_their_field_is(void **state)
{
	(void)state;
	assert_said("{?one:a {two}}{!one:b}", SENTENCE_PLAIN, "a 2");
	assert_said("{?no:a}{!no:b}{?none:c}{!empty:d}", SENTENCE_PLAIN, "bd");
	assert_said("{?one:{?none:a}{!none:b}}", SENTENCE_PLAIN, "b");
	assert_said("{+one:a {two}}{+zero:b}{+none:c}{+path:d}{?zero:e}", SENTENCE_PLAIN, "a 2e");
}

static void
what_is_shown_is_harmless_and_what_is_typed_is_a_word(void **state)
{
	(void)state;
	assert_said("{path}", SENTENCE_PLAIN, "/a b\x1b$");
	assert_said("{path}", SENTENCE_SHOWN, "/a b\\x1b$");
	assert_said("bind {one} {nul}", SENTENCE_TYPED, "bind 1 \"@a\\x00\"");
	assert_said("bind {one} {path}", SENTENCE_TYPED, "bind 1 \"/a b\\x1b\\$\"");
}

static void
a_sentence_is_whole_if_its_fields_are_there(void **state)
{
	(void)state;
	assert_whole("a {one} {holder.pid} {two|byte}", true);
	assert_whole("{none}", false);
	assert_whole("{holder.uid}", false);
	assert_whole("{?none:{none}} {?one:{two}}", true);
	assert_whole("{?one:{none}}", false);
	assert_whole("{!none:{none}}", false);
	/* It is there, and it is false. */
	assert_whole("{no}", true);
}

static void
a_sentence_names_its_fields(void **state)
{
	(void)state;
	assert_true(sentence_names("a {one} b", "one"));
	assert_true(sentence_names("{?one:x}", "one"));
	assert_true(sentence_names("{+one:x}", "one"));
	assert_true(sentence_names("{one|byte}", "one"));
	assert_false(sentence_names("{!one:x}", "one"));
	assert_false(sentence_names("{ones}", "one"));
}

static void
count(void *to, const char *name, size_t size)
{
	(void)name;
	*(size_t *)to += size;
}

static void
what_is_not_well_formed_is_told(void **state)
{
	static const char *const bad[] = { "{", "}", "{a", "a}", "{}", "{?:a}", "{?a}", "{a{b}}",
	    "{?a:{}}", "{?a:{b}" };
	size_t size = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_non_null(sentence_check(bad[i], NULL, NULL));
	assert_null(sentence_check("{a} {?bb:{ccc}} {!dddd: {eeeee|unit}}", count, &size));
	assert_int_equal(size, 15);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_filled_in),
		cmocka_unit_test(what_the_first_record_has_not_the_second_may_have),
		cmocka_unit_test(a_number_has_its_unit),
		cmocka_unit_test(groups_are_there_where_their_field_is),
		cmocka_unit_test(what_is_shown_is_harmless_and_what_is_typed_is_a_word),
		cmocka_unit_test(a_sentence_is_whole_if_its_fields_are_there),
		cmocka_unit_test(a_sentence_names_its_fields),
		cmocka_unit_test(what_is_not_well_formed_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-framing: where frames end, wherever the stream was cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "socket/framing.h"

enum { MOST = 64 << 20, FRAMES = 4 };

/* A stream, and the frames in front of it; what is left of it is none. */
struct row {
	const char    *name;
	struct framing framing;
	const char    *pattern;       /* of FRAMING_MATCH */
	const char    *stream;
	size_t         count;
	const char    *frame[FRAMES];
	size_t         size[FRAMES];  /* 0: as long as the text */
};
#define STREAM(text) .stream = (text), .count = sizeof(text) - 1
#define MARK(text) .kind = FRAMING_UNTIL, .mark = (text), .mark_count = sizeof(text) - 1

static const struct row rows[] = {
	{ "exact", { .kind = FRAMING_EXACT, .size = 3 }, STREAM("abcdefgh"),
	  .frame = { "abc", "def" } },
	{ "lines", { MARK("\n") }, STREAM("a\n\nbc\nd"), .frame = { "a\n", "\n", "bc\n" } },
	{ "a long mark", { MARK("\r\n\r\n") }, STREAM("a\r\n\r\r\n\r\nb\r\n\r"),
	  .frame = { "a\r\n\r\r\n\r\n" } },
	{ "a mark that begins in itself", { MARK("aab") }, STREAM("aaabaab"),
	  .frame = { "aaab", "aab" } },
	{ "a mark with a NUL", { MARK("\0x") }, STREAM("ab\0\0xc"),
	  .frame = { "ab\0\0x" }, .size = { 5 } },
	{ "len8", { .kind = FRAMING_LENGTH, .width = 1 }, STREAM("\3abc\0\1x\4ab"),
	  .frame = { "abc", "", "x" } },
	{ "len16be", { .kind = FRAMING_LENGTH, .width = 2 }, STREAM("\0\2ab\0\1c\0"),
	  .frame = { "ab", "c" } },
	{ "len16le", { .kind = FRAMING_LENGTH, .width = 2, .little = true },
	  STREAM("\2\0ab\0\0\1"), .frame = { "ab", "" } },
	{ "len32be", { .kind = FRAMING_LENGTH, .width = 4 }, STREAM("\0\0\0\3abc\0\0\0"),
	  .frame = { "abc" } },
	{ "len32le", { .kind = FRAMING_LENGTH, .width = 4, .little = true },
	  STREAM("\3\0\0\0abc"), .frame = { "abc" } },
	{ "len32be+4", { .kind = FRAMING_LENGTH, .width = 4, .more = 4 },
	  STREAM("\0\0\0\7abc\0\0\0\4\0\0\0\6a"), .frame = { "abc", "" } },
	{ "a match", { .kind = FRAMING_MATCH }, "[0-9]+;", STREAM("ab12;3;x4"),
	  .frame = { "ab12;", "3;" } },
	{ "a match that looks back", { .kind = FRAMING_MATCH }, "(?<=ab)c", STREAM("xcabcd"),
	  .frame = { "xcabc" } },
	{ "a match from the first byte on", { .kind = FRAMING_MATCH }, "^220 (.*)\\r\\n",
	  STREAM("220 a\r\n220 b\r\n"), .frame = { "220 a\r\n", "220 b\r\n" } },
	{ "a match of lines within", { .kind = FRAMING_MATCH }, "(?m)^250 .*\\r\\n",
	  STREAM("250-a\r\n250-b\r\n250 c\r\nz"), .frame = { "250-a\r\n250-b\r\n250 c\r\n" } },
	{ "a match of UTF-8", { .kind = FRAMING_MATCH }, "(*UTF)\xc3\xa9\\x{20ac}",
	  STREAM("\xc3\xc3\xa9\xe2\x82\xac\xe2\x82"), .frame = { "\xc3\xc3\xa9\xe2\x82\xac" } },
	{ "a match that is not there", { .kind = FRAMING_MATCH }, "^b", STREAM("ab\nb") },
};

static struct match *
compiled(const char *pattern)
{
	struct error error;
	struct match *match = match_new(pattern, strlen(pattern), &error);

	if (!match)
		fail_msg("%s", error.text);
	return match;
}

/* One look, at bytes of which an analyser sees the end. */
static enum framed
look(struct framing *framing, const char *bytes, size_t count)
{
	char *exact = malloc(count ? count : 1);
	struct error error;
	enum framed framed;

	assert_non_null(exact);
	if (count)
		memcpy(exact, bytes, count);
	framed = framing_look(framing, exact, count, false, &error);
	free(exact);
	return framed;
}

/* Looks as the bytes come: up to each of the places. */
static void
is_framed(const struct row *row, const size_t *place, size_t places)
{
	size_t at = 0, found = 0;
	struct framing framing = row->framing;

	framing.max = MOST;
	framing.match = row->pattern ? compiled(row->pattern) : NULL;
	for (size_t i = 0; i < places; i++) {
		/* On a machine that is slow an expression may rest. */
		framing.pause = 0;
		while (look(&framing, row->stream + at, place[i] - at) == FRAMED) {
			size_t size;

			if (found == FRAMES || !row->frame[found])
				fail_msg("%s: there is a frame %zu", row->name, found);
			size = row->size[found] ? row->size[found] : strlen(row->frame[found]);
			if (framing.whole - framing.from != size)
				fail_msg("%s: frame %zu has %zu bytes", row->name, found,
				    framing.whole - framing.from);
			assert_memory_equal(row->stream + at + framing.from, row->frame[found], size);
			found++;
			at += framing.whole;
			framing.looked = 0;
			framing.pause = 0;
		}
	}
	if (found < FRAMES && row->frame[found])
		fail_msg("%s: frame %zu is not found", row->name, found);
	match_free(framing.match);
}

static void
a_stream_that_comes_at_once_has_its_frames(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		is_framed(&rows[i], &rows[i].count, 1);
}

static void
a_stream_cut_at_any_place_has_the_same_frames(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (size_t cut = 0; cut <= rows[i].count; cut++)
			for (size_t other = cut; other <= rows[i].count; other++)
				is_framed(&rows[i], (size_t[]){ cut, other, rows[i].count }, 3);
}

static void
a_stream_that_comes_byte_by_byte_has_the_same_frames(void **state)
{
	size_t place[64];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		for (size_t k = 0; k <= rows[i].count; k++)
			place[k] = k;
		is_framed(&rows[i], place, rows[i].count + 1);
	}
}

static enum framed
limited(struct framing framing, const char *pattern, uint64_t max, const char *bytes, size_t count)
{
	enum framed framed;

	framing.max = max;
	framing.match = pattern ? compiled(pattern) : NULL;
	framed = look(&framing, bytes, count);
	match_free(framing.match);
	return framed;
}

static void
what_is_longer_than_max_is_a_limit(void **state)
{
	const struct framing exact = { .kind = FRAMING_EXACT, .size = 4 }, line = { MARK("\n") },
	    match = { .kind = FRAMING_MATCH }, end = { .kind = FRAMING_EOF },
	    length = { .kind = FRAMING_LENGTH, .width = 4 };

	(void)state;
	assert_int_equal(limited(exact, NULL, 4, "", 0), FRAMED_NOT_YET);
	assert_int_equal(limited(exact, NULL, 3, "", 0), FRAMED_LIMIT);
	assert_int_equal(limited(line, NULL, 4, "abc\n", 4), FRAMED);
	assert_int_equal(limited(line, NULL, 3, "abc\n", 4), FRAMED_LIMIT);
	assert_int_equal(limited(line, NULL, 4, "abc", 3), FRAMED_NOT_YET);
	assert_int_equal(limited(line, NULL, 3, "abc", 3), FRAMED_LIMIT);
	assert_int_equal(limited(match, "c", 3, "abcd", 4), FRAMED);
	assert_int_equal(limited(match, "d", 3, "abcd", 4), FRAMED_LIMIT);
	assert_int_equal(limited(match, "d", 4, "abc", 3), FRAMED_NOT_YET);
	assert_int_equal(limited(end, NULL, 3, "abc", 3), FRAMED_NOT_YET);
	assert_int_equal(limited(end, NULL, 3, "abcd", 4), FRAMED_LIMIT);
	assert_int_equal(limited(length, NULL, 3, "\0\0\0\3abc", 7), FRAMED);
	assert_int_equal(limited(length, NULL, 3, "\0\0\0\4", 4), FRAMED_LIMIT);
	assert_int_equal(limited(length, NULL, MOST, "\xff\xff\xff\xff", 4), FRAMED_LIMIT);
}

static void
a_length_that_counts_itself_is_not_less_than_that(void **state)
{
	struct framing framing = { .kind = FRAMING_LENGTH, .width = 2, .more = 2, .max = 3 };
	struct error error = { .kind = ERROR_NONE };

	(void)state;
	assert_int_equal(framing_look(&framing, "\0\5", 2, false, &error), FRAMED_NOT_YET);
	assert_int_equal(framing_look(&framing, "\0\6", 2, false, &error), FRAMED_LIMIT);
	assert_int_equal(error.kind, ERROR_NONE);
	assert_int_equal(framing_look(&framing, "\0\1", 2, false, &error), FRAMED_WRONG);
	assert_int_equal(error.kind, ERROR_LIMIT);
}

static void
the_end_makes_all_of_it_a_frame(void **state)
{
	struct framing framing = { .kind = FRAMING_EOF, .max = MOST };
	struct error error;

	(void)state;
	assert_int_equal(framing_look(&framing, "abc", 3, true, &error), FRAMED);
	assert_int_equal(framing.from, 0);
	assert_int_equal(framing.whole, 3);
}

static void
an_expression_without_end_is_told(void **state)
{
	struct framing framing = { .kind = FRAMING_MATCH, .max = MOST,
		.match = compiled("(a+)+b") };
	char text[4000];
	struct error error;

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_int_equal(framing_look(&framing, text, sizeof(text), false, &error), FRAMED_WRONG);
	assert_int_equal(error.kind, ERROR_LIMIT);
	match_free(framing.match);
}

/* 64 KiB at a time, as recv gets them: no byte is looked at again and again. */
static void
much_without_a_mark_is_looked_at_once(void **state)
{
	enum { ALL = 32 << 20, PIECE = 64 << 10 };
	struct framing framing = { MARK("\r\n"), .max = MOST };
	char *text = malloc(ALL);
	struct error error;

	(void)state;
	assert_non_null(text);
	memset(text, '\r', ALL);
	for (size_t count = PIECE; count <= ALL; count += PIECE) {
		assert_int_equal(framing_look(&framing, text, count, false, &error), FRAMED_NOT_YET);
		assert_int_equal(framing.looked, count - 1);
	}
	free(text);
}

static void
no_bytes_are_there_at_once(void **state)
{
	struct framing framing = { .kind = FRAMING_EXACT, .max = MOST };

	(void)state;
	assert_int_equal(look(&framing, "", 0), FRAMED);
	assert_int_equal(framing.whole, 0);
}

static void
what_was_taken_away_counts(void **state)
{
	struct framing framing = { .kind = FRAMING_EXACT, .size = 10, .max = 20 };

	(void)state;
	framing_took(&framing, 4);
	assert_int_equal(framing.max, 16);
	assert_int_equal(look(&framing, "efghi", 5), FRAMED_NOT_YET);
	assert_int_equal(look(&framing, "efghijk", 7), FRAMED);
	assert_int_equal(framing.whole, 6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stream_that_comes_at_once_has_its_frames),
		cmocka_unit_test(a_stream_cut_at_any_place_has_the_same_frames),
		cmocka_unit_test(a_stream_that_comes_byte_by_byte_has_the_same_frames),
		cmocka_unit_test(what_is_longer_than_max_is_a_limit),
		cmocka_unit_test(a_length_that_counts_itself_is_not_less_than_that),
		cmocka_unit_test(the_end_makes_all_of_it_a_frame),
		cmocka_unit_test(an_expression_without_end_is_told),
		cmocka_unit_test(much_without_a_mark_is_looked_at_once),
		cmocka_unit_test(no_bytes_are_there_at_once),
		cmocka_unit_test(what_was_taken_away_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

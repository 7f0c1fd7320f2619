/* test-lines: a file comes a line at a time, however it is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/lines.h"

#define ROWS(table) (sizeof(table) / sizeof(*(table)))

static char path[] = "/tmp/sosh-lines-XXXXXX";

static void
fill(const void *bytes, size_t count)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, count, file), count);
	assert_int_equal(fclose(file), 0);
}

/* All lines, each with a `|` behind it. */
static enum lines_found
read_all(struct lines *lines, struct buf *out, struct error *error)
{
	for (;;) {
		const char *line;
		size_t count;
		enum lines_found found = lines_next(lines, &line, &count);

		if (found == LINES_ONE) {
			buf_add(out, line, count);
			buf_add_byte(out, '|');
		} else if (found == LINES_LATER) {
			found = lines_read(lines, error);
		}
		if (found != LINES_ONE)
			return found;
	}
}

static void
lines_end_as_they_do(void **state)
{
	static const char *const rows[][2] = { { "", "" }, { "\n", "|" }, { "a", "a|" },
		{ "a\n", "a|" }, { "a\nb", "a|b|" }, { "a\r\nb\r\n", "a|b|" }, { "a\r", "a\r|" },
		{ "\r\n\r\n", "||" }, { "\n\na", "||a|" }, { "a\rb\r\r\n", "a\rb\r|" } };

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct lines lines;
		struct buf out = { 0 };
		struct error error;

		fill(rows[i][0], strlen(rows[i][0]));
		assert_true(lines_open(&lines, path, &error));
		assert_int_equal(read_all(&lines, &out, &error), LINES_END);
		assert_string_equal(buf_text(&out), rows[i][1]);
		lines_clear(&lines);
		buf_clear(&out);
	}
}

/* Lines of all lengths around those that are read at once. */
static void
nothing_is_lost_between_two_reads(void **state)
{
	struct buf text = { 0 }, wanted = { 0 }, out = { 0 };
	struct lines lines;
	struct error error;

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		size_t count = i % 3 == 0 ? 65530 + i % 13 : i % 7;

		for (size_t k = 0; k < count; k++)
			buf_add_byte(&text, (char)('a' + (i + k) % 26));
		buf_add(&wanted, text.data + text.count - count, count);
		buf_add_byte(&wanted, '|');
		buf_add_text(&text, i % 2 ? "\r\n" : "\n");
	}
	fill(text.data, text.count);
	assert_true(lines_open(&lines, path, &error));
	assert_int_equal(read_all(&lines, &out, &error), LINES_END);
	assert_int_equal(out.count, wanted.count);
	assert_memory_equal(out.data, wanted.data, wanted.count);
	assert_true(lines.buf.room < 1 << 20);
	lines_clear(&lines);
	buf_clear(&text);
	buf_clear(&wanted);
	buf_clear(&out);
}

static void
a_line_that_never_ends_is_a_limit(void **state)
{
	struct lines lines;
	struct buf out = { 0 };
	struct error error;

	(void)state;
	fill("a\n", 2);
	assert_int_equal(truncate(path, 64 << 20), 0);
	assert_true(lines_open(&lines, path, &error));
	assert_int_equal(read_all(&lines, &out, &error), LINES_BAD);
	assert_int_equal(error.kind, ERROR_LIMIT);
	assert_string_equal(buf_text(&out), "a|");
	lines_clear(&lines);
	buf_clear(&out);
}

static void
a_pipe_is_not_waited_for(void **state)
{
	struct lines lines;
	struct error error;
	const char *line;
	size_t count;

	(void)state;
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_true(lines_open(&lines, path, &error));
	assert_int_equal(lines_next(&lines, &line, &count), LINES_LATER);
	assert_int_equal(lines_read(&lines, &error), LINES_LATER);
	assert_int_equal(lines_next(&lines, &line, &count), LINES_LATER);
	lines_clear(&lines);
	assert_int_equal(unlink(path), 0);
}

static void
what_is_no_file_is_told(void **state)
{
	struct lines lines;
	struct error error;

	(void)state;
	assert_false(lines_open(&lines, "/tmp/sosh-no-such/file", &error));
	assert_int_equal(error.kind, ERROR_SYSTEM);
	lines_clear(&lines);
	assert_false(lines_open(&lines, "/tmp", &error));
	assert_int_equal(error.kind, ERROR_SYSTEM);
	lines_clear(&lines);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_end_as_they_do),
		cmocka_unit_test(nothing_is_lost_between_two_reads),
		cmocka_unit_test(a_line_that_never_ends_is_a_limit),
		cmocka_unit_test(a_pipe_is_not_waited_for),
		cmocka_unit_test(what_is_no_file_is_told),
	};
	int fd = mkstemp(path);
	int failed;

	if (fd < 0)
		return 1;
	close(fd);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}

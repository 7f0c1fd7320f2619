/* test-data: DATA words to bytes. */
#include <fcntl.h>
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

#include "base/mem.h"
#include "lang/script.h"
#include "toys.h"

#define ROWS(table) (sizeof(table) / sizeof(*(table)))

/* `pour 1 DATA...`, read. */
struct bench {
	struct script *script;
	struct pool pool;
	struct pour_args args;
	struct error error;
	unsigned column;     /* of the error */
};

static bool
read_data(struct bench *bench, const char *data, const char *refused)
{
	static int a_session;
	struct world world = { .to = (void *)(size_t)refused, .variable = toy_variable,
		.prefix = toy_prefix };
	struct reading reading = { .session = (struct session *)&a_session, .world = &world };
	struct buf line = { 0 };
	const struct node *node;
	bool good;

	memset(bench, 0, sizeof(*bench));
	buf_format(&line, "pour 1 %s", data);
	bench->script = script_new(&toys, NULL, 1, false);
	assert_true(script_add(bench->script, line.data, line.count, &bench->error));
	buf_clear(&line);
	if (script_parse(bench->script, &bench->error) != WORDS_WHOLE) {
		bench->column = source_column(bench->script->source, bench->script->where);
		return false;
	}
	node = bench->script->block.node[0];
	reading.args = &bench->args;
	reading.pool = &bench->pool;
	good = args_fill(node->command, &node->words, &reading, &bench->error);
	if (!good)
		bench->column = source_column(node->source,
		    word_place(reading.word, bench->error.at));
	return good;
}

static void
end(struct bench *bench)
{
	data_clear(&bench->args.data);
	data_clear(&bench->args.until);
	pool_clear(&bench->pool);
	script_drop(bench->script);
}

/* Takes all there is, `room` bytes at a time; the state it ended with. */
static enum data_state
take(struct bench *bench, size_t room, struct buf *out)
{
	char *bytes = mem_new(room, 1);
	enum data_state state;
	size_t count;

	while ((state = data_next(&bench->args.data, bytes, room, &count, &bench->error)) ==
	    DATA_SOME)
		buf_add(out, bytes, count);
	free(bytes);
	return state;
}

struct row {
	const char *data, *shown;
};

static void
show(struct buf *shown, const char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes[i] >= ' ' && bytes[i] < 0x7f)
			buf_format(shown, bytes[i] == '\\' ? "\\\\" : "%c", bytes[i]);
		else if (bytes[i] == '\n' || bytes[i] == '\r')
			buf_add_text(shown, bytes[i] == '\n' ? "\\n" : "\\r");
		else
			buf_format(shown, "\\x%02x", (unsigned char)bytes[i]);
	}
}

static void
check(const struct row *row, size_t rows)
{
	for (size_t i = 0; i < rows; i++) {
		for (size_t room = 1; room <= 1000; room *= 10) {
			struct bench bench;
			struct buf out = { 0 }, shown = { 0 };
			int64_t size;

			if (!read_data(&bench, row[i].data, NULL))
				fail_msg("%s: %s", row[i].data, bench.error.text);
			size = bench.args.data.size;
			assert_int_equal(take(&bench, room, &out), DATA_END);
			if (size >= 0)
				assert_int_equal(size, out.count);
			show(&shown, buf_text(&out), out.count);
			assert_string_equal(buf_text(&shown), row[i].shown);
			buf_clear(&out);
			buf_clear(&shown);
			end(&bench);
		}
	}
}

static void
every_prefix_makes_its_bytes(void **state)
{
	static const struct row rows[] = {
		{ "hello", "hello" },
		{ "hello ' ' world", "hello world" },
		{ "\"GET / HTTP/1.0\\r\\n\\r\\n\"", "GET / HTTP/1.0\\r\\n\\r\\n" },
		{ "'raw\\n'", "raw\\\\n" },
		{ "''", "" },
		{ "\"\\x00\\xff\"", "\\x00\\xff" },
		{ "hex:\"de ad be ef\"", "\\xde\\xad\\xbe\\xef" },
		{ "hex:deadBEEF hex:00", "\\xde\\xad\\xbe\\xef\\x00" },
		{ "hex:de:ad:be", "\\xde\\xad\\xbe" },
		{ "hex:", "" },
		{ "base64:aGVsbG8=", "hello" },
		{ "base64:", "" },
		{ "text:hex:ab", "hex:ab" },
		{ "text:", "" },
		{ "text:\"a b\"", "a b" },
		{ "u8:7 u8:255 u8:0x41", "\\x07\\xffA" },
		{ "u16be:258 u16le:258", "\\x01\\x02\\x02\\x01" },
		{ "u32be:16909060 u32le:16909060", "\\x01\\x02\\x03\\x04\\x04\\x03\\x02\\x01" },
		{ "u64be:0x0102030405060708", "\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08" },
		{ "u64le:18446744073709551615", "\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff" },
		{ "i8:-1 i8:-128 i8:127 i8:0", "\\xff\\x80\\x7f\\x00" },
		{ "i16be:-2 i16le:-2", "\\xff\\xfe\\xfe\\xff" },
		{ "i32be:-2147483648 i32le:1", "\\x80\\x00\\x00\\x00\\x01\\x00\\x00\\x00" },
		{ "i64be:-9223372036854775808", "\\x80\\x00\\x00\\x00\\x00\\x00\\x00\\x00" },
		{ "i64le:-1", "\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff" },
		{ "f32be:1 f32le:-2.5", "?\\x80\\x00\\x00\\x00\\x00 \\xc0" },
		{ "f32be:3.4028235e38", "\\x7f\\x7f\\xff\\xff" },
		{ "f64be:1 f64le:-2.5",
		    "?\\xf0\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x04"
		    "\\xc0" },
		{ "zero:3", "\\x00\\x00\\x00" },
		{ "zero:0", "" },
		{ "fill:5:ab", "ababa" },
		{ "fill:7:\"a b\"", "a ba ba" },
		{ "fill:3:\":\"", ":::" },
		{ "fill:0:ab", "" },
		{ "pattern:12", "aaaabaaacaaa" },
		{ "len8{ hello }", "\\x05hello" },
		{ "len16be{ hello ' ' world }", "\\x00\\x0bhello world" },
		{ "len16le{ a } b", "\\x01\\x00ab" },
		{ "len32be{ a } len32le{ b }", "\\x00\\x00\\x00\\x01a\\x01\\x00\\x00\\x00b" },
		{ "len16be{ len8{ a } len8{ zero:2 } u8:9 }",
		    "\\x00\\x06\\x01a\\x02\\x00\\x00\\x09" },
		{ "len8{ '' }", "\\x00" },
		{ "len8+1{ a }", "\\x02a" },
		{ "len32be+4{ len16le+2{ abc } }", "\\x00\\x00\\x00\\x09\\x05\\x00abc" },
		{ "len8+3", "len8+3" },
		{ "'len8+1{' a '}'", "len8+1{a}" },
		{ "len8{ fill:255:a }", NULL },
		{ "<<E\na\nE", "a\\n" },
		{ "u8:1 <<~E\na$x\nE", "\\x01a7\\r\\n" },
		/* with variables: a prefix that was typed is one */
		{ "u16be:$x", "\\x00\\x07" },
		{ "hex:0$x", "\\x07" },
		{ "fill:$x:$x", "7777777" },
		{ "fill:$x:'ab'", "abababa" },
		/* and what came out of a variable or quotes is text */
		{ "$prefix", "hex:ab" },
		{ "'hex:ab'", "hex:ab" },
		{ "\"hex:\"ab", "hex:ab" },
		{ "hex\\:ab", "hex:ab" },
		{ "he\"x\":ab", "hex:ab" },
		{ "${answer.data}ab", "hex:ab" },
		{ "$empty\"\"hex:ab", "hex:ab" },
		{ "\\hex:ab", "hex:ab" },
		{ "<<E\nhex:ab\nE", "hex:ab\\n" },
		{ "len8{ $prefix 'hex:ab' }", "\\x0chex:abhex:ab" },
		{ "'len8{' '}'", "len8{}" },
		/* no prefix at all */
		{ "http://x hexx:ab :ab HEX:ab hex", "http://xhexx:ab:abHEX:abhex" },
		{ "{\"a\":1} '{\"a\"}'", "{a:1}{\"a\"}" },
	};
	struct row full = { "len8{ fill:255:a }", NULL };
	struct buf shown = { 0 };

	(void)state;
	buf_add_text(&shown, "\\xff");
	for (size_t i = 0; i < 255; i++)
		buf_add_byte(&shown, 'a');
	full.shown = buf_text(&shown);
	for (size_t i = 0; i < ROWS(rows); i++)
		check(rows[i].shown ? &rows[i] : &full, 1);
	buf_clear(&shown);
}

static void
what_is_wrong_is_told_with_its_place(void **state)
{
	static const struct {
		const char *data;
		unsigned column;
		const char *error;
	} rows[] = {
		{ "hex:d", 12, "'d' is half a byte: hex has two digits a byte" },
		{ "hex:\"de a\"", 16, "'a' is half a byte: hex has two digits a byte" },
		{ "hex:dexy", 14,
		    "'x' is not hex: two digits a byte, blanks or ':' only between bytes" },
		{ "hex:\" de\"", 13,
		    "' ' is not hex: two digits a byte, blanks or ':' only between bytes" },
		{ "hex:$x", 8, "'7' is half a byte: hex has two digits a byte" },
		{ "base64:a", 16, "base64 comes in groups of four, padded with '='" },
		{ "base64:aGVsbG8", 22, "base64 comes in groups of four, padded with '='" },
		{ "base64:aG*s", 17, "'*' is not base64 here" },
		{ "u8:256", 11, "'256' is out of range: 0 to 255" },
		{ "u8:-1", 11, "'-1' is out of range: 0 to 255" },
		{ "u8:", 11, "'' is not a number" },
		{ "u8:1x", 12, "'1x' is not a number" },
		{ "u16be:65536", 14, "'65536' is out of range: 0 to 65535" },
		{ "u32le:4294967296", 14, "'4294967296' is out of range: 0 to 4294967295" },
		{ "u64be:18446744073709551616", 14,
		    "'18446744073709551616' is out of range: 0 to 18446744073709551615" },
		{ "i8:128", 11, "'128' is out of range: -128 to 127" },
		{ "i8:-129", 11, "'-129' is out of range: -128 to 127" },
		{ "i16be:32768", 14, "'32768' is out of range: -32768 to 32767" },
		{ "i64le:9223372036854775808", 14, "'9223372036854775808' is out of range: "
		    "-9223372036854775808 to 9223372036854775807" },
		{ "f32be:1e39", 14, "'1e39' is out of range: no IEEE 754 single is so large" },
		{ "zero:-1", 13, "'-1' is not a size: write 4096, 64k or 8M" },
		{ "zero:4q", 14, "'4q' is not a size: write 4096, 64k or 8M" },
		{ "random:", 15, "'' is not a size: write 4096, 64k or 8M" },
		{ "pattern:x", 16, "'x' is not a size: write 4096, 64k or 8M" },
		{ "fill:4k", 15, "'fill:' wants a size and a text: fill:4k:\"ab\"" },
		{ "fill:4k:", 16, "'fill:' wants a size and a text: fill:4k:\"ab\"" },
		{ "fill:x:ab", 13, "'x' is not a size: write 4096, 64k or 8M" },
		{ "file:", 8, "'file:' wants the path of a file" },
		{ "file:\"a\\0b\"", 8, "'file:' wants the path of a file" },
		{ "file:/", 8, "'/': Is a directory" },
		{ "file:/nowhere/at/all", 8, "'/nowhere/at/all': No such file or directory" },
		{ "len8{ fill:256:a }", 8, "256 bytes are too many for len8" },
		{ "len16le{ zero:64k }", 8, "65536 bytes are too many for len16le" },
		{ "len32be{ zero:4G }", 8, "4294967296 bytes are too many for len32be" },
		{ "len8{ file:/dev/zero }", 8,
		    "how long this file is cannot be told, and len8{ wants it" },
		{ "len8{ len8{ hex:d } }", 8, "'d' is half a byte: hex has two digits a byte" },
		{ "len8{ $no }", 8, "'no' is not set" },
		{ "len8+255{ a }", 8, "1 bytes are too many for len8+255" },
		{ "len8+4294967296{ a }", 8, "what 'len8+4294967296' adds is too much" },
		{ "len8+1{a", 8, "a blank stands behind 'len8{' and before its '}'" },
		{ "len8{a", 8, "a blank stands behind 'len8{' and before its '}'" },
		{ "len16be{\"a\"}", 8, "a blank stands behind 'len16be{' and before its '}'" },
		{ "a hex:d", 14, "'d' is half a byte: hex has two digits a byte" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bench bench;

		assert_false(read_data(&bench, rows[i].data, NULL));
		assert_string_equal(bench.error.text, rows[i].error);
		assert_int_equal(bench.column, rows[i].column);
		end(&bench);
	}
}

static void
a_prefix_may_be_refused(void **state)
{
	struct bench bench;

	(void)state;
	assert_false(read_data(&bench, "a file:/dev/null", "file:"));
	assert_int_equal(bench.error.kind, ERROR_REFUSED);
	end(&bench);
	assert_false(read_data(&bench, "len8{ file:/dev/null }", "file:"));
	assert_int_equal(bench.error.kind, ERROR_REFUSED);
	end(&bench);
	assert_true(read_data(&bench, "'file:/dev/null' u8:1", "file:"));
	end(&bench);
}

static void
numbers_and_made_bytes_have_their_size(void **state)
{
	static const struct {
		const char *data;
		int64_t size;
	} rows[] = {
		{ "a", 1 }, { "zero:4k", 4096 }, { "random:1M", 1 << 20 },
		{ "a zero:2 u32be:1", 7 },
		{ "zero:4T", INT64_C(4) << 40 }, { "len32le{ zero:1G }", (INT64_C(1) << 30) + 4 },
		{ "file:/dev/zero", -1 }, { "a file:/dev/zero b", -1 }, { "file:/dev/null", -1 },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bench bench;

		assert_true(read_data(&bench, rows[i].data, NULL));
		assert_int_equal(bench.args.data.size, rows[i].size);
		end(&bench);
	}
}

static void
what_is_left_shrinks_with_what_is_taken(void **state)
{
	struct bench bench;
	char bytes[4];
	size_t count;

	(void)state;
	assert_true(read_data(&bench, "abcde zero:3", NULL));
	assert_int_equal(data_next(&bench.args.data, bytes, 4, &count, &bench.error), DATA_SOME);
	assert_int_equal(count, 4);
	assert_int_equal(bench.args.data.size, 4);
	assert_int_equal(data_next(&bench.args.data, bytes, 4, &count, &bench.error), DATA_SOME);
	assert_int_equal(count, 4);
	assert_memory_equal(bytes, "e\0\0\0", 4);
	assert_int_equal(bench.args.data.size, 0);
	assert_int_equal(data_next(&bench.args.data, bytes, 4, &count, &bench.error), DATA_END);
	assert_int_equal(count, 0);
	end(&bench);
}

static void
bytes_in_memory_are_told_in_one_piece(void **state)
{
	struct bench bench;
	const char *bytes;
	size_t count;

	(void)state;
	assert_true(read_data(&bench, "'abc'", NULL));
	bytes = data_memory(&bench.args.data, &count);
	assert_non_null(bytes);
	assert_int_equal(count, 3);
	assert_memory_equal(bytes, "abc", 3);
	end(&bench);
	assert_true(read_data(&bench, "''", NULL));
	assert_non_null(data_memory(&bench.args.data, &count));
	assert_int_equal(count, 0);
	end(&bench);
	assert_true(read_data(&bench, "zero:4", NULL));
	assert_null(data_memory(&bench.args.data, &count));
	end(&bench);
	assert_true(read_data(&bench, "file:/dev/null", NULL));
	assert_null(data_memory(&bench.args.data, &count));
	end(&bench);
}

static void
every_four_bytes_of_a_pattern_differ(void **state)
{
	enum { CYCLE = 26 * 26 * 26 * 26 };
	unsigned char *there = mem_new(CYCLE, 1);
	struct bench bench;
	struct buf out = { 0 };
	char data[32];

	(void)state;
	/* And so on when it begins again. */
	snprintf(data, sizeof(data), "pattern:%d", CYCLE + 3);
	assert_true(read_data(&bench, data, NULL));
	assert_int_equal(take(&bench, 1000, &out), DATA_END);
	assert_int_equal(out.count, CYCLE + 3);
	for (size_t i = 0; i < CYCLE; i++) {
		size_t four = 0;

		for (size_t k = 0; k < 4; k++) {
			assert_in_range(out.data[i + k], 'a', 'z');
			four = four * 26 + (size_t)(out.data[i + k] - 'a');
		}
		assert_false(there[four]);
		there[four] = 1;
	}
	buf_clear(&out);
	end(&bench);
	free(there);
}

static void
random_bytes_are_not_always_the_same(void **state)
{
	struct bench bench;
	struct buf out = { 0 };

	(void)state;
	assert_true(read_data(&bench, "random:4k random:4k", NULL));
	assert_int_equal(take(&bench, 100, &out), DATA_END);
	assert_int_equal(out.count, 8192);
	assert_memory_not_equal(out.data, out.data + 4096, 4096);
	buf_clear(&out);
	end(&bench);
}

/* ---- files ---- */

struct folder {
	char path[64];
};

static void
make_folder(struct folder *folder)
{
	snprintf(folder->path, sizeof(folder->path), "/tmp/test-data-XXXXXX");
	assert_non_null(mkdtemp(folder->path));
	assert_int_equal(chdir(folder->path), 0);
}

static void
remove_folder(const struct folder *folder)
{
	unlink("file");
	unlink("a file");
	unlink("pipe");
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(folder->path), 0);
}

static void
write_file(const char *path, const char *bytes, size_t count)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, count), count);
	close(fd);
}

static void
a_file_is_its_content(void **state)
{
	static const struct row rows[] = {
		{ "file:file", "one\\x00two" },
		{ "file:./file '|' file:\"a file\"", "one\\x00two|" },
		{ "len8{ file:file } file:file", "\\x07one\\x00twoone\\x00two" },
		{ "file:/dev/null", "" },
	};
	struct folder folder;

	(void)state;
	make_folder(&folder);
	write_file("file", "one\0two", 7);
	write_file("a file", "", 0);
	check(rows, ROWS(rows));
	remove_folder(&folder);
}

static void
a_file_that_becomes_shorter_is_an_error(void **state)
{
	struct folder folder;
	struct bench bench;
	struct buf out = { 0 };

	(void)state;
	make_folder(&folder);
	write_file("file", "one two", 7);
	assert_true(read_data(&bench, "file:file", NULL));
	assert_int_equal(bench.args.data.size, 7);
	assert_int_equal(truncate("file", 3), 0);
	assert_int_equal(take(&bench, 100, &out), DATA_BAD);
	assert_int_equal(bench.error.kind, ERROR_EOF);
	assert_string_equal(buf_text(&out), "one");
	end(&bench);
	buf_reset(&out);
	assert_true(read_data(&bench, "file:file", NULL));
	write_file("file", "one two", 7);
	assert_int_equal(take(&bench, 100, &out), DATA_END);
	assert_string_equal(buf_text(&out), "one");
	end(&bench);
	buf_clear(&out);
	remove_folder(&folder);
}

/* By who has the kernel send it. */
static void
a_file_can_be_taken_where_it_lies(void **state)
{
	struct folder folder;
	struct bench bench;
	char room[8];
	uint64_t left = 0;
	size_t count;
	int fd;

	(void)state;
	make_folder(&folder);
	write_file("file", "one two", 7);
	write_file("a file", "", 0);
	assert_true(read_data(&bench, "ab 'c' file:'a file' file:file d", NULL));
	assert_int_equal(data_file(&bench.args.data, &left), -1);
	assert_int_equal(data_next(&bench.args.data, room, 5, &count, &bench.error), DATA_SOME);
	assert_int_equal(count, 5);
	fd = data_file(&bench.args.data, &left);
	assert_true(fd >= 0);
	assert_int_equal(left, 5);
	assert_int_equal(read(fd, room, 4), 4);
	assert_memory_equal(room, "e tw", 4);
	data_took(&bench.args.data, 4);
	assert_int_equal(bench.args.data.size, 2);
	assert_int_equal(data_file(&bench.args.data, &left), fd);
	assert_int_equal(left, 1);
	assert_int_equal(read(fd, room, 1), 1);
	data_took(&bench.args.data, 1);
	assert_int_equal(data_file(&bench.args.data, &left), -1);
	assert_int_equal(data_next(&bench.args.data, room, 8, &count, &bench.error), DATA_SOME);
	assert_int_equal(count, 1);
	assert_memory_equal(room, "d", 1);
	end(&bench);
	remove_folder(&folder);
}

static void
a_file_that_does_not_tell_its_size_is_read_to_its_end(void **state)
{
	struct bench bench;
	struct buf out = { 0 };

	(void)state;
	if (access("/proc/self/status", R_OK) < 0)
		skip();
	assert_true(read_data(&bench, "file:/proc/self/status", NULL));
	assert_int_equal(bench.args.data.size, -1);
	assert_int_equal(take(&bench, 100, &out), DATA_END);
	assert_non_null(strstr(buf_text(&out), "Name:"));
	buf_clear(&out);
	end(&bench);
}

static void
a_pipe_is_read_as_it_comes(void **state)
{
	struct folder folder;
	struct bench bench;
	struct buf out = { 0 };
	int writer;

	(void)state;
	make_folder(&folder);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	/* Nobody writes yet, and nothing waits. */
	assert_true(read_data(&bench, "file:pipe '|'", NULL));
	assert_int_equal(bench.args.data.size, -1);
	assert_int_equal(take(&bench, 2, &out), DATA_LATER);
	writer = open("pipe", O_WRONLY | O_NONBLOCK);
	assert_true(writer >= 0);
	assert_int_equal(take(&bench, 2, &out), DATA_LATER);
	assert_int_equal(write(writer, "one", 3), 3);
	assert_int_equal(take(&bench, 2, &out), DATA_LATER);
	assert_string_equal(buf_text(&out), "one");
	assert_int_equal(write(writer, "two", 3), 3);
	close(writer);
	assert_int_equal(take(&bench, 2, &out), DATA_END);
	assert_string_equal(buf_text(&out), "onetwo|");
	buf_clear(&out);
	end(&bench);
	remove_folder(&folder);
}

static int
descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void
no_file_stays_open(void **state)
{
	static const char *const data[] = {
		"file:/dev/null file:/dev/null",
		"file:/dev/null hex:d",
		"file:/dev/null len8{ file:/dev/zero }",
		"len8{ file:/dev/null hex:d }",
		"len8{ len8{ file:/dev/null } file:/no }",
		"file:/",
	};
	int before = descriptors();

	(void)state;
	for (size_t i = 0; i < ROWS(data); i++) {
		struct bench bench;

		read_data(&bench, data[i], NULL);
		end(&bench);
		assert_int_equal(descriptors(), before);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_prefix_makes_its_bytes),
		cmocka_unit_test(what_is_wrong_is_told_with_its_place),
		cmocka_unit_test(a_prefix_may_be_refused),
		cmocka_unit_test(numbers_and_made_bytes_have_their_size),
		cmocka_unit_test(what_is_left_shrinks_with_what_is_taken),
		cmocka_unit_test(bytes_in_memory_are_told_in_one_piece),
		cmocka_unit_test(every_four_bytes_of_a_pattern_differ),
		cmocka_unit_test(random_bytes_are_not_always_the_same),
		cmocka_unit_test(a_file_is_its_content),
		cmocka_unit_test(a_file_that_becomes_shorter_is_an_error),
		cmocka_unit_test(a_file_can_be_taken_where_it_lies),
		cmocka_unit_test(a_file_that_does_not_tell_its_size_is_read_to_its_end),
		cmocka_unit_test(a_pipe_is_read_as_it_comes),
		cmocka_unit_test(no_file_stays_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

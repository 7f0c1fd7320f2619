/* test-bytes: what is shown is safe to look at, and can be read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/bytes.h"

static const unsigned all_flags[] = {
	0, SHOW_ASCII, SHOW_LINES, SHOW_BREAK, SHOW_ASCII | SHOW_LINES, SHOW_ASCII | SHOW_BREAK,
};
enum { FLAG_SETS = sizeof(all_flags) / sizeof(*all_flags) };

/* Reads the escapes of a double-quoted word; false if there is one that it lacks. */
static bool
unescape(struct buf *to, const char *text, size_t count, unsigned flags)
{
	static const char named[] = "n\nr\rt\ta\ab\be\033f\fv\v\\\\";

	for (size_t i = 0; i < count; i++) {
		const char *at = NULL;
		char *end;

		if (text[i] == '\n' && flags & SHOW_BREAK)
			continue;
		if (text[i] != '\\') {
			buf_add_byte(to, text[i]);
			continue;
		}
		if (++i == count)
			return false;
		for (const char *name = named; *name; name += 2)
			if (*name == text[i])
				at = name + 1;
		if (at) {
			buf_add_byte(to, *at);
		} else if (text[i] == 'x' && i + 2 < count) {
			char hex[3] = { text[i + 1], text[i + 2], '\0' };

			buf_add_byte(to, (char)strtoul(hex, &end, 16));
			if (*end)
				return false;
			i += 2;
		} else if (text[i] == 'u' && text[i + 1] == '{') {
			if (!bytes_add_code_point(to, (unsigned)strtoul(text + i + 2, &end, 16)) ||
			    *end != '}')
				return false;
			i = (size_t)(end - text);
		} else {
			return false;
		}
	}
	return true;
}

static bool
must_be_escaped(unsigned code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xad || code == 0x61c ||
	    code == 0x115f || code == 0x1160 || code == 0x17b4 || code == 0x17b5 ||
	    (code >= 0x180b && code <= 0x180f) || (code >= 0x200b && code <= 0x200f) ||
	    (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
	    code == 0x3164 || (code >= 0xe000 && code <= 0xf8ff) ||
	    (code >= 0xfdd0 && code <= 0xfdef) || (code >= 0xfe00 && code <= 0xfe0e) ||
	    code == 0xfeff || code == 0xffa0 || (code >= 0xfff9 && code <= 0xfffb) ||
	    (code & 0xfffe) == 0xfffe || (code >= 0xe0000 && code <= 0xe0fff) || code >= 0xf0000;
}

/* Valid UTF-8 in which no character is one that must be escaped. */
static bool
is_safe(const char *text, size_t count, unsigned flags)
{
	for (size_t i = 0; i < count;) {
		unsigned code = 0;
		size_t size = bytes_code_point(text + i, count - i, &code);
		bool line = code == '\n' || (code == '\t' && flags & SHOW_LINES);

		if (!size || (flags & SHOW_ASCII && code >= 0x80))
			return false;
		if (must_be_escaped(code) && !(line && flags & (SHOW_LINES | SHOW_BREAK)))
			return false;
		i += size;
	}
	return true;
}

/* All that is promised, for one input in every way of showing it. */
static void
check(const void *bytes, size_t count)
{
	static struct buf shown, back;

	for (size_t i = 0; i < FLAG_SETS; i++) {
		unsigned flags = all_flags[i];

		buf_reset(&shown);
		buf_reset(&back);
		bytes_show(&shown, bytes, count, flags);
		if (shown.count > count * 4 || !is_safe(shown.data, shown.count, flags) ||
		    !unescape(&back, shown.data, shown.count, flags) ||
		    back.count != count || memcmp(back.data, bytes, count) != 0)
			fail_msg("shown as '%s' with flags %u", buf_text(&shown), flags);
	}
	if (count == 0) {
		buf_clear(&shown);
		buf_clear(&back);
	}
}

static void
every_input_of_one_and_two_bytes_is_shown_safely_and_reads_back(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 0x10000; i++) {
		unsigned char bytes[2] = { (unsigned char)(i >> 8), (unsigned char)i };

		check(bytes, 2);
		if (i < 0x100)
			check(bytes + 1, 1);
	}
	check("", 0);
}

static void
every_code_point_is_shown_safely_and_reads_back(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	for (unsigned code = 0; code <= 0x10ffff; code++) {
		buf_reset(&buf);
		if (code >= 0xd800 && code <= 0xdfff)
			assert_false(bytes_add_code_point(&buf, code));
		else if (bytes_add_code_point(&buf, code))
			check(buf.data, buf.count);
		else
			fail_msg("%x is no code point", code);
	}
	assert_false(bytes_add_code_point(&buf, 0x110000));
	buf_clear(&buf);
	check("", 0);
}

static void
every_code_point_that_is_added_is_decoded_again(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	for (unsigned code = 0; code <= 0x10ffff; code++) {
		unsigned back = 0x110000;

		buf_reset(&buf);
		if (!bytes_add_code_point(&buf, code))
			continue;
		if (bytes_code_point(buf.data, buf.count, &back) != buf.count || back != code)
			fail_msg("%x became %x", code, back);
		for (size_t cut = 0; cut < buf.count; cut++)
			assert_int_equal(bytes_code_point(buf.data, cut, &back), 0);
	}
	buf_clear(&buf);
}

static void
assert_shown(const char *bytes, size_t count, unsigned flags, const char *wanted)
{
	struct buf buf = { 0 };

	bytes_show(&buf, bytes, count, flags);
	assert_string_equal(buf_text(&buf), wanted);
	assert_int_equal(buf.count, strlen(wanted));
	buf_clear(&buf);
}

static void
assert_text_shown(const char *text, unsigned flags, const char *wanted)
{
	assert_shown(text, strlen(text), flags, wanted);
}

static void
escape_sequences_of_terminals_become_text(void **state)
{
	(void)state;
	assert_text_shown("\033]0;pwned\007", 0, "\\x1b]0;pwned\\x07");
	assert_text_shown("\x9b" "31m", 0, "\\x9b31m");
	assert_text_shown("\xc2\x9b" "31m", 0, "\\u{9b}31m");
	assert_text_shown("spoof\rreal\b\v\f\x7f\x0e", 0, "spoof\\rreal\\x08\\x0b\\x0c\\x7f\\x0e");
	assert_shown("a\0001", 3, 0, "a\\x001");
}

static void
a_backslash_is_doubled_so_that_escapes_cannot_be_imitated(void **state)
{
	(void)state;
	assert_text_shown("\\x1b", 0, "\\\\x1b");
}

static void
what_is_invisible_or_turns_the_direction_is_named(void **state)
{
	(void)state;
	assert_text_shown("a\u202e\u200b\u00ad\ufeff\U000e0041z", 0,
	    "a\\u{202e}\\u{200b}\\u{ad}\\u{feff}\\u{e0041}z");
}

static void
accents_han_and_emoji_stay_as_they_are(void **state)
{
	static const char text[] = "\u00e9 \u6f22\u5b57 \u2764\ufe0f \U0001f600";

	(void)state;
	assert_text_shown(text, 0, text);
	assert_text_shown("\u00e9\U0001f600", SHOW_ASCII, "\\u{e9}\\u{1f600}");
}

static void
each_byte_of_what_is_no_utf8_is_escaped(void **state)
{
	(void)state;
	assert_text_shown("\xc0\x80", 0, "\\xc0\\x80");
	assert_text_shown("\xe0\x80\x80", 0, "\\xe0\\x80\\x80");
	assert_text_shown("\xed\xa0\x80", 0, "\\xed\\xa0\\x80");
	assert_text_shown("\xf4\x90\x80\x80", 0, "\\xf4\\x90\\x80\\x80");
	assert_text_shown("x\xe2\x82", 0, "x\\xe2\\x82");
	assert_text_shown("\xe2\x82x", 0, "\\xe2\\x82x");
}

static void
line_feeds_are_escaped_kept_or_broken_after_as_asked(void **state)
{
	(void)state;
	assert_text_shown("a\tb\nc\n", 0, "a\\tb\\nc\\n");
	assert_text_shown("a\tb\nc\n", SHOW_LINES, "a\tb\nc\n");
	assert_text_shown("a\tb\nc\n", SHOW_BREAK, "a\\tb\\n\nc\\n");
	assert_text_shown("\n\n", SHOW_BREAK, "\\n\n\\n");
	assert_text_shown("a\r\n", SHOW_LINES, "a\\r\n");
}

static void
escapes_at_every_place_of_a_long_text_are_found(void **state)
{
	static const char bad[] = { '\0', '\x1f', '\x7f', '\\', '\x80', '\xff' };
	char text[40];

	(void)state;
	for (size_t size = 1; size <= sizeof(text); size++)
		for (size_t at = 0; at < size; at++)
			for (size_t i = 0; i < sizeof(bad); i++) {
				memset(text, at % 2 ? ' ' : '~', sizeof(text));
				text[at] = bad[i];
				check(text, size);
			}
	check("", 0);
}

static void
showing_adds_to_what_is_there(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	bytes_show(&buf, NULL, 0, 0);
	assert_string_equal(buf.data, "");
	buf_add_text(&buf, "\n");
	bytes_show_text(&buf, "a\n", 0);
	assert_string_equal(buf.data, "\na\\n");
	buf_clear(&buf);
}

static void
quotes_for_messages_are_cut_between_characters(void **state)
{
	struct bytes_quoted quoted;
	char text[200];

	(void)state;
	assert_string_equal(bytes_quote(&quoted, NULL, 0), "");
	assert_string_equal(bytes_quote(&quoted, "a\0b\033", 4), "a\\x00b\033");
	memset(text, 'a', sizeof(text));
	assert_int_equal(strlen(bytes_quote(&quoted, text, 60)), 60);
	assert_int_equal(strlen(bytes_quote(&quoted, text, 61)), 60);
	assert_string_equal(quoted.text + 57, "...");
	memcpy(text + 55, "\xe2\x82\xac", 3);
	bytes_quote(&quoted, text, sizeof(text));
	assert_string_equal(quoted.text + 54, "a...");
	memset(text, 0, sizeof(text));
	assert_int_equal(strlen(bytes_quote(&quoted, text, 60)), 240);
	memset(text, 0x80, sizeof(text));
	assert_true(strlen(bytes_quote(&quoted, text, sizeof(text))) > 50);
}

static void
text_is_valid_utf8_without_a_nul(void **state)
{
	(void)state;
	assert_true(bytes_are_text(NULL, 0));
	assert_true(bytes_are_text("plain \\ \033\n and more than eight", 30));
	assert_true(bytes_are_text("\u00e9\U0010ffff", 6));
	assert_false(bytes_are_text("a\0b", 3));
	assert_false(bytes_are_text("\xff", 1));
	assert_false(bytes_are_text("\xc3", 1));
	assert_false(bytes_are_text("\xed\xbf\xbf", 3));
}

static void
columns_are_those_of_terminals(void **state)
{
	static const struct {
		unsigned code;
		int columns;
	} known[] = {
		{ 'a', 1 }, { '~', 1 }, { 0, 0 }, { '\n', 0 }, { 0x7f, 0 }, { 0x9b, 0 },
		{ 0xa0, 1 }, { 0xe9, 1 }, { 0x2ff, 1 }, { 0x300, 0 }, { 0x36f, 0 }, { 0x370, 1 },
		{ 0x591, 0 }, { 0x64b, 0 }, { 0x93c, 0 }, { 0xe31, 0 }, { 0x1100, 2 },
		{ 0x1160, 0 }, { 0x200b, 0 }, { 0x20ac, 1 }, { 0x20d0, 0 }, { 0x231a, 2 },
		{ 0x2500, 1 }, { 0x2764, 1 }, { 0x3000, 2 }, { 0x3042, 2 }, { 0x3099, 0 },
		{ 0x4e00, 2 }, { 0xac00, 2 }, { 0xd7a3, 2 }, { 0xfe0f, 0 }, { 0xff21, 2 },
		{ 0xff71, 1 }, { 0xfffd, 1 }, { 0x1f600, 2 }, { 0x1f1e6, 1 }, { 0x20000, 2 },
		{ 0xe0100, 0 }, { 0x10ffff, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (bytes_columns(known[i].code) != known[i].columns)
			fail_msg("%x has %d columns", known[i].code, known[i].columns);
}

static void
a_dump_has_offsets_hex_and_text(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	bytes_dump(&buf, "", 0, "  ");
	assert_string_equal(buf_text(&buf), "");
	bytes_dump(&buf, "GET / HTTP/1.0\r\n\r\xff", 18, "  ");
	assert_string_equal(buf_text(&buf),
	    "  00000000  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 30 0d 0a  |GET / HTTP/1.0..|\n"
	    "  00000010  0d ff                                             |..|\n");
	buf_clear(&buf);
}

/* The byte where the fault lies; -2 if there is none. */
static ptrdiff_t
fault(bool (*read)(struct buf *, const char *, size_t, struct error *), const char *text)
{
	struct buf buf = { 0 };
	struct error error = { 0 };

	buf_add_text(&buf, "before");
	if (read(&buf, text, strlen(text), &error)) {
		buf_clear(&buf);
		return -2;
	}
	assert_int_equal(error.kind, ERROR_USAGE);
	assert_int_equal(buf.count, 6);
	buf_clear(&buf);
	return error.at;
}

static void
hex_may_have_blanks_and_colons_between_bytes(void **state)
{
	struct buf buf = { 0 };
	struct error error;

	(void)state;
	assert_true(bytes_from_hex(&buf, "", 0, &error));
	assert_int_equal(buf.count, 0);
	assert_true(bytes_from_hex(&buf, "de AD:be  ef:\t00", 16, &error));
	assert_int_equal(buf.count, 5);
	assert_memory_equal(buf.data, "\xde\xad\xbe\xef\0", 5);
	buf_clear(&buf);
}

static void
hex_that_is_none_is_pointed_at(void **state)
{
	(void)state;
	assert_int_equal(fault(bytes_from_hex, "deadb"), 4);
	assert_int_equal(fault(bytes_from_hex, "d ead"), 0);
	assert_int_equal(fault(bytes_from_hex, "de a d"), 3);
	assert_int_equal(fault(bytes_from_hex, "dg"), 1);
	assert_int_equal(fault(bytes_from_hex, "dexx"), 2);
	assert_int_equal(fault(bytes_from_hex, " de"), 0);
	assert_int_equal(fault(bytes_from_hex, "de "), 2);
	assert_int_equal(fault(bytes_from_hex, "de:"), 2);
	assert_int_equal(fault(bytes_from_hex, "de::ad"), 3);
	assert_int_equal(fault(bytes_from_hex, "0x10"), 1);
	assert_int_equal(fault(bytes_from_hex, "\x10\x11"), 0);
	assert_int_equal(fault(bytes_from_hex, "1\xff"), 1);
	assert_int_equal(fault(bytes_from_hex, "de,ad"), 2);
}

static void
base64_of_all_lengths_reads_back(void **state)
{
	static const char *const wanted[] = { "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=",
		"Zm9vYmFy" };
	struct buf text = { 0 }, back = { 0 };
	unsigned char bytes[256];
	struct error error;

	(void)state;
	for (size_t i = 0; i <= 6; i++) {
		buf_reset(&text);
		bytes_to_base64(&text, "foobar", i);
		assert_string_equal(text.data, wanted[i]);
	}
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 7 + 250);
	for (size_t i = 0; i <= sizeof(bytes); i++) {
		buf_reset(&text);
		buf_reset(&back);
		bytes_to_base64(&text, bytes, i);
		assert_true(bytes_from_base64(&back, text.data, text.count, &error));
		assert_int_equal(back.count, i);
		if (i)
			assert_memory_equal(back.data, bytes, i);
	}
	buf_clear(&text);
	buf_clear(&back);
}

static void
base64_that_is_none_is_pointed_at(void **state)
{
	(void)state;
	assert_int_equal(fault(bytes_from_base64, "Zg"), 2);
	assert_int_equal(fault(bytes_from_base64, "Zg="), 2);
	assert_int_equal(fault(bytes_from_base64, "Z"), 1);
	assert_int_equal(fault(bytes_from_base64, "Z==="), 1);
	assert_int_equal(fault(bytes_from_base64, "===="), 0);
	assert_int_equal(fault(bytes_from_base64, "Zm9v="), 4);
	assert_int_equal(fault(bytes_from_base64, "Zm9v=="), 4);
	assert_int_equal(fault(bytes_from_base64, "Zg==Zg=="), 2);
	assert_int_equal(fault(bytes_from_base64, "Zm 9"), 2);
	assert_int_equal(fault(bytes_from_base64, "Zm9v\n"), 4);
	assert_int_equal(fault(bytes_from_base64, "-_-_"), 0);
	assert_int_equal(fault(bytes_from_base64, "Zh=="), 1);
	assert_int_equal(fault(bytes_from_base64, "Zm9="), 2);
	assert_int_equal(fault(bytes_from_base64, "Zm8="), -2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_input_of_one_and_two_bytes_is_shown_safely_and_reads_back),
		cmocka_unit_test(every_code_point_is_shown_safely_and_reads_back),
		cmocka_unit_test(every_code_point_that_is_added_is_decoded_again),
		cmocka_unit_test(escape_sequences_of_terminals_become_text),
		cmocka_unit_test(a_backslash_is_doubled_so_that_escapes_cannot_be_imitated),
		cmocka_unit_test(what_is_invisible_or_turns_the_direction_is_named),
		cmocka_unit_test(accents_han_and_emoji_stay_as_they_are),
		cmocka_unit_test(each_byte_of_what_is_no_utf8_is_escaped),
		cmocka_unit_test(line_feeds_are_escaped_kept_or_broken_after_as_asked),
		cmocka_unit_test(escapes_at_every_place_of_a_long_text_are_found),
		cmocka_unit_test(showing_adds_to_what_is_there),
		cmocka_unit_test(quotes_for_messages_are_cut_between_characters),
		cmocka_unit_test(text_is_valid_utf8_without_a_nul),
		cmocka_unit_test(columns_are_those_of_terminals),
		cmocka_unit_test(a_dump_has_offsets_hex_and_text),
		cmocka_unit_test(hex_may_have_blanks_and_colons_between_bytes),
		cmocka_unit_test(hex_that_is_none_is_pointed_at),
		cmocka_unit_test(base64_of_all_lengths_reads_back),
		cmocka_unit_test(base64_that_is_none_is_pointed_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

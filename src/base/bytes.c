/* bytes: bytes as text that is safe to look at, and back. */
#include "base/bytes.h"

#include <stdint.h>
#include <string.h>

struct range {
	unsigned first, last;
};

/* Characters that nobody sees, that turn the direction of others, or that mean
 * nothing (private use, noncharacters): the default-ignorable ones of Unicode,
 * its format controls and line separators.  U+FE0F stays: emoji are written with it. */
static const struct range hidden[] = {
	{ 0x0, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x34f, 0x34f },
	{ 0x61c, 0x61c }, { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f },
	{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 },
	{ 0xe000, 0xf8ff }, { 0xfdd0, 0xfdef }, { 0xfe00, 0xfe0e }, { 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0x13430, 0x1345f }, { 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff }, { 0xf0000, 0x10ffff },
};

/* Unicode 14: nonspacing and enclosing marks, and Hangul vowels and finals, which
 * join the syllable before.  A range runs on over what is not assigned. */
static const struct range no_column[] = {
	{ 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5bd }, { 0x5bf, 0x5bf },
	{ 0x5c1, 0x5c2 }, { 0x5c4, 0x5c5 }, { 0x5c7, 0x5c7 }, { 0x610, 0x61a },
	{ 0x64b, 0x65f }, { 0x670, 0x670 }, { 0x6d6, 0x6dc }, { 0x6df, 0x6e4 },
	{ 0x6e7, 0x6e8 }, { 0x6ea, 0x6ed }, { 0x711, 0x711 }, { 0x730, 0x74a },
	{ 0x7a6, 0x7b0 }, { 0x7eb, 0x7f3 }, { 0x7fd, 0x7fd }, { 0x816, 0x819 },
	{ 0x81b, 0x823 }, { 0x825, 0x827 }, { 0x829, 0x82d }, { 0x859, 0x85b },
	{ 0x898, 0x89f }, { 0x8ca, 0x8e1 }, { 0x8e3, 0x902 }, { 0x93a, 0x93a },
	{ 0x93c, 0x93c }, { 0x941, 0x948 }, { 0x94d, 0x94d }, { 0x951, 0x957 },
	{ 0x962, 0x963 }, { 0x981, 0x981 }, { 0x9bc, 0x9bc }, { 0x9c1, 0x9c4 },
	{ 0x9cd, 0x9cd }, { 0x9e2, 0x9e3 }, { 0x9fe, 0xa02 }, { 0xa3c, 0xa3c },
	{ 0xa41, 0xa51 }, { 0xa70, 0xa71 }, { 0xa75, 0xa75 }, { 0xa81, 0xa82 },
	{ 0xabc, 0xabc }, { 0xac1, 0xac8 }, { 0xacd, 0xacd }, { 0xae2, 0xae3 },
	{ 0xafa, 0xb01 }, { 0xb3c, 0xb3c }, { 0xb3f, 0xb3f }, { 0xb41, 0xb44 },
	{ 0xb4d, 0xb56 }, { 0xb62, 0xb63 }, { 0xb82, 0xb82 }, { 0xbc0, 0xbc0 },
	{ 0xbcd, 0xbcd }, { 0xc00, 0xc00 }, { 0xc04, 0xc04 }, { 0xc3c, 0xc3c },
	{ 0xc3e, 0xc40 }, { 0xc46, 0xc56 }, { 0xc62, 0xc63 }, { 0xc81, 0xc81 },
	{ 0xcbc, 0xcbc }, { 0xcbf, 0xcbf }, { 0xcc6, 0xcc6 }, { 0xccc, 0xccd },
	{ 0xce2, 0xce3 }, { 0xd00, 0xd01 }, { 0xd3b, 0xd3c }, { 0xd41, 0xd44 },
	{ 0xd4d, 0xd4d }, { 0xd62, 0xd63 }, { 0xd81, 0xd81 }, { 0xdca, 0xdca },
	{ 0xdd2, 0xdd6 }, { 0xe31, 0xe31 }, { 0xe34, 0xe3a }, { 0xe47, 0xe4e },
	{ 0xeb1, 0xeb1 }, { 0xeb4, 0xebc }, { 0xec8, 0xecd }, { 0xf18, 0xf19 },
	{ 0xf35, 0xf35 }, { 0xf37, 0xf37 }, { 0xf39, 0xf39 }, { 0xf71, 0xf7e },
	{ 0xf80, 0xf84 }, { 0xf86, 0xf87 }, { 0xf8d, 0xfbc }, { 0xfc6, 0xfc6 },
	{ 0x102d, 0x1030 }, { 0x1032, 0x1037 }, { 0x1039, 0x103a }, { 0x103d, 0x103e },
	{ 0x1058, 0x1059 }, { 0x105e, 0x1060 }, { 0x1071, 0x1074 }, { 0x1082, 0x1082 },
	{ 0x1085, 0x1086 }, { 0x108d, 0x108d }, { 0x109d, 0x109d }, { 0x1160, 0x11ff },
	{ 0x135d, 0x135f }, { 0x1712, 0x1714 }, { 0x1732, 0x1733 }, { 0x1752, 0x1753 },
	{ 0x1772, 0x1773 }, { 0x17b4, 0x17b5 }, { 0x17b7, 0x17bd }, { 0x17c6, 0x17c6 },
	{ 0x17c9, 0x17d3 }, { 0x17dd, 0x17dd }, { 0x180b, 0x180f }, { 0x1885, 0x1886 },
	{ 0x18a9, 0x18a9 }, { 0x1920, 0x1922 }, { 0x1927, 0x1928 }, { 0x1932, 0x1932 },
	{ 0x1939, 0x193b }, { 0x1a17, 0x1a18 }, { 0x1a1b, 0x1a1b }, { 0x1a56, 0x1a56 },
	{ 0x1a58, 0x1a60 }, { 0x1a62, 0x1a62 }, { 0x1a65, 0x1a6c }, { 0x1a73, 0x1a7f },
	{ 0x1ab0, 0x1b03 }, { 0x1b34, 0x1b34 }, { 0x1b36, 0x1b3a }, { 0x1b3c, 0x1b3c },
	{ 0x1b42, 0x1b42 }, { 0x1b6b, 0x1b73 }, { 0x1b80, 0x1b81 }, { 0x1ba2, 0x1ba5 },
	{ 0x1ba8, 0x1ba9 }, { 0x1bab, 0x1bad }, { 0x1be6, 0x1be6 }, { 0x1be8, 0x1be9 },
	{ 0x1bed, 0x1bed }, { 0x1bef, 0x1bf1 }, { 0x1c2c, 0x1c33 }, { 0x1c36, 0x1c37 },
	{ 0x1cd0, 0x1cd2 }, { 0x1cd4, 0x1ce0 }, { 0x1ce2, 0x1ce8 }, { 0x1ced, 0x1ced },
	{ 0x1cf4, 0x1cf4 }, { 0x1cf8, 0x1cf9 }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200f },
	{ 0x202a, 0x202e }, { 0x2060, 0x206f }, { 0x20d0, 0x20f0 }, { 0x2cef, 0x2cf1 },
	{ 0x2d7f, 0x2d7f }, { 0x2de0, 0x2dff }, { 0x302a, 0x302d }, { 0x3099, 0x309a },
	{ 0xa66f, 0xa672 }, { 0xa674, 0xa67d }, { 0xa69e, 0xa69f }, { 0xa6f0, 0xa6f1 },
	{ 0xa802, 0xa802 }, { 0xa806, 0xa806 }, { 0xa80b, 0xa80b }, { 0xa825, 0xa826 },
	{ 0xa82c, 0xa82c }, { 0xa8c4, 0xa8c5 }, { 0xa8e0, 0xa8f1 }, { 0xa8ff, 0xa8ff },
	{ 0xa926, 0xa92d }, { 0xa947, 0xa951 }, { 0xa980, 0xa982 }, { 0xa9b3, 0xa9b3 },
	{ 0xa9b6, 0xa9b9 }, { 0xa9bc, 0xa9bd }, { 0xa9e5, 0xa9e5 }, { 0xaa29, 0xaa2e },
	{ 0xaa31, 0xaa32 }, { 0xaa35, 0xaa36 }, { 0xaa43, 0xaa43 }, { 0xaa4c, 0xaa4c },
	{ 0xaa7c, 0xaa7c }, { 0xaab0, 0xaab0 }, { 0xaab2, 0xaab4 }, { 0xaab7, 0xaab8 },
	{ 0xaabe, 0xaabf }, { 0xaac1, 0xaac1 }, { 0xaaec, 0xaaed }, { 0xaaf6, 0xaaf6 },
	{ 0xabe5, 0xabe5 }, { 0xabe8, 0xabe8 }, { 0xabed, 0xabed }, { 0xd7b0, 0xd7fb },
	{ 0xfb1e, 0xfb1e }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff },
	{ 0x1d167, 0x1d169 }, { 0x1d17b, 0x1d182 }, { 0x1d185, 0x1d18b },
	{ 0x1d1aa, 0x1d1ad }, { 0xe0100, 0xe01ef },
};

/* Unicode 14, East Asian Width W and F, which holds the emoji, too. */
static const struct range two_columns[] = {
	{ 0x1100, 0x115f }, { 0x231a, 0x231b }, { 0x2329, 0x232a }, { 0x23e9, 0x23ec },
	{ 0x23f0, 0x23f0 }, { 0x23f3, 0x23f3 }, { 0x25fd, 0x25fe }, { 0x2614, 0x2615 },
	{ 0x2648, 0x2653 }, { 0x267f, 0x267f }, { 0x2693, 0x2693 }, { 0x26a1, 0x26a1 },
	{ 0x26aa, 0x26ab }, { 0x26bd, 0x26be }, { 0x26c4, 0x26c5 }, { 0x26ce, 0x26ce },
	{ 0x26d4, 0x26d4 }, { 0x26ea, 0x26ea }, { 0x26f2, 0x26f3 }, { 0x26f5, 0x26f5 },
	{ 0x26fa, 0x26fa }, { 0x26fd, 0x26fd }, { 0x2705, 0x2705 }, { 0x270a, 0x270b },
	{ 0x2728, 0x2728 }, { 0x274c, 0x274c }, { 0x274e, 0x274e }, { 0x2753, 0x2755 },
	{ 0x2757, 0x2757 }, { 0x2795, 0x2797 }, { 0x27b0, 0x27b0 }, { 0x27bf, 0x27bf },
	{ 0x2b1b, 0x2b1c }, { 0x2b50, 0x2b50 }, { 0x2b55, 0x2b55 }, { 0x2e80, 0x3029 },
	{ 0x302e, 0x303e }, { 0x3041, 0x3096 }, { 0x309b, 0x3247 }, { 0x3250, 0x4dbf },
	{ 0x4e00, 0xa4c6 }, { 0xa960, 0xa97c }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfad9 },
	{ 0xfe10, 0xfe19 }, { 0xfe30, 0xfe6b }, { 0xff01, 0xff60 }, { 0xffe0, 0xffe6 },
	{ 0x16fe0, 0x16fe3 }, { 0x16ff0, 0x1b2fb }, { 0x1f004, 0x1f004 },
	{ 0x1f0cf, 0x1f0cf }, { 0x1f18e, 0x1f18e }, { 0x1f191, 0x1f19a },
	{ 0x1f200, 0x1f320 }, { 0x1f32d, 0x1f335 }, { 0x1f337, 0x1f37c },
	{ 0x1f37e, 0x1f393 }, { 0x1f3a0, 0x1f3ca }, { 0x1f3cf, 0x1f3d3 },
	{ 0x1f3e0, 0x1f3f0 }, { 0x1f3f4, 0x1f3f4 }, { 0x1f3f8, 0x1f43e },
	{ 0x1f440, 0x1f440 }, { 0x1f442, 0x1f4fc }, { 0x1f4ff, 0x1f53d },
	{ 0x1f54b, 0x1f54e }, { 0x1f550, 0x1f567 }, { 0x1f57a, 0x1f57a },
	{ 0x1f595, 0x1f596 }, { 0x1f5a4, 0x1f5a4 }, { 0x1f5fb, 0x1f64f },
	{ 0x1f680, 0x1f6c5 }, { 0x1f6cc, 0x1f6cc }, { 0x1f6d0, 0x1f6d2 },
	{ 0x1f6d5, 0x1f6df }, { 0x1f6eb, 0x1f6ec }, { 0x1f6f4, 0x1f6fc },
	{ 0x1f7e0, 0x1f7f0 }, { 0x1f90c, 0x1f93a }, { 0x1f93c, 0x1f945 },
	{ 0x1f947, 0x1f9ff }, { 0x1fa70, 0x1faf6 }, { 0x20000, 0x3fffd },
};

static const char hex_digit[] = "0123456789abcdef";

static bool
in_ranges(const struct range *range, size_t count, unsigned code)
{
	size_t low = 0;

	while (low < count) {
		size_t middle = low + (count - low) / 2;

		if (code < range[middle].first)
			count = middle;
		else if (code > range[middle].last)
			low = middle + 1;
		else
			return true;
	}
	return false;
}

#define IN_RANGES(table, code) in_ranges(table, sizeof(table) / sizeof(*(table)), code)

/* How many bytes at the front are ASCII that stays as it is. */
static size_t
plain_run(const unsigned char *bytes, size_t count)
{
	const uint64_t ones = UINT64_MAX / 255;
	size_t i = 0;

	/* Eight at a time: a top bit is set, or borrowed, where a byte is not ASCII,
	 * below a blank, DEL or a backslash. */
	for (; count - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
		uint64_t word, low, delete, backslash;

		memcpy(&word, bytes + i, sizeof(word));
		low = word - ones * ' ';
		delete = (word ^ ones * 0x7f) - ones;
		backslash = (word ^ ones * '\\') - ones;
		if ((word | low | delete | backslash) & ones * 0x80)
			break;
	}
	while (i < count && bytes[i] >= ' ' && bytes[i] < 0x7f && bytes[i] != '\\')
		i++;
	return i;
}

size_t
bytes_code_point(const void *bytes, size_t count, unsigned *code)
{
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *byte = bytes;
	unsigned value;
	size_t size;

	if (!count)
		return 0;
	if (byte[0] < 0x80) {
		*code = byte[0];
		return 1;
	}
	if (byte[0] < 0xc2 || byte[0] > 0xf4)
		return 0;
	size = byte[0] < 0xe0 ? 2 : byte[0] < 0xf0 ? 3 : 4;
	if (size > count)
		return 0;
	value = byte[0] & (0x7fu >> size);
	for (size_t i = 1; i < size; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (byte[i] & 0x3f);
	}
	if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*code = value;
	return size;
}

bool
bytes_add_code_point(struct buf *buf, unsigned code)
{
	char utf8[4];
	size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return false;
	for (size_t i = size - 1; i; i--) {
		utf8[i] = (char)(0x80 | (code & 0x3f));
		code >>= 6;
	}
	utf8[0] = (char)(size == 1 ? code : (0xf00u >> size & 0xff) | code);
	buf_add(buf, utf8, size);
	return true;
}

bool
bytes_are_text(const void *bytes, size_t count)
{
	const unsigned char *byte = bytes;
	unsigned code;

	for (size_t i = 0; i < count;) {
		size_t size;

		i += plain_run(byte + i, count - i);
		if (i == count)
			break;
		size = bytes_code_point(byte + i, count - i, &code);
		if (!size || !code)
			return false;
		i += size;
	}
	return true;
}

int
bytes_columns(unsigned code)
{
	if (code >= ' ' && code < 0x7f)
		return 1;
	if (code < 0xa0 || IN_RANGES(no_column, code))
		return 0;
	return IN_RANGES(two_columns, code) ? 2 : 1;
}

static bool
is_visible(unsigned code)
{
	const unsigned no_character = 0xfffe; /* the last two of every plane */

	return (code & no_character) != no_character && !IN_RANGES(hidden, code);
}

/* The size of the character at the front if it stays as it is, else 0. */
static size_t
stays(const unsigned char *bytes, size_t count, unsigned flags)
{
	unsigned code;
	size_t size;

	if (*bytes < 0x80)
		return (flags & SHOW_LINES && (*bytes == '\n' || *bytes == '\t')) ||
		    (flags & SHOW_SLASH && *bytes == '\\');
	if (flags & SHOW_ASCII)
		return 0;
	size = bytes_code_point(bytes, count, &code);
	return size && is_visible(code) ? size : 0;
}

static void
add_hex_escape(struct buf *buf, unsigned char byte)
{
	char escape[4] = { '\\', 'x', hex_digit[byte >> 4], hex_digit[byte & 15] };

	buf_add(buf, escape, sizeof(escape));
}

static void
add_code_escape(struct buf *buf, unsigned code)
{
	char escape[12];
	size_t at = sizeof(escape);

	escape[--at] = '}';
	for (; code; code >>= 4)
		escape[--at] = hex_digit[code & 15];
	escape[--at] = '{';
	escape[--at] = 'u';
	escape[--at] = '\\';
	buf_add(buf, escape + at, sizeof(escape) - at);
}

/* Adds the escape for what is at the front; returns how many bytes it stands for. */
static size_t
add_escape(struct buf *buf, const unsigned char *bytes, size_t count)
{
	static const char from[] = "\n\r\t\\", to[] = "nrt\\";
	const char *named = *bytes ? strchr(from, *bytes) : NULL;
	unsigned code;
	size_t size;

	if (named) {
		char escape[2] = { '\\', to[named - from] };

		buf_add(buf, escape, sizeof(escape));
		return 1;
	}
	size = bytes_code_point(bytes, count, &code);
	if (size < 2) {
		add_hex_escape(buf, *bytes);
		return 1;
	}
	add_code_escape(buf, code);
	return size;
}

void
bytes_show(struct buf *buf, const void *bytes, size_t count, unsigned flags)
{
	const unsigned char *byte = bytes;
	size_t shown = 0, i = 0;

	if (!count) {
		buf_add(buf, "", 0);
		return;
	}
	while (i < count) {
		size_t size;

		i += plain_run(byte + i, count - i);
		if (i == count)
			break;
		size = stays(byte + i, count - i, flags);
		if (size) {
			i += size;
			continue;
		}
		buf_add(buf, byte + shown, i - shown);
		size = add_escape(buf, byte + i, count - i);
		if (flags & SHOW_BREAK && byte[i] == '\n' && i + 1 < count)
			buf_add_byte(buf, '\n');
		i += size;
		shown = i;
	}
	buf_add(buf, byte + shown, count - shown);
}

void
bytes_show_text(struct buf *buf, const char *text, unsigned flags)
{
	bytes_show(buf, text, strlen(text), flags);
}

const char *
bytes_quote(struct bytes_quoted *quoted, const void *bytes, size_t count)
{
	const unsigned char *byte = bytes;
	size_t take = count, used = 0;

	if (count > BYTES_QUOTED) {
		/* Not in the middle of a character. */
		take = BYTES_QUOTED - 3;
		while (take > BYTES_QUOTED - 7 && (byte[take] & 0xc0) == 0x80)
			take--;
	}
	for (size_t i = 0; i < take; i++) {
		if (byte[i]) {
			quoted->text[used++] = (char)byte[i];
			continue;
		}
		memcpy(quoted->text + used, "\\x00", 4);
		used += 4;
	}
	memcpy(quoted->text + used, take < count ? "..." : "", take < count ? 4 : 1);
	return quoted->text;
}

size_t
bytes_width(const char *text, size_t count)
{
	size_t sum = 0;

	while (count) {
		unsigned code = 0;
		size_t plain = plain_run((const unsigned char *)text, count), step;

		sum += plain;
		text += plain;
		count -= plain;
		if (!count)
			break;
		step = bytes_code_point(text, count, &code);

		sum += step ? (size_t)bytes_columns(code) : 1;
		text += step ? step : 1;
		count -= step ? step : 1;
	}
	return sum;
}

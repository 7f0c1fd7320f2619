/* bytes-hex: bytes as hex and base64, and back. */
#include "base/bytes.h"

#include <string.h>

static const char hex_digit[] = "0123456789abcdef";

enum { DUMP_ROW = 16 };

/* One line of a dump, `count` bytes (1 to 16) of it. */
static void
dump_row(struct buf *buf, const unsigned char *byte, size_t count)
{
	char hex[DUMP_ROW * 3 + 1], plain[DUMP_ROW];

	memset(hex, ' ', sizeof(hex));
	for (size_t i = 0; i < count; i++) {
		char *at = hex + i * 3 + (i >= DUMP_ROW / 2);

		at[0] = hex_digit[byte[i] >> 4];
		at[1] = hex_digit[byte[i] & 15];
		plain[i] = byte[i] >= ' ' && byte[i] < 0x7f ? (char)byte[i] : '.';
	}
	buf_add(buf, hex, sizeof(hex));
	buf_add_text(buf, " |");
	buf_add(buf, plain, count);
	buf_add_text(buf, "|\n");
}

void
bytes_dump(struct buf *buf, const void *bytes, size_t count, const char *indent)
{
	const unsigned char *byte = bytes;

	for (size_t at = 0; at < count; at += DUMP_ROW) {
		buf_format(buf, "%s%08zx  ", indent, at);
		dump_row(buf, byte + at, count - at < DUMP_ROW ? count - at : DUMP_ROW);
	}
}

static int
hex_value(char digit)
{
	const char *at = digit ? strchr(hex_digit, digit | ' ') : NULL;

	if (!at || digit < '0')
		return -1;
	return (int)(at - hex_digit);
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* How many bytes at `text` separate two hex bytes: blanks, a colon among them. */
static size_t
separator(const char *text, size_t count)
{
	size_t i = 0;
	bool colon = false;

	while (i < count && (is_blank(text[i]) || (text[i] == ':' && !colon)))
		colon |= text[i++] == ':';
	return i;
}

static bool
bad_hex(struct error *error, const char *text, size_t count, size_t at)
{
	struct bytes_quoted quoted;

	bytes_quote(&quoted, text + at, count - at ? 1 : 0);
	return error_usage_at(error, (ptrdiff_t)at,
	    "'%s' is not hex: two digits a byte, blanks or ':' only between bytes",
	    quoted.text);
}

static bool
read_hex(struct buf *buf, const char *text, size_t count, struct error *error)
{
	for (size_t i = 0; i < count;) {
		int high = hex_value(text[i]), low;
		size_t gap;

		if (high < 0)
			return bad_hex(error, text, count, i);
		if (i + 1 == count || separator(text + i + 1, 1))
			return error_usage_at(error, (ptrdiff_t)i,
			    "'%c' is half a byte: hex has two digits a byte", text[i]);
		low = hex_value(text[i + 1]);
		if (low < 0)
			return bad_hex(error, text, count, i + 1);
		buf_add_byte(buf, (char)(high << 4 | low));
		i += 2;
		gap = separator(text + i, count - i);
		if (gap && i + gap == count)
			return bad_hex(error, text, count, i);
		i += gap;
	}
	return true;
}

bool
bytes_from_hex(struct buf *buf, const char *text, size_t count, struct error *error)
{
	size_t before = buf->count;

	buf_reserve(buf, count / 2);
	if (read_hex(buf, text, count, error))
		return true;
	buf->count = before;
	return false;
}

static const char base64_digit[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int
base64_value(char digit)
{
	const char *at = memchr(base64_digit, digit, 64);

	return at ? (int)(at - base64_digit) : -1;
}

static bool
bad_base64(struct error *error, const char *text, size_t at)
{
	struct bytes_quoted quoted;

	bytes_quote(&quoted, text + at, 1);
	return error_usage_at(error, (ptrdiff_t)at, "'%s' is not base64 here", quoted.text);
}

static bool
read_base64(struct buf *buf, const char *text, size_t count, struct error *error)
{
	size_t digits = count;
	unsigned bits = 0;

	while (digits && count - digits < 2 && text[digits - 1] == '=')
		digits--;
	for (size_t i = 0; i < digits; i++) {
		int value = base64_value(text[i]);

		if (value < 0)
			return bad_base64(error, text, i);
		bits = bits << 6 | (unsigned)value;
		if (i % 4)
			buf_add_byte(buf, (char)(bits >> (6 - i % 4 * 2)));
	}
	if (count % 4 && digits % 4 != 1 && count > digits)
		return error_usage_at(error, (ptrdiff_t)digits,
		    "'=' pads base64 to groups of four, no further");
	if (count % 4 || digits % 4 == 1)
		return error_usage_at(error, (ptrdiff_t)digits,
		    "base64 comes in groups of four, padded with '='");
	/* Bits that no byte takes must be zero, or two texts would mean the same. */
	if (digits < count && bits & (digits % 4 == 2 ? 15 : 3))
		return error_usage_at(error, (ptrdiff_t)digits - 1,
		    "'%c' ends base64 with bits that belong to no byte", text[digits - 1]);
	return true;
}

bool
bytes_from_base64(struct buf *buf, const char *text, size_t count, struct error *error)
{
	size_t before = buf->count;

	buf_reserve(buf, count / 4 * 3);
	if (read_base64(buf, text, count, error))
		return true;
	buf->count = before;
	return false;
}

void
bytes_to_base64(struct buf *buf, const void *bytes, size_t count)
{
	const unsigned char *byte = bytes;
	char *to = buf_reserve(buf, (count + 2) / 3 * 4);

	for (size_t i = 0; i < count; i += 3) {
		size_t left = count - i;
		unsigned bits = (unsigned)byte[i] << 16;

		bits |= left > 1 ? (unsigned)byte[i + 1] << 8 : 0;
		bits |= left > 2 ? byte[i + 2] : 0;
		*to++ = base64_digit[bits >> 18];
		*to++ = base64_digit[bits >> 12 & 63];
		*to++ = left > 1 ? base64_digit[bits >> 6 & 63] : '=';
		*to++ = left > 2 ? base64_digit[bits & 63] : '=';
	}
	*to = '\0';
	buf->count = (size_t)(to - buf->data);
}

/* escape: the escapes of double quotes. */
#include "lang/escape.h"

#include <string.h>

#include "base/bytes.h"

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

/* Up to `most` digits of `base`; returns how many there were. */
static size_t
digits(const char *text, size_t count, int base, size_t most, unsigned *number)
{
	size_t i = 0;

	for (*number = 0; i < count && i < most && digit(text[i]) < base; i++)
		*number = *number * (unsigned)base + (unsigned)digit(text[i]);
	return i;
}

static size_t
octal(struct buf *out, const char *text, size_t count, struct error *error)
{
	unsigned number;
	size_t taken = digits(text, count, 8, 3, &number);

	if (number > 0377) {
		error_usage(error, "'\\%.3s' is more than a byte: \\377 is the most", text);
		return 0;
	}
	buf_add_byte(out, (char)number);
	return taken;
}

static size_t
hex(struct buf *out, const char *text, size_t count, struct error *error)
{
	unsigned number;

	if (digits(text + 1, count - 1, 16, 2, &number) != 2) {
		error_usage(error, "'\\x' wants exactly two hex digits");
		return 0;
	}
	buf_add_byte(out, (char)number);
	return 3;
}

static size_t
code_point(struct buf *out, const char *text, size_t count, struct error *error)
{
	bool braces = count > 1 && text[1] == '{';
	size_t taken;
	unsigned number;

	if (braces) {
		taken = digits(text + 2, count - 2, 16, 8, &number);
		if (!taken || taken + 2 >= count || text[taken + 2] != '}') {
			error_usage(error, "'\\u{' wants hex digits and a '}'");
			return 0;
		}
		taken += 3;
	} else {
		taken = digits(text + 1, count - 1, 16, 4, &number) + 1;
		if (taken != 5) {
			error_usage(error, "'\\u' wants four hex digits, or '{', digits and '}'");
			return 0;
		}
	}
	if (bytes_add_code_point(out, number))
		return taken;
	error_usage(error, "U+%X is no character", number);
	return 0;
}

size_t
escape_read(struct buf *out, const char *text, size_t count, struct error *error)
{
	static const char plain[] = "rntabefv\\\"'$", means[] = "\r\n\t\a\b\033\f\v\\\"'$";
	const char *found = count ? memchr(plain, *text, sizeof(plain) - 1) : NULL;

	if (found) {
		buf_add_byte(out, means[found - plain]);
		return 1;
	}
	if (count && *text >= '0' && *text <= '7')
		return octal(out, text, count, error);
	if (count && *text == 'x')
		return hex(out, text, count, error);
	if (count && *text == 'u')
		return code_point(out, text, count, error);
	if (!count || *text == '\n') {
		error_usage(error, "a quote ends on its line, and this one is open");
	} else {
		unsigned code;
		size_t size = bytes_code_point(text, count, &code);

		error_usage(error, "'\\%.*s' is no escape", size ? (int)size : 1, text);
	}
	return 0;
}

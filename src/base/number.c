/* number: numbers, sizes and durations, to and from text. */
#include "base/number.h"

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/bytes.h"
#include "base/mem.h"

/* What a scan of a text found; `at` is where it stopped: the offending byte. */
enum scan { SCAN_FINE, SCAN_BAD, SCAN_BIG };

static const char write_size[] = "a size: write 4096, 64k or 8M";
static const char write_duration[] = "a duration: write 250ms, 1.5s or 2m";
static const char write_wait[] = "a duration: write 250ms, 1.5s, 2m or never";

static bool
bad(struct error *error, const char *text, size_t count, size_t at, const char *wanted)
{
	struct bytes_quoted quoted;

	return error_usage_at(error, (ptrdiff_t)at, "'%s' is not %s",
	    bytes_quote(&quoted, text, count), wanted);
}

static bool
outside(struct error *error, const char *text, size_t count, int64_t low, int64_t high)
{
	struct bytes_quoted quoted;

	return error_usage_at(error, 0, "'%s' is out of range: %" PRId64 " to %" PRId64,
	    bytes_quote(&quoted, text, count), low, high);
}

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static unsigned
digit_value(char digit)
{
	if (is_digit(digit))
		return (unsigned)(digit - '0');
	digit = (char)(digit | ' ');
	return digit >= 'a' && digit <= 'f' ? (unsigned)(digit - 'a') + 10 : 16;
}

/* The base that the text at `*at` tells, with `*at` moved behind its prefix. */
static unsigned
scan_base(const char *text, size_t count, size_t *at)
{
	static const struct {
		char letter;
		unsigned base;
	} prefix[] = { { 'x', 16 }, { 'o', 8 }, { 'b', 2 } };

	if (count - *at < 2 || text[*at] != '0')
		return 10;
	for (size_t i = 0; i < sizeof(prefix) / sizeof(*prefix); i++) {
		if ((text[*at + 1] | ' ') != prefix[i].letter)
			continue;
		*at += 2;
		return prefix[i].base;
	}
	return 10;
}

/* Digits from `*at` on, as many as there are. */
static enum scan
scan_digits(const char *text, size_t count, size_t *at, uint64_t *number)
{
	unsigned base = scan_base(text, count, at);
	size_t first = *at;
	bool big = false;

	*number = 0;
	for (; *at < count && digit_value(text[*at]) < base; ++*at) {
		unsigned digit = digit_value(text[*at]);

		/* No base is above 16, and a division is dearer than all the rest. */
		big |= *number >= UINT64_MAX / 16 && *number > (UINT64_MAX - digit) / base;
		*number = *number * base + digit;
	}
	if (*at == first)
		return SCAN_BAD;
	return big ? SCAN_BIG : SCAN_FINE;
}

/* The whole text as a number without a sign. */
static enum scan
scan_whole(const char *text, size_t count, size_t *at, uint64_t *number)
{
	enum scan scan = scan_digits(text, count, at, number);

	return *at < count ? SCAN_BAD : scan;
}

/* The number with its sign, if it lies in [low, high]. */
static bool
signed_within(bool minus, uint64_t number, int64_t low, int64_t high, int64_t *to)
{
	int64_t value;

	if (number > (uint64_t)INT64_MAX + minus)
		return false;
	/* In two steps: what INT64_MIN lacks its sign, no int64_t holds. */
	value = minus && number ? -(int64_t)(number - 1) - 1 : (int64_t)number;
	if (value < low || value > high)
		return false;
	*to = value;
	return true;
}

bool
number_int(const char *text, size_t count, int64_t low, int64_t high, int64_t *to,
    struct error *error)
{
	bool minus = count && *text == '-';
	size_t at = minus || (count && *text == '+' && low < 0);
	uint64_t number;
	enum scan scan = scan_whole(text, count, &at, &number);

	if (scan == SCAN_BAD)
		return bad(error, text, count, at, "a number");
	if (scan == SCAN_BIG || (minus && low >= 0) ||
	    !signed_within(minus, number, low, high, to))
		return outside(error, text, count, low, high);
	return true;
}

bool
number_unsigned(const char *text, size_t count, uint64_t high, uint64_t *to,
    struct error *error)
{
	struct bytes_quoted quoted;
	bool minus = count && *text == '-';
	size_t at = minus;
	uint64_t number;
	enum scan scan = scan_whole(text, count, &at, &number);

	if (scan == SCAN_BAD)
		return bad(error, text, count, at, "a number");
	if (scan == SCAN_BIG || minus || number > high)
		return error_usage_at(error, 0, "'%s' is out of range: 0 to %" PRIu64,
		    bytes_quote(&quoted, text, count), high);
	*to = number;
	return true;
}

static size_t
skip_digits(const char *text, size_t count, size_t at)
{
	while (at < count && is_digit(text[at]))
		at++;
	return at;
}

/* Digits, and behind a point more of them: where the point stands or would, and
 * where they end. */
static size_t
skip_decimal(const char *text, size_t count, size_t at, size_t *point)
{
	*point = skip_digits(text, count, at);
	if (*point + 1 < count && text[*point] == '.' && is_digit(text[*point + 1]))
		return skip_digits(text, count, *point + 1);
	return *point;
}

/* Decimal: 1, 1.5, .5, 1e-3; `*at` stops at the first byte that does not fit. */
static bool
scan_decimal(const char *text, size_t count, size_t *at)
{
	size_t point, end = skip_decimal(text, count, *at, &point);
	bool digits = end > *at;

	*at = end;
	if (!digits || end == count)
		return digits;
	if ((text[end] | ' ') != 'e')
		return false;
	end++;
	end += end < count && (text[end] == '+' || text[end] == '-');
	*at = skip_digits(text, count, end);
	return *at > end && *at == count;
}

/* strtod(3) reads the decimal point of the locale, so it is asked in "C". */
static double
read_decimal(const char *text, size_t count)
{
	char *copy = mem_copy_bytes(text, count);
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	locale_t before = uselocale(plain);
	double real = strtod(copy, NULL);

	uselocale(before);
	if (plain)
		freelocale(plain);
	free(copy);
	return real;
}

static enum scan
scan_real(const char *text, size_t count, size_t *at, double *real)
{
	bool minus = count && *text == '-';
	size_t first = minus || (count && *text == '+');
	uint64_t whole;

	*at = first;
	if (scan_base(text, count, at) != 10) {
		enum scan scan;

		*at = first;
		scan = scan_whole(text, count, at, &whole);
		*real = minus ? -(double)whole : (double)whole;
		return scan;
	}
	if (!scan_decimal(text, count, at))
		return SCAN_BAD;
	*real = read_decimal(text, count);
	return isfinite(*real) ? SCAN_FINE : SCAN_BIG;
}

bool
number_real(const char *text, size_t count, double *to, struct error *error)
{
	struct bytes_quoted quoted;
	double real;
	size_t at;

	switch (scan_real(text, count, &at, &real)) {
	case SCAN_FINE:
		break;
	case SCAN_BAD:
		return bad(error, text, count, at, "a number");
	case SCAN_BIG:
		return error_usage_at(error, 0, "'%s' is out of range: more than a number holds",
		    bytes_quote(&quoted, text, count));
	}
	*to = real;
	return true;
}

/* A size; letters of either case, unless `exact`: then k, M, G and T only. */
static enum scan
scan_size(const char *text, size_t count, size_t *at, bool exact, uint64_t *size)
{
	static const char letter[] = "kMGT";
	enum scan scan = scan_digits(text, count, at, size);

	if (scan == SCAN_BAD || *at == count)
		return scan;
	for (unsigned i = 0; letter[i] && *at + 1 == count; i++) {
		unsigned shift = 10 * (i + 1);

		if (text[*at] != letter[i] && (exact || (text[*at] ^ ' ') != letter[i]))
			continue;
		++*at;
		if (scan == SCAN_BIG || *size > UINT64_MAX >> shift)
			return SCAN_BIG;
		*size <<= shift;
		return SCAN_FINE;
	}
	/* 4kB: the letter is fine, what comes behind it is not. */
	if (*at + 1 < count && memchr("kKmMgGtT", text[*at], 8))
		++*at;
	return SCAN_BAD;
}

bool
number_size_within(const char *text, size_t count, int64_t low, int64_t high, int64_t *to,
    struct error *error)
{
	size_t at = 0;
	uint64_t size;
	enum scan scan = scan_size(text, count, &at, false, &size);

	if (scan == SCAN_BAD)
		return bad(error, text, count, at, write_size);
	if (scan == SCAN_BIG || !signed_within(false, size, low, high, to))
		return outside(error, text, count, low, high);
	return true;
}

bool
number_size(const char *text, size_t count, int64_t high, int64_t *to, struct error *error)
{
	return number_size_within(text, count, 0, high, to, error);
}

static const struct {
	char name[3];
	int64_t nanoseconds;
} units[] = {
	{ "", NUMBER_SECOND },
	{ "s", NUMBER_SECOND },
	{ "ms", NUMBER_SECOND / 1000 },
	{ "us", NUMBER_SECOND / 1000000 },
	{ "ns", 1 },
	{ "m", NUMBER_SECOND * 60 },
	{ "h", NUMBER_SECOND * 3600 },
};

/* The nanoseconds of the unit that the rest of the text names, or 0 with `*at`
 * where it ceases to be one. */
static int64_t
scan_unit(const char *text, size_t count, size_t *at)
{
	size_t left = count - *at, best = 0;

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		size_t size = strlen(units[i].name);

		if (size > left || memcmp(units[i].name, text + *at, size) != 0)
			continue;
		if (size == left)
			return units[i].nanoseconds;
		if (size > best)
			best = size;
	}
	*at += best;
	return 0;
}

static enum scan
scan_duration(const char *text, size_t count, size_t *at, int64_t *nanoseconds)
{
	size_t first = *at, point, end = skip_decimal(text, count, first, &point);
	int64_t unit, whole = 0, part = 0;

	*at = end;
	if (end == first)
		return SCAN_BAD;
	unit = scan_unit(text, count, at);
	if (!unit)
		return SCAN_BAD;
	/* From the last digit on: where each tenth is rounded up, the sum is. */
	for (size_t i = end; i > point + 1; i--)
		part = ((text[i - 1] - '0') * unit + part + 9) / 10;
	for (size_t i = first; i < point; i++) {
		int digit = text[i] - '0';

		if (whole > (INT64_MAX - digit) / 10)
			return SCAN_BIG;
		whole = whole * 10 + digit;
	}
	if (whole > (INT64_MAX - part) / unit)
		return SCAN_BIG;
	*nanoseconds = whole * unit + part;
	return SCAN_FINE;
}

bool
number_duration(const char *text, size_t count, bool never, int64_t *to,
    struct error *error)
{
	struct bytes_quoted quoted;
	size_t at = 0;

	if (never && count == 5 && memcmp(text, "never", count) == 0) {
		*to = NUMBER_NEVER;
		return true;
	}
	switch (scan_duration(text, count, &at, to)) {
	case SCAN_FINE:
		break;
	case SCAN_BAD:
		return bad(error, text, count, at, never ? write_wait : write_duration);
	case SCAN_BIG:
		return error_usage_at(error, 0, "'%s' is out of range: at most 292 years",
		    bytes_quote(&quoted, text, count));
	}
	return true;
}

bool
number_any(const char *text, size_t count, double *to)
{
	int64_t nanoseconds;
	uint64_t size;
	size_t at = 0;

	if (scan_real(text, count, &at, to) == SCAN_FINE)
		return true;
	at = 0;
	if (scan_duration(text, count, &at, &nanoseconds) == SCAN_FINE) {
		*to = (double)nanoseconds / (double)NUMBER_SECOND;
		return true;
	}
	at = 0;
	if (scan_size(text, count, &at, true, &size) != SCAN_FINE)
		return false;
	*to = (double)size;
	return true;
}

/* Three digits that count, cut and not rounded: 999.9ms is no second yet. */
static void
show_decimal(struct buf *buf, int64_t nanoseconds, int64_t unit, const char *name)
{
	int64_t whole = nanoseconds / unit, part = nanoseconds % unit * 100 / unit;

	buf_format(buf, "%" PRId64, whole);
	part = whole < 10 ? part : whole < 100 ? part / 10 * 10 : 0;
	if (part % 10)
		buf_format(buf, ".%02" PRId64, part);
	else if (part)
		buf_format(buf, ".%" PRId64, part / 10);
	buf_add_text(buf, name);
}

void
number_show_thousands(struct buf *to, int64_t count)
{
	if (count >= 1000)
		number_show_thousands(to, count / 1000);
	buf_format(to, count >= 1000 ? ",%03d" : "%d", (int)(count % 1000));
}

void
number_show_duration(struct buf *buf, int64_t nanoseconds)
{
	static const struct {
		int64_t unit;
		const char *name;
	} small[] = { { NUMBER_SECOND, "s" }, { 1000000, "ms" }, { 1000, "us" }, { 1, "ns" } },
	    large[] = { { 86400, "d" }, { 3600, "h" }, { 60, "m" }, { 1, "s" } };
	int64_t seconds = nanoseconds / NUMBER_SECOND;
	size_t i = 0;

	if (nanoseconds < 0) {
		buf_add_text(buf, "never");
		return;
	}
	if (seconds < 60) {
		while (i < 3 && nanoseconds < small[i].unit)
			i++;
		if (nanoseconds)
			show_decimal(buf, nanoseconds, small[i].unit, small[i].name);
		else
			buf_add_text(buf, "0s");
		return;
	}
	while (seconds < large[i].unit)
		i++;
	buf_format(buf, "%" PRId64 "%s", seconds / large[i].unit, large[i].name);
	seconds = seconds % large[i].unit / large[i + 1].unit;
	if (seconds)
		buf_format(buf, " %" PRId64 "%s", seconds, large[i + 1].name);
}

void
number_show_amount(struct buf *to, int64_t amount)
{
	static const char unit_of[] = "kMGTPE";
	double scaled = (double)amount;
	size_t unit = 0;

	if (amount < 10000) {
		buf_format(to, "%lld", (long long)amount);
		return;
	}
	for (scaled /= 1024; scaled >= 999.5 && unit_of[unit + 1]; unit++)
		scaled /= 1024;
	buf_format(to, scaled < 9.95 ? "%.1f%c" : "%.0f%c", scaled, unit_of[unit]);
}

int64_t
number_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NUMBER_SECOND + now.tv_nsec;
}

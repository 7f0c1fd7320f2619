/* http-date: dates as they stand in heads (RFC 9110, 5.6.7). */
#include <string.h>
#include <time.h>

#include "serve/http.h"

static const char days[][10] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
                                 "Saturday" };
static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
                                  "Oct", "Nov", "Dec" };

enum { SHORT = 3, DAY_SECONDS = 86400, MONTHS = sizeof(months) / sizeof(*months) };

void
http_date(struct buf *out, int64_t seconds)
{
	time_t when = (time_t)seconds;
	struct tm tm;

	/* Files may be of any time; RFC 9110 knows years of four digits. */
	if (!gmtime_r(&when, &tm) || tm.tm_year < -1900 || tm.tm_year > 9999 - 1900) {
		when = 0;
		gmtime_r(&when, &tm);
	}
	buf_format(out, "%.3s, %02d %s %04d %02d:%02d:%02d GMT", days[tm.tm_wday], tm.tm_mday,
	    months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* ---- reading ---- */

/* As RFC 9110 wants it, as RFC 850 had it, and as asctime() writes it.  A letter is a part, all
 * else stands for itself. */
static const char *const forms[] = { "w, d m Y h:n:s GMT", "W, d-m-y h:n:s GMT", "w m e h:n:s Y" };

enum part { PART_DAY, PART_MONTH, PART_YEAR, PART_HOUR, PART_MINUTE, PART_SECOND, PARTS };

/* Numbers, and of how many digits; with `blank` the first may be one. */
static const struct {
	char      letter;
	enum part part;
	unsigned  digits;
	bool      blank;
} numbers[] = {
	{ 'd', PART_DAY, 2, false }, { 'e', PART_DAY, 2, true }, { 'Y', PART_YEAR, 4, false },
	{ 'y', PART_YEAR, 2, false }, { 'h', PART_HOUR, 2, false }, { 'n', PART_MINUTE, 2, false },
	{ 's', PART_SECOND, 2, false },
};

static bool
skip(struct http_text *text, const char *word, size_t count)
{
	if (text->count < count || memcmp(text->at, word, count) != 0)
		return false;
	text->at += count;
	text->count -= count;
	return true;
}

static bool
skip_day(struct http_text *text, bool whole)
{
	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++)
		if (skip(text, days[i], whole ? strlen(days[i]) : SHORT))
			return true;
	return false;
}

static bool
read_month(struct http_text *text, int64_t *month)
{
	for (*month = 0; *month < MONTHS; ++*month)
		if (skip(text, months[*month], SHORT))
			return true;
	return false;
}

static bool
read_number(struct http_text *text, unsigned digits, bool blank, int64_t *number)
{
	*number = 0;
	if (text->count < digits)
		return false;
	if (blank && skip(text, " ", 1))
		digits--;
	for (; digits--; text->at++, text->count--) {
		if (*text->at < '0' || *text->at > '9')
			return false;
		*number = *number * 10 + (*text->at - '0');
	}
	return true;
}

static bool
read_part(struct http_text *text, const char *letter, int64_t *part)
{
	if (*letter == 'w' || *letter == 'W')
		return skip_day(text, *letter == 'W');
	if (*letter == 'm')
		return read_month(text, &part[PART_MONTH]);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (numbers[i].letter == *letter)
			return read_number(text, numbers[i].digits, numbers[i].blank,
			    &part[numbers[i].part]);
	return skip(text, letter, 1);
}

static bool
read_form(struct http_text text, const char *form, int64_t *part)
{
	for (; *form; form++)
		if (!read_part(&text, form, part))
			return false;
	return !text.count;
}

static bool
is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t
days_of(int64_t year, int64_t month)
{
	static const int64_t lengths[MONTHS] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return lengths[month] + (month == 1 && is_leap(year));
}

/* Not as mktime() does it, which goes by where we are. */
static int64_t
seconds_of(const int64_t *part)
{
	int64_t before = part[PART_YEAR] - 1;
	int64_t day = before * 365 + before / 4 - before / 100 + before / 400 - 719162;

	for (int64_t month = 0; month < part[PART_MONTH]; month++)
		day += days_of(part[PART_YEAR], month);
	return (day + part[PART_DAY] - 1) * DAY_SECONDS + part[PART_HOUR] * 3600 +
	    part[PART_MINUTE] * 60 + part[PART_SECOND];
}

/* Of two digits: the last such one that is no more than 50 years ahead. */
static int64_t
whole_year(int64_t year, int64_t now)
{
	time_t when = (time_t)now;
	int64_t most;
	struct tm tm;

	if (!gmtime_r(&when, &tm))
		return 1900 + year;
	most = (int64_t)tm.tm_year + 1900 + 50;
	year += most - most % 100;
	return year > most ? year - 100 : year;
}

bool
http_read_date(const struct http_text *text, int64_t now, int64_t *seconds)
{
	int64_t part[PARTS];
	size_t form = 0;

	while (form < sizeof(forms) / sizeof(*forms) && !read_form(*text, forms[form], part))
		form++;
	if (form == sizeof(forms) / sizeof(*forms))
		return false;
	if (strchr(forms[form], 'y'))
		part[PART_YEAR] = whole_year(part[PART_YEAR], now);
	/* 60: a leap second. */
	if (part[PART_YEAR] < 1 || part[PART_DAY] < 1 ||
	    part[PART_DAY] > days_of(part[PART_YEAR], part[PART_MONTH]) ||
	    part[PART_HOUR] > 23 || part[PART_MINUTE] > 59 || part[PART_SECOND] > 60)
		return false;
	*seconds = seconds_of(part);
	return true;
}

/* option-number: option values that are one number: switches, sizes, durations, choices. */
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <string.h>
#include <sys/time.h>

#include "base/number.h"
#include "socket/option-value.h"

bool
option_read_bool(const struct option_word *word, bool *truth, struct error *error)
{
	static const struct {
		char text[6];
		bool truth;
	} words[] = { { "on", true }, { "off", false }, { "1", true }, { "0", false },
		{ "true", true }, { "false", false }, { "yes", true }, { "no", false } };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!option_is(word, words[i].text))
			continue;
		*truth = words[i].truth;
		return true;
	}
	return option_bad(word, "on or off", error);
}

static void
decode_bool(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	(void)option, (void)count;
	*to = (struct value){ .kind = VALUE_BOOL, .truth = option_to_int(bytes) != 0 };
}

static bool
encode_bool(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	bool truth = false;

	(void)option, (void)count;
	if (!option_read_bool(word, &truth, error))
		return false;
	option_add_int(to, truth);
	return true;
}

static void
decode_int(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	(void)option, (void)count;
	option_put_int(to, option_to_int(bytes));
}

static bool
encode_int(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	int64_t number;

	(void)option, (void)count;
	if (!number_int(word->bytes, word->count, INT_MIN, INT_MAX, &number, error))
		return false;
	option_add_int(to, number);
	return true;
}

static void
decode_unsigned(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	(void)option, (void)count;
	option_put_int(to, (unsigned)option_to_int(bytes));
}

static bool
encode_unsigned(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	int64_t number;

	(void)option, (void)count;
	if (!number_int(word->bytes, word->count, 0, UINT_MAX, &number, error))
		return false;
	option_add_int(to, number);
	return true;
}

static void
decode_long(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	uint64_t number;

	(void)option, (void)count;
	memcpy(&number, bytes, sizeof(number));
	if (number == UINT64_MAX)
		*to = value_text("unlimited");
	else
		*to = value_unsigned(number);
}

static bool
encode_long(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	uint64_t number = UINT64_MAX;
	struct error ignored;
	int64_t size;

	(void)option, (void)count;
	/* A size ends at 2^63; beyond it the plain number is taken, as it is shown. */
	if (!option_is(word, "unlimited") &&
	    !number_unsigned(word->bytes, word->count, UINT64_MAX, &number, &ignored)) {
		if (!number_size(word->bytes, word->count, INT64_MAX, &size, error))
			return false;
		number = (uint64_t)size;
	}
	buf_add(to, &number, sizeof(number));
	return true;
}

/* Where less than nothing means something: any number, or a size. */
static bool
encode_offset(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	int64_t number;

	(void)option, (void)count;
	if (!(*word->bytes == '-' ?
	    number_int(word->bytes, word->count, INT_MIN, 0, &number, error) :
	    number_size(word->bytes, word->count, INT_MAX, &number, error)))
		return false;
	option_add_int(to, number);
	return true;
}

static bool
encode_unsigned_bytes(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	int64_t size;

	(void)option, (void)count;
	if (!number_size(word->bytes, word->count, UINT_MAX, &size, error))
		return false;
	option_add_int(to, size);
	return true;
}

static bool
encode_bytes(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	int64_t size;

	(void)option, (void)count;
	if (!number_size(word->bytes, word->count, INT_MAX, &size, error))
		return false;
	option_add_int(to, size);
	return true;
}

static void
decode_duration(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	double unit = (double)option_codec(option->type)->unit;

	(void)count;
	*to = (struct value){ .kind = VALUE_REAL,
		.real = option_to_int(bytes) * unit / (double)NUMBER_SECOND };
}

/* A duration in whole units of the kernel's: rounding would hide what was set. */
bool
option_read_units(const struct option *option, const struct option_word *word, int64_t unit,
    int64_t *units, struct error *error)
{
	const char *name = unit == NUMBER_SECOND ? "seconds" :
	    unit == 1000000 ? "milliseconds" : "microseconds";
	int64_t nanoseconds;

	if (!number_duration(word->bytes, word->count, false, &nanoseconds, error))
		return false;
	if (nanoseconds % unit)
		return error_usage(error, "'%.40s': %s counts whole %s", word->bytes,
		    option->brief, name);
	if (nanoseconds / unit > INT_MAX)
		return error_usage(error, "'%.40s' is out of range: at most %d %s", word->bytes,
		    INT_MAX, name);
	*units = nanoseconds / unit;
	return true;
}

static bool
encode_duration(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	int64_t units;

	(void)count;
	if (!option_read_units(option, word, option_codec(option->type)->unit, &units, error))
		return false;
	option_add_int(to, units);
	return true;
}

/* Exact and in one word, so that it can be typed back. */
static void
show_nanoseconds(struct buf *to, int64_t nanoseconds)
{
	static const struct {
		int64_t unit;
		char name[3];
	} units[] = { { NUMBER_SECOND, "s" }, { 1000000, "ms" }, { 1000, "us" }, { 1, "ns" } };
	size_t i = 0;

	while (i < 3 && nanoseconds > -units[i].unit && nanoseconds < units[i].unit && nanoseconds)
		i++;
	buf_format(to, "%" PRId64, nanoseconds / units[i].unit);
	if (nanoseconds % units[i].unit) {
		int64_t part = imaxabs(nanoseconds % units[i].unit);

		buf_add_byte(to, '.');
		for (int64_t tenth = units[i].unit / 10; part; tenth /= 10) {
			buf_add_byte(to, (char)('0' + part / tenth));
			part %= tenth;
		}
	}
	buf_add_text(to, units[i].name);
}

static void
show_duration(const struct value *value, struct buf *to)
{
	double seconds = value->kind == VALUE_REAL ? value->real : (double)value->number;

	/* A time of 64 bits may be more than nanoseconds can tell. */
	if (fabs(seconds) >= 9e9)
		buf_format(to, "%.0fs", seconds);
	else
		show_nanoseconds(to, (int64_t)(seconds * (double)NUMBER_SECOND +
		    (seconds < 0 ? -0.5 : 0.5)));
}

static void
decode_timeval(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct timeval time;

	(void)option, (void)count;
	memcpy(&time, bytes, sizeof(time));
	*to = (struct value){ .kind = VALUE_REAL,
		.real = (double)time.tv_sec + (double)time.tv_usec / 1e6 };
}

static bool
encode_timeval(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	struct timeval time;
	int64_t nanoseconds;

	(void)option, (void)count;
	if (!number_duration(word->bytes, word->count, true, &nanoseconds, error))
		return false;
	/* To the kernel, no time at all is no limit. */
	if (nanoseconds == NUMBER_NEVER)
		nanoseconds = 0;
	if (nanoseconds % 1000)
		return error_usage(error, "'%.40s': %s counts whole microseconds", word->bytes,
		    option->brief);
	memset(&time, 0, sizeof(time));
	time.tv_sec = (time_t)(nanoseconds / NUMBER_SECOND);
	time.tv_usec = (suseconds_t)(nanoseconds % NUMBER_SECOND / 1000);
	buf_add(to, &time, sizeof(time));
	return true;
}

static void
decode_choice(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	const char *name = names_of(option->choices, option_to_int(bytes));
	bool on = name && strcmp(name, "on") == 0;

	(void)count;
	/* A switch with a third place is a switch. */
	if (on || (name && strcmp(name, "off") == 0))
		*to = (struct value){ .kind = VALUE_BOOL, .truth = on };
	else if (name)
		*to = value_text(name);
	else
		option_put_int(to, option_to_int(bytes));
}

/* What the words may be, for a message. */
static const char *
list(const struct name *names, const char *before, struct buf *to)
{
	buf_add_text(to, before);
	for (const struct name *n = names; n->name; n++)
		buf_format(to, "%s%s", n == names ? "" : n[1].name ? ", " : " or ", n->name);
	return buf_text(to);
}

bool
option_no_choice(const struct option *option, const struct option_word *word, const char *before,
    struct error *error)
{
	struct buf wanted = { 0 };

	option_bad(word, list(option->choices, before, &wanted), error);
	buf_clear(&wanted);
	return false;
}

static bool
encode_choice(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	struct error ignored;
	int64_t number;
	int named;

	(void)count;
	if (names_number(option->choices, NULL, word->bytes, &named) &&
	    strlen(word->bytes) == word->count) {
		option_add_int(to, named);
		return true;
	}
	if (!number_int(word->bytes, word->count, INT_MIN, INT_MAX, &number, &ignored))
		return option_no_choice(option, word, "", error);
	option_add_int(to, number);
	return true;
}

const struct option_codec option_bool = {
	.text = "on|off", .size = sizeof(int), .words = 1,
	.decode = decode_bool, .encode = encode_bool,
};
const struct option_codec option_int = {
	.text = "NUMBER", .size = sizeof(int), .words = 1,
	.decode = decode_int, .encode = encode_int,
};
const struct option_codec option_unsigned = {
	.text = "NUMBER", .size = sizeof(int), .words = 1,
	.decode = decode_unsigned, .encode = encode_unsigned,
};
const struct option_codec option_long = {
	.text = "SIZE|unlimited", .size = sizeof(uint64_t), .words = 1,
	.decode = decode_long, .encode = encode_long,
};
const struct option_codec option_seconds = {
	.text = "DURATION", .size = sizeof(int), .words = 1, .unit = NUMBER_SECOND,
	.decode = decode_int, .encode = encode_duration,
	.show = show_duration, .kind = VALUE_INT,
};
const struct option_codec option_millis = {
	.text = "DURATION", .size = sizeof(int), .words = 1, .unit = 1000000,
	.decode = decode_duration, .encode = encode_duration,
	.show = show_duration, .kind = VALUE_REAL,
};
const struct option_codec option_micros = {
	.text = "DURATION", .size = sizeof(int), .words = 1, .unit = 1000,
	.decode = decode_duration, .encode = encode_duration,
	.show = show_duration, .kind = VALUE_REAL,
};
const struct option_codec option_bytes = {
	.text = "SIZE", .size = sizeof(int), .words = 1,
	.decode = decode_int, .encode = encode_bytes,
};
const struct option_codec option_unsigned_bytes = {
	.text = "SIZE", .size = sizeof(int), .words = 1,
	.decode = decode_unsigned, .encode = encode_unsigned_bytes,
};
const struct option_codec option_offset = {
	.text = "SIZE", .size = sizeof(int), .words = 1,
	.decode = decode_int, .encode = encode_offset,
};
const struct option_codec option_timeval = {
	.text = "DURATION|never", .size = sizeof(struct timeval), .words = 1,
	.decode = decode_timeval, .encode = encode_timeval,
	.show = show_duration, .kind = VALUE_REAL,
};
const struct option_codec option_choice = {
	.text = "CHOICE", .size = sizeof(int), .words = 1,
	.decode = decode_choice, .encode = encode_choice,
};

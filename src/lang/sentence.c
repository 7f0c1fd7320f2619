/* sentence: texts with fields in them, as commands say their answers and hints their reason. */
#include "lang/sentence.h"

#include <string.h>
#include <time.h>

#include "base/bytes.h"
#include "lang/quote.h"

/* So many of a list are named. */
enum { ENUMERATED = 8 };

static const struct value *
find(const struct sentence *sentence, const char *name, size_t count)
{
	const struct value *value = record_path(sentence->fields, name, count);

	return value || !sentence->more ? value : record_path(sentence->more, name, count);
}

static bool
is_there(const struct value *value)
{
	return value && value->kind != VALUE_NONE &&
	    !(value->kind == VALUE_BOOL && !value->truth) &&
	    !((value->kind == VALUE_LIST || value->kind == VALUE_RECORD) && !value->record->count);
}

static void
add_value(struct buf *out, const struct value *value, const struct sentence *sentence)
{
	struct buf plain = { 0 };

	value_show(value, &plain);
	switch (sentence->form) {
	case SENTENCE_SHOWN:
		bytes_show(out, buf_text(&plain), plain.count, sentence->show);
		break;
	case SENTENCE_PLAIN:
		buf_add(out, buf_text(&plain), plain.count);
		break;
	case SENTENCE_TYPED:
		quote_bytes(out, buf_text(&plain), plain.count);
		break;
	}
	buf_clear(&plain);
}

/* "12 sockets, 4 to 15", or "12 sockets" where they are no row. */
static void
add_span(struct buf *out, const struct record *list, const char *unit, size_t size)
{
	int64_t first = list->field[0].value.number;

	buf_format(out, "%u %.*ss", list->count, (int)size, unit);
	for (size_t i = 0; i < list->count; i++)
		if (list->field[i].value.kind != VALUE_INT ||
		    list->field[i].value.number != first + (int64_t)i)
			return;
	buf_format(out, ", %lld to %lld", (long long)first,
	    (long long)first + (long long)list->count - 1);
}

/* "sockets 4, 5 and 6". */
static void
add_enumeration(struct buf *out, const struct record *list, const char *unit, size_t size,
    const struct sentence *sentence)
{
	if (list->count > ENUMERATED) {
		add_span(out, list, unit, size);
		return;
	}
	buf_format(out, "%.*s%s", (int)size, unit, list->count == 1 ? "" : "s");
	for (size_t i = 0; i < list->count; i++) {
		buf_add_text(out, i == 0 ? " " : i + 1 < list->count ? ", " : " and ");
		add_value(out, &list->field[i].value, sentence);
	}
}

/* The time of the day here, from seconds since 1970. */
static void
add_clock(struct buf *out, double seconds)
{
	int64_t micro = (int64_t)(seconds * 1e6 + 0.5);
	time_t whole = (time_t)(micro / 1000000);
	struct tm day;

	if (localtime_r(&whole, &day))
		buf_format(out, "%02d:%02d:%02d.%06d", day.tm_hour, day.tm_min, day.tm_sec,
		    (int)(micro % 1000000));
}

static bool
is_one(const struct value *value)
{
	return value && (value->kind == VALUE_REAL ? value->real == 1 : value->number == 1);
}

/* `field` is "NAME" or "NAME|UNIT". */
static void
add_field(struct buf *out, const char *field, size_t size, const struct sentence *sentence)
{
	const char *unit = memchr(field, '|', size);
	size_t count = unit ? (size_t)(unit - field) : size;
	size_t rest = unit ? size - count - 1 : 0;
	const struct value *value = find(sentence, field, count);

	if (unit && value && value->kind == VALUE_LIST) {
		add_enumeration(out, value->record, unit + 1, rest, sentence);
		return;
	}
	if (unit && value && value->kind == VALUE_REAL && rest == strlen("o'clock") &&
	    memcmp(unit + 1, "o'clock", rest) == 0) {
		add_clock(out, value->real);
		return;
	}
	if (value)
		add_value(out, value, sentence);
	if (unit)
		buf_format(out, " %.*s%s", (int)rest, unit + 1, is_one(value) ? "" : "s");
}

/* The end of a field or group that begins behind its brace; NULL: it has none. */
static const char *
brace_end(const char *say)
{
	for (int depth = 1; *(say += strcspn(say, "{}")); say++) {
		depth += *say == '{' ? 1 : -1;
		if (depth == 0)
			return say;
	}
	return NULL;
}

static bool
is_group(const char *brace)
{
	return brace[1] == '?' || brace[1] == '!' || brace[1] == '+';
}

/* Is what stands in the group said? */
static bool
is_said(const char *brace, const char *colon, const struct sentence *sentence)
{
	const struct value *value = find(sentence, brace + 2, (size_t)(colon - brace - 2));

	if (brace[1] == '+')
		return value && value->kind == VALUE_INT && value->number > 0;
	return is_there(value) == (brace[1] == '?');
}

static void
say_part(struct buf *out, const char *say, const char *end, const struct sentence *sentence)
{
	for (; say < end; say++) {
		const char *close, *colon;

		if (*say != '{') {
			buf_add_byte(out, *say);
			continue;
		}
		close = brace_end(say + 1);
		if (is_group(say)) {
			colon = memchr(say, ':', (size_t)(close - say));
			if (is_said(say, colon, sentence))
				say_part(out, colon + 1, close, sentence);
		} else {
			add_field(out, say + 1, (size_t)(close - say - 1), sentence);
		}
		say = close;
	}
}

void
sentence_say(struct buf *out, const char *say, const struct sentence *sentence)
{
	say_part(out, say, say + strlen(say), sentence);
}

static bool
part_is_whole(const char *say, const char *end, const struct sentence *sentence)
{
	for (; (say = memchr(say, '{', (size_t)(end - say))); say++) {
		const char *close = brace_end(say + 1);
		const char *colon = memchr(say, is_group(say) ? ':' : '|', (size_t)(close - say));
		const char *stop = colon ? colon : close;

		if (!is_group(say)) {
			if (!find(sentence, say + 1, (size_t)(stop - say - 1)))
				return false;
		} else if (is_said(say, colon, sentence) &&
		    !part_is_whole(colon + 1, close, sentence)) {
			return false;
		}
		say = close;
	}
	return true;
}

bool
sentence_is_whole(const char *say, const struct sentence *sentence)
{
	return part_is_whole(say, say + strlen(say), sentence);
}

bool
sentence_names(const char *say, const char *field)
{
	size_t count = strlen(field);

	for (; (say = strchr(say, '{')); say++) {
		const char *at = say + 1 + (say[1] == '?' || say[1] == '+');

		if (strncmp(at, field, count) == 0 && strchr("}:|", at[count]))
			return true;
	}
	return false;
}

static const char *
check_part(const char *say, const char *end, sentence_each *each, void *to)
{
	for (; say < end; say++) {
		const char *close = *say == '{' ? brace_end(say + 1) : NULL, *name, *stop, *fault;

		if (*say == '}')
			return "a '}' closes nothing";
		if (*say != '{')
			continue;
		if (!close)
			return "a '{' has no '}'";
		name = say + 1 + is_group(say);
		stop = name + strcspn(name, is_group(say) ? "{}:" : "{}|");
		if (stop == name)
			return "a field has no name";
		if (is_group(say) ? *stop != ':' : *stop == '{')
			return "a field does not end where it should";
		if (each)
			each(to, name, (size_t)(stop - name));
		if (is_group(say) &&
		    (fault = check_part(stop + 1, close, each, to)) != NULL)
			return fault;
		say = close;
	}
	return NULL;
}

const char *
sentence_check(const char *say, sentence_each *each, void *to)
{
	return check_part(say, say + strlen(say), each, to);
}

/* render-failure: what there is to say of an error beyond its sentence, for people. */
#include "shell/render-failure.h"

#include <string.h>

#include "base/bytes.h"
#include "shell/report.h"
#include "shell/rows.h"

/* Of two texts that differ, so many bytes before the place and behind it are shown; of hex
 * fewer; of any other text so many at all. */
enum { BEFORE = 24, BEHIND = 40, HEX_BEFORE = 6, HEX_BEHIND = 12, LONG = 4096, PARTIAL = 1000 };
enum { INDENT = 2 };

static const char label[] = "  %-8s  ";

/* The part of a text that is shown: bytes [from, to). */
struct window {
	size_t from, to, at;
	bool   hex;
};

static bool
goes_on_at(const struct value *value, size_t at)
{
	return at < value->bytes.count && ((unsigned char)value->bytes.data[at] & 0xc0) == 0x80;
}

/* Both are text: then they are cut between characters. */
static struct window
window_of(const struct value *value, size_t at, bool hex)
{
	size_t before = hex ? HEX_BEFORE : BEFORE, behind = hex ? HEX_BEHIND : BEHIND;
	struct window window = { .at = at, .hex = hex };

	while (!hex && window.at && goes_on_at(value, window.at))
		window.at--;
	window.from = window.at > before ? window.at - before : 0;
	window.to = value->bytes.count - window.at > behind ? window.at + behind :
	    value->bytes.count;
	while (!hex && window.from < window.at && goes_on_at(value, window.from))
		window.from++;
	while (!hex && window.to > window.at && goes_on_at(value, window.to))
		window.to--;
	return window;
}

static void
show_part(struct buf *out, const char *bytes, size_t count, bool hex, unsigned show)
{
	for (size_t i = 0; hex && i < count; i++)
		buf_format(out, "%02x ", (unsigned char)bytes[i]);
	if (!hex)
		bytes_show(out, bytes, count, show);
}

/* A line, and how many columns stand before the place. */
static size_t
add_side(struct buf *out, const char *name, const struct value *value, struct window window,
    unsigned show)
{
	const char *bytes = value->bytes.data;
	size_t start, columns;

	buf_format(out, label, name);
	start = out->count;
	buf_add_text(out, window.from ? "..." : "");
	show_part(out, bytes + window.from, window.at - window.from, window.hex, show);
	columns = bytes_width(buf_text(out) + start, out->count - start);
	show_part(out, bytes + window.at, window.to - window.at, window.hex, show);
	if (window.to < value->bytes.count)
		buf_add_text(out, "...");
	else if (window.hex && out->data[out->count - 1] == ' ')
		out->count--;
	buf_add_byte(out, '\n');
	return columns;
}

static bool
is_text(const struct value *value)
{
	return bytes_are_text(value->bytes.data, value->bytes.count);
}

static void
add_difference(struct buf *out, const struct value *expected, const struct value *actual,
    size_t at, unsigned show)
{
	bool hex = !is_text(expected) || !is_text(actual);
	const struct value *shorter = expected->bytes.count == at ? expected :
	    actual->bytes.count == at ? actual : NULL;
	size_t columns, other;

	columns = add_side(out, "expected", expected, window_of(expected, at, hex), show);
	other = add_side(out, "actual", actual, window_of(actual, at, hex), show);
	if (other > columns)
		columns = other;
	buf_add_blanks(out, columns + 12);
	buf_format(out, "^ %sat offset %zu\n", !shorter ? "differs " : shorter == expected ?
	    "more than expected " : "ends ", at);
}

static void
add_call(struct buf *out, const struct record *call)
{
	const struct value *name = record_get(call, "call"), *result = record_get(call, "result");
	const struct value *number = record_get(call, "errno"), *ago = record_get(call, "ago");
	const struct value *times = record_get(call, "times");

	if (!name || name->kind != VALUE_TEXT || !ago || ago->kind != VALUE_REAL)
		return;
	bytes_show_text(out, name->bytes.data, 0);
	if (result && result->kind == VALUE_INT)
		buf_format(out, " = %lld", (long long)result->number);
	else if (number && number->kind == VALUE_TEXT)
		buf_format(out, ": %s", number->bytes.data);
	if (times && times->kind == VALUE_INT)
		buf_format(out, ", %lld times", (long long)times->number);
	buf_add_text(out, ", ");
	report_time(out, (int64_t)(ago->real * 1e9));
	buf_add_text(out, " before\n");
}

static void
add_calls(struct buf *out, const struct record *list)
{
	for (size_t i = 0; i < list->count; i++) {
		buf_format(out, label, i ? "" : "calls");
		add_call(out, list->field[i].value.record);
	}
}

/* What was expected, unless it was to be the same, behind how it was compared: "!= 2". */
static void
add_operator(struct buf *out, const struct record *failure, const struct field_value *field)
{
	const struct value *operator = record_get(failure, "operator");

	if (!operator || strcmp(field->name, "expected") != 0 || operator->kind != VALUE_TEXT ||
	    strcmp(operator->bytes.data, "==") == 0)
		return;
	buf_add(out, operator->bytes.data, operator->bytes.count);
	buf_add_byte(out, ' ');
}

static void
add_plain(struct buf *out, const struct record *failure, const struct field_value *field,
    unsigned show)
{
	bool partial = strcmp(field->name, "partial") == 0;
	size_t most = partial ? PARTIAL : LONG;
	struct buf plain = { 0 };

	/* That nothing came is said by the sentence. */
	if (partial && field->value.kind == VALUE_BYTES && !field->value.bytes.count)
		return;
	value_show(&field->value, &plain);
	buf_format(out, label, field->name);
	add_operator(out, failure, field);
	bytes_show(out, buf_text(&plain), plain.count > most ? most : plain.count, show);
	if (plain.count > most)
		buf_format(out, "... and %zu more", plain.count - most);
	buf_add_byte(out, '\n');
	buf_clear(&plain);
}

void
render_hint(struct buf *out, const struct value *hint, const struct look *look)
{
	size_t from = out->count;

	buf_add_blanks(out, INDENT);
	bytes_show(out, hint->bytes.data, hint->bytes.count, look->show);
	buf_add_byte(out, '\n');
	row_break(out, from, look->width, INDENT);
}

/* It is safe to look at, and would not be the same with its backslashes as two. */
static void
add_next(struct buf *out, const struct value *next, const struct look *look)
{
	if (!look->person)
		return;
	buf_add_text(out, "  try: ");
	bytes_show(out, next->bytes.data, next->bytes.count, look->show | SHOW_SLASH);
	buf_add_byte(out, '\n');
}

/* What the doctor says, which comes first. */
static void
add_advice(struct buf *out, const struct record *failure, const struct look *look)
{
	const struct value *hint = record_get(failure, "hint"), *next = record_get(failure, "next");

	if (hint)
		render_hint(out, hint, look);
	if (next)
		add_next(out, next, look);
}

/* For programs: for people it is in a sentence. */
static bool
is_said(const char *name)
{
	static const char *const said[] = { "hint", "next", "evidence", "reason", "alert",
		"alert_number", "alert_sent", "certificate_wanted", "wanted",
		"depth", "came", "operator" };

	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++)
		if (strcmp(name, said[i]) == 0)
			return true;
	return false;
}

static bool
is_rows(const struct value *value)
{
	return value->kind == VALUE_LIST && value->record->count &&
	    value->record->field[0].value.kind == VALUE_RECORD;
}

void
render_failure(struct buf *out, const struct record *failure, const struct look *look)
{
	const struct value *expected = record_get(failure, "expected");
	const struct value *actual = record_get(failure, "actual");
	const struct value *at = record_get(failure, "differs_at");

	if (at && at->kind == VALUE_INT && expected && actual)
		add_difference(out, expected, actual, (size_t)at->number, look->show);
	add_advice(out, failure, look);
	for (size_t i = 0; i < failure->count; i++) {
		const struct field_value *field = &failure->field[i];
		const struct value *value = &field->value;

		/* A record has its own command, such as cert. */
		if (is_said(field->name) || value->kind == VALUE_RECORD ||
		    (at && (value == expected || value == actual || value == at)))
			continue;
		if (strcmp(field->name, "calls") == 0 && is_rows(value))
			add_calls(out, value->record);
		else
			add_plain(out, failure, field, look->show);
	}
}

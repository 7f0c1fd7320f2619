/* render-tap: TAP 14, and 13 for who knows no other. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "shell/report.h"

/* The Test::Harness that does. */
#define KNOWS_14 3.48

/* What is written reads the same in both versions; a prove that is older than the 14th
 * takes its number for a fault.  That it reads is known where it has started sosh, and never
 * of a file. */
static void
begin_13(struct report *report)
{
	buf_add_text(&report->out, "TAP version 13\n");
}

static void
tap_begin(struct report *report)
{
	const char *harness = report->path ? NULL : getenv("HARNESS_VERSION");
	double version = 0;
	bool old = harness && number_real(harness, strlen(harness), &version,
	    &(struct error){ .kind = ERROR_NONE }) && version < KNOWS_14;

	if (old)
		begin_13(report);
	else
		buf_add_text(&report->out, "TAP version 14\n");
}

/* What commands say are comments. */
static void
tap_said(struct report *report, const char *text, size_t count)
{
	const char *end = text + count;

	while (text < end) {
		const char *feed = memchr(text, '\n', (size_t)(end - text));
		const char *stop = feed ? feed : end;

		buf_add_text(&report->out, stop > text ? "# " : "#");
		buf_add(&report->out, text, (size_t)(stop - text));
		buf_add_byte(&report->out, '\n');
		text = feed ? feed + 1 : end;
	}
}

/* A name, safe to look at, and then so that no `#` in it begins a directive. */
static void
add_name(struct buf *out, const char *bytes, size_t count)
{
	struct buf shown = { 0 };

	bytes_show(&shown, bytes, count, SHOW_SLASH);
	for (size_t i = 0; i < shown.count; i++) {
		if (strchr("#\\", shown.data[i]))
			buf_add_byte(out, '\\');
		buf_add_byte(out, shown.data[i]);
	}
	buf_clear(&shown);
}

/* What has a short escape in YAML, or needs one; false: nothing of that kind. */
static bool
add_special(struct buf *out, char byte)
{
	static const char from[] = "\n\t\"\\", to[] = "nt\"\\";
	const char *at = byte ? strchr(from, byte) : NULL;

	if (!at)
		return false;
	buf_add_byte(out, '\\');
	buf_add_byte(out, to[at - from]);
	return true;
}

/* YAML's double quotes around what is safe to look at. */
static void
add_quoted(struct buf *out, const char *text, size_t count)
{
	buf_add_byte(out, '"');
	for (size_t i = 0; i < count; i++)
		if (!add_special(out, text[i]))
			buf_add_byte(out, text[i]);
	buf_add_byte(out, '"');
}

/* A character; one that is not safe to look at as the escape that YAML has for it, of which
 * the reader of prove knows the short one alone. */
static void
add_character(struct buf *out, const char *bytes, size_t size, unsigned code)
{
	struct buf shown = { 0 };

	if (code >= ' ' && code < 0x7f) {
		buf_add_byte(out, *bytes);
		return;
	}
	bytes_show(&shown, bytes, size, 0);
	if (*shown.data != '\\')
		buf_add(out, bytes, size);
	else
		buf_format(out, code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" :
		    "\\U%08x", code);
	buf_clear(&shown);
}

/* False where it is no UTF-8, which is all that YAML can hold. */
static bool
add_text(struct buf *out, const char *bytes, size_t count)
{
	size_t start = out->count;
	unsigned code;

	buf_add_byte(out, '"');
	for (size_t i = 0, size; i < count; i += size) {
		size = bytes_code_point(bytes + i, count - i, &code);
		if (!size) {
			out->count = start;
			return false;
		}
		if (!add_special(out, bytes[i]))
			add_character(out, bytes + i, size, code);
	}
	buf_add_byte(out, '"');
	return true;
}

/* Text is what was said when YAML's escapes are read back; other bytes are shown as
 * everywhere, a backslash as two. */
static void
add_bytes(struct buf *out, const char *bytes, size_t count)
{
	struct buf shown = { 0 };

	if (add_text(out, bytes, count))
		return;
	bytes_show(&shown, bytes, count, 0);
	add_quoted(out, buf_text(&shown), shown.count);
	buf_clear(&shown);
}

/* Without an exponent, however near to 0: people read it. */
static void
add_real(struct buf *out, double real, const struct buf *plain)
{
	if (!memchr(plain->data, 'e', plain->count)) {
		buf_add(out, plain->data, plain->count);
		return;
	}
	buf_format(out, "%.9f", real);
	while (out->data[out->count - 1] == '0')
		out->count--;
	if (out->data[out->count - 1] == '.')
		out->count--;
}

/* A number as it is, all else quoted. */
static void
add_scalar(struct buf *out, const struct value *value)
{
	struct buf plain = { 0 };

	value_show(value, &plain);
	if (value->kind == VALUE_REAL)
		add_real(out, value->real, &plain);
	else if (value->kind == VALUE_INT || value->kind == VALUE_BOOL)
		buf_add(out, plain.data, plain.count);
	else
		add_bytes(out, buf_text(&plain), plain.count);
	buf_add_byte(out, '\n');
	buf_clear(&plain);
}

static void
add_pairs(struct buf *out, const struct record *record, const char *first, const char *rest)
{
	for (size_t i = 0; i < record->count; i++) {
		buf_format(out, "%s%s: ", i ? rest : first, record->field[i].name);
		add_scalar(out, &record->field[i].value);
	}
}

/* In blocks: the reader that prove has knows no other lists. */
static void
add_field(struct buf *out, const struct field_value *field)
{
	const struct value *value = &field->value;

	buf_format(out, "  %s:", field->name);
	if (value->kind == VALUE_RECORD && value->record->count) {
		buf_add_byte(out, '\n');
		add_pairs(out, value->record, "    ", "    ");
	} else if (value->kind == VALUE_LIST && value->record->count) {
		buf_add_byte(out, '\n');
		for (size_t i = 0; i < value->record->count; i++) {
			const struct value *item = &value->record->field[i].value;

			if (item->kind == VALUE_RECORD) {
				add_pairs(out, item->record, "    - ", "      ");
				continue;
			}
			buf_add_text(out, "    - ");
			add_scalar(out, item);
		}
	} else {
		buf_add_byte(out, ' ');
		add_scalar(out, value);
	}
}

static void
add_text_row(struct buf *out, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	buf_format(out, "  %s: ", name);
	add_quoted(out, text, strlen(text));
	buf_add_byte(out, '\n');
}

static void
add_place(struct buf *out, const struct told *told, const struct mishap *mishap)
{
	unsigned line = mishap->line ? mishap->line : told->line;

	if (mishap->file) {
		add_text_row(out, "file", mishap->file);
	} else if (told->file) {
		buf_add_text(out, "  file: ");
		add_bytes(out, told->file, strlen(told->file));
		buf_add_byte(out, '\n');
	}
	if (line)
		buf_format(out, "  line: %u\n", line);
	if (mishap->line)
		buf_format(out, "  column: %u\n", mishap->column);
}

/* With -k, what went wrong behind the first. */
static void
add_others(struct buf *out, const struct mishap *mishap)
{
	if (!mishap)
		return;
	buf_add_text(out, "  also:\n");
	for (; mishap; mishap = mishap->next) {
		buf_add_text(out, "    - ");
		add_quoted(out, buf_text(&mishap->message), mishap->message.count);
		buf_add_byte(out, '\n');
	}
}

static void
add_diagnostics(struct buf *out, const struct told *told)
{
	const struct mishap *mishap = told->mishap;

	if (!mishap)
		return;
	buf_add_text(out, "  ---\n");
	add_text_row(out, "message", buf_text(&mishap->message));
	add_text_row(out, "severity", "fail");
	add_text_row(out, "kind", error_kind_name(mishap->kind));
	add_text_row(out, "stage", mishap->stage);
	add_place(out, told, mishap);
	add_text_row(out, "command", mishap->command);
	for (size_t i = 0; i < mishap->details.count; i++)
		add_field(out, &mishap->details.field[i]);
	buf_format(out, "  duration_ms: %.3f\n", (double)told->time / 1e6);
	add_others(out, mishap->next);
	buf_add_text(out, "  ...\n");
}

/* One line, at which a reader stops: it is kept for the end, since more may fail for the same
 * reason, and what is said of that comes before it. */
static void
bail_out(struct report *report, const struct told *told)
{
	const struct mishap *mishap = told->mishap;
	struct buf *out = &report->bail;

	buf_add_text(out, "Bail out! ");
	if (mishap && mishap->file && mishap->line)
		buf_format(out, "%s:%u:%u: ", mishap->file, mishap->line, mishap->column);
	if (mishap)
		add_name(out, buf_text(&mishap->message), mishap->message.count);
	if (told->test) {
		buf_add_text(out, " in '");
		add_name(out, told->name, told->count);
		buf_add_byte(out, '\'');
	}
	buf_add_byte(out, '\n');
}

static void
tap_told(struct report *report, const struct told *told)
{
	struct buf *out = &report->out;
	bool bad = told->result != TEST_PASSED && told->result != TEST_SKIPPED;

	if (report->bail.count)
		return;
	if (told->last) {
		bail_out(report, told);
		return;
	}
	buf_format(out, "%sok %u - ", bad ? "not " : "", told->number);
	if (told->several && told->test) {
		add_name(out, told->file, strlen(told->file));
		buf_add_text(out, ": ");
	}
	add_name(out, told->name, told->count);
	if (told->result == TEST_SKIPPED) {
		buf_add_text(out, " # SKIP ");
		add_name(out, told->why, told->why_count);
	}
	buf_add_byte(out, '\n');
	add_diagnostics(out, told);
}

static void
tap_end(struct report *report, const struct tally *tally)
{
	if (report->bail.count) {
		buf_add(&report->out, report->bail.data, report->bail.count);
		return;
	}
	buf_format(&report->out, "1..%u%s\n", tally->told,
	    tally->told ? "" : " # SKIP no test ran");
}

const struct form form_tap = { .name = "tap", .begin = tap_begin, .said = tap_said,
	.told = tap_told, .end = tap_end };
const struct form form_tap13 = { .name = "tap13", .begin = begin_13, .said = tap_said,
	.told = tap_told, .end = tap_end };

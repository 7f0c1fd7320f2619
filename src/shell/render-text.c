/* render-text: answers and errors for people. */
#include "shell/render-text.h"

#include <string.h>
#include <time.h>

#include "base/bytes.h"
#include "base/names.h"
#include "command/session.h"
#include "shell/render-failure.h"
#include "shell/table.h"
#include "socket/option.h"
#include "socket/property.h"

/* So many of a list are named in a sentence. */
enum { ENUMERATED = 8 };

static bool
is_there(const struct call *call, const char *name, size_t count)
{
	const struct value *value = record_path(&call->answer, name, count);

	return value && value->kind != VALUE_NONE &&
	    !(value->kind == VALUE_BOOL && !value->truth) &&
	    !((value->kind == VALUE_LIST || value->kind == VALUE_RECORD) && !value->record->count);
}

static const char *
error_name(const struct error *error)
{
	if (error->kind == ERROR_SYSTEM)
		return names_of(names_errno, error->number);
	if (error->kind == ERROR_RESOLVE)
		return names_of(names_eai, error->number);
	return NULL;
}

/* "12 sockets, 4 to 15", or "12 sockets" where they are no row. */
static void
add_span(struct buf *out, const struct record *list, const char *unit, size_t size)
{
	int64_t first = list->field[0].value.number;

	buf_format(out, "%zu %.*ss", list->count, (int)size, unit);
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
    unsigned show)
{
	if (list->count > ENUMERATED) {
		add_span(out, list, unit, size);
		return;
	}
	buf_format(out, "%.*s%s", (int)size, unit, list->count == 1 ? "" : "s");
	for (size_t i = 0; i < list->count; i++) {
		struct buf plain = { 0 };

		buf_add_text(out, i == 0 ? " " : i + 1 < list->count ? ", " : " and ");
		value_show(&list->field[i].value, &plain);
		bytes_show(out, buf_text(&plain), plain.count, show);
		buf_clear(&plain);
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

/* `field` is "NAME" or "NAME|UNIT": 1 byte, 2 bytes; of a list: sockets 4 and 5; of a
 * time: 12:34:56.789012. */
static void
add_field(struct buf *out, const struct call *call, const char *field, size_t size,
    unsigned show)
{
	const char *unit = memchr(field, '|', size);
	size_t count = unit ? (size_t)(unit - field) : size;
	const struct value *value = record_path(&call->answer, field, count);
	struct buf plain = { 0 };

	if (unit && value && value->kind == VALUE_LIST) {
		add_enumeration(out, value->record, unit + 1, size - count - 1, show);
		return;
	}
	/* The unit that times have is "o'clock". */
	if (unit && value && value->kind == VALUE_REAL) {
		add_clock(out, value->real);
		return;
	}
	if (value)
		value_show(value, &plain);
	else if (count == 5 && memcmp(field, "error", 5) == 0)
		buf_format(&plain, "%s", error_name(&call->error) ? error_name(&call->error) :
		    call->error.text);
	bytes_show(out, buf_text(&plain), plain.count, show);
	buf_clear(&plain);
	if (unit)
		buf_format(out, " %.*s%s", (int)(size - count) - 1, unit + 1,
		    value && value->number == 1 ? "" : "s");
}

/* The end of a group that begins behind its colon; groups do not nest, fields do. */
static const char *
group_end(const char *say)
{
	int depth = 1;

	for (; *say; say++) {
		depth += *say == '{';
		depth -= *say == '}';
		if (depth == 0)
			return say;
	}
	return say;
}

static void
sentence(struct buf *out, const struct call *call, const char *say, const char *end,
    unsigned show)
{
	for (; say < end; say++) {
		const char *close, *colon;

		if (*say != '{') {
			buf_add_byte(out, *say);
			continue;
		}
		close = group_end(say + 1);
		if (say[1] != '?' && say[1] != '!') {
			add_field(out, call, say + 1, (size_t)(close - say - 1), show);
		} else {
			colon = memchr(say, ':', (size_t)(close - say));
			if (is_there(call, say + 2, (size_t)(colon - say - 2)) == (say[1] == '?'))
				sentence(out, call, colon + 1, close, show);
		}
		say = close;
	}
}

/* "%1 ", where a job tells it. */
static void
add_job(struct buf *out, const struct call *call)
{
	if (call->run->job)
		buf_format(out, "%%%u ", call->run->job->number);
}

/* "[1] ", or "[1] [2] " for an answer about several. */
static void
add_numbers(struct buf *out, const struct call *call)
{
	const struct value *list = record_get(&call->answer, "sockets");

	if (call->socket)
		buf_format(out, "[%u] ", call->socket);
	for (size_t i = 0; list && list->kind == VALUE_LIST && i < list->record->count; i++)
		if (list->record->field[i].value.kind == VALUE_INT)
			buf_format(out, "[%lld] ", (long long)list->record->field[i].value.number);
}

static void
add_indented(struct buf *out, const struct buf *text, const char *indent)
{
	const char *line = buf_text(text), *end = line + text->count;

	while (line < end) {
		const char *feed = memchr(line, '\n', (size_t)(end - line));
		const char *stop = feed ? feed : end;

		buf_add_text(out, indent);
		buf_add(out, line, (size_t)(stop - line));
		buf_add_byte(out, '\n');
		line = feed ? feed + 1 : end;
	}
}

static void
add_data(struct buf *out, const struct call *call, const void *bytes, size_t count, bool quiet,
    unsigned show)
{
	const char *indent = quiet ? "" : "  ";
	struct buf text = { 0 };

	switch (call->show) {
	case CALL_SHOW_NONE:
		break;
	case CALL_SHOW_RAW:
		buf_add(out, bytes, count);
		break;
	case CALL_SHOW_HEX:
		bytes_dump(out, bytes, count, indent);
		break;
	case CALL_SHOW_TEXT:
		if (quiet) {
			if (!count)
				break;
			bytes_show(out, bytes, count, show | SHOW_BREAK);
			buf_add_byte(out, '\n');
			break;
		}
		bytes_show(&text, bytes, count, show | SHOW_BREAK);
		add_indented(out, &text, indent);
		break;
	}
	buf_clear(&text);
}

/* What a program wrote to standard error, under what it wrote to standard output. */
static void
add_errors(struct buf *out, const struct value *value, unsigned show)
{
	struct buf text = { 0 };

	bytes_show(&text, value->bytes.data, value->bytes.count, show | SHOW_LINES);
	add_indented(out, &text, "  stderr: ");
	buf_clear(&text);
}

static void
add_sockets(struct buf *out, const struct call *call, const struct record *list,
    const struct look *look)
{
	struct table_column column[TABLE_COLUMNS];
	const struct record *first = list->count ? list->field[0].value.record : NULL;
	size_t count = !first ? 0 : call->columns ? call->columns : first->count;

	if (!list->count) {
		buf_add_text(out, "no sockets\n");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const char *name = first->field[i].name;
		const struct property *property = property_named(name, strlen(name));

		column[i] = (struct table_column){ name, property->column, property };
	}
	table_rows(out, list, column, count, look->width, look->show);
}

/* What each system call brought; times as people see them. */
static void
add_pieces(struct buf *out, const struct record *list, const struct look *look)
{
	const struct table_column column[] = { { "offset", "offset", NULL },
		{ "bytes", "bytes", NULL },
		{ "seconds", "after", property_named("age", strlen("age")) },
		{ "held", "held", NULL } };
	bool held = list->count && record_get(list->field[0].value.record, "held");

	table_rows(out, list, column, held ? 4 : 3, look->width, look->show);
}

static void
add_list(struct buf *out, const struct call *call, const struct field_value *field,
    const struct look *look)
{
	const struct record *list = field->value.record;

	if (strcmp(field->name, "sockets") == 0) {
		add_sockets(out, call, list, look);
		return;
	}
	if (strcmp(field->name, "pieces") == 0) {
		add_pieces(out, list, look);
		return;
	}
	if (list->count && list->field[0].value.kind == VALUE_RECORD) {
		table_rows(out, list, NULL, 0, look->width, look->show);
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		struct buf plain = { 0 };

		value_show(&list->field[i].value, &plain);
		bytes_show(out, buf_text(&plain), plain.count, look->show | SHOW_SLASH);
		buf_add_byte(out, '\n');
		buf_clear(&plain);
	}
}

/* Is the field part of the sentence? */
static bool
is_said(const char *say, const char *name)
{
	size_t count = strlen(name);

	for (; (say = strchr(say, '{')); say++) {
		const char *at = say + 1 + (say[1] == '?');

		if (strncmp(at, name, count) == 0 && strchr("}:|", at[count]))
			return true;
	}
	return false;
}

/* Options are shown as they would be typed: "on", "1.5s"; times have their unit. */
static void
add_fields(struct buf *out, const struct field_value *field, unsigned show)
{
	struct record typed = { 0 };

	if (strcmp(field->name, "options") == 0)
		option_show_all(field->value.record, &typed);
	else
		property_show_all(field->value.record, &typed);
	table_fields(out, &typed, show);
	record_clear(&typed);
}

static void
add_below(struct buf *out, const struct call *call, const struct field_value *field,
    const struct look *look)
{
	const struct value *value = &field->value;
	bool bytes = value->kind == VALUE_BYTES || value->kind == VALUE_TEXT;

	/* Bytes that are given out as they are stand alone. */
	if ((look->quiet || call->show == CALL_SHOW_RAW) && !bytes)
		return;
	if (strcmp(field->name, "data") == 0 || strcmp(field->name, "output") == 0) {
		add_data(out, call, value->bytes.data, value->bytes.count, look->quiet, look->show);
	} else if (strcmp(field->name, "text") == 0) {
		bytes_show(out, value->bytes.data, value->bytes.count,
		    look->show | SHOW_LINES | SHOW_SLASH);
		/* What echo is given gets its own line end, a text of ours has one. */
		if (value->kind == VALUE_BYTES || !value->bytes.count ||
		    value->bytes.data[value->bytes.count - 1] != '\n')
			buf_add_byte(out, '\n');
	} else if (look->quiet || is_said(call->command->say, field->name)) {
		return;
	} else if (strcmp(field->name, "errors") == 0) {
		add_errors(out, value, look->show);
	} else if (value->kind == VALUE_LIST && !(strcmp(field->name, "sockets") == 0 &&
	    value->record->count && value->record->field[0].value.kind == VALUE_INT)) {
		add_list(out, call, field, look);
	} else if (value->kind == VALUE_RECORD) {
		add_fields(out, field, look->show);
	}
}

/* Nothing, where the fields that there are make no sentence. */
static void
add_sentence(struct buf *out, const struct call *call, const char *say, unsigned show)
{
	struct buf said = { 0 };

	sentence(&said, call, say, say + strlen(say), show);
	if (said.count || call->socket) {
		add_job(out, call);
		add_numbers(out, call);
		buf_add(out, said.data, said.count);
		buf_add_byte(out, '\n');
	}
	buf_clear(&said);
}

void
render_text(struct buf *out, const struct call *call, const struct look *look)
{
	const char *say = call->command->say;
	bool raw = call->show == CALL_SHOW_RAW;

	if (!look->quiet && !raw && *say) {
		add_sentence(out, call, say, look->show);
	}
	for (size_t i = 0; i < call->answer.count; i++)
		add_below(out, call, &call->answer.field[i], look);
}

void
render_text_piece(struct buf *out, const struct call *call, const void *bytes, size_t count,
    const struct look *look)
{
	add_data(out, call, bytes, count, look->quiet, look->show);
}

static void
add_place(struct buf *out, const struct source *source, struct place place, const char *from,
    unsigned show)
{
	const char *name = source->name ? source->name : from;

	if (!name)
		return;
	bytes_show_text(out, name, show);
	buf_format(out, ":%u:%u: ", place.line, source_column(source, place));
}

/* Does the name of the call add to that of the command? */
static bool
is_other_call(const struct call *call)
{
	return call->error.call && !strstr(call->error.call, call->command->name);
}

/* "  in greet, called from FILE:LINE": how the run came to where it failed.  That a line
 * at the prompt named the file is known. */
static void
add_chain(struct buf *out, const struct call *call, unsigned show)
{
	struct link chain[RUN_CHAIN];
	size_t more, count = run_chain(call->run, chain, &more);

	for (size_t i = 0; i < count; i++) {
		const struct node *caller = chain[i].caller;
		const char *name = caller->source->name;

		if (!name && call->session->interactive && chain[i].is_file)
			continue;
		buf_add_text(out, "  in ");
		bytes_show_text(out, chain[i].called, show | SHOW_SLASH);
		if (name || !call->session->interactive)
			buf_add_text(out, chain[i].is_block ? ", of " : ", called from ");
		bytes_show_text(out, name ? name : "", show);
		if (name || !call->session->interactive)
			buf_format(out, name ? ":%u" : "line %u", caller->place.line);
		buf_add_byte(out, '\n');
	}
	if (more)
		buf_format(out, "  and so on, %zu more\n", more);
}

void
render_text_what(struct buf *out, const struct call *call, const struct look *look)
{
	const struct error *error = &call->error;
	const char *name = error_name(error);

	add_job(out, call);
	buf_add_text(out, call->command->name);
	if (call->socket)
		buf_format(out, " %u", call->socket);
	buf_add_text(out, ": ");
	if (is_other_call(call))
		buf_format(out, "%s: ", error->call);
	if (name)
		buf_format(out, look->color ? "\033[1;31m%s\033[0m: " : "%s: ", name);
	bytes_show_text(out, error->text, look->show | SHOW_SLASH);
}

void
render_text_error(struct buf *out, const struct call *call, const struct look *look)
{
	unsigned show = look->show;
	const struct source *source = call->where_source ? call->where_source : call->node->source;
	struct place place = call->where_source ? call->where : call->node->place;
	const struct value *went = record_get(&call->answer, "bytes");

	add_place(out, source, place, NULL, show);
	render_text_what(out, call, look);
	buf_add_byte(out, '\n');
	if (went && went->number > 0)
		buf_format(out, "  %lld byte%s went before\n", (long long)went->number,
		    went->number == 1 ? "" : "s");
	render_failure(out, &call->failure, show);
	if (call->where_source)
		source_caret(source, place, out);
	add_chain(out, call, show);
}

void
render_text_syntax(struct buf *out, const struct source *source, struct place place,
    const struct error *error, const char *from, unsigned show)
{
	add_place(out, source, place, from, show);
	bytes_show_text(out, error->text, show | SHOW_SLASH);
	buf_add_byte(out, '\n');
	source_caret(source, place, out);
}

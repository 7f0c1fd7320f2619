/* render-text: answers and errors for people. */
#include "shell/render-text.h"

#include <string.h>

#include "base/bytes.h"
#include "base/names.h"
#include "command/session.h"
#include "lang/sentence.h"
#include "shell/render-failure.h"
#include "shell/rows.h"
#include "shell/table.h"
#include "socket/option.h"
#include "socket/property.h"

static const char *
error_name(const struct error *error)
{
	if (error->kind == ERROR_SYSTEM)
		return names_of(names_errno, error->number);
	if (error->kind == ERROR_RESOLVE)
		return names_of(names_eai, error->number);
	return NULL;
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

/* So many bytes at most, and no part of a character. */
static size_t
whole_of(const struct value *value, size_t most)
{
	size_t count = most;

	if (most >= value->bytes.count)
		return value->bytes.count;
	while (count && ((unsigned char)value->bytes.data[count] & 0xc0) == 0x80)
		count--;
	return most - count < 4 ? count : most;
}

/* A person sees the beginning of what is long: it would push all else off the screen, and
 * bytes that are no text are shown as four each. */
static size_t
shown_of(const struct call *call, const struct value *value, const struct look *look)
{
	enum { LONG = 4096, LONG_BINARY = 1024 };
	size_t count = whole_of(value, LONG);

	if (!look->person || call->show != CALL_SHOW_TEXT)
		return value->bytes.count;
	return bytes_are_text(value->bytes.data, count) ? count : whole_of(value, LONG_BINARY);
}

static void
add_received(struct buf *out, const struct call *call, const struct value *value,
    const struct look *look)
{
	size_t count = shown_of(call, value, look);

	add_data(out, call, value->bytes.data, count, look->quiet, look->show);
	if (count < value->bytes.count)
		buf_format(out, "  and %zu bytes more: --hex, --out FILE show all; ${answer.data} "
		    "has them\n", value->bytes.count - count);
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

/* What surprised, which is no part of the answer. */
static void
add_note(struct buf *out, const struct value *note, const struct look *look)
{
	struct buf text = { 0 };
	struct value said;

	buf_add_text(&text, "note: ");
	buf_add(&text, note->bytes.data, note->bytes.count);
	said = value_take(&text);
	buf_add_text(out, look->color ? "\033[2m" : "");
	render_hint(out, &said, look);
	if (look->color) {
		out->count--;
		buf_add_text(out, "\033[0m\n");
	}
	value_clear(&said);
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
	if (strcmp(field->name, "data") == 0) {
		add_received(out, call, value, look);
	} else if (strcmp(field->name, "output") == 0) {
		add_data(out, call, value->bytes.data, value->bytes.count, look->quiet, look->show);
	} else if (strcmp(field->name, "text") == 0) {
		bytes_show(out, value->bytes.data, value->bytes.count,
		    look->show | SHOW_LINES | SHOW_SLASH);
		/* What echo is given gets its own line end, a text of ours has one. */
		if (value->kind == VALUE_BYTES || !value->bytes.count ||
		    value->bytes.data[value->bytes.count - 1] != '\n')
			buf_add_byte(out, '\n');
	} else if (look->quiet || sentence_names(call->command->say, field->name)) {
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

/* Nothing, where the fields that there are make no sentence.  `fails` has an error to tell. */
static void
add_sentence(struct buf *out, const struct call *call, const char *say, const struct look *look)
{
	const char *name = error_name(&call->error);
	struct field_value error = { .name = "error",
		.value = value_static(name ? name : call->error.text) };
	const struct record more = { .field = &error, .count = 1, .room = 1 };
	struct buf said = { 0 };
	size_t from = out->count;

	sentence_say(&said, say, &(struct sentence){ .fields = &call->answer, .more = &more,
	    .form = SENTENCE_SHOWN, .show = look->show });
	if (said.count || call->socket) {
		add_job(out, call);
		add_numbers(out, call);
		buf_add(out, said.data, said.count);
		buf_add_byte(out, '\n');
		row_break(out, from, look->width, ROW_HANG);
	}
	buf_clear(&said);
}

void
render_text(struct buf *out, const struct call *call, const struct look *look)
{
	const char *say = call->command->say;
	bool raw = call->show == CALL_SHOW_RAW;

	if (!look->quiet && !raw && *say) {
		add_sentence(out, call, say, look);
	}
	for (size_t i = 0; i < call->answer.count; i++)
		add_below(out, call, &call->answer.field[i], look);
	if (call->note)
		add_note(out, call->note, look);
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
	size_t from = out->count;

	add_place(out, source, place, NULL, show);
	render_text_what(out, call, look);
	buf_add_byte(out, '\n');
	row_break(out, from, look->width, ROW_HANG);
	if (went && went->number > 0)
		buf_format(out, "  %lld byte%s went before\n", (long long)went->number,
		    went->number == 1 ? "" : "s");
	render_failure(out, &call->failure, look);
	if (call->where_source)
		source_caret(source, place, out);
	add_chain(out, call, show);
}

void
render_text_syntax(struct buf *out, const struct source *source, struct place place,
    const struct error *error, const char *from, const struct look *look)
{
	size_t start = out->count;

	add_place(out, source, place, from, look->show);
	bytes_show_text(out, error->text, look->show | SHOW_SLASH);
	buf_add_byte(out, '\n');
	row_break(out, start, look->width, ROW_HANG);
	source_caret(source, place, out);
}

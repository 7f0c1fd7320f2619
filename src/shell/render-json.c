/* render-json: answers for programs; the one door to jansson. */
#include "shell/render-json.h"

#include <jansson.h>
#include <string.h>

#include "base/bytes.h"
#include "base/names.h"
#include "command/job.h"

static json_t *to_json(const struct value *);

/* Bytes that are no text appear escaped: JSON knows no others. */
static json_t *
string(const char *bytes, size_t count)
{
	struct buf shown = { 0 };
	json_t *json = bytes_are_text(bytes, count) ? json_stringn(bytes, count) : NULL;

	if (json)
		return json;
	bytes_show(&shown, bytes, count, 0);
	json = json_stringn(buf_text(&shown), shown.count);
	buf_clear(&shown);
	return json;
}

/* `name`, where the bytes are valid UTF-8 without NUL, else `name`_base64. */
static void
put_bytes(json_t *object, const char *name, const struct value *value)
{
	struct buf base64 = { 0 };
	char other[64];

	if (bytes_are_text(value->bytes.data, value->bytes.count)) {
		json_object_set_new(object, name, json_stringn(value->bytes.data,
		    value->bytes.count));
		return;
	}
	snprintf(other, sizeof(other), "%s_base64", name);
	bytes_to_base64(&base64, value->bytes.data, value->bytes.count);
	json_object_set_new(object, other, json_stringn(buf_text(&base64), base64.count));
	buf_clear(&base64);
}

/* Fields that hold bytes for a program to go on with; others are shown. */
static bool
is_raw(const char *name)
{
	static const char *const names[] = { "data", "output", "errors", "value" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void
put_all(json_t *object, const struct record *record)
{
	for (size_t i = 0; i < record->count; i++) {
		const struct field_value *field = &record->field[i];

		if (field->value.kind == VALUE_BYTES && is_raw(field->name))
			put_bytes(object, field->name, &field->value);
		else if (field->value.kind != VALUE_NONE)
			json_object_set_new(object, field->name, to_json(&field->value));
	}
}

static json_t *
to_json(const struct value *value)
{
	json_t *json;

	switch (value->kind) {
	case VALUE_NONE:
		return json_null();
	case VALUE_BOOL:
		return json_boolean(value->truth);
	case VALUE_INT:
		return json_integer(value->number);
	case VALUE_REAL:
		return json_real(value->real);
	case VALUE_TEXT:
	case VALUE_BYTES:
		return string(value->bytes.data, value->bytes.count);
	case VALUE_LIST:
		json = json_array();
		for (size_t i = 0; i < value->record->count; i++)
			json_array_append_new(json, to_json(&value->record->field[i].value));
		return json;
	case VALUE_RECORD:
		json = json_object();
		put_all(json, value->record);
		return json;
	}
	return json_null();
}

/* Where a word is wrong, or a text that was not understood. */
static void
put_place(json_t *json, const struct source *source, struct place place)
{
	if (source->name)
		json_object_set_new(json, "file", string(source->name, strlen(source->name)));
	json_object_set_new(json, "line", json_integer(place.line));
	json_object_set_new(json, "column", json_integer(source_column(source, place)));
}

/* How the run came to where it failed: the innermost call at first. */
static void
put_chain(json_t *json, const struct call *call)
{
	struct link chain[RUN_CHAIN];
	size_t more, count = run_chain(call->run, chain, &more);
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		const struct node *caller = chain[i].caller;
		const char *name = caller->source->name;
		json_t *link = json_object();

		json_object_set_new(link, "command", json_string(caller->command->name));
		if (name)
			json_object_set_new(link, "file", string(name, strlen(name)));
		json_object_set_new(link, "line", json_integer(caller->place.line));
		json_array_append_new(list, link);
	}
	if (count)
		json_object_set(json, "chain", list);
	if (more)
		json_object_set_new(json, "chain_more", json_integer((json_int_t)more));
	json_decref(list);
}

static json_t *
error_json(const struct call *call)
{
	const struct error *error = &call->error;
	json_t *json = json_object();
	const char *name;

	json_object_set_new(json, "kind", json_string(error_kind_name(error->kind)));
	if (error->call)
		json_object_set_new(json, "call", json_string(error->call));
	if (error->kind == ERROR_SYSTEM) {
		name = names_of(names_errno, error->number);
		if (name)
			json_object_set_new(json, "errno", json_string(name));
		json_object_set_new(json, "number", json_integer(error->number));
	}
	if (error->kind == ERROR_RESOLVE) {
		name = names_of(names_eai, error->number);
		if (name)
			json_object_set_new(json, "eai", json_string(name));
		json_object_set_new(json, "number", json_integer(error->number));
	}
	json_object_set_new(json, "message", string(error->text, strlen(error->text)));
	if (call->where_source)
		put_place(json, call->where_source, call->where);
	put_chain(json, call);
	for (size_t i = 0; i < call->failure.count; i++)
		if (call->failure.field[i].value.kind == VALUE_BYTES)
			put_bytes(json, call->failure.field[i].name, &call->failure.field[i].value);
		else
			json_object_set_new(json, call->failure.field[i].name,
			    to_json(&call->failure.field[i].value));
	return json;
}

/* Rows of a table may be thousands: each is made and written on its own. */
static bool
is_table(const struct value *value)
{
	return value->kind == VALUE_LIST && value->record->count &&
	    value->record->field[0].value.kind == VALUE_RECORD;
}

static void
put_answer(json_t *object, const struct call *call)
{
	for (size_t i = 0; i < call->answer.count; i++) {
		const struct field_value *field = &call->answer.field[i];

		if (field->value.kind == VALUE_NONE || is_table(&field->value))
			continue;
		if (field->value.kind != VALUE_BYTES || !is_raw(field->name))
			json_object_set_new(object, field->name, to_json(&field->value));
		else if (call->show != CALL_SHOW_NONE)
			put_bytes(object, field->name, &field->value);
	}
}

static int
add(const char *text, size_t count, void *to)
{
	const char *end = text + count, *delete;

	/* DEL is the one control character that JSON lets stand. */
	while ((delete = memchr(text, 0x7f, (size_t)(end - text)))) {
		buf_add(to, text, (size_t)(delete - text));
		buf_add_text(to, "\\u007f");
		text = delete + 1;
	}
	buf_add(to, text, (size_t)(end - text));
	return 0;
}

/* All that is not ASCII is escaped, so that no terminal obeys it. */
static void
dump(struct buf *out, json_t *json)
{
	json_dump_callback(json, add, out,
	    JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(16));
	json_decref(json);
}

static void
add_rows(struct buf *out, const struct record *list)
{
	for (size_t i = 0; i < list->count; i++) {
		if (i)
			buf_add_byte(out, ',');
		dump(out, to_json(&list->field[i].value));
	}
}

/* Behind what is written already: the object's last brace makes room for them. */
static void
add_tables(struct buf *out, const struct record *answer)
{
	for (size_t i = 0; i < answer->count; i++) {
		const struct field_value *field = &answer->field[i];

		if (!is_table(&field->value))
			continue;
		out->count--;
		buf_format(out, ",\"%s\":[", field->name);
		add_rows(out, field->value.record);
		buf_add_text(out, "]}");
	}
}

void
render_json(struct buf *out, const struct call *call, enum outcome outcome)
{
	json_t *object = json_object();
	const struct source *source = call->node->source;

	json_object_set_new(object, "command", json_string(call->command->name));
	if (call->socket)
		json_object_set_new(object, "socket", json_integer(call->socket));
	if (call->run->job)
		json_object_set_new(object, "job", json_integer(call->run->job->number));
	json_object_set_new(object, "ok", json_boolean(outcome == DONE));
	put_answer(object, call);
	if (call->note)
		json_object_set_new(object, "note", to_json(call->note));
	if (call->error.kind != ERROR_NONE)
		json_object_set_new(object, "error", error_json(call));
	/* A command that wrote a file has told that one. */
	if (source->name && !json_object_get(object, "file"))
		json_object_set_new(object, "file", string(source->name, strlen(source->name)));
	if (source->name)
		json_object_set_new(object, "line", json_integer(call->node->place.line));
	dump(out, object);
	add_tables(out, &call->answer);
	buf_add_byte(out, '\n');
}

void
render_json_record(struct buf *out, const struct record *record)
{
	json_t *object = json_object();

	put_all(object, record);
	dump(out, object);
	buf_add_byte(out, '\n');
}

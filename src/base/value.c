/* value: the typed tree that a command answers with. */
#include "base/value.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/apart.h"
#include "base/mem.h"

/* So many bytes are kept for the values to come. */
enum { SPARE = 4096 };

void
record_grow(struct record *record)
{
	record->room = record->room ? record->room * 2 : 8;
	record->field = mem_grow(record->field, record->room, sizeof(*record->field));
}

struct value *
record_put(struct record *record, const char *name)
{
	struct value *value = record_next(record, name, VALUE_NONE);

	*value = (struct value){ .kind = VALUE_NONE };
	record->owns = true;
	return value;
}

struct value *
record_named(struct record *record, const char *name)
{
	struct value *value = record_put(record, NULL);
	struct field_value *field = &record->field[record->count - 1];

	field->owned = mem_copy(name);
	field->name = field->owned;
	return value;
}

void
record_real(struct record *record, const char *name, double real)
{
	record_next(record, name, VALUE_REAL)->real = real;
}

void
record_unsigned(struct record *record, const char *name, uint64_t number)
{
	*record_put(record, name) = value_unsigned(number);
}

void
record_text(struct record *record, const char *name, const char *text)
{
	*record_put(record, name) = value_text(text);
}

/* Are there room, and spare bytes, for these?  None have an address, too. */
static bool
may_lend(const struct record *record, size_t count)
{
	return !record->lent && count && count < record->spares && record->count < record->room;
}

APART static void
copy_bytes(struct record *record, const char *name, const void *bytes, size_t count)
{
	*record_put(record, name) = value_bytes(bytes, count);
}

void
record_bytes(struct record *record, const char *name, const void *bytes, size_t count)
{
	struct value *value;

	if (!may_lend(record, count)) {
		copy_bytes(record, name, bytes, count);
		return;
	}
	value = record_next(record, name, VALUE_BYTES);
	value->borrowed = record->lent = true;
	value->bytes.count = count;
	value->bytes.data = record->spare;
	record->spare[count] = '\0';
	memcpy(record->spare, bytes, count);
}

static struct record *
put_record(struct record *record, const char *name, enum value_kind kind)
{
	struct record *inside = mem_new(1, sizeof(*inside));

	*record_put(record, name) = (struct value){ .kind = kind, .record = inside };
	return inside;
}

void
record_expect(struct record *record, size_t more)
{
	if (record->room - record->count < more) {
		record->room = record->count + (unsigned)more;
		record->field = mem_grow(record->field, record->room, sizeof(*record->field));
	}
}

struct record *
record_record(struct record *record, const char *name)
{
	return put_record(record, name, VALUE_RECORD);
}

struct record *
record_list(struct record *record, const char *name)
{
	return put_record(record, name, VALUE_LIST);
}

static const struct value *
find(const struct record *record, const char *name, size_t count)
{
	for (size_t i = 0; i < record->count; i++) {
		const char *have = record->field[i].name;

		/* Most differ in the first letter. */
		if (have && *have == (count ? *name : '\0') && strncmp(have, name, count) == 0 &&
		    have[count] == '\0')
			return &record->field[i].value;
	}
	return NULL;
}

const struct value *
record_get(const struct record *record, const char *name)
{
	return find(record, name, strlen(name));
}

static const struct value *in_list(const struct record *, const char *, size_t);

static const struct value *
inside(const struct value *value, const char *path, size_t count)
{
	if (!value)
		return NULL;
	if (value->kind == VALUE_LIST)
		return in_list(value->record, path, count);
	return value->kind == VALUE_RECORD ? record_path(value->record, path, count) : NULL;
}

/* "values.0": of a list by number. */
static const struct value *
in_list(const struct record *list, const char *path, size_t count)
{
	const char *dot = memchr(path, '.', count);
	size_t digits = dot ? (size_t)(dot - path) : count, index = 0;

	for (size_t i = 0; i < digits; i++) {
		if (path[i] < '0' || path[i] > '9' || index >= list->count)
			return NULL;
		index = index * 10 + (size_t)(path[i] - '0');
	}
	if (!digits || index >= list->count)
		return NULL;
	return dot ? inside(&list->field[index].value, dot + 1, count - digits - 1) :
	    &list->field[index].value;
}

const struct value *
record_path(const struct record *record, const char *path, size_t count)
{
	const struct value *whole = find(record, path, count);
	const char *dot = memchr(path, '.', count);

	/* "local.port" may be one flat key: a whole name goes first. */
	if (whole || !dot)
		return whole;
	return inside(find(record, path, (size_t)(dot - path)), dot + 1,
	    count - (size_t)(dot + 1 - path));
}

/* Are these bytes more than the spare ones there are?  Then they are. */
static bool
keep_spare(struct record *record, const struct value *value)
{
	size_t size = value->bytes.count + 1;

	if ((value->kind != VALUE_BYTES && value->kind != VALUE_TEXT) || value->borrowed ||
	    !value->bytes.data || size > SPARE || size <= record->spares)
		return false;
	free(record->spare);
	record->spare = value->bytes.data;
	record->spares = (unsigned)size;
	return true;
}

void
record_release(struct record *record)
{
	struct field_value *field = record->field;

	for (size_t left = record->count; left; left--, field++) {
		if (field->value.kind >= VALUE_TEXT && !keep_spare(record, &field->value))
			value_clear(&field->value);
		if (field->owned)
			free(field->owned);
	}
	record->owns = false;
}

void
record_clear(struct record *record)
{
	record_reset(record);
	free(record->spare);
	free(record->field);
	*record = (struct record){ 0 };
}

struct value
value_bytes(const void *bytes, size_t count)
{
	struct value value = { .kind = VALUE_BYTES };

	value.bytes.data = mem_copy_bytes(bytes, count);
	value.bytes.count = count;
	return value;
}

struct value
value_text(const char *text)
{
	struct value value = value_bytes(text, strlen(text));

	value.kind = VALUE_TEXT;
	return value;
}

struct value
value_unsigned(uint64_t number)
{
	char text[24];

	if (number <= INT64_MAX)
		return (struct value){ .kind = VALUE_INT, .number = (int64_t)number };
	snprintf(text, sizeof(text), "%" PRIu64, number);
	return value_text(text);
}

/* Nobody writes into a value's bytes. */
struct value
value_static(const char *text)
{
	return (struct value){ .kind = VALUE_TEXT, .borrowed = true,
		.bytes = { (char *)(uintptr_t)text, strlen(text) } };
}

struct value
value_take(struct buf *buf)
{
	struct value value = { .kind = VALUE_BYTES, .bytes = { buf->data, buf->count } };

	*buf = (struct buf){ 0 };
	return value;
}

struct value
value_copy(const struct value *value)
{
	struct value copy = *value;

	copy.borrowed = false;
	if (value->kind == VALUE_TEXT || value->kind == VALUE_BYTES) {
		copy.bytes.data = mem_copy_bytes(value->bytes.data, value->bytes.count);
	} else if (value->kind == VALUE_LIST || value->kind == VALUE_RECORD) {
		copy.record = mem_new(1, sizeof(*copy.record));
		for (size_t i = 0; i < value->record->count; i++) {
			const struct field_value *field = &value->record->field[i];
			struct value inside = value_copy(&field->value);

			if (field->owned)
				*record_named(copy.record, field->name) = inside;
			else
				*record_put(copy.record, field->name) = inside;
		}
	}
	return copy;
}

void
value_clear(struct value *value)
{
	if (value->kind == VALUE_TEXT || value->kind == VALUE_BYTES) {
		if (!value->borrowed)
			free(value->bytes.data);
	} else if (value->kind == VALUE_LIST || value->kind == VALUE_RECORD) {
		record_clear(value->record);
		free(value->record);
	}
	*value = (struct value){ .kind = VALUE_NONE };
}

static void
show_record(const struct record *record, struct buf *out)
{
	for (size_t i = 0; i < record->count; i++) {
		if (i)
			buf_add_byte(out, ' ');
		if (record->field[i].name)
			buf_format(out, "%s=", record->field[i].name);
		value_show(&record->field[i].value, out);
	}
}

/* The decimal point is a point in every locale, and a whole number has none. */
static void
show_real(double real, struct buf *out)
{
	char text[64];
	char *comma;

	if (real == floor(real) && fabs(real) < 1e15) {
		buf_format(out, "%.0f", real);
		return;
	}
	/* Seconds since 1970 have their microseconds. */
	snprintf(text, sizeof(text), "%.*g", fabs(real) < 1e9 ? 9 : 16, real);
	comma = strchr(text, ',');
	if (comma)
		*comma = '.';
	buf_add_text(out, text);
}

void
value_show(const struct value *value, struct buf *out)
{
	switch (value->kind) {
	case VALUE_NONE:
		break;
	case VALUE_BOOL:
		buf_add_text(out, value->truth ? "true" : "false");
		break;
	case VALUE_INT:
		buf_add_number(out, value->number);
		break;
	case VALUE_REAL:
		show_real(value->real, out);
		break;
	case VALUE_TEXT:
	case VALUE_BYTES:
		buf_add(out, value->bytes.data, value->bytes.count);
		break;
	case VALUE_LIST:
	case VALUE_RECORD:
		show_record(value->record, out);
		break;
	}
}

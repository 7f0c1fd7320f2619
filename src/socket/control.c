/* control: the buffer of messages that go and come beside the bytes. */
#include "socket/control.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/names.h"
#include "base/number.h"
#include "socket/option.h"
#include "socket/sys.h"

const struct name control_ecn[] = {
	{ "not-ect", 0, NULL }, { "ect1", 1, NULL }, { "ect0", 2, NULL }, { "ce", 3, NULL },
	{ 0 }
};

/* ---- what came ---- */

void
control_clear(struct control *control)
{
	for (size_t i = 0; i < control->fds; i++)
		sys_close(control->fd[i]);
	free(control->fd);
	record_clear(&control->told);
	*control = (struct control){ 0 };
}

bool
control_next(const char **bytes, size_t *count, struct control_message *message)
{
	struct cmsghdr head;
	size_t length, step;

	if (*count < CMSG_LEN(0))
		return false;
	memcpy(&head, *bytes, sizeof(head));
	length = (size_t)head.cmsg_len;
	if (length < CMSG_LEN(0) || length > *count)
		return false;
	*message = (struct control_message){ head.cmsg_level, head.cmsg_type,
		*bytes + CMSG_LEN(0), length - CMSG_LEN(0) };
	/* The last one need not be filled up. */
	step = CMSG_SPACE(message->count);
	if (step > *count)
		step = *count;
	*bytes += step;
	*count -= step;
	return true;
}

struct value *
control_place(struct control *control, const char *field)
{
	for (size_t i = 0; i < control->told.count; i++) {
		struct field_value *old = &control->told.field[i];

		if (strcmp(old->name, field) != 0)
			continue;
		value_clear(&old->value);
		old->value.kind = VALUE_NONE;
		return &old->value;
	}
	return record_put(&control->told, field);
}

void
control_passed(struct control *control, int fd)
{
	if (control->fds == CONTROL_PASSED) {
		sys_close(fd);
		control->closed++;
		return;
	}
	/* The list doubles whenever it has come to a power of two. */
	if ((control->fds & (control->fds - 1)) == 0)
		control->fd = mem_grow(control->fd, control->fds * 2 + 1, sizeof(int));
	control->fd[control->fds++] = fd;
}

/* What we have no row for, or is shorter than its row says. */
static void
tell_unknown(struct control *control, const struct control_message *message)
{
	struct record *list = NULL, *one;
	struct buf hex = { 0 };

	for (size_t i = 0; i < control->told.count && !list; i++)
		if (strcmp(control->told.field[i].name, "control") == 0)
			list = control->told.field[i].value.record;
	if (!list)
		list = record_list(&control->told, "control");
	/* A peer that sends many is not to fill our memory. */
	if (list->count == CONTROL_PASSED)
		return;
	for (size_t i = 0; i < message->count; i++)
		buf_format(&hex, "%02x", (unsigned char)message->data[i]);
	one = record_record(list, NULL);
	if (option_level_name(message->level))
		record_text(one, "level", option_level_name(message->level));
	else
		record_int(one, "level", message->level);
	record_int(one, "type", message->type);
	record_text(one, "data_hex", buf_text(&hex));
	buf_clear(&hex);
}

void
control_decode(struct control *control, const char *bytes, size_t count)
{
	struct control_message message;

	while (control_next(&bytes, &count, &message)) {
		const struct control_row *row = control_rows;

		while (row->field && !(row->level == message.level && row->type == message.type &&
		    message.count >= row->least))
			row++;
		if (row->field)
			row->read(control, row, message.data, message.count);
		else
			tell_unknown(control, &message);
	}
}

/* ---- what goes ---- */

static struct record *
list_of(struct control *control, const char *field)
{
	for (size_t i = 0; i < control->told.count; i++)
		if (strcmp(control->told.field[i].name, field) == 0 &&
		    control->told.field[i].value.kind == VALUE_LIST)
			return control->told.field[i].value.record;
	return NULL;
}

/* Lists become longer; of all else the last is told. */
static void
join_field(struct control *control, const struct field_value *field)
{
	struct record *list = list_of(control, field->name);
	const struct record *more = field->value.record;

	if (!list || field->value.kind != VALUE_LIST) {
		*control_place(control, field->name) = value_copy(&field->value);
		return;
	}
	for (size_t i = 0; i < more->count && list->count < CONTROL_PASSED; i++)
		*record_put(list, NULL) = value_copy(&more->field[i].value);
}

void
control_join(struct control *control, struct control *from)
{
	for (size_t i = 0; i < from->told.count; i++)
		join_field(control, &from->told.field[i]);
	for (size_t i = 0; i < from->fds; i++)
		control_passed(control, from->fd[i]);
	control->closed += from->closed;
	control->time = from->time;
	if (from->error.given)
		control->error = from->error;
	from->fds = 0;
	control_clear(from);
}

void
control_add(struct buf *control, int level, int type, const void *data, size_t count)
{
	struct cmsghdr head = { .cmsg_level = level, .cmsg_type = type };
	size_t space = CMSG_SPACE(count);
	char *at = buf_reserve(control, space);

	head.cmsg_len = CMSG_LEN(count);
	memset(at, 0, space);
	memcpy(at, &head, sizeof(head));
	if (count)
		memcpy(at + CMSG_LEN(0), data, count);
	control->count += space;
}

/* "LEVEL:TYPE", each by name or number. */
static bool
read_type(const char *text, size_t count, int *level, int *type, struct error *error)
{
	const char *colon = memchr(text, ':', count);
	struct option own;
	const struct option *option;
	struct buf numbered = { 0 };
	int named = colon ? control_type_named(colon + 1, count - (size_t)(colon + 1 - text)) : -1;

	if (named >= 0)
		buf_format(&numbered, "%.*s:%d", (int)(colon - text), text, named);
	else
		buf_add(&numbered, text, count);
	option = option_numbered(buf_text(&numbered), numbered.count, &own, error);
	if (option) {
		*level = option->level;
		*type = option->number;
	}
	buf_clear(&numbered);
	return option != NULL;
}

static bool
read_number(const char *text, size_t count, struct buf *data, struct error *error)
{
	int64_t wide;
	int number;

	if (!number_int(text, count, INT32_MIN, UINT32_MAX, &wide, error))
		return false;
	number = (int)(uint32_t)wide;
	buf_add(data, &number, sizeof(number));
	return true;
}

static bool
read_zeros(const char *text, size_t count, struct buf *data, struct error *error)
{
	int64_t size;

	if (!number_size(text, count, 16 << 20, &size, error))
		return false;
	memset(buf_reserve(data, (size_t)size), 0, (size_t)size);
	data->count += (size_t)size;
	return true;
}

static bool
read_hex(const char *text, size_t count, struct buf *data, struct error *error)
{
	return bytes_from_hex(data, text, count, error);
}

static const struct {
	const char *prefix;
	bool (*read)(const char *, size_t, struct buf *, struct error *);
} forms[] = {
	{ "int:", read_number }, { "hex:", read_hex }, { "zero:", read_zeros },
};
enum { FORMS = sizeof(forms) / sizeof(*forms) };

static bool
add_one(struct buf *control, const char *text, size_t count, struct error *error)
{
	const char *first = memchr(text, ':', count), *end = text + count;
	const char *second = first ? memchr(first + 1, ':', (size_t)(end - first) - 1) : NULL;
	const char *value = second ? second + 1 : end;
	struct buf data = { 0 };
	int level = 0, type = 0;
	bool good = false;
	size_t i = 0;

	while (i < FORMS && !((size_t)(end - value) >= strlen(forms[i].prefix) &&
	    strncmp(value, forms[i].prefix, strlen(forms[i].prefix)) == 0))
		i++;
	if (i == FORMS)
		return error_usage_at(error, value - text, "control data is LEVEL:TYPE:int:NUMBER, "
		    "LEVEL:TYPE:hex:BYTES or LEVEL:TYPE:zero:SIZE");
	if (!read_type(text, (size_t)(second - text), &level, &type, error))
		return false;
	value += strlen(forms[i].prefix);
	good = forms[i].read(value, (size_t)(end - value), &data, error);
	if (good)
		control_add(control, level, type, buf_text(&data), data.count);
	else if (error->at >= 0)
		error->at += value - text;
	buf_clear(&data);
	return good;
}

bool
control_add_text(struct buf *control, const char *text, size_t count, struct error *error)
{
	const char *at = text, *end = text + count;

	while (at <= end) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		size_t size = (size_t)((comma ? comma : end) - at);

		if (!add_one(control, at, size, error)) {
			if (error->at >= 0)
				error->at += at - text;
			return false;
		}
		at += size + 1;
	}
	return true;
}

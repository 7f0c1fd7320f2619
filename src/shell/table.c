/* table: records as rows and columns of text. */
#include "shell/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"

enum { COLUMNS = 64 };

static void
add_cell(struct buf *out, const char *text, size_t count, size_t room, bool right, bool last)
{
	size_t taken = bytes_width(text, count);
	size_t pad = room > taken ? room - taken : 0;

	if (right)
		buf_format(out, "%*s", (int)pad, "");
	buf_add(out, text, count);
	if (!right && !last)
		buf_format(out, "%*s", (int)pad, "");
	if (!last)
		buf_add_text(out, "  ");
}

static bool
is_number(const struct value *value)
{
	return value && (value->kind == VALUE_INT || value->kind == VALUE_REAL);
}

static void
show(const struct value *value, struct buf *out, unsigned flags)
{
	struct buf plain = { 0 };

	if (value)
		value_show(value, &plain);
	bytes_show(out, buf_text(&plain), plain.count, flags);
	buf_clear(&plain);
}

/* The fields of all rows, in the order in which they come up. */
static size_t
find_columns(const struct record *list, struct table_column *to)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct record *row = list->field[i].value.record;

		for (size_t k = 0; k < row->count && count < COLUMNS; k++) {
			size_t have = 0;

			while (have < count && strcmp(to[have].field, row->field[k].name) != 0)
				have++;
			if (have == count)
				to[count++] = (struct table_column){ row->field[k].name,
					row->field[k].name };
		}
	}
	return count;
}

void
table_rows(struct buf *out, const struct record *list, const struct table_column *column,
    size_t columns, unsigned flags)
{
	struct table_column found[COLUMNS];
	struct buf *cell;
	size_t room[COLUMNS];
	bool right[COLUMNS];

	if (!column) {
		columns = find_columns(list, found);
		column = found;
	}
	cell = mem_new(list->count * columns, sizeof(*cell));
	for (size_t k = 0; k < columns; k++) {
		room[k] = bytes_width(column[k].heading, strlen(column[k].heading));
		right[k] = false;
		for (size_t i = 0; i < list->count; i++) {
			const struct value *value = record_get(list->field[i].value.record,
			    column[k].field);
			struct buf *text = &cell[i * columns + k];

			show(value, text, flags);
			right[k] |= is_number(value);
			if (bytes_width(buf_text(text), text->count) > room[k])
				room[k] = bytes_width(buf_text(text), text->count);
		}
	}
	for (size_t k = 0; k < columns; k++)
		add_cell(out, column[k].heading, strlen(column[k].heading), room[k], right[k],
		    k + 1 == columns);
	buf_add_byte(out, '\n');
	for (size_t i = 0; i < list->count * columns; i++) {
		size_t k = i % columns;

		add_cell(out, buf_text(&cell[i]), cell[i].count, room[k], right[k], k + 1 == columns);
		if (k + 1 == columns)
			buf_add_byte(out, '\n');
		buf_clear(&cell[i]);
	}
	free(cell);
}

void
table_fields(struct buf *out, const struct record *record, unsigned flags)
{
	size_t room = 0;

	for (size_t i = 0; i < record->count; i++)
		if (strlen(record->field[i].name) > room)
			room = strlen(record->field[i].name);
	for (size_t i = 0; i < record->count; i++) {
		buf_format(out, "  %-*s  ", (int)room, record->field[i].name);
		show(&record->field[i].value, out, flags);
		buf_add_byte(out, '\n');
	}
}

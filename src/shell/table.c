/* table: records as rows and columns of text. */
#include "shell/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"

enum { COLUMNS = TABLE_COLUMNS };

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

struct table {
	struct table_column column[COLUMNS];
	size_t      columns, rows;
	struct buf *cell;            /* row by row */
	size_t      room[COLUMNS];
	bool        right[COLUMNS], empty[COLUMNS], hidden[COLUMNS];
};

static void
fill_column(struct table *table, size_t k, const struct record *list, unsigned flags)
{
	const struct table_column *column = &table->column[k];

	table->room[k] = bytes_width(column->heading, strlen(column->heading));
	table->empty[k] = true;
	for (size_t i = 0; i < list->count; i++) {
		const struct value *value = record_get(list->field[i].value.record, column->field);
		struct buf *text = &table->cell[i * table->columns + k];
		size_t width;

		show(value, text, flags);
		width = bytes_width(buf_text(text), text->count);
		table->right[k] |= is_number(value);
		table->empty[k] &= width == 0;
		if (width > table->room[k])
			table->room[k] = width;
	}
}

static size_t
full_width(const struct table *table)
{
	size_t sum = 0;

	for (size_t k = 0; k < table->columns; k++)
		sum += table->hidden[k] ? 0 : table->room[k] + 2;
	return sum ? sum - 2 : 0;
}

/* What says nothing goes first, then what stands farthest to the right. */
static void
fit(struct table *table, size_t width)
{
	for (size_t k = 0; k < table->columns && full_width(table) > width; k++)
		table->hidden[k] = table->empty[k];
	for (size_t k = table->columns; k-- > 1 && full_width(table) > width;)
		table->hidden[k] = true;
}

static size_t
last_shown(const struct table *table)
{
	size_t last = table->columns - 1;

	while (last && table->hidden[last])
		last--;
	return last;
}

static void
add_row(struct buf *out, const struct table *table, const struct buf *cell)
{
	size_t last = last_shown(table);

	for (size_t k = 0; k <= last; k++) {
		const char *heading = table->column[k].heading;

		if (table->hidden[k])
			continue;
		add_cell(out, cell ? buf_text(&cell[k]) : heading,
		    cell ? cell[k].count : strlen(heading), table->room[k], table->right[k], k == last);
	}
	buf_add_byte(out, '\n');
}

void
table_rows(struct buf *out, const struct record *list, const struct table_column *column,
    size_t columns, size_t width, unsigned flags)
{
	struct table table = { .columns = columns, .rows = list->count };

	if (column)
		memcpy(table.column, column, columns * sizeof(*column));
	else
		table.columns = find_columns(list, table.column);
	if (!table.columns)
		return;
	table.cell = mem_new(table.rows * table.columns, sizeof(*table.cell));
	for (size_t k = 0; k < table.columns; k++)
		fill_column(&table, k, list, flags);
	if (width)
		fit(&table, width);
	add_row(out, &table, NULL);
	for (size_t i = 0; i < table.rows; i++)
		add_row(out, &table, &table.cell[i * table.columns]);
	for (size_t i = 0; i < table.rows * table.columns; i++)
		buf_clear(&table.cell[i]);
	free(table.cell);
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

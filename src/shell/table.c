/* table: records as rows and columns of text. */
#include "shell/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "socket/property.h"

enum { COLUMNS = TABLE_COLUMNS, USUAL = 8 /* bytes of a cell */ };

/* All texts stand in one buf, one behind the other. */
struct cell {
	size_t at, count, width;
};

struct table {
	struct table_column column[COLUMNS];
	size_t       columns, rows;
	struct buf   text;
	struct cell *cell;           /* row by row */
	size_t       room[COLUMNS], last;
	bool         right[COLUMNS], empty[COLUMNS], hidden[COLUMNS];
};

/* The fields of all rows, in the order in which they come up. */
static size_t
find_columns(const struct record *list, struct table_column *to)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct record *row = list->field[i].value.record;

		for (size_t k = 0; k < row->count && count < COLUMNS; k++) {
			const char *name = row->field[k].name;
			size_t have = 0;

			while (have < count && strcmp(to[have].field, name) != 0)
				have++;
			if (have == count)
				to[count++] = (struct table_column){ name, name,
					property_named(name, strlen(name)) };
		}
	}
	return count;
}

/* A time has its unit behind it. */
static bool
is_number(const struct property *property, const struct value *value)
{
	return value->kind == VALUE_INT ||
	    (value->kind == VALUE_REAL && !(property && property->seconds));
}

/* Adds what people see of it; numbers need no escapes. */
static void
show(const struct property *property, const struct value *value, struct buf *to, unsigned flags)
{
	struct buf plain = { 0 };

	switch (value->kind) {
	case VALUE_NONE:
		return;
	case VALUE_BOOL:
	case VALUE_INT:
	case VALUE_REAL:
		property_show(property, value, to);
		return;
	case VALUE_TEXT:
	case VALUE_BYTES:
		bytes_show(to, value->bytes.data, value->bytes.count, flags);
		return;
	case VALUE_LIST:
	case VALUE_RECORD:
		value_show(value, &plain);
		bytes_show(to, buf_text(&plain), plain.count, flags);
		buf_clear(&plain);
	}
}

/* Where all rows are made alike, the column's place is the field's. */
static const struct value *
value_at(const struct record *row, size_t k, const char *field)
{
	if (k < row->count && row->field[k].name == field)
		return &row->field[k].value;
	return record_get(row, field);
}

static void
fill_cells(struct table *table, const struct record *row, struct cell *cell, unsigned flags)
{
	for (size_t k = 0; k < table->columns; k++) {
		const struct table_column *column = &table->column[k];
		const struct value *value = value_at(row, k, column->field);

		cell[k].at = table->text.count;
		if (value) {
			show(column->property, value, &table->text, flags);
			table->right[k] |= is_number(column->property, value);
		}
		cell[k].count = table->text.count - cell[k].at;
		if (!cell[k].count)
			continue;
		cell[k].width = bytes_width(table->text.data + cell[k].at, cell[k].count);
		table->empty[k] &= cell[k].width == 0;
		if (cell[k].width > table->room[k])
			table->room[k] = cell[k].width;
	}
}

/* Some cells depend on others: what people see is then made for the whole row. */
static void
fill_row(struct table *table, const struct record *row, struct cell *cell, unsigned flags)
{
	struct record texts = { 0 };

	if (property_is_plain_row(row)) {
		fill_cells(table, row, cell, flags);
		return;
	}
	property_show_row(row, &texts);
	fill_cells(table, &texts, cell, flags);
	record_clear(&texts);
}

static void
fill(struct table *table, const struct record *list, unsigned flags)
{
	for (size_t k = 0; k < table->columns; k++) {
		const char *heading = table->column[k].heading;

		table->room[k] = bytes_width(heading, strlen(heading));
		table->empty[k] = true;
	}
	for (size_t i = 0; i < table->rows; i++)
		fill_row(table, list->field[i].value.record, &table->cell[i * table->columns],
		    flags);
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

static char *
put(char *to, const char *text, size_t count)
{
	memcpy(to, text, count);
	return to + count;
}

static char *
put_blanks(char *to, size_t count)
{
	memset(to, ' ', count);
	return to + count;
}

static char *
put_cell(char *to, const struct table *table, size_t k, const char *text, size_t count,
    size_t width)
{
	size_t pad = table->room[k] > width ? table->room[k] - width : 0;

	if (table->right[k])
		to = put_blanks(to, pad);
	to = put(to, text, count);
	if (k == table->last)
		return to;
	return put_blanks(to, (table->right[k] ? 0 : pad) + 2);
}

/* A line, with room for it made once: there may be thousands. */
static void
add_cells(struct buf *out, const struct table *table, const char *text, const struct cell *cell)
{
	size_t most = 1;
	char *to, *from;

	for (size_t k = 0; k < table->columns; k++)
		most += table->hidden[k] ? 0 : cell[k].count + table->room[k] + 2;
	to = from = buf_reserve(out, most);
	for (size_t k = 0; k < table->columns; k++)
		if (!table->hidden[k])
			to = put_cell(to, table, k, text + cell[k].at, cell[k].count,
			    cell[k].width);
	*to++ = '\n';
	*to = '\0';
	out->count += (size_t)(to - from);
}

static void
add_heading(struct buf *out, const struct table *table)
{
	struct cell cell[COLUMNS];
	struct buf text = { 0 };

	for (size_t k = 0; k < table->columns; k++) {
		const char *heading = table->column[k].heading;
		size_t count = strlen(heading);

		cell[k] = (struct cell){ text.count, count, bytes_width(heading, count) };
		buf_add(&text, heading, count);
	}
	add_cells(out, table, buf_text(&text), cell);
	buf_clear(&text);
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
	table.cell = mem_new(table.rows * table.columns + 1, sizeof(*table.cell));
	buf_reserve(&table.text, table.rows * table.columns * USUAL);
	fill(&table, list, flags);
	if (width)
		fit(&table, width);
	table.last = last_shown(&table);
	buf_reserve(out, (table.rows + 1) * (full_width(&table) + 1));
	add_heading(out, &table);
	for (size_t i = 0; i < table.rows; i++)
		add_cells(out, &table, buf_text(&table.text), &table.cell[i * table.columns]);
	buf_clear(&table.text);
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
		show(NULL, &record->field[i].value, out, flags);
		buf_add_byte(out, '\n');
	}
}

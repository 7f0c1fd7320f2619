/* table: records as rows and columns of text. */
#include "shell/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/number.h"
#include "shell/rows.h"
#include "shell/table-own.h"
#include "socket/property.h"
#include "socket/serving.h"

enum {
	USUAL = 8,      /* bytes of a cell */
	ADDRESS = 21,   /* columns of an IPv4 address and its port */
	PROCESS = 16,   /* of a process's name */
	COMMAND = 20,   /* of a line that somebody typed */
};

/* The fields of all rows, in the order in which they come up. */
static size_t
find_columns(const struct record *list, struct table_column *to)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct record *row = list->field[i].value.record;

		for (size_t k = 0; k < row->count && count < TABLE_COLUMNS; k++) {
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
	size_t columns = table_is_server(table, row) ? table->span : table->columns;

	for (size_t k = 0; k < columns; k++) {
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

	if (record_get(row, SERVING_FOLDED))
		return;
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

static bool
is_address(const struct table *table, size_t k)
{
	return table_is_field(table, k, "local") || table_is_field(table, k, "peer");
}

/* How many columns of it may be left out. */
static size_t
slack(const struct table *table, size_t k)
{
	size_t least = is_address(table, k) ? ADDRESS :
	    table_is_field(table, k, "process") ? PROCESS :
	    table_is_field(table, k, "command") ? COMMAND : table->room[k];

	return !table->hidden[k] && table->room[k] > least ? table->room[k] - least : 0;
}

/* Where the process stands, which such a table is looked at for; 0: nowhere. */
static size_t
find_process(const struct table *table)
{
	size_t k = table->columns - 1;

	while (k && !table_is_field(table, k, "process"))
		k--;
	return k;
}

/* With all left out that may be. */
static size_t
least_width(const struct table *table)
{
	size_t sum = full_width(table);

	for (size_t k = 0; k < table->columns; k++)
		sum -= slack(table, k);
	return sum;
}

static void
cut_column(struct table *table, size_t k, unsigned flags)
{
	for (size_t i = 0; i < table->rows; i++) {
		struct cell *cell = &table->cell[i * table->columns + k];
		struct buf text = { 0 };

		if (cell->width <= table->room[k])
			continue;
		buf_add(&text, table->text.data + cell->at, cell->count);
		row_cut(&text, table->room[k], is_address(table, k), flags & SHOW_ASCII);
		*cell = (struct cell){ table->text.count, text.count,
			bytes_width(text.data, text.count) };
		buf_add(&table->text, text.data, text.count);
		buf_clear(&text);
	}
}

/* Of what has most to spare first. */
static void
cut_columns(struct table *table, size_t width, unsigned flags)
{
	bool cut[TABLE_COLUMNS] = { false };

	for (size_t over = full_width(table); over > width; over--) {
		size_t most = 0;

		for (size_t k = 1; k < table->columns; k++)
			if (slack(table, k) > slack(table, most))
				most = k;
		if (!slack(table, most))
			break;
		table->room[most]--;
		cut[most] = true;
	}
	for (size_t k = 0; k < table->columns; k++)
		if (cut[k])
			cut_column(table, k, flags);
}

static void
hide(struct table *table, const char *field)
{
	for (size_t k = 0; k < table->columns; k++)
		table->hidden[k] |= table_is_field(table, k, field);
}

/* A process is told as long as there is room for it and a short address. */
static void
fit_process(struct table *table, size_t process, size_t width, unsigned flags)
{
	static const char *const queue[] = { "sendq", "recvq" };
	static const char *const before[] = { "pid", "peer" };

	for (size_t k = table->columns; k-- > process + 1 && full_width(table) > width;)
		table->hidden[k] |= !table_is_field(table, k, "pid");
	for (size_t i = 0; i < 2 && full_width(table) > width; i++)
		hide(table, queue[i]);
	for (size_t i = 0; i < 2 && least_width(table) > width; i++)
		hide(table, before[i]);
	cut_columns(table, width, flags);
}

/* What says nothing goes first, then what stands farthest to the right. */
static void
fit(struct table *table, const struct record *list, size_t width, unsigned flags)
{
	size_t process = find_process(table);

	for (size_t k = 0; k < table->columns && full_width(table) > width; k++)
		table->hidden[k] = table->empty[k];
	if (full_width(table) > width && table_tells_local(table, list)) {
		hide(table, "local");
		if (full_width(table) > width)
			hide(table, "kind");
	}
	if (process && !table->hidden[process])
		fit_process(table, process, width, flags);
	else if (full_width(table) > width && least_width(table) <= width)
		cut_columns(table, width, flags);
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
	struct cell cell[TABLE_COLUMNS];
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

static void
add_row(struct buf *out, const struct table *table, const struct record *row,
    const struct cell *cell, unsigned flags)
{
	const char *text = buf_text(&table->text);

	if (record_get(row, SERVING_FOLDED))
		table_add_folded(out, table, row, flags);
	else if (table_is_server(table, row))
		table_add_server(out, table, text, cell, row);
	else
		add_cells(out, table, text, cell);
}

void
table_rows(struct buf *out, const struct record *list, const struct table_column *column,
    size_t columns, size_t width, unsigned flags)
{
	struct table table = { .columns = columns, .rows = list->count, .width = width };

	if (column)
		memcpy(table.column, column, columns * sizeof(*column));
	else
		table.columns = find_columns(list, table.column);
	if (!table.columns)
		return;
	table.span = table_find_span(&table);
	table.cell = mem_new(table.rows * table.columns + 1, sizeof(*table.cell));
	buf_reserve(&table.text, table.rows * table.columns * USUAL);
	fill(&table, list, flags);
	if (width)
		fit(&table, list, width, flags);
	table.last = last_shown(&table);
	buf_reserve(out, (table.rows + 1) * (full_width(&table) + 1));
	add_heading(out, &table);
	for (size_t i = 0; i < table.rows; i++)
		add_row(out, &table, list->field[i].value.record, &table.cell[i * table.columns],
		    flags);
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

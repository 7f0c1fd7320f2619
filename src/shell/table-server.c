/* table-server: the row of a server, and that for many of its clients. */
#include "base/bytes.h"
#include "base/number.h"
#include "shell/rows.h"
#include "shell/table-own.h"
#include "socket/serving.h"

/* A table that shows what a server is served with has its columns. */
size_t
table_find_span(const struct table *table)
{
	size_t span = table->columns;

	for (size_t k = 0; k < table->columns; k++) {
		if (table_is_field(table, k, "server.role"))
			return table->columns;
		if (table_is_field(table, k, "peer"))
			span = k;
	}
	return span;
}

bool
table_is_server(const struct table *table, const struct record *row)
{
	const struct value *role = record_get(row, "server.role");

	return role && role->kind == VALUE_TEXT && table->span < table->columns;
}

/* Where the column stands; the span, if it does not. */
static size_t
find_local(const struct table *table)
{
	size_t k = 0;

	while (k < table->span && !table_is_field(table, k, "local"))
		k++;
	return k;
}

bool
table_tells_local(const struct table *table, const struct record *list)
{
	size_t local = find_local(table);
	const struct cell *first = &table->cell[local];
	bool served = false;

	for (size_t i = 0; local < table->span && i < table->rows; i++) {
		const struct record *row = list->field[i].value.record;
		const struct cell *cell = &table->cell[i * table->columns + local];

		if (record_get(row, SERVING_FOLDED))
			continue;
		served |= table_is_server(table, row);
		if (cell->count != first->count || memcmp(buf_text(&table->text) + cell->at,
		    buf_text(&table->text) + first->at, cell->count) != 0)
			return false;
	}
	return served;
}

static size_t
add_first_cells(struct buf *out, const struct table *table, const char *text,
    const struct cell *cell, bool loose)
{
	size_t before = 0;

	for (size_t k = 0; k < table->span; k++) {
		size_t pad = table->room[k] > cell[k].width ? table->room[k] - cell[k].width : 0;

		if (table->hidden[k] || (loose && table_is_field(table, k, "tls")))
			continue;
		buf_add_blanks(out, table->right[k] ? pad : 0);
		buf_add(out, text + cell[k].at, cell[k].count);
		buf_add_blanks(out, (table->right[k] ? 0 : pad) + 2);
		before += table->room[k] + 2;
	}
	return before;
}

/* Its first cells, and its counters in what room is left.  Where the address has no column it
 * stands with the counters, behind the state: a listener has no TLS of its own. */
void
table_add_server(struct buf *out, const struct table *table, const char *text,
    const struct cell *cell, const struct record *row)
{
	size_t local = find_local(table), before;
	bool loose = local < table->span && table->hidden[local];

	before = add_first_cells(out, table, text, cell, loose);
	if (loose && before + cell[local].width + 2 + SERVING_COLUMNS <= table->width) {
		buf_add(out, text + cell[local].at, cell[local].count);
		buf_add_blanks(out, 2);
		before += cell[local].width + 2;
	}
	serving_show_row(row, table->width > before ? table->width - before : !!table->width, out);
	buf_add_byte(out, '\n');
}

void
table_add_folded(struct buf *out, const struct table *table, const struct record *row,
    unsigned flags)
{
	const struct value *count = record_get(row, SERVING_FOLDED);
	const struct value *of = record_get(row, SERVING_OF);
	struct buf text = { 0 };

	buf_add_text(&text, SERVING_BELOW "... ");
	number_show_thousands(&text, count->number);
	buf_format(&text, " more: status --all, status --of %lld", (long long)of->number);
	if (table->width && text.count > table->width)
		row_cut(&text, table->width, false, flags & SHOW_ASCII);
	buf_add(out, text.data, text.count);
	buf_add_byte(out, '\n');
	buf_clear(&text);
}

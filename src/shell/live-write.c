/* live-write: the rows of the live table as text: cells under their headings, no wider than
 * the table. */
#include <string.h>

#include "base/bytes.h"
#include "shell/live-columns.h"
#include "shell/rows.h"
#include "socket/serving.h"

static bool
is(const struct live_column *column, const char *property)
{
	return !strcmp(column->property->name, property);
}

static void
blanks(struct buf *to, size_t count)
{
	while (count--)
		buf_add_byte(to, ' ');
}

static void
write_cell(struct buf *to, const struct live_column *column, const char *text, size_t count,
    size_t columns)
{
	if (column->right)
		blanks(to, column->width - columns);
	buf_add(to, text, count);
	if (!column->right)
		blanks(to, column->width - columns);
}

/* The last column of the screen stays free: a terminal that has written there is in
 * doubt about where its cursor is. */
static void
clip(const struct live *live, struct buf *text)
{
	size_t columns;

	text->count = row_fit(text->data, text->count, live->width - 1, &columns);
	text->data[text->count] = '\0';
}

/* What is counted of a server, where its cells end. */
static void
write_counters(const struct live *live, const struct serving *serving, int64_t now,
    struct buf *to)
{
	size_t used = bytes_width(to->data, to->count) + LIVE_GAP;

	blanks(to, LIVE_GAP);
	serving_show(serving, now, live->width > used + 1 ? live->width - 1 - used : 1, to);
}

/* The cell of the address, where that has no column: then it and the counters of a server stand
 * together, from the column behind the state on; else NULL. */
static const struct live_cell *
loose_address(const struct live *live, const struct live_seat *seat, const struct live_cell *cell)
{
	for (size_t i = 0; seat->serving && i < live->span; i++)
		if (is(&live->column[i], "local") && live->column[i].dropped)
			return &cell[i];
	return NULL;
}

/* Where there is room for it beside the counters. */
static void
write_loose(const struct live *live, const struct live_cell *address, struct buf *to)
{
	size_t used = bytes_width(to->data, to->count);

	if (used + LIVE_GAP + address->columns + SERVING_COLUMNS >= live->width)
		return;
	blanks(to, LIVE_GAP);
	buf_add(to, address->text, address->count);
}

void
live_write(const struct live *live, const struct live_seat *seat, const struct live_cell *cell,
    int64_t now, struct live_row *row)
{
	size_t columns = seat->serving ? live->span : live->columns;
	struct buf *to = &row->text;
	const struct live_cell *address = loose_address(live, seat, cell);
	bool first = true;

	row->state = row->state_end = 0;
	for (size_t i = 0; i < columns; i++) {
		const struct live_column *column = &live->column[i];

		if (column->dropped || (address && is(column, "tls")))
			continue;
		blanks(to, first ? 0 : LIVE_GAP);
		first = false;
		if (is(column, "state")) {
			row->state = to->count;
			row->state_end = to->count + cell[i].count;
		}
		write_cell(to, column, cell[i].text, cell[i].count, cell[i].columns);
	}
	if (address)
		write_loose(live, address, to);
	if (seat->serving)
		write_counters(live, seat->serving, now, to);
	clip(live, to);
	row->state = row->state < to->count ? row->state : to->count;
	row->state_end = row->state_end < to->count ? row->state_end : to->count;
}

void
live_write_head(const struct live *live, struct buf *to)
{
	bool first = true;

	blanks(to, LIVE_MARKS);
	for (size_t i = 0; i < live->columns; i++) {
		const struct live_column *column = &live->column[i];
		const char *name = column->property->column;

		if (column->dropped)
			continue;
		blanks(to, first ? 0 : LIVE_GAP);
		first = false;
		write_cell(to, column, name, strlen(name), bytes_width(name, strlen(name)));
	}
	clip(live, to);
}

/* table-own: what the files that make a table share. */
#ifndef SOSH_SHELL_TABLE_OWN_H
#define SOSH_SHELL_TABLE_OWN_H
#include <string.h>

#include "shell/table.h"

/* All texts stand in one buf, one behind the other. */
struct cell {
	size_t at, count, width;
};

struct table {
	struct table_column column[TABLE_COLUMNS];
	size_t       columns, rows;
	struct buf   text;
	struct cell *cell;           /* row by row */
	size_t       room[TABLE_COLUMNS], last;
	bool         right[TABLE_COLUMNS], empty[TABLE_COLUMNS], hidden[TABLE_COLUMNS];
	size_t       width;          /* of a line; 0: any */
	size_t       span;           /* the column from which on a server's row is one text */
};

static inline bool
table_is_field(const struct table *table, size_t k, const char *field)
{
	return strcmp(table->column[k].field, field) == 0;
}

/* table-server.c: a server's row, which tells its counters in words, where nobody chose the
 * columns; and one that stands for many clients. */
size_t table_find_span(const struct table *);
bool table_is_server(const struct table *, const struct record *row);
/* Are all local addresses that of a server, whose row can tell it? */
bool table_tells_local(const struct table *, const struct record *list);
void table_add_server(struct buf *, const struct table *, const char *text, const struct cell *,
    const struct record *row);
void table_add_folded(struct buf *, const struct table *, const struct record *row,
    unsigned flags);
#endif

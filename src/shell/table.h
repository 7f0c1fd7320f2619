/* table: records as rows and columns of text. */
#ifndef SOSH_SHELL_TABLE_H
#define SOSH_SHELL_TABLE_H
#include "base/value.h"

struct property;

/* A column: the field, its heading, and the property that it is, or NULL. */
struct table_column {
	const char *field, *heading;
	const struct property *property;
};

enum { TABLE_COLUMNS = 128 };

/* Adds a heading and a row for each record of the list.  Numbers stand at the
 * right.  No columns: the fields of the rows, by their names.  Columns are left out
 * until a row takes no more than `width`; 0: it may take what it wants. */
void table_rows(struct buf *, const struct record *list, const struct table_column *,
    size_t columns, size_t width, unsigned show);
/* Adds a line for each field: its name, and its value. */
void table_fields(struct buf *, const struct record *, unsigned show);
#endif

/* columns: which properties a table shows, as a person chooses them. */
#ifndef SOSH_COMMAND_COLUMNS_H
#define SOSH_COMMAND_COLUMNS_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "lang/type.h"
#include "socket/property.h"

enum { COLUMNS = 128 }; /* as many as there are properties, and some */

struct columns {
	const struct property *item[COLUMNS];
	size_t count;
};

/* "number,state,peer": each the name of a property or the heading of its column.  The
 * error stands at the word that is neither. */
bool columns_read(const char *text, size_t count, struct columns *, struct error *);
/* What there is of some sockets only. */
enum columns_some { COLUMNS_BUFFERED = 1, COLUMNS_TLS = 2, COLUMNS_SERVED = 4 };
/* What status shows where nothing else is asked for, and behind these what their cells
 * depend on; returns how many are shown. */
size_t columns_usual(struct columns *, unsigned some);
/* The names with commas between. */
void columns_show(const struct columns *, struct buf *);
void columns_offer(const char *typed, struct offer);
#endif

/* transfers: how far those are that go on in the background, a line for each that is long:
 * what a server sends, what a job does. */
#ifndef SOSH_SHELL_TRANSFERS_H
#define SOSH_SHELL_TRANSFERS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* All zero is none. */
struct transfers {
	struct transfer  *first, *last;   /* by the socket's number */
	struct transfer **bucket;         /* the same, by who tells of them */
	size_t            count;
};

/* They are not shown before; how often one that is shown is looked at. */
#define TRANSFERS_FIRST (NUMBER_SECOND / 2)
#define TRANSFERS_NEXT  (NUMBER_SECOND / 5)

/* What `progress` of the session tells of one that goes on; `what` ("[2] sent", with the socket's
 * number) counts the first time.  True: it is a new one. */
bool transfers_told(struct transfers *, const void *who, const char *what, uint64_t done,
    int64_t total);
void transfers_ended(struct transfers *, const void *who);
/* Writes lines for those that are long, at most `most`; the last of them stands for the others,
 * where they are more.  How many lines that are.  *next: when to look again, or NUMBER_NEVER. */
size_t transfers_show(struct transfers *, int64_t now, struct buf *line, size_t most,
    int64_t *next);
void transfers_clear(struct transfers *);
#endif

/* live-pick: which sockets have a row in the live table, and in which order. */
#ifndef SOSH_SHELL_LIVE_PICK_H
#define SOSH_SHELL_LIVE_PICK_H
#include "shell/live-columns.h"

/* What there is, and what was picked of it. */
struct live_picked {
	size_t            heads, clients;  /* that there are: the latter are some server's */
	unsigned          of;              /* whose clients all of them are; 0: of several */
	struct live_seat *seat;            /* those that were picked; in the table's pool */
	size_t            count;
};

/* Counts those that want a row, and settles when to look again for their sake. */
void live_count(struct live *, const struct live_view *, struct live_picked *);
/* Picks no more than `room`: those that were used last (and of clients those that have a row and
 * are busy first), but of clients so many that others have half of the room if they want it.
 * By number, a server's clients under it. */
void live_pick(struct live *, const struct live_view *, size_t room, struct live_picked *);
/* Less than 0: the row stands before the seat. */
int live_compare(const struct live_row *, const struct live_seat *);
#endif

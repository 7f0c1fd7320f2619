/* live-columns: what stands in a row of the live table, and what is left out. */
#ifndef SOSH_SHELL_LIVE_COLUMNS_H
#define SOSH_SHELL_LIVE_COLUMNS_H
#include "shell/live.h"
#include "socket/diag.h"

enum { LIVE_GAP = 2, LIVE_MARKS = 2 };   /* blanks between columns, and before the first */

struct live_cell {
	const char *text;      /* harmless; in the pool */
	size_t      count, columns;
	size_t      steady;    /* so many bytes count as a change when they differ */
};

/* Who has a row: a socket, or what waits at one to be accepted: then `sock` is like those
 * that the listener takes (see struct subject), and `guest` counts from 1. */
struct live_seat {
	const struct sock      *sock;
	const struct diag_sock *row;
	unsigned                guest;
	unsigned                under;    /* the number of its server, that has a row above */
	const struct serving   *serving;  /* it is served, and the row tells the counters */
};

/* Whose row it is: of a guest that of its listener. */
unsigned live_number(const struct live_seat *);

/* Settles which columns there may be; true if they are those of the last time. */
bool live_choose(struct live *, const struct columns *chosen);
/* The cells of live->rows seats, a row of live->columns each. */
struct live_cell *live_cells(struct live *, const struct live_view *,
    const struct live_seat *);
/* Settles how wide each column is and which are dropped.  `same` rows: no column gets
 * narrower, so that nothing jumps. */
void live_fit(struct live *, const struct live_cell *, bool same);
/* live-write.c: adds to a row's text its cells, clipped; tells which bytes are the state. */
void live_write(const struct live *, const struct live_seat *, const struct live_cell *,
    int64_t now, struct live_row *);
void live_write_head(const struct live *, struct buf *);
/* Of all that counts as a change; never 0. */
uint64_t live_hash(const struct live *, const struct live_seat *, const struct live_cell *);
enum live_sense live_sense_of(const struct live *, const struct sock *,
    const struct live_cell *);
/* When the row may differ although nothing tells so; NUMBER_NEVER. */
int64_t live_moves(const struct live *, const struct sock *, const struct live_cell *,
    enum live_sense, int64_t now);
#endif

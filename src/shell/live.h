/* live: the rows of the live table: which sockets, what of them, and when to look
 * again.  Text only; panel.c paints it. */
#ifndef SOSH_SHELL_LIVE_H
#define SOSH_SHELL_LIVE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/number.h"
#include "base/pool.h"
#include "command/columns.h"
#include "socket/sock.h"

struct transfers;

/* What a state means. */
enum live_sense {
	LIVE_PLAIN, LIVE_OPENING, LIVE_CONNECTED, LIVE_LISTENING, LIVE_HALF, LIVE_CLOSING,
	LIVE_DEAD
};

struct live_row {
	unsigned   number;
	unsigned   guest;       /* the how manieth that waits there to be accepted, or 0 */
	unsigned   under;       /* the number of the server whose client it is, that has a row
	                           above; or 0 */
	uint64_t   shown;       /* a hash of what counts when it changes */
	int64_t    changed;     /* when that was seen last, or 0 */
	struct buf text;        /* harmless, and no wider than the table */
	size_t     state, state_end; /* the bytes of it that are the state; none: equal */
	enum live_sense sense;
	bool       fresh;       /* changed within the last second */
	bool       closed;      /* about to leave */
};

struct live_column {
	const struct property *property;
	const struct live_form *form;
	size_t width;
	bool   right, empty, dropped;
};

enum { LIVE_BELOW = 3 };

/* All zero is one that has not looked yet. */
struct live {
	struct live_row *row;   /* by number, but a server's clients stand under it */
	size_t     rows, room;
	struct buf head;        /* "" where there is no place for it */
	struct buf tail;        /* of the sockets that have no row, or "" */
	struct buf below[LIVE_BELOW]; /* what is no socket, below it: of transfers */
	size_t     lines;       /* so many of them */
	size_t     open;        /* so many sockets are open */
	bool       usual;       /* nobody chose its columns */
	int64_t    next;        /* number_now() when to look again, though nothing happens;
	                         * NUMBER_NEVER */
	int64_t    servers;     /* when to see whether any server has something to do, of which
	                         * nobody tells; NUMBER_NEVER */
	/* Its own. */
	struct live_column column[COLUMNS];
	size_t     span;        /* the column from which on a server's row is one text */
	bool       grouped;     /* some stand under others */
	unsigned  *server;      /* the numbers of those that are served, */
	size_t     serving;
	uint64_t   counted;     /* and a hash of what is counted of them */
	size_t     columns, width;
	bool       comparable;  /* the columns are those of the look before */
	struct pool pool;
};

struct live_view {
	const struct sock_table *table;
	const struct columns    *chosen;  /* none: as many as there is room for */
	unsigned dot;                     /* the socket used last, or 0 */
	size_t   width, height;           /* at most; head and tail count */
	unsigned show;                    /* flags of bytes_show() */
	int64_t  now;
};

enum { LIVE_FADE_SECONDS = 5 };  /* for which a closed socket keeps its row */
#define LIVE_BUSY (2 * NUMBER_SECOND)  /* since a client was used that keeps its row */
#define LIVE_SERVERS (NUMBER_SECOND / 4)  /* how often servers are looked at */

/* Has any server had something to do since the last look? */
bool live_has_moved(const struct live *, const struct sock_table *);
/* Looks at the sockets; the kernel is asked of those only that get a row. */
void live_look(struct live *, const struct live_view *);
/* Writes the lines below, of transfers: behind live_look(), on a screen of so many rows, or 0
 * where there can be none.  Where it is low one line is for all. */
void live_look_below(struct live *, struct transfers *, int64_t now, size_t height);
/* How many rows the table has now, with what is below. */
size_t live_height(const struct live *);
void live_clear(struct live *);
#endif

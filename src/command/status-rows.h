/* status-rows: which sockets status shows, and in which order: a server's clients stand under
 * it, and of many only a few. */
#ifndef SOSH_COMMAND_STATUS_ROWS_H
#define SOSH_COMMAND_STATUS_ROWS_H
#include <stdbool.h>
#include <stddef.h>

#include "socket/sock.h"

enum { STATUS_CLIENTS = 8 };    /* of a server, where there are more: the others are counted */

struct status_row {
	struct sock *sock;      /* NULL: the row stands for `folded` clients */
	unsigned     under;     /* the number of its server, or 0 */
	size_t       folded;
};

struct status_rows {
	struct status_row *row;
	struct sock      **sock;      /* those of all rows, but for the folded ones */
	size_t             count, room, socks;
	bool               closed;    /* closed ones, too */
	bool               folds, groups;
	bool               under;     /* some stand under a server */
};

/* Every socket; set `closed`, `folds` and `groups` before. */
void status_rows_all(struct status_rows *, const struct sock_table *);
/* Those that were accepted from a socket, or are clients of it. */
void status_rows_of(struct status_rows *, const struct sock_table *, unsigned number);
void status_rows_clear(struct status_rows *);
#endif

/* listing: the rows of a table of sockets, as an answer. */
#ifndef SOSH_COMMAND_LISTING_H
#define SOSH_COMMAND_LISTING_H
#include "command/call.h"
#include "command/columns.h"
#include "command/filter.h"

struct listing {
	struct call             *call;
	const struct sock_table *table;
	struct record           *list;
	struct columns           columns;   /* none: all properties */
	const struct filter     *filter;
	unsigned                 listener;  /* the caller's own */
	size_t                   dear;      /* so many rows may still have all */
	unsigned                 under;     /* the caller's own, too: the server under which the
	                                       next row stands, or 0 */
	unsigned                 head;      /* the number of the last row that stands under none */
	bool                     grouped;   /* people see by their place who is whose client */
	bool                     sparing;   /* nothing that takes more questions */
	bool                     failed;    /* call->error tells why */
};

/* Rows of which a program gets all there is, also what takes more questions: who has
 * the other end.  With more than these it has to ask for that by --columns. */
enum { LISTING_DEAR = 100 };

/* Begins the answer's `sockets`. */
void listing_begin(struct listing *, struct call *, const struct filter *);
/* Shows these columns and no others; false and an error if there are no such. */
bool listing_columns(struct listing *, const char *text, size_t count);
/* Shows what people see where nothing else is asked for. */
void listing_usual(struct listing *);
/* People are to see who stands under whom. */
void listing_groups(struct listing *, bool groups);
/* Adds a row that stands for so many clients of listing->under. */
void listing_fold(struct listing *, size_t count);
/* Adds a socket of ours, and what the kernel told of it in `row`, or NULL; or a row of one
 * that is not (see struct subject); if it is as the filter says. */
void listing_add(struct listing *, const struct sock *, const struct diag_sock *row);
#endif

/* filter: which sockets a table shows: those that are named, or of which something is
 * so. */
#ifndef SOSH_COMMAND_FILTER_H
#define SOSH_COMMAND_FILTER_H
#include "lang/type.h"
#include "socket/property.h"

/* PROPERTY OP VALUE, and what has to be so besides. */
struct filter {
	struct filter         *next;
	const struct property *property[2]; /* one of them; `port` means two */
	int                    operator;
	struct text            word;
};

/* Sockets by number, name or `.`, also closed ones, and filters. */
typedef struct {
	struct sock  **item;
	size_t         count;
	struct filter *filter;
} arg_chosen;
extern const struct type type_chosen;

/* Does all of it hold?  What a socket has not got is unequal to everything.  False with
 * a usage error where it cannot be compared; else error->kind is ERROR_NONE. */
bool filter_holds(const struct filter *, const struct subject *, struct error *);
#endif

/* filter: which sockets a table shows: those that are named, or of which something is
 * so. */
#ifndef SOSH_COMMAND_FILTER_H
#define SOSH_COMMAND_FILTER_H
#include "lang/type.h"
#include "socket/property.h"

/* How it goes with what stands before: `and` binds tighter than `or`; what begins in a
 * word of its own has to be so besides. */
enum joint { JOINT_ALSO, JOINT_AND, JOINT_OR };

/* PROPERTY OP VALUE. */
struct filter {
	struct filter         *next;
	enum joint             joint;
	const struct property *property[2]; /* one of them; `port` means two */
	int                    operator;
	struct text            word;
};

/* Sockets by number, name or `.`, also closed ones, and filters. */
typedef struct {
	struct sock  **item;
	size_t         count;
	struct filter *filter, *last;
	bool           open;       /* the next word goes on with it; */
	int            next;       /* with which part */
} arg_chosen;
extern const struct type type_chosen;

/* Is it as all of it says?  What a socket has not got is an empty text, and neither less nor
 * more than anything.  False with a usage error where it cannot be compared; else
 * error->kind is ERROR_NONE. */
bool filter_holds(const struct filter *, const struct subject *, struct error *);
#endif

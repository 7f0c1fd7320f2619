/* answer: fields that many commands answer with. */
#ifndef SOSH_COMMAND_ANSWER_H
#define SOSH_COMMAND_ANSWER_H
#include "command/call.h"

void answer_address(struct call *, const char *name, const struct addr *);
/* What getsockname(2) and its like filled in, `room` bytes at most: `addrlen`, which
 * they tell in full, and `address`, or `came` and `part` where it was cut off. */
void answer_asked(struct call *, int room, struct addr *);
/* `local`, where the kernel tells it. */
bool answer_local(struct call *, const struct sock *, struct addr *local);
/* `local` and `peer` of a connected socket, which meets its other end.  `peer` is
 * what accept(2) told, as getpeername(2) tells none of a connection that was reset
 * meanwhile; NULL: ask. */
void answer_connected(struct call *, struct sock *, const struct addr *peer);
/* Is the name that a new socket is to get still free?  For those that have waited;
 * false and a usage error. */
bool answer_name_is_free(struct call *, const struct text *name);
/* Gives a new socket its name, if it gets one, and tells it to the desk. */
void answer_new(struct call *, struct sock *, const struct text *name);
#endif

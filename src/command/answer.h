/* answer: fields that many commands answer with. */
#ifndef SOSH_COMMAND_ANSWER_H
#define SOSH_COMMAND_ANSWER_H
#include "command/call.h"

void answer_address(struct call *, const char *name, const struct addr *);
/* `local` and `peer`, where the kernel tells them. */
bool answer_local(struct call *, const struct sock *, struct addr *local);
bool answer_peer(struct call *, const struct sock *, struct addr *peer);
/* `local` and `peer` of a connected socket, which meets its other end. */
void answer_connected(struct call *, struct sock *);
/* Gives a new socket its name, if it gets one, and tells it to the desk. */
void answer_new(struct call *, struct sock *, const struct text *name);
#endif

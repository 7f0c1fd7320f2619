/* pump: hands on what goes and comes between a client and a program, where that cannot have the
 * client's own socket (TLS), or nobody but us would count its bytes (UNIX).  Messages keep their
 * bounds. */
#ifndef SOSH_SERVE_PUMP_H
#define SOSH_SERVE_PUMP_H
#include "base/loop.h"
#include "serve/role.h"

struct pump;
/* A pair of sockets, of messages if those are what the client has: `*theirs` is for the program,
 * and the caller's to close.  NULL and a system error. */
struct pump *pump_new(struct client *, struct loop *, int *theirs, struct error *);
void pump_free(struct pump *);
/* Closes a descriptor that may be -1. */
void pump_close_end(int end);
/* From the client; its end; and that it has room. */
void pump_came(struct pump *, const char *bytes, size_t count);
void pump_ended(struct pump *);
void pump_room(struct pump *);
/* The program has ended: the client has when all is sent that it had written. */
void pump_over(struct pump *);
#endif

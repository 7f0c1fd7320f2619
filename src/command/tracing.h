/* tracing: each system call on a socket is told as it is made, as a notice. */
#ifndef SOSH_COMMAND_TRACING_H
#define SOSH_COMMAND_TRACING_H
#include "command/session.h"

/* From now on, if it is not so already; false and an error where calls cannot be shown. */
bool tracing_begin(struct session *, struct error *);
void tracing_end(struct session *);
#endif

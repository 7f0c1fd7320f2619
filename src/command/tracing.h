/* tracing: each system call on a socket is told as it is made, as a notice. */
#ifndef SOSH_COMMAND_TRACING_H
#define SOSH_COMMAND_TRACING_H
#include "command/session.h"
#include "socket/sys.h"

/* From now on, if it is not so already; false and an error where calls cannot be shown. */
bool tracing_begin(struct session *, struct error *);
void tracing_end(struct session *);
/* What is looked up from here to sys_loud(), which wants what this returns, is for a hint or a
 * note.  At the prompt that is not shown, as it stands between the call and what came of it;
 * a script's trace has every call. */
struct sys_tracer *tracing_aside(const struct session *);
#endif

/* explain-last: the last command, put together for `explain`. */
#ifndef SOSH_COMMAND_EXPLAIN_LAST_H
#define SOSH_COMMAND_EXPLAIN_LAST_H
#include "command/call.h"
#include "teach/explain.h"

/* Adds it to the list; false and a usage error where there was none. */
bool explain_last(struct call *, const struct explain_library *, const struct explain_ask *,
    struct record *list);
#endif

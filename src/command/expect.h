/* expect: what is told of an expectation that was not met. */
#ifndef SOSH_COMMAND_EXPECT_H
#define SOSH_COMMAND_EXPECT_H
#include "command/call.h"

/* `expect recv ...`: a form of the command expect. */
extern const struct command expect_recv;

/* Both sides, for call->failure: `expected`, `actual`, how they were compared (`operator`:
 * "==", "~"; static), and where they are to be the same `differs_at`, the offset of the first
 * byte that is another, or missing. */
void expect_sides(struct call *, const char *operator, const void *expected,
    size_t expected_count, const void *actual, size_t actual_count, bool same);
/* The last calls on the socket, as `calls`. */
void expect_calls(struct call *, const struct sock *);
#endif

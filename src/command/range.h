/* range: 1..10, the numbers from one to another. */
#ifndef SOSH_COMMAND_RANGE_H
#define SOSH_COMMAND_RANGE_H
#include "lang/type.h"

enum range { RANGE_NONE, RANGE_FOUND, RANGE_WRONG };

/* What was typed decides: 1..10, 1..$n and $a..$b are ranges whatever the variables hold, and
 * with quotes, or where there is no number and no variable before the dots, it is a text.
 * RANGE_WRONG: a usage error, as these are no numbers. */
enum range range_read(const struct text *, int64_t *from, int64_t *to, struct error *);
#endif

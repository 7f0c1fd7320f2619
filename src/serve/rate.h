/* rate: so many bytes a second, counted by the time until which they are paid. */
#ifndef SOSH_SERVE_RATE_H
#define SOSH_SERVE_RATE_H
#include <stddef.h>
#include <stdint.h>

/* All zero: nothing was used yet. */
struct rate {
	int64_t paid;     /* number_now(): what was used is paid by then */
};

/* How many of `most` bytes may go now, at `rate` bytes a second (0: any number).  What was not
 * used for a while, as at the beginning, counts for a quarter of a second. */
size_t rate_allows(const struct rate *, uint64_t rate, int64_t now, size_t most);
void   rate_use(struct rate *, uint64_t rate, int64_t now, size_t count);
/* When there is enough again to be worth a call. */
int64_t rate_due(const struct rate *, uint64_t rate);
#endif

/* pool: many small things that are freed together. */
#ifndef SOSH_BASE_POOL_H
#define SOSH_BASE_POOL_H
#include <stdbool.h>
#include <stddef.h>

struct pool_chunk;
/* All zero is an empty pool. */
struct pool {
	struct pool_chunk *chunk;
	bool               used;
};

/* `size` bytes, all zero, aligned for anything; they live until the pool is
 * reset or cleared. */
void *pool_new(struct pool *, size_t size);
/* A copy of `count` bytes with a NUL behind them. */
char *pool_copy(struct pool *, const void *bytes, size_t count);
/* Forgets all that was handed out, and keeps one chunk for what comes. */
void pool_empty(struct pool *);
static inline void
pool_reset(struct pool *pool)
{
	if (pool->used)
		pool_empty(pool);
}
void pool_clear(struct pool *);
#endif

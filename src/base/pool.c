/* pool: many small things that are freed together. */
#include "base/pool.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { CHUNK = 8192 };

struct pool_chunk {
	struct pool_chunk *next;
	size_t used, room;
	alignas(max_align_t) unsigned char memory[];
};

static struct pool_chunk *
chunk_new(struct pool *pool, size_t room)
{
	struct pool_chunk *chunk = mem_grow(NULL, 1, sizeof(*chunk) + room);

	chunk->next = pool->chunk;
	chunk->used = 0;
	chunk->room = room;
	return pool->chunk = chunk;
}

static void *
take(struct pool *pool, size_t size)
{
	const size_t unit = alignof(max_align_t);
	struct pool_chunk *chunk = pool->chunk;
	void *memory;

	size = (size + unit - 1) / unit * unit;
	if (!chunk || chunk->room - chunk->used < size)
		chunk = chunk_new(pool, size > CHUNK / 2 ? size + CHUNK : CHUNK);
	pool->used = true;
	memory = chunk->memory + chunk->used;
	chunk->used += size;
	return memory;
}

void *
pool_new(struct pool *pool, size_t size)
{
	return memset(take(pool, size), 0, size);
}

char *
pool_copy(struct pool *pool, const void *bytes, size_t count)
{
	char *copy = take(pool, count + 1);

	if (count)
		memcpy(copy, bytes, count);
	copy[count] = '\0';
	return copy;
}

void
pool_empty(struct pool *pool)
{
	struct pool_chunk *keep = pool->chunk;

	pool->used = false;
	while (keep->next) {
		struct pool_chunk *next = keep->next;

		free(keep);
		keep = next;
	}
	if (keep->room > CHUNK) {
		free(keep);
		keep = NULL;
	} else {
		keep->used = 0;
	}
	pool->chunk = keep;
}

void
pool_clear(struct pool *pool)
{
	pool_reset(pool);
	free(pool->chunk);
	pool->chunk = NULL;
}

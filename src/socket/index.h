/* index: finds sockets by what they are called, by their two ends, by their inode. */
#ifndef SOSH_SOCKET_INDEX_H
#define SOSH_SOCKET_INDEX_H
#include <stddef.h>
#include <stdint.h>

struct sock;

/* By what a socket can be found; it stands in each index at most once. */
enum index_key { INDEX_NAME, INDEX_ENDS, INDEX_INODE, INDEX_GHOST, INDEX_KEYS };

/* A socket's place in one. */
struct index_place {
	uint64_t     hash;
	struct sock *next, **at;   /* `at` points here; NULL: it is not in */
};

/* All zero is an empty one. */
struct index {
	struct sock **bucket;
	size_t        buckets, count;
};

/* Puts a socket in, before others with the same hash; or takes it out, if it is in. */
void index_add(struct index *, enum index_key, struct sock *, uint64_t hash);
void index_drop(struct index *, enum index_key, struct sock *);
/* The first with this hash, and the one behind it; NULL: no more.  Others than those
 * that are wanted may have the same hash. */
struct sock *index_first(const struct index *, enum index_key, uint64_t hash);
struct sock *index_next(enum index_key, const struct sock *);
void index_clear(struct index *);

/* FNV-1a. */
uint64_t index_hash(const void *bytes, size_t count);
#endif

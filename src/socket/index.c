/* index: finds sockets by what they are called, by their two ends, by their inode. */
#include "socket/index.h"

#include <stdlib.h>

#include "base/mem.h"
#include "socket/sock.h"

enum { FIRST = 64 };

static struct sock **
bucket_of(const struct index *index, uint64_t hash)
{
	return &index->bucket[(hash ^ hash >> 32) & (index->buckets - 1)];
}

static void
put(struct index *index, enum index_key key, struct sock *sock)
{
	struct index_place *place = &sock->place[key];
	struct sock **bucket = bucket_of(index, place->hash);

	place->next = *bucket;
	place->at = bucket;
	if (*bucket)
		(*bucket)->place[key].at = &place->next;
	*bucket = sock;
}

/* As many buckets as sockets, at least.  Within each the order stays: who is put in
 * front last was in front before. */
static void
grow(struct index *index, enum index_key key)
{
	struct index old = *index;

	index->buckets = old.buckets ? old.buckets * 2 : FIRST;
	index->bucket = mem_new(index->buckets, sizeof(*index->bucket));
	for (size_t i = 0; i < old.buckets; i++) {
		struct sock *back = NULL, *next;

		for (struct sock *one = old.bucket[i]; one; one = next) {
			next = one->place[key].next;
			one->place[key].next = back;
			back = one;
		}
		for (; back; back = next) {
			next = back->place[key].next;
			put(index, key, back);
		}
	}
	free(old.bucket);
}

void
index_add(struct index *index, enum index_key key, struct sock *sock, uint64_t hash)
{
	index_drop(index, key, sock);
	if (index->count >= index->buckets)
		grow(index, key);
	sock->place[key].hash = hash;
	put(index, key, sock);
	index->count++;
}

void
index_drop(struct index *index, enum index_key key, struct sock *sock)
{
	struct index_place *place = &sock->place[key];

	if (!place->at)
		return;
	*place->at = place->next;
	if (place->next)
		place->next->place[key].at = place->at;
	place->at = NULL;
	index->count--;
}

static struct sock *
with_hash(struct sock *sock, enum index_key key, uint64_t hash)
{
	while (sock && sock->place[key].hash != hash)
		sock = sock->place[key].next;
	return sock;
}

struct sock *
index_first(const struct index *index, enum index_key key, uint64_t hash)
{
	return index->buckets ? with_hash(*bucket_of(index, hash), key, hash) : NULL;
}

struct sock *
index_next(enum index_key key, const struct sock *sock)
{
	return with_hash(sock->place[key].next, key, sock->place[key].hash);
}

void
index_clear(struct index *index)
{
	free(index->bucket);
	*index = (struct index){ 0 };
}

uint64_t
index_hash(const void *bytes, size_t count)
{
	const unsigned char *byte = bytes;
	uint64_t sum = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < count; i++)
		sum = (sum ^ byte[i]) * UINT64_C(1099511628211);
	return sum;
}

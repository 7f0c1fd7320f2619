/* owed: what a client is to be sent, and the kernel had no room for. */
#include "serve/owed.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "serve/role.h"
#include "serve/server-inner.h"

/* A piece has twice as much room as the one before it, but no more than that. */
enum { ROOM = 64 << 10 };

/* Of messages each has its length before it. */
typedef uint32_t head;

struct piece {
	struct piece *next;
	struct share *share;       /* or NULL: the bytes are its own */
	size_t        at, count;   /* `count` bytes from there on */
	size_t        room;        /* of its own */
	char          bytes[];
};

/* ---- what many hold ---- */

struct share *
share_new(struct server *server, const char *bytes, size_t count)
{
	struct share *share = mem_grow(NULL, sizeof(*share) + count, 1);

	*share = (struct share){ .holders = 1, .count = count, .memory = &server->owed };
	memcpy(share->bytes, bytes, count);
	server->owed += sizeof(*share) + count;
	return share;
}

const char *
share_bytes(const struct share *share, size_t *count)
{
	*count = share->count;
	return share->bytes;
}

void
share_drop(struct share *share)
{
	if (!share || --share->holders)
		return;
	*share->memory -= sizeof(*share) + share->count;
	free(share);
}

/* ---- in line ---- */

static struct piece *
append(struct owed *owed, size_t room, size_t *memory)
{
	struct piece *piece = mem_grow(NULL, sizeof(*piece) + room, 1);

	*piece = (struct piece){ .room = room };
	*memory += sizeof(*piece) + room;
	if (owed->last)
		owed->last->next = piece;
	else
		owed->first = piece;
	return owed->last = piece;
}

/* A place for so many more, one behind the other. */
static char *
make_place(struct owed *owed, size_t count, size_t *memory)
{
	struct piece *last = owed->last;
	size_t room = last && !last->share ? last->room * 2 : 0;
	char *place;

	room = room < ROOM ? room : ROOM;
	if (!last || last->share || last->room - last->at - last->count < count)
		last = append(owed, room > count ? room : count, memory);
	place = last->bytes + last->at + last->count;
	last->count += count;
	owed->count += count;
	return place;
}

void
owed_add(struct owed *owed, const char *bytes, size_t count, size_t *memory)
{
	memcpy(make_place(owed, count, memory), bytes, count);
}

void
owed_add_message(struct owed *owed, const char *bytes, size_t count, size_t *memory)
{
	char *place = make_place(owed, sizeof(head) + count, memory);
	head length = (head)count;

	memcpy(place, &length, sizeof(length));
	memcpy(place + sizeof(length), bytes, count);
}

void
owed_add_share(struct owed *owed, struct share *share, size_t from, size_t *memory)
{
	struct piece *piece = append(owed, 0, memory);

	share->holders++;
	piece->share = share;
	piece->at = from;
	piece->count = share->count - from;
	owed->count += piece->count;
}

static const char *
bytes_of(const struct piece *piece)
{
	return (piece->share ? piece->share->bytes : piece->bytes) + piece->at;
}

const char *
owed_next(const struct owed *owed, bool messages, size_t *count)
{
	const char *bytes = bytes_of(owed->first);
	head length;

	*count = owed->first->count;
	if (!messages || owed->first->share)
		return bytes;
	memcpy(&length, bytes, sizeof(length));
	*count = length;
	return bytes + sizeof(length);
}

static void
drop_first(struct owed *owed, size_t *memory)
{
	struct piece *piece = owed->first;

	owed->first = piece->next;
	if (!owed->first)
		owed->last = NULL;
	*memory -= sizeof(*piece) + piece->room;
	share_drop(piece->share);
	free(piece);
}

void
owed_drop(struct owed *owed, bool messages, size_t count, size_t *memory)
{
	struct piece *piece = owed->first;

	if (messages && !piece->share)
		count += sizeof(head);
	piece->at += count;
	piece->count -= count;
	owed->count -= count;
	if (!piece->count)
		drop_first(owed, memory);
}

void
owed_clear(struct owed *owed, size_t *memory)
{
	while (owed->first)
		drop_first(owed, memory);
	owed->count = 0;
}

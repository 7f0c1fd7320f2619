/* owed: what a client is to be sent, and the kernel had no room for: in line, and of messages
 * each by itself.  What many are owed is kept once. */
#ifndef SOSH_SERVE_OWED_H
#define SOSH_SERVE_OWED_H
#include <stdbool.h>
#include <stddef.h>

/* Bytes that many hold. */
struct share {
	size_t  holders, count;
	size_t *memory;      /* where what it takes is counted, as long as there are any */
	char    bytes[];
};

struct piece;

/* Part of every client; all zero: nothing. */
struct owed {
	struct piece *first, *last;
	size_t        count;    /* bytes, with those that tell messages apart */
};

/* `*memory` is where all that a server's clients are owed is counted, with what it takes. */
void owed_add(struct owed *, const char *bytes, size_t count, size_t *memory);
/* A message, which may be empty.  All that is owed to one are messages, or none is. */
void owed_add_message(struct owed *, const char *bytes, size_t count, size_t *memory);
/* What is behind the first `from` bytes of it.  It is held until that has gone. */
void owed_add_share(struct owed *, struct share *, size_t from, size_t *memory);
/* The bytes that are next, or the message; there has to be one.  Good until anything is added
 * or dropped. */
const char *owed_next(const struct owed *, bool messages, size_t *count);
/* So many of those have gone, of a message all. */
void owed_drop(struct owed *, bool messages, size_t count, size_t *memory);
void owed_clear(struct owed *, size_t *memory);
#endif

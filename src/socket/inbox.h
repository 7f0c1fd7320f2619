/* inbox: what was received from a socket, and not yet given to anybody. */
#ifndef SOSH_SOCKET_INBOX_H
#define SOSH_SOCKET_INBOX_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/buf.h"
#include "base/error.h"
#include "socket/did.h"

struct io_got;
struct sock;

/* A message (of a datagram or seqpacket socket), of whose bytes some may be gone. */
struct inbox_letter {
	size_t      left;
	int         flags;      /* msg_flags of recvmsg(2) */
	bool        has_from;   /* the kernel gave a sender */
	struct addr from;
};

/* Part of every socket (sock->inbox); all zero is an empty one.  What came beside the
 * bytes is in sock->beside, until somebody tells it. */
struct inbox {
	struct buf bytes;
	size_t     at;          /* so many of them are given away */
	struct inbox_letter *letter;  /* a stream has none; the first in line first */
	size_t     letters, room;
	uint64_t   taken;       /* changes whenever something is taken off */
};

/* How many bytes are held: the property `buffered`. */
size_t inbox_count(const struct sock *);
/* Would a recv get something without asking the kernel?  An empty message counts. */
bool inbox_has(const struct sock *);
/* The bytes that are next: of a stream all, of messages those that are left of the
 * first one.  Good until the inbox is touched again. */
const char *inbox_bytes(const struct sock *, size_t *count);
/* All bytes, of messages one behind the other. */
const char *inbox_all(const struct sock *, size_t *count);
/* The message that is first in line; NULL: there is none, or it is a stream. */
const struct inbox_letter *inbox_letter(const struct sock *);

/* Puts bytes behind those that are held; of a message with what `got` says of it. */
void inbox_put(struct sock *, const void *bytes, size_t count, const struct io_got *);
/* Puts bytes in front again that were taken off: of a message as one of its own, or, where
 * `got` is NULL, to what is left of the first one. */
void inbox_put_back(struct sock *, const void *bytes, size_t count, const struct io_got *);
/* One receiving call into the inbox, as io_recv() makes it: of a stream `most` bytes at
 * most, else a whole message.  An error that comes behind bytes is owed to whoever
 * receives when these are gone (sock->owed): the kernel tells it once.  `got->bytes` tells
 * what came, and `got->eof` the end, as often as one asks. */
enum did inbox_fill(struct sock *, size_t most, struct io_got *, struct error *);

/* Takes so many bytes off the front.  A message of which none are left is gone, also an
 * empty one that is first in line. */
void inbox_drop(struct sock *, size_t count);
/* Takes off what is left of the first message. */
void inbox_drop_letter(struct sock *);
/* Takes off what is left of any message. */
void inbox_take(struct sock *, size_t letter);
/* Takes off everything. */
void inbox_drop_all(struct sock *);
/* Empties it, and frees what it took. */
void inbox_clear(struct sock *);
#endif

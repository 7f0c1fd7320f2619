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

struct control;
struct io_got;
struct sock;

/* A message (of a datagram or seqpacket socket), of whose bytes some may be gone. */
struct inbox_letter {
	size_t      left;
	int         flags;      /* msg_flags of recvmsg(2) */
	bool        has_from;   /* the kernel gave a sender */
	bool        cut;        /* some of it are gone */
	struct addr from;
	uint64_t    number;     /* 1, 2, 3, ...: what came later has a higher one */
	uint64_t    at;         /* where its bytes begin; what went before counts */
	struct control *beside; /* what came beside them, or NULL */
};

/* Part of every socket (sock->inbox); all zero is an empty one.  What came beside the
 * bytes of a stream is in sock->beside, until somebody tells it. */
struct inbox {
	struct buf bytes;
	size_t     at;          /* so many of them are given away */
	uint64_t   went;        /* and so many went, in all */
	struct inbox_letter *letter;  /* a stream has none */
	size_t     first;       /* in line, */
	size_t     letters, room;     /* and how many there are from it on */
	uint64_t   numbered;    /* the last number */
	size_t     besides;     /* letters that have something beside them, */
	size_t     passed;      /* and how many descriptors that is */
	uint64_t   taken;       /* changes whenever something is taken off */
};

/* How many bytes are held. */
static inline size_t
inbox_left(const struct inbox *inbox)
{
	return inbox->bytes.count - inbox->at;
}
/* All of them, of messages one behind the other. */
static inline const char *
inbox_held(const struct inbox *inbox, size_t *count)
{
	*count = inbox_left(inbox);
	return *count ? inbox->bytes.data + inbox->at : "";
}
/* The property `buffered`, as inbox_left(). */
size_t inbox_count(const struct sock *);
/* How much memory it takes, about: also of empty messages. */
size_t inbox_weight(const struct sock *);
/* Would a recv get something without asking the kernel?  An empty message counts. */
bool inbox_has(const struct sock *);
/* The bytes that are next: of a stream all, of messages those that are left of the
 * first one.  Good until the inbox is touched again. */
const char *inbox_bytes(const struct sock *, size_t *count);
/* The same of all of them, as inbox_held(). */
const char *inbox_all(const struct sock *, size_t *count);
/* The message that is first in line; NULL: there is none, or it is a stream. */
const struct inbox_letter *inbox_letter(const struct sock *);
/* The message at `index` in the line, below inbox.letters, and its bytes. */
const struct inbox_letter *inbox_letter_at(const struct sock *, size_t index);
const char *inbox_letter_bytes(const struct sock *, const struct inbox_letter *);
/* The index of the first one whose number is higher; inbox.letters: there is none. */
size_t inbox_after(const struct sock *, uint64_t number);
/* What came beside the first message, or beside all, is in sock->beside from now on. */
void inbox_hand_beside(struct sock *, bool all);

/* Puts bytes behind those that are held; of a message with what `got` says of it, and what
 * is in sock->beside. */
void inbox_put(struct sock *, const void *bytes, size_t count, const struct io_got *);
/* Puts bytes in front again that were taken off: of a message as one of its own, or, where
 * `got` is NULL, to what is left of the first one. */
void inbox_put_back(struct sock *, const void *bytes, size_t count, const struct io_got *);
/* One receiving call into the inbox, as io_recv() makes it: of a stream `most` bytes at
 * most, else a whole message.  An error that comes behind bytes is owed to whoever
 * receives when these are gone (sock->owed): the kernel tells it once.  `got->bytes` tells
 * what came, and `got->eof` the end, as often as one asks. */
enum did inbox_fill(struct sock *, size_t most, struct io_got *, struct error *);

/* Puts all that is held, and what came beside it, behind what another descriptor of the same
 * socket holds. */
void inbox_hand_over(struct sock *, struct sock *to);

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

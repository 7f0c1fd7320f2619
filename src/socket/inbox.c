/* inbox: what was received from a socket, and not yet given to anybody. */
#include "socket/inbox.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "socket/io.h"
#include "socket/osdep.h"

/* A message is received whole: so much room there is where the kernel does not tell how
 * long it is.  An empty inbox gives back what it took beyond so much. */
enum { MESSAGE = 65536, KEPT = 1 << 20, ALIGNED = 64 << 10, PAGE = 4096 };

size_t
inbox_count(const struct sock *sock)
{
	return sock->inbox.bytes.count - sock->inbox.at;
}

bool
inbox_has(const struct sock *sock)
{
	return inbox_count(sock) || sock->inbox.letters;
}

const char *
inbox_all(const struct sock *sock, size_t *count)
{
	*count = inbox_count(sock);
	return *count ? sock->inbox.bytes.data + sock->inbox.at : "";
}

const char *
inbox_bytes(const struct sock *sock, size_t *count)
{
	const char *bytes = inbox_all(sock, count);

	if (sock->inbox.letters)
		*count = sock->inbox.letter->left;
	return bytes;
}

const struct inbox_letter *
inbox_letter(const struct sock *sock)
{
	return sock->inbox.letters ? sock->inbox.letter : NULL;
}

/* Moves what is held to the front when that is less than what is gone: so no byte is
 * moved more than once for each that is given away. */
static void
tidy(struct inbox *inbox)
{
	size_t left = inbox->bytes.count - inbox->at;

	if (!inbox->at || inbox->at < left)
		return;
	buf_drop(&inbox->bytes, inbox->at);
	inbox->at = 0;
	if (!left && inbox->bytes.room > KEPT)
		buf_clear(&inbox->bytes);
}

static void
add_letter(struct inbox *inbox, size_t count, const struct io_got *got)
{
	if (inbox->letters == inbox->room) {
		inbox->room = inbox->room ? inbox->room * 2 : 1;
		inbox->letter = mem_grow(inbox->letter, inbox->room, sizeof(*inbox->letter));
	}
	inbox->letter[inbox->letters++] = (struct inbox_letter){ .left = count,
		.flags = got->flags, .has_from = got->has_from, .from = got->from };
}

void
inbox_put(struct sock *sock, const void *bytes, size_t count, const struct io_got *got)
{
	buf_add(&sock->inbox.bytes, bytes, count);
	if (sock->type != SOCK_STREAM)
		add_letter(&sock->inbox, count, got);
}

void
inbox_put_back(struct sock *sock, const void *bytes, size_t count, const struct io_got *got)
{
	struct inbox *inbox = &sock->inbox;
	size_t left = inbox_count(sock);
	struct inbox_letter first;
	char *front;

	buf_reserve(&inbox->bytes, count);
	front = inbox->bytes.data + inbox->at;
	memmove(front + count, front, left);
	memcpy(front, bytes, count);
	inbox->bytes.count += count;
	inbox->bytes.data[inbox->bytes.count] = '\0';
	inbox->taken++;
	if (sock->type == SOCK_STREAM)
		return;
	if (!got && inbox->letters) {
		inbox->letter->left += count;
		return;
	}
	add_letter(inbox, count, got);
	first = inbox->letter[inbox->letters - 1];
	memmove(inbox->letter + 1, inbox->letter, (inbox->letters - 1) * sizeof(first));
	*inbox->letter = first;
}

/* How much room the next message wants. */
static size_t
message_room(const struct sock *sock)
{
	int64_t waits = osdep_received_queue(sock->fd);

	return waits > MESSAGE ? (size_t)waits : MESSAGE;
}

/* The kernel copies to where a page begins in half the time. */
static void
align(struct inbox *inbox, size_t most)
{
	if (inbox->at != inbox->bytes.count || most < ALIGNED)
		return;
	inbox->at = inbox->bytes.count = 0;
	buf_reserve(&inbox->bytes, most + PAGE);
	inbox->at = inbox->bytes.count = -(uintptr_t)inbox->bytes.data % PAGE;
}

enum did
inbox_fill(struct sock *sock, size_t most, struct io_got *got, struct error *error)
{
	struct inbox *inbox = &sock->inbox;
	const struct io_ask ask = { .flags = 0 };
	bool stream = sock->type == SOCK_STREAM;
	char *room;
	enum did did;

	tidy(inbox);
	if (!stream)
		most = message_room(sock);
	align(inbox, most);
	room = buf_reserve(&inbox->bytes, most);
	did = io_recv(sock, room, most, &ask, got, error);
	/* What fails behind bytes is told behind them, too. */
	if (did == DID_FAIL && inbox_has(sock))
		sock->owed = error->number;
	if (did != DID_IT)
		return did;
	inbox->bytes.count += got->bytes;
	inbox->bytes.data[inbox->bytes.count] = '\0';
	if (!stream && !got->eof)
		add_letter(inbox, got->bytes, got);
	return did;
}

static void
take_letter(struct inbox *inbox)
{
	memmove(inbox->letter, inbox->letter + 1, --inbox->letters * sizeof(*inbox->letter));
}

void
inbox_drop(struct sock *sock, size_t count)
{
	struct inbox *inbox = &sock->inbox;

	inbox->at += count;
	while (inbox->letters && count >= inbox->letter->left) {
		count -= inbox->letter->left;
		take_letter(inbox);
		if (!count)
			break;
	}
	if (inbox->letters && count)
		inbox->letter->left -= count;
	inbox->taken++;
	tidy(inbox);
}

void
inbox_drop_letter(struct sock *sock)
{
	if (sock->inbox.letters)
		inbox_drop(sock, sock->inbox.letter->left);
}

void
inbox_take(struct sock *sock, size_t letter)
{
	struct inbox *inbox = &sock->inbox;
	size_t at = inbox->at, left = inbox->letter[letter].left;
	struct inbox_letter *one = inbox->letter + letter;

	for (size_t i = 0; i < letter; i++)
		at += inbox->letter[i].left;
	memmove(inbox->bytes.data + at, inbox->bytes.data + at + left,
	    inbox->bytes.count - at - left);
	inbox->bytes.count -= left;
	memmove(one, one + 1, (--inbox->letters - letter) * sizeof(*one));
	tidy(inbox);
}

void
inbox_drop_all(struct sock *sock)
{
	sock->inbox.letters = 0;
	sock->inbox.at = sock->inbox.bytes.count;
	sock->inbox.taken++;
	tidy(&sock->inbox);
}

void
inbox_clear(struct sock *sock)
{
	buf_clear(&sock->inbox.bytes);
	free(sock->inbox.letter);
	sock->inbox = (struct inbox){ .taken = sock->inbox.taken + 1 };
}

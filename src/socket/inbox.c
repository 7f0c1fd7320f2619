/* inbox: what was received from a socket, and not yet given to anybody. */
#include "socket/inbox.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/mem.h"
#include "socket/control.h"
#include "socket/io.h"
#include "socket/osdep.h"
#include "socket/sys.h"

/* A message is received whole: so much room there is where the kernel does not tell how
 * long it is.  An empty inbox gives back what it took beyond so much. */
enum { MESSAGE = 65536, KEPT = 1 << 20, ALIGNED = 64 << 10, PAGE = 4096,
       BESIDE = 1024 };       /* what comes beside a message takes so much, about */

size_t
inbox_count(const struct sock *sock)
{
	return inbox_left(&sock->inbox);
}

bool
inbox_has(const struct sock *sock)
{
	return inbox_count(sock) || sock->inbox.letters;
}

const char *
inbox_all(const struct sock *sock, size_t *count)
{
	return inbox_held(&sock->inbox, count);
}

const char *
inbox_bytes(const struct sock *sock, size_t *count)
{
	const char *bytes = inbox_all(sock, count);

	if (sock->inbox.letters)
		*count = inbox_letter(sock)->left;
	return bytes;
}

size_t
inbox_weight(const struct sock *sock)
{
	const struct inbox *inbox = &sock->inbox;

	return inbox_count(sock) + inbox->letters * sizeof(*inbox->letter) +
	    inbox->besides * BESIDE;
}

const struct inbox_letter *
inbox_letter(const struct sock *sock)
{
	return sock->inbox.letters ? sock->inbox.letter + sock->inbox.first : NULL;
}

const struct inbox_letter *
inbox_letter_at(const struct sock *sock, size_t index)
{
	return sock->inbox.letter + sock->inbox.first + index;
}

const char *
inbox_letter_bytes(const struct sock *sock, const struct inbox_letter *letter)
{
	const struct inbox *inbox = &sock->inbox;

	return letter->left ? inbox->bytes.data + inbox->at + (letter->at - inbox->went) : "";
}

size_t
inbox_after(const struct sock *sock, uint64_t number)
{
	size_t low = 0, high = sock->inbox.letters;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (inbox_letter_at(sock, middle)->number > number)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Before more comes: moves what is held to the front when that is less than what is gone: so
 * no byte is moved more than once for each that is given away. */
APART static void
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

/* Letters go as bytes do: none is moved more than once for each that is taken off. */
static struct inbox_letter *
letter_room(struct inbox *inbox)
{
	if (inbox->first + inbox->letters < inbox->room)
		return &inbox->letter[inbox->first + inbox->letters];
	if (inbox->first && inbox->first >= inbox->letters) {
		memmove(inbox->letter, inbox->letter + inbox->first,
		    inbox->letters * sizeof(*inbox->letter));
		inbox->first = 0;
	} else {
		inbox->room = inbox->room ? inbox->room * 2 : 1;
		inbox->letter = mem_grow(inbox->letter, inbox->room, sizeof(*inbox->letter));
	}
	return &inbox->letter[inbox->first + inbox->letters];
}

/* Descriptors wait for their owners, but not without end. */
static void
keep_beside(struct inbox *inbox, struct control *beside)
{
	while (beside->fds && inbox->passed + beside->fds > CONTROL_PASSED) {
		sys_close(beside->fd[--beside->fds]);
		beside->closed++;
	}
	inbox->passed += beside->fds;
	inbox->besides++;
}

static void
add_letter(struct inbox *inbox, size_t count, const struct io_got *got, struct control *beside)
{
	struct inbox_letter *letter = letter_room(inbox);

	*letter = (struct inbox_letter){ .left = count, .flags = got->flags,
		.has_from = got->has_from, .number = ++inbox->numbered,
		.at = inbox->went + (inbox->bytes.count - inbox->at) - count, .beside = beside };
	if (got->has_from)
		letter->from = got->from;
	inbox->letters++;
	if (beside)
		keep_beside(inbox, beside);
}

/* It is the caller's to free. */
static struct control *
take_beside(struct inbox *inbox, struct inbox_letter *letter)
{
	struct control *beside = letter->beside;

	if (!beside)
		return NULL;
	inbox->besides--;
	inbox->passed -= beside->fds;
	letter->beside = NULL;
	return beside;
}

static void
free_beside(struct control *beside)
{
	if (beside)
		control_clear(beside);
	free(beside);
}

void
inbox_hand_beside(struct sock *sock, bool all)
{
	struct inbox *inbox = &sock->inbox;
	size_t count = all || !inbox->letters ? inbox->letters : 1;

	for (size_t i = 0; inbox->besides && i < count; i++) {
		struct control *beside = take_beside(inbox, &inbox->letter[inbox->first + i]);

		if (!beside)
			continue;
		if (!sock->beside)
			sock->beside = mem_new(1, sizeof(*sock->beside));
		control_join(sock->beside, beside);
		free(beside);
	}
}

void
inbox_put(struct sock *sock, const void *bytes, size_t count, const struct io_got *got)
{
	tidy(&sock->inbox);
	buf_add(&sock->inbox.bytes, bytes, count);
	if (sock->type == SOCK_STREAM)
		return;
	add_letter(&sock->inbox, count, got, sock->beside);
	sock->beside = NULL;
}

void
inbox_put_back(struct sock *sock, const void *bytes, size_t count, const struct io_got *got)
{
	struct inbox *inbox = &sock->inbox;
	size_t left = inbox_count(sock);
	struct inbox_letter first, *line;
	char *front;

	tidy(inbox);
	buf_reserve(&inbox->bytes, count);
	front = inbox->bytes.data + inbox->at;
	memmove(front + count, front, left);
	memcpy(front, bytes, count);
	inbox->bytes.count += count;
	inbox->bytes.data[inbox->bytes.count] = '\0';
	inbox->went -= count;
	inbox->taken++;
	if (sock->type == SOCK_STREAM)
		return;
	if (!got && inbox->letters) {
		inbox->letter[inbox->first].left += count;
		inbox->letter[inbox->first].at -= count;
		return;
	}
	add_letter(inbox, count, got, sock->beside);
	sock->beside = NULL;
	line = inbox->letter + inbox->first;
	first = line[inbox->letters - 1];
	first.at = inbox->went;
	if (inbox->letters > 1)
		first.number = line->number - 1;
	memmove(line + 1, line, (inbox->letters - 1) * sizeof(first));
	*line = first;
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

/* Of a message, what comes beside it is its own. */
static enum did
receive_message(struct sock *sock, char *room, size_t most, struct io_got *got,
    struct control **beside, struct error *error)
{
	const struct io_ask ask = { .flags = 0 };
	struct control *before = sock->beside;
	enum did did;

	sock->beside = NULL;
	did = io_recv(sock, room, most, &ask, got, error);
	*beside = sock->beside;
	sock->beside = before;
	return did;
}

enum did
inbox_fill(struct sock *sock, size_t most, struct io_got *got, struct error *error)
{
	struct inbox *inbox = &sock->inbox;
	const struct io_ask ask = { .flags = 0 };
	bool stream = sock->type == SOCK_STREAM;
	struct control *beside = NULL;
	char *room;
	enum did did;

	tidy(inbox);
	if (!stream)
		most = message_room(sock);
	align(inbox, most);
	room = buf_reserve(&inbox->bytes, most);
	did = stream ? io_recv(sock, room, most, &ask, got, error) :
	    receive_message(sock, room, most, got, &beside, error);
	/* What fails behind bytes is told behind them, too. */
	if (did == DID_FAIL && inbox_has(sock))
		sock->owed = error->number;
	if (did == DID_IT) {
		inbox->bytes.count += got->bytes;
		inbox->bytes.data[inbox->bytes.count] = '\0';
	}
	if (did == DID_IT && !stream && !got->eof)
		add_letter(inbox, got->bytes, got, beside);
	else
		free_beside(beside);
	return did;
}

/* Where none is left, none has to be moved; nor has much room to stay. */
static void
tidy_letters(struct inbox *inbox)
{
	if (inbox->letters)
		return;
	inbox->first = 0;
	if (inbox->room <= KEPT / sizeof(*inbox->letter))
		return;
	free(inbox->letter);
	inbox->letter = NULL;
	inbox->room = 0;
}

static void
take_first(struct inbox *inbox)
{
	free_beside(take_beside(inbox, &inbox->letter[inbox->first++]));
	inbox->letters--;
}

static void
drop_from_letters(struct inbox *inbox, size_t count)
{
	while (inbox->letters && count >= inbox->letter[inbox->first].left) {
		count -= inbox->letter[inbox->first].left;
		take_first(inbox);
		if (!count)
			break;
	}
	if (inbox->letters && count) {
		inbox->letter[inbox->first].left -= count;
		inbox->letter[inbox->first].at += count;
		inbox->letter[inbox->first].cut = true;
	}
	tidy_letters(inbox);
}

APART static void
drop_more(struct inbox *inbox, size_t count)
{
	if (inbox->letters)
		drop_from_letters(inbox, count);
	if (inbox->at == inbox->bytes.count)
		tidy(inbox);
}

void
inbox_drop(struct sock *sock, size_t count)
{
	struct inbox *inbox = &sock->inbox;

	inbox->at += count;
	inbox->went += count;
	inbox->taken++;
	if (inbox->letters || inbox->at == inbox->bytes.count)
		drop_more(inbox, count);
}

void
inbox_drop_letter(struct sock *sock)
{
	if (sock->inbox.letters)
		inbox_drop(sock, inbox_letter(sock)->left);
}

/* Those before it step forward over its place. */
static void
close_up_before(struct inbox *inbox, size_t letter)
{
	struct inbox_letter *first = inbox->letter + inbox->first;
	char *bytes = inbox->bytes.data + inbox->at;
	size_t left = first[letter].left;

	memmove(bytes + left, bytes, first[letter].at - inbox->went);
	memmove(first + 1, first, letter * sizeof(*first));
	for (size_t i = 1; i <= letter; i++)
		first[i].at += left;
	inbox->first++;
	inbox->at += left;
	inbox->went += left;
}

/* Those behind it step back. */
static void
close_up_behind(struct inbox *inbox, size_t letter)
{
	struct inbox_letter *one = inbox->letter + inbox->first + letter;
	size_t left = one->left, at = inbox->at + (size_t)(one->at - inbox->went);

	memmove(inbox->bytes.data + at, inbox->bytes.data + at + left,
	    inbox->bytes.count - at - left);
	inbox->bytes.count -= left;
	memmove(one, one + 1, (inbox->letters - letter - 1) * sizeof(*one));
	for (size_t i = 0; i < inbox->letters - letter - 1; i++)
		one[i].at -= left;
}

void
inbox_take(struct sock *sock, size_t letter)
{
	struct inbox *inbox = &sock->inbox;

	free_beside(take_beside(inbox, &inbox->letter[inbox->first + letter]));
	(letter < inbox->letters / 2 ? close_up_before : close_up_behind)(inbox, letter);
	inbox->letters--;
	inbox->taken++;
	tidy_letters(inbox);
	tidy(inbox);
}

void
inbox_drop_all(struct sock *sock)
{
	struct inbox *inbox = &sock->inbox;

	while (inbox->letters)
		take_first(inbox);
	inbox->went += inbox_count(sock);
	inbox->at = inbox->bytes.count;
	inbox->taken++;
	tidy_letters(inbox);
	tidy(inbox);
}

static void
hand_letter(struct sock *sock, struct inbox_letter *letter, struct sock *to)
{
	struct io_got got = { .flags = letter->flags, .has_from = letter->has_from,
		.from = letter->from };
	struct control *before = to->beside;

	to->beside = take_beside(&sock->inbox, letter);
	inbox_put(to, inbox_letter_bytes(sock, letter), letter->left, &got);
	to->beside = before;
}

void
inbox_hand_over(struct sock *sock, struct sock *to)
{
	struct inbox *inbox = &sock->inbox;
	size_t count;
	const char *bytes = inbox_all(sock, &count);

	if (sock->type == SOCK_STREAM)
		inbox_put(to, bytes, count, NULL);
	for (size_t i = 0; i < inbox->letters; i++)
		hand_letter(sock, &inbox->letter[inbox->first + i], to);
	inbox_drop_all(sock);
	if (!to->beside) {
		to->beside = sock->beside;
		sock->beside = NULL;
	}
	if (!to->owed)
		to->owed = sock->owed;
}

void
inbox_clear(struct sock *sock)
{
	inbox_drop_all(sock);
	buf_clear(&sock->inbox.bytes);
	free(sock->inbox.letter);
	sock->inbox = (struct inbox){ .taken = sock->inbox.taken,
		.numbered = sock->inbox.numbered };
}

/* live: the rows of the live table: which sockets, what of them, and when to look
 * again. */
#include "shell/live.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "shell/live-columns.h"
#include "shell/rows.h"
#include "socket/ghost.h"
#include "socket/others.h"
#include "socket/waiting.h"

/* ---- which sockets ---- */

static bool
fades(const struct sock *sock, int64_t now)
{
	return sock->fd < 0 && now - sock->ended < LIVE_FADE_SECONDS * NUMBER_SECOND;
}

/* A closed one has it as long as the kernel brings its connection to an end. */
static bool
has_row(const struct live_view *view, const struct sock *sock)
{
	return sock->fd >= 0 || fades(sock, view->now) ||
	    ghost_is_there(view->table, sock, view->now);
}

static int64_t
last_use(const struct sock *sock)
{
	int64_t last = sock->used > sock->made ? sock->used : sock->made;

	return sock->ended > last ? sock->ended : last;
}

static void
look_again(struct live *live, int64_t when)
{
	if (when != NUMBER_NEVER && (live->next == NUMBER_NEVER || when < live->next))
		live->next = when;
}

static size_t
count_rows(struct live *live, const struct live_view *view)
{
	size_t count = 0;

	live->open = 0;
	for (size_t i = 0; i < view->table->count; i++) {
		const struct sock *sock = view->table->sock[i];

		if (!has_row(view, sock))
			continue;
		count++;
		live->open += sock->fd >= 0;
		if (fades(sock, view->now))
			look_again(live, sock->ended + LIVE_FADE_SECONDS * NUMBER_SECOND);
		/* Nothing tells of its end, nor that of the seconds that it has left. */
		if (ghost_is_there(view->table, sock, view->now))
			look_again(live, view->now + NUMBER_SECOND);
	}
	return count;
}

static int
by_number(const void *left, const void *right)
{
	unsigned a = (*(const struct sock *const *)left)->number;
	unsigned b = (*(const struct sock *const *)right)->number;

	return (a > b) - (a < b);
}

static size_t
least_used(const struct sock *const *sock, size_t count)
{
	size_t least = 0;

	for (size_t i = 1; i < count; i++)
		if (last_use(sock[i]) < last_use(sock[least]))
			least = i;
	return least;
}

/* The `room` sockets used last, by number.  From the newest back, since those are
 * most often it. */
static const struct sock **
pick(struct live *live, const struct live_view *view, size_t room, size_t *count)
{
	const struct sock **sock = pool_new(&live->pool, (room + 1) * sizeof(*sock));
	size_t least = 0, picked = 0;

	for (size_t i = view->table->count; room && i-- > 0;) {
		const struct sock *one = view->table->sock[i];

		if (!has_row(view, one))
			continue;
		if (picked < room)
			sock[picked++] = one;
		else if (last_use(one) > last_use(sock[least]))
			sock[least] = one;
		else
			continue;
		if (picked == room)
			least = least_used(sock, picked);
	}
	if (picked)
		qsort(sock, picked, sizeof(*sock), by_number);
	*count = picked;
	return sock;
}

/* ---- what waits to be accepted ---- */

enum { GUESTS = 4 };   /* at most; all are in their listener's queue, and in status */

struct guests {
	struct live      *live;
	struct live_seat *seat;
	size_t            count, most;   /* seats */
	unsigned          listener, guest;
	int64_t           now;
};

static void
add_guest(void *to, const struct diag_sock *row)
{
	struct guests *guests = to;
	struct pool *pool = &guests->live->pool;
	struct sock *like;
	struct diag_sock *copy;

	if (guests->count == guests->most)
		return;
	like = pool_new(pool, sizeof(*like));
	*like = (struct sock){ .fd = -1, .family = row->family, .type = row->type,
		.protocol = row->protocol, .listener = guests->listener, .made = guests->now };
	copy = pool_new(pool, sizeof(*copy));
	*copy = *row;
	guests->seat[guests->count++] = (struct live_seat){ like, copy, ++guests->guest };
}

/* The sockets, each with those behind it that wait there; these only take rows that
 * nobody else wants. */
static struct live_seat *
take_seats(struct live *live, const struct live_view *view, const struct sock *const *sock,
    size_t count, size_t left, size_t *seats)
{
	size_t most = left < GUESTS ? left : GUESTS;
	struct guests guests = { .live = live, .now = view->now, .most = most,
		.seat = pool_new(&live->pool, (count + most + 1) * sizeof(struct live_seat)) };
	struct waiting waiting = { .count = 0 };
	bool some = false;

	for (size_t i = 0; most && i < count; i++)
		some |= waiting_add(&waiting, sock[i]);
	if (some)
		waiting_look(&waiting, view->table);
	for (size_t i = 0; i < count; i++) {
		guests.seat[guests.count++] = (struct live_seat){ .sock = sock[i] };
		guests.most++;
		guests.guest = 0;
		guests.listener = sock[i]->number;
		if (most)
			waiting_each(&waiting, view->table, sock[i], add_guest, &guests);
	}
	waiting_clear(&waiting);
	*seats = guests.count;
	return guests.seat;
}

/* ---- their rows ---- */

static unsigned
number_of(const struct live_seat *seat)
{
	return seat->guest ? seat->sock->listener : seat->sock->number;
}

/* Less than 0: the row stands before the seat. */
static int
compare(const struct live_row *row, const struct live_seat *seat)
{
	unsigned number = number_of(seat);

	if (row->number != number)
		return row->number < number ? -1 : 1;
	return (row->guest > seat->guest) - (row->guest < seat->guest);
}

static bool
same_rows(const struct live *live, const struct live_seat *seat, size_t count)
{
	if (count != live->rows)
		return false;
	for (size_t i = 0; i < count; i++)
		if (compare(&live->row[i], &seat[i]) != 0)
			return false;
	return true;
}

/* Gives each its row: the one that it had, with the time of its last change. */
static void
sit_down(struct live *live, const struct live_seat *seat, size_t count)
{
	struct live_row *row = mem_new(count + 1, sizeof(*row));
	size_t old = 0;

	for (size_t i = 0; i < count; i++) {
		while (old < live->rows && compare(&live->row[old], &seat[i]) < 0)
			buf_clear(&live->row[old++].text);
		if (old < live->rows && compare(&live->row[old], &seat[i]) == 0)
			row[i] = live->row[old++];
		row[i].number = number_of(&seat[i]);
		row[i].guest = seat[i].guest;
	}
	while (old < live->rows)
		buf_clear(&live->row[old++].text);
	free(live->row);
	live->row = row;
	live->rows = count;
}

/* One that has no past here is new only if it was touched just now: it may have been
 * out of sight. */
static void
note_change(struct live *live, struct live_row *row, const struct sock *sock, uint64_t shown,
    int64_t now)
{
	if (!row->shown)
		row->changed = last_use(sock);
	else if (row->shown != shown && live->comparable)
		row->changed = now;
	row->shown = shown;
	row->closed = sock->fd < 0 && !row->guest;
	row->fresh = row->changed && now - row->changed < NUMBER_SECOND;
	if (row->fresh)
		look_again(live, row->changed + NUMBER_SECOND);
}

static void
write_rows(struct live *live, const struct live_view *view, const struct live_seat *seat,
    const struct live_cell *cell)
{
	for (size_t i = 0; i < live->rows; i++) {
		const struct sock *sock = seat[i].sock;
		struct live_row *row = &live->row[i];
		const struct live_cell *cells = cell + i * live->columns;

		note_change(live, row, sock, live_hash(live, cells), view->now);
		row->sense = live_sense_of(live, sock, cells);
		buf_reset(&row->text);
		buf_add_byte(&row->text, sock->number && sock->number == view->dot ? '>' : ' ');
		buf_add_byte(&row->text, row->fresh ? '*' : ' ');
		live_write(live, cells, &row->text, &row->state, &row->state_end);
		if (!row->closed)
			look_again(live, live_moves(live, sock, cells, row->sense, view->now));
	}
}

static void
write_tail(struct live *live, size_t others)
{
	struct buf text = { 0 };
	size_t columns;

	buf_format(&text, "  ... and %zu more: status shows all", others);
	buf_add(&live->tail, text.data, row_fit(text.data, text.count, live->width - 1, &columns));
	buf_clear(&text);
}

void
live_look(struct live *live, const struct live_view *view)
{
	const struct sock **sock;
	const struct live_seat *seat;
	struct live_cell *cell;
	size_t count, picked, seats, room = view->height;
	bool same = live->width == view->width;

	pool_reset(&live->pool);
	others_begin(view->table->others);
	live->next = NUMBER_NEVER;
	live->width = view->width;
	buf_reset(&live->head);
	buf_reset(&live->tail);
	count = view->height ? count_rows(live, view) : 0;
	/* Two rows for several sockets: a heading would be half of it. */
	if (room > 2 || count < room)
		room -= room > 0;
	sock = pick(live, view, count > room && room ? room - 1 : room, &picked);
	seat = take_seats(live, view, sock, picked, count <= room ? room - picked : 0, &seats);
	same &= same_rows(live, seat, seats);
	sit_down(live, seat, seats);
	live->comparable = live_choose(live, view->chosen);
	cell = live_cells(live, view, seat);
	live_fit(live, cell, same && live->comparable);
	write_rows(live, view, seat, cell);
	if (picked && room < view->height)
		live_write_head(live, &live->head);
	if (picked < count)
		write_tail(live, count - picked);
}

size_t
live_height(const struct live *live)
{
	return live->rows + (live->head.count > 0) + (live->tail.count > 0);
}

void
live_clear(struct live *live)
{
	for (size_t i = 0; i < live->rows; i++)
		buf_clear(&live->row[i].text);
	free(live->row);
	buf_clear(&live->head);
	buf_clear(&live->tail);
	pool_clear(&live->pool);
	*live = (struct live){ 0 };
}

/* live: the rows of the live table: which sockets, what of them, and when to look
 * again. */
#include "shell/live.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "shell/live-pick.h"
#include "shell/rows.h"
#include "shell/transfers.h"
#include "socket/others.h"
#include "socket/recent.h"
#include "socket/serving.h"
#include "socket/waiting.h"

enum { BELOW_SHARE = 8 };   /* an eighth of the screen is for the lines below the table */

static void
look_again(struct live *live, int64_t when)
{
	if (when != NUMBER_NEVER && (live->next == NUMBER_NEVER || when < live->next))
		live->next = when;
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
	guests->seat[guests->count++] = (struct live_seat){ .sock = like, .row = copy,
		.guest = ++guests->guest };
}

/* The sockets, each with those behind it that wait there; these only take rows that
 * nobody else wants. */
static struct live_seat *
take_seats(struct live *live, const struct live_view *view, const struct live_picked *picked,
    size_t left, size_t *seats)
{
	size_t most = left < GUESTS ? left : GUESTS, count = picked->count;
	struct guests guests = { .live = live, .now = view->now, .most = most,
		.seat = pool_new(&live->pool, (count + most + 1) * sizeof(struct live_seat)) };
	struct waiting waiting = { .count = 0 };
	bool some = false;

	for (size_t i = 0; most && i < count; i++)
		some |= waiting_add(&waiting, picked->seat[i].sock);
	if (some)
		waiting_look(&waiting, view->table);
	for (size_t i = 0; i < count; i++) {
		const struct sock *sock = picked->seat[i].sock;

		guests.seat[guests.count++] = picked->seat[i];
		guests.most++;
		guests.guest = 0;
		guests.listener = sock->number;
		if (most)
			waiting_each(&waiting, view->table, sock, add_guest, &guests);
	}
	waiting_clear(&waiting);
	*seats = guests.count;
	return guests.seat;
}

/* ---- their rows ---- */

static bool
same_rows(const struct live *live, const struct live_seat *seat, size_t count)
{
	if (count != live->rows)
		return false;
	for (size_t i = 0; i < count; i++)
		if (live_compare(&live->row[i], &seat[i]) != 0)
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
		while (old < live->rows && live_compare(&live->row[old], &seat[i]) < 0)
			buf_clear(&live->row[old++].text);
		if (old < live->rows && live_compare(&live->row[old], &seat[i]) == 0)
			row[i] = live->row[old++];
		row[i].number = live_number(&seat[i]);
		row[i].guest = seat[i].guest;
		row[i].under = seat[i].under;
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
		row->changed = recent_use(sock);
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

		note_change(live, row, sock, live_hash(live, &seat[i], cells), view->now);
		row->sense = live_sense_of(live, sock, cells);
		buf_reset(&row->text);
		buf_add_byte(&row->text, sock->number && sock->number == view->dot ? '>' : ' ');
		buf_add_byte(&row->text, row->fresh ? '*' : ' ');
		live_write(live, &seat[i], cells, view->now, row);
		if (!row->closed)
			look_again(live, live_moves(live, sock, cells, row->sense, view->now));
	}
}

/* Those that have no row. */
static void
write_tail(struct live *live, const struct live_picked *picked)
{
	size_t clients = picked->clients, heads = picked->heads, columns;
	struct buf text = { 0 };

	for (size_t i = 0; i < picked->count; i++)
		if (serving_of(picked->seat[i].sock))
			clients--;
		else
			heads--;
	buf_add_text(&text, "  ... and ");
	number_show_thousands(&text, (int64_t)(clients + heads));
	buf_add_text(&text, " more: ");
	if (clients && !heads && picked->of)
		buf_format(&text, "status --of %u shows all", picked->of);
	else
		buf_format(&text, "status%s shows all", clients ? " --all" : "");
	buf_add(&live->tail, text.data, row_fit(text.data, text.count, live->width - 1, &columns));
	buf_clear(&text);
}

/* How many sockets may have a row. */
static size_t
room_for(const struct live_view *view, const struct live_picked *picked)
{
	size_t room = view->height, count = picked->heads + picked->clients;

	/* Two rows for several sockets: a heading would be half of it. */
	if (room > 2 || count < room)
		room -= room > 0;
	return room;
}

void
live_look(struct live *live, const struct live_view *view)
{
	const struct live_seat *seat;
	struct live_cell *cell;
	struct live_picked picked;
	size_t count, seats, room;
	bool same = live->width == view->width;

	pool_reset(&live->pool);
	others_begin(view->table->others);
	live->next = live->servers = NUMBER_NEVER;
	live->width = view->width;
	buf_reset(&live->head);
	buf_reset(&live->tail);
	live_count(live, view, &picked);
	count = picked.heads + picked.clients;
	room = room_for(view, &picked);
	live_pick(live, view, count > room && room ? room - 1 : room, &picked);
	seat = take_seats(live, view, &picked, count <= room ? room - picked.count : 0, &seats);
	same &= same_rows(live, seat, seats);
	sit_down(live, seat, seats);
	live->comparable = live_choose(live, view->chosen);
	cell = live_cells(live, view, seat);
	live_fit(live, cell, same && live->comparable);
	write_rows(live, view, seat, cell);
	if (picked.count && room < view->height)
		live_write_head(live, &live->head);
	if (picked.count < count)
		write_tail(live, &picked);
}

void
live_look_below(struct live *live, struct transfers *transfers, int64_t now, size_t height)
{
	size_t most = height / BELOW_SHARE;
	int64_t next;

	live->lines = 0;
	if (!height)
		return;
	live->lines = transfers_show(transfers, now, live->below,
	    most < LIVE_BELOW ? most : LIVE_BELOW, &next);
	look_again(live, next);
}

size_t
live_height(const struct live *live)
{
	return live->rows + (live->head.count > 0) + (live->tail.count > 0) +
	    live->lines;
}

void
live_clear(struct live *live)
{
	for (size_t i = 0; i < live->rows; i++)
		buf_clear(&live->row[i].text);
	free(live->row);
	free(live->server);
	buf_clear(&live->head);
	buf_clear(&live->tail);
	for (size_t i = 0; i < LIVE_BELOW; i++)
		buf_clear(&live->below[i]);
	pool_clear(&live->pool);
	*live = (struct live){ 0 };
}

/* live-pick: which sockets have a row in the live table, and in which order. */
#include "shell/live-pick.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/number.h"
#include "socket/ghost.h"
#include "socket/recent.h"
#include "socket/serving.h"

/* ---- which want one ---- */

static bool
fades(const struct sock *sock, int64_t now)
{
	return sock->fd < 0 && now - sock->ended < LIVE_FADE_SECONDS * NUMBER_SECOND;
}

/* A closed one has it as long as the kernel brings its connection to an end.  A server's
 * clients come and go: it is the server that counts them. */
static bool
has_row(const struct live_view *view, const struct sock *sock)
{
	return sock->fd >= 0 || (!sock->served && (fades(sock, view->now) ||
	    ghost_is_there(view->table, sock, view->now)));
}

static void
look_again(struct live *live, int64_t when)
{
	if (live->next == NUMBER_NEVER || when < live->next)
		live->next = when;
}

/* What is counted of one more, into what is known of those before.  Each count by itself: a client
 * that is dropped is one less here and one more there, which a sum would not tell. */
static uint64_t
add_counts(uint64_t counted, const struct serving *serving)
{
	const uint64_t counts[] = { serving->clients, serving->total, serving->refused,
		serving->dropped, serving->received, serving->sent };

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		counted = (counted ^ counts[i]) * UINT64_C(1099511628211);
	return counted;
}

static void
count_server(struct live *live, const struct live_view *view, const struct sock *sock)
{
	const struct serving *serving = sock->serving;

	live->server = mem_grow(live->server, live->serving + 1, sizeof(*live->server));
	live->server[live->serving++] = sock->number;
	live->counted = add_counts(live->counted, serving);
	live->servers = view->now + LIVE_SERVERS;
	/* Its rate is none then. */
	if (serving->used && view->now - serving->used < NUMBER_SECOND)
		look_again(live, serving->used + NUMBER_SECOND);
}

bool
live_has_moved(const struct live *live, const struct sock_table *table)
{
	uint64_t counted = 0;

	for (size_t i = 0; i < live->serving; i++) {
		const struct sock *sock = sock_find(table, live->server[i]);

		if (!sock || !serving_is(sock))
			return true;
		counted = add_counts(counted, sock->serving);
	}
	return counted != live->counted;
}

static void
count(struct live *live, const struct live_view *view, const struct sock *sock,
    struct live_picked *picked)
{
	unsigned server = serving_of(sock);

	live->open += sock->fd >= 0;
	if (server) {
		picked->of = !picked->clients || picked->of == server ? server : 0;
		picked->clients++;
		return;
	}
	picked->heads++;
	if (serving_is(sock))
		count_server(live, view, sock);
	if (fades(sock, view->now))
		look_again(live, sock->ended + LIVE_FADE_SECONDS * NUMBER_SECOND);
	/* Nothing tells of its end, nor that of the seconds that it has left. */
	if (ghost_is_there(view->table, sock, view->now))
		look_again(live, view->now + NUMBER_SECOND);
}

void
live_count(struct live *live, const struct live_view *view, struct live_picked *picked)
{
	*picked = (struct live_picked){ 0 };
	live->open = live->serving = 0;
	live->counted = 0;
	for (size_t i = 0; view->height && i < view->table->count; i++)
		if (has_row(view, view->table->sock[i]))
			count(live, view, view->table->sock[i], picked);
}

/* ---- which get one ---- */

/* A row's place: its server's number or its own, what it is there, and which. */
struct place {
	unsigned group, kind, number;
};

static struct place
place_of(unsigned number, unsigned guest, unsigned under)
{
	return (struct place){ under ? under : number, under ? 2 : guest > 0,
		guest ? guest : number };
}

static int
compare(struct place a, struct place b)
{
	if (a.group != b.group)
		return a.group < b.group ? -1 : 1;
	if (a.kind != b.kind)
		return a.kind < b.kind ? -1 : 1;
	return (a.number > b.number) - (a.number < b.number);
}

static struct place
seat_place(const struct live_seat *seat)
{
	return place_of(live_number(seat), seat->guest, seat->under);
}

int
live_compare(const struct live_row *row, const struct live_seat *seat)
{
	return compare(place_of(row->number, row->guest, row->under), seat_place(seat));
}

static int
by_place(const void *left, const void *right)
{
	return compare(seat_place(left), seat_place(right));
}

static bool
has(const struct recent *recent, unsigned number)
{
	for (size_t i = 0; i < recent->count; i++)
		if (recent->sock[i]->number == number)
			return true;
	return false;
}

/* Where many clients are busy, others were used last at each look: those that have a row keep
 * it as long as they are busy, so that they can be followed. */
static void
add_busy(struct live *live, const struct live_view *view, struct recent *recent)
{
	for (size_t i = 0; i < live->rows && recent->count < recent->room; i++) {
		struct sock *sock = live->row[i].under ?
		    sock_find(view->table, live->row[i].number) : NULL;

		if (!sock || !serving_of(sock) || !has_row(view, sock) ||
		    view->now - recent_use(sock) >= LIVE_BUSY)
			continue;
		recent->sock[recent->count++] = sock;
		look_again(live, recent_use(sock) + LIVE_BUSY);
	}
}

/* From the newest back, since those are most often those that were used last. */
static struct recent
pick(struct live *live, const struct live_view *view, size_t room, bool clients)
{
	struct recent kept = { .room = room,
		.sock = pool_new(&live->pool, (room + 1) * sizeof(*kept.sock)) }, recent;

	if (clients)
		add_busy(live, view, &kept);
	recent = (struct recent){ kept.sock + kept.count, room - kept.count, 0, 0 };
	for (size_t i = view->table->count; recent.room && i-- > 0;) {
		struct sock *sock = view->table->sock[i];

		if ((serving_of(sock) > 0) == clients && has_row(view, sock) &&
		    !has(&kept, sock->number))
			recent_add(&recent, sock);
	}
	kept.count += recent.count;
	return kept;
}

/* What its row tells in words; who chose the columns wants these. */
static const struct serving *
counters_of(const struct live_view *view, const struct sock *sock)
{
	return serving_is(sock) && !serving_is_alone(sock) && !view->chosen->count ?
	    sock->serving : NULL;
}

void
live_pick(struct live *live, const struct live_view *view, size_t room,
    struct live_picked *picked)
{
	size_t half = room / 2, rest = picked->heads < room ? room - picked->heads : 0;
	size_t most = rest > half ? rest : half;
	size_t clients = picked->clients < most ? picked->clients : most;
	struct recent heads = pick(live, view, room - clients, false);
	struct recent below = pick(live, view, clients, true);

	picked->seat = pool_new(&live->pool, (room + 1) * sizeof(*picked->seat));
	for (size_t i = 0; i < heads.count; i++)
		picked->seat[picked->count++] = (struct live_seat){ .sock = heads.sock[i],
			.serving = counters_of(view, heads.sock[i]) };
	for (size_t i = 0; i < below.count; i++) {
		unsigned server = serving_of(below.sock[i]);

		picked->seat[picked->count++] = (struct live_seat){ .sock = below.sock[i],
			.under = has(&heads, server) ? server : 0 };
	}
	if (picked->count)
		qsort(picked->seat, picked->count, sizeof(*picked->seat), by_place);
}

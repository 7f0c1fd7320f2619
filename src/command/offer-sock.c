/* offer-sock: sockets as what may come next, those that make sense first. */
#include "command/offer-sock.h"

#include <string.h>

#include "base/pool.h"
#include "command/run.h"
#include "command/session.h"
#include "command/types.h"
#include "lang/command.h"
#include "lang/offer.h"
#include "socket/facts.h"
#include "socket/property.h"

/* Of very many sockets only so many are looked at, and told about: a key must not
 * make one wait.  More digits narrow it down. */
enum { LOOKS = 1000, TOLD = 100 };

/* Where each kind of socket stands among those that a row wants; 0: it makes no
 * sense, NO_GUESS: nor is it what one means. */
enum { RANKS = 3, NO_GUESS = RANKS };
static const unsigned char ranks[][STANDINGS] = {
	/*                        fresh bound listening connecting connected */
	[WANTS_ANY]         = { 1, 1, 1, 1, 1 },
	[WANTS_LISTENING]   = { 0, 0, 1, 0, 0 },
	[WANTS_CONNECTED]   = { 2, 2, 3, 2, 1 },
	[WANTS_UNCONNECTED] = { 1, 1, 0, 2, 0 },
	[WANTS_UNBOUND]     = { 1, 0, 0, 0, 0 },
	[WANTS_BOUND]       = { 0, 1, 0, 0, 0 },
	[WANTS_SERVICE]     = { 0, 2, 1, 0, NO_GUESS },
};

/* Without a system call, where that can be known. */
static bool
is_known(const struct sock *sock, enum standing *standing)
{
	*standing = sock->connecting ? STANDING_CONNECTING : sock->there ? STANDING_CONNECTED :
	    STANDING_LISTENING;
	return sock->connecting || sock->there || sock->backlog;
}

enum standing
offer_sock_standing(const struct sock_table *table, const struct sock *sock)
{
	static const struct {
		const char   *state;
		enum standing standing;
	} states[] = {
		{ "OPEN", STANDING_FRESH }, { "BOUND", STANDING_BOUND },
		{ "LISTEN", STANDING_LISTENING }, { "SYN-SENT", STANDING_CONNECTING },
	};
	struct facts facts = { .table = table, .sock = sock };
	enum standing standing;
	const char *state;

	if (is_known(sock, &standing))
		return standing;
	state = facts_state(&facts);
	/* TCP says the same of one that was bound and one that was not. */
	if (strcmp(state, "CLOSED") == 0)
		return facts_local(&facts) && addr_port(facts_local(&facts)) > 0 ?
		    STANDING_BOUND : STANDING_FRESH;
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (strcmp(state, states[i].state) == 0)
			return states[i].standing;
	return STANDING_CONNECTED;
}

struct listing {
	const struct sock_table *table;
	int                      wants;
	size_t                   looks;
};

static unsigned
rank_of(struct listing *listing, const struct sock *sock)
{
	enum standing standing;

	if (listing->wants == WANTS_ANY)
		return 1;
	if (listing->wants == WANTS_SERVED)
		return server_client(sock) != NULL;
	if (listing->wants == WANTS_BOUND && sock->type == SOCK_DGRAM)
		return 0;
	if (!is_known(sock, &standing)) {
		if (listing->looks == LOOKS)
			return 0;
		listing->looks++;
		standing = offer_sock_standing(listing->table, sock);
	}
	return ranks[listing->wants][standing];
}

/* "tcp ESTABLISHED 127.0.0.1:80"; `whole`: with what the kernel has to be asked. */
static void
describe(const struct sock_table *table, const struct sock *sock, bool whole, struct buf *out)
{
	struct facts facts = { .table = table, .sock = sock };
	const struct addr *addr;
	struct buf shown = { 0 };
	char kind[64];

	buf_add_text(out, sock->program ? "process" :
	    kind_text(sock->family, sock->type, sock->protocol, kind));
	if (!whole)
		return;
	buf_format(out, " %s", facts_state(&facts));
	addr = facts_peer(&facts) ? facts_peer(&facts) : facts_local(&facts);
	if (addr && (addr->any.sa_family == AF_UNIX || addr_port(addr) != 0))
		addr_show(&shown, addr);
	if (shown.count)
		buf_format(out, " %s", shown.data);
	buf_clear(&shown);
}

static void
offer_one(const struct sock_table *table, const struct sock *sock, const char *typed,
    size_t *told, struct offer offer)
{
	struct buf help = { 0 };
	char number[16];

	snprintf(number, sizeof(number), "%u", sock->number);
	describe(table, sock, *told < TOLD, &help);
	++*told;
	if (strncmp(number, typed, strlen(typed)) == 0)
		offer.word(offer.to, number, help.data);
	/* A closed one's name may stand for another by now. */
	if (sock->name && sock->fd >= 0)
		offer.word(offer.to, sock->name, help.data);
	buf_clear(&help);
}

static bool
is_typed(const struct sock *sock, const char *typed)
{
	char number[16];

	snprintf(number, sizeof(number), "%u", sock->number);
	return strncmp(number, typed, strlen(typed)) == 0 ||
	    (sock->name && strncmp(sock->name, typed, strlen(typed)) == 0);
}

static bool
is_among(const struct sock *sock, struct sock *const *some, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (some[i] == sock)
			return true;
	return false;
}

/* Of a closed one. */
static bool
is_wanted(const struct listing *listing, const struct sock *sock)
{
	return listing->wants != WANTS_LISTENING || sock->backlog;
}

void
offer_socks(const struct reading *reading, const char *typed, struct offer offer, bool closed,
    struct sock *const *but, size_t count)
{
	const struct sock_table *table = reading->session ? &reading->session->sockets : NULL;
	struct listing listing = { table, reading->param->wants, 0 };
	unsigned char *rank;
	size_t told = 0;

	if (!table)
		return;
	rank = pool_new(reading->pool, table->count + 1);
	for (size_t i = 0; i < table->count; i++)
		if (is_typed(table->sock[i], typed) && !is_among(table->sock[i], but, count))
			rank[i] = (unsigned char)(table->sock[i]->fd < 0 ?
			    (closed && is_wanted(&listing, table->sock[i]) ? RANKS + 1 : 0) :
			    rank_of(&listing, table->sock[i]));
	for (unsigned now = 1; now <= RANKS + 1; now++)
		for (size_t i = 0; i < table->count; i++)
			if (rank[i] == now)
				offer_one(table, table->sock[i], typed, &told, offer);
}

static void
offer_stems(const struct reading *reading, const char *typed, struct offer offer)
{
	const struct sock_table *table = reading->session ? &reading->session->sockets : NULL;
	size_t told = 0;

	for (size_t i = 0; table && i < table->count; i++) {
		const struct sock *sock = table->sock[i];
		struct buf stem = { 0 }, help = { 0 };

		if (sock->fd < 0 || !is_typed(sock, typed))
			continue;
		describe(table, sock, told++ < TOLD, &help);
		buf_format(&stem, "%u.", sock->number);
		offer.word(offer.to, stem.data, help.data);
		if (sock->name)
			offer_behind(offer, sock->name, strlen(sock->name), ".", help.data);
		buf_clear(&stem);
		buf_clear(&help);
	}
}

const struct sock *
offer_sock_dot(const struct reading *reading)
{
	return reading->session && reading->run ?
	    sock_find(&reading->session->sockets, reading->run->scope->dot) : NULL;
}

void
offer_sock_properties(const struct reading *reading, const char *typed, struct offer offer)
{
	const char *dot = strchr(typed, '.');
	const struct sock *sock;
	struct error ignored;

	if (!dot) {
		offer_stems(reading, typed, offer);
		return;
	}
	sock = dot == typed ? offer_sock_dot(reading) : !reading->session ? NULL :
	    type_find_sock(reading, typed, (size_t)(dot - typed), true, &ignored);
	if (!sock && dot > typed)
		return;
	for (const struct property *p = properties; p->name; p++)
		if (property_suits(p, sock))
			offer_behind(offer, typed, (size_t)(dot - typed) + 1, p->name, p->help);
}

/* The first of those that rank highest; of any sockets only where there is one. */
static const struct sock *
best_of(struct listing *listing)
{
	const struct sock *best = NULL;
	unsigned highest = NO_GUESS;

	for (size_t i = 0; i < listing->table->count; i++) {
		const struct sock *sock = listing->table->sock[i];
		unsigned rank = sock->fd < 0 ? 0 : rank_of(listing, sock);

		if (best && rank && listing->wants == WANTS_ANY)
			return NULL;
		if (rank && rank < highest) {
			best = sock;
			highest = rank;
		}
	}
	return best;
}

void
offer_sock_guess(const struct reading *reading, struct buf *out)
{
	struct listing listing = { NULL, reading->param->wants, 0 };
	const struct sock *best;
	unsigned rank;

	if (!reading->session)
		return;
	listing.table = &reading->session->sockets;
	best = sock_find(listing.table, reading->run->scope->dot);
	rank = best && best->fd >= 0 ? rank_of(&listing, best) : 0;
	if (!rank || rank == NO_GUESS)
		best = best_of(&listing);
	if (best)
		buf_format(out, "%u", best->number);
}

/* system: the sockets of the whole machine, as sock_diag knows them. */
#include "command/system.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "command/session.h"
#include "command/waiting.h"
#include "socket/ghost.h"
#include "socket/osdep.h"
#include "socket/others.h"

/* What a table for people shows, and behind it what their cells depend on. */
#define USUAL "number,kind,state,local,peer,recvq,sendq,process,pid,timer,expires,ghost"
enum { SHOWN = 9 };

struct own {
	uint64_t           inode;
	const struct sock *sock;
};

struct system {
	struct listing *listing;
	struct waiting  waiting;
	struct own     *own;       /* those that are open, by inode */
	size_t          count;
};

static int
by_inode(const void *left, const void *right)
{
	const struct own *a = left, *b = right;

	return (a->inode > b->inode) - (a->inode < b->inode);
}

static void
know_own(struct system *system, const struct sock_table *table)
{
	int64_t ignored;

	system->own = mem_new(table->count + 1, sizeof(*system->own));
	for (size_t i = 0; i < table->count; i++) {
		struct own *one = &system->own[system->count];

		one->sock = table->sock[i];
		system->count += table->sock[i]->fd >= 0 &&
		    osdep_inode(table->sock[i]->fd, &one->inode, &ignored);
	}
	qsort(system->own, system->count, sizeof(*system->own), by_inode);
}

/* The socket of ours that this is; of what has no inode the one that it is left of. */
static const struct sock *
find_own(const struct system *system, const struct diag_sock *row)
{
	const struct sock_table *table = system->listing->table;
	const struct own key = { .inode = row->inode };
	const struct own *found = row->inode ? bsearch(&key, system->own, system->count,
	    sizeof(key), by_inode) : NULL;

	for (size_t i = table->count; !row->inode && i-- > 0;)
		if (ghost_is(table->sock[i], row))
			return table->sock[i];
	return found ? found->sock : NULL;
}

static bool
add(void *to, const struct diag_sock *row)
{
	const struct system *system = to;
	const struct sock *own = find_own(system, row);
	const struct sock like = { .fd = -1, .family = row->family, .type = row->type,
		.protocol = row->protocol, .listener = waiting_at(&system->waiting, row) };

	listing_add(system->listing, own ? own : &like, row);
	return !system->listing->failed;
}

bool
system_list(struct listing *listing)
{
	static const struct diag_ask asks[] = {
		{ .family = AF_INET, .protocol = IPPROTO_TCP, .states = DIAG_ALL },
		{ .family = AF_INET6, .protocol = IPPROTO_TCP, .states = DIAG_ALL },
		{ .family = AF_INET, .protocol = IPPROTO_UDP, .states = DIAG_ALL },
		{ .family = AF_INET6, .protocol = IPPROTO_UDP, .states = DIAG_ALL },
		{ .family = AF_UNIX, .states = DIAG_ALL },
	};
	const struct sock_table *table = listing->table;
	struct system system = { .listing = listing };
	struct error *error = &listing->call->error;
	/* A dump is not over while rows are made, and they may ask questions, too. */
	struct diag *diag = diag_new();
	bool good = true;

	if (!listing->columns.count && !listing->call->session->json) {
		good = listing_columns(listing, USUAL, strlen(USUAL));
		listing->call->columns = SHOWN;
	}
	know_own(&system, table);
	waiting_begin(&system.waiting, table);
	for (size_t i = 0; good && i < sizeof(asks) / sizeof(*asks); i++) {
		good = diag_dump(diag, &asks[i], add, &system, error) &&
		    !listing->failed;
		/* A kernel without IPv6 has none of its sockets. */
		if (!good && !listing->failed && error->kind == ERROR_SYSTEM &&
		    error->number == ENOENT)
			good = true;
	}
	waiting_clear(&system.waiting);
	diag_free(diag);
	free(system.own);
	return good;
}

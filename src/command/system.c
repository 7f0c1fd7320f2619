/* system: the sockets of the whole machine, as sock_diag knows them. */
#include "command/system.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "command/session.h"
#include "socket/end.h"
#include "socket/ghost.h"
#include "socket/others.h"
#include "socket/waiting.h"

/* What a table for people shows, and behind it what their cells depend on. */
#define USUAL "number,kind,state,local,peer,recvq,sendq,process,pid,timer,expires,ghost"
enum { SHOWN = 9 };

struct system {
	struct listing *listing;
	struct waiting  waiting;
	struct index    ghosts;
};

static void
know_ghosts(struct system *system, const struct sock_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->sock[i]->ghost)
			index_add(&system->ghosts, INDEX_GHOST, table->sock[i],
			    ghost_hash(table->sock[i]));
}

/* What stands above TCP is told with its measures only, which make a dump longer. */
static bool
has_mptcp(const struct sock_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (sock_is_mptcp(table->sock[i]))
			return true;
	return false;
}

/* They go on without it. */
static void
forget_ghosts(struct system *system, const struct sock_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		index_drop(&system->ghosts, INDEX_GHOST, table->sock[i]);
	index_clear(&system->ghosts);
}

/* The paths of MPTCP share an inode; the one between its addresses stands for the whole. */
static bool
is_other_path(const struct sock *sock, const struct diag_sock *row)
{
	return sock_is_mptcp(sock) && sock->there && (end_hash(&row->local) != sock->here ||
	    end_hash(&row->peer) != sock->there);
}

/* The socket of ours that this is; else the one that it is left of. */
static const struct sock *
find_own(const struct system *system, const struct diag_sock *row)
{
	const struct sock *sock;

	sock = sock_with_inode(system->listing->table, row->inode);
	if (sock && is_other_path(sock, row))
		return NULL;
	if (sock || !system->ghosts.count)
		return sock;
	sock = index_first(&system->ghosts, INDEX_GHOST, ghost_hash_of(row));
	while (sock && !ghost_is(sock, row))
		sock = index_next(INDEX_GHOST, sock);
	return sock;
}

static bool
add(void *to, const struct diag_sock *row)
{
	struct system *system = to;
	const struct sock *own = find_own(system, row);
	struct diag_sock left;
	struct sock like = { .fd = -1, .family = row->family, .type = row->type,
		.protocol = row->protocol };

	/* A path of MPTCP outlives the whole with an inode and the state of before. */
	if (own && own->fd < 0 && row->inode) {
		own = ghost_look(system->listing->table, own, &left) ? own : NULL;
		row = own ? &left : row;
	}
	if (!own) {
		like.listener = waiting_take(&system->waiting, row);
		like.protocol = waiting_protocol(&system->waiting, like.listener, row);
	}
	listing_add(system->listing, own ? own : &like, row);
	return !system->listing->failed;
}

bool
system_list(struct listing *listing)
{
	struct diag_ask asks[] = {
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
	know_ghosts(&system, table);
	waiting_begin(&system.waiting, table);
	asks[0].with_info = asks[1].with_info = has_mptcp(table);
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
	forget_ghosts(&system, table);
	return good;
}

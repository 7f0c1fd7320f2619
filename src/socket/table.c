/* table: the sockets by number, and the paths they made. */
#include "socket/table.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/number.h"
#include "socket/control.h"
#include "socket/end.h"
#include "socket/errqueue.h"
#include "socket/ghost.h"
#include "socket/layer.h"
#include "socket/osdep.h"
#include "socket/others.h"
#include "socket/program.h"
#include "socket/sys.h"
#include "socket/tap.h"

struct sock *
sock_search(const struct sock_table *table, unsigned number)
{
	size_t low = 0, high = table->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->sock[middle]->number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < table->count && table->sock[low]->number == number ? table->sock[low] : NULL;
}

struct sock *
sock_named(const struct sock_table *table, const char *name, size_t count)
{
	const uint64_t hash = index_hash(name, count);
	struct sock *sock = index_first(&table->index[INDEX_NAME], INDEX_NAME, hash);
	struct sock *closed = NULL;

	for (; sock; sock = index_next(INDEX_NAME, sock)) {
		if (strncmp(sock->name, name, count) != 0 || sock->name[count])
			continue;
		if (sock->fd >= 0)
			return sock;
		if (!closed || sock->ended > closed->ended)
			closed = sock;
	}
	return closed;
}

void
sock_name(struct sock_table *table, struct sock *sock, const char *name)
{
	free(sock->name);
	sock->name = name ? mem_copy(name) : NULL;
	if (name)
		index_add(&table->index[INDEX_NAME], INDEX_NAME, sock,
		    index_hash(name, strlen(name)));
	else
		index_drop(&table->index[INDEX_NAME], INDEX_NAME, sock);
}

struct sock *
sock_with_inode(const struct sock_table *table, uint64_t inode)
{
	struct sock *sock = inode ? index_first(&table->index[INDEX_INODE], INDEX_INODE, inode) :
	    NULL;
	struct sock *found = NULL;

	for (; sock; sock = index_next(INDEX_INODE, sock))
		if (sock->inode == inode && (!found || sock->number < found->number))
			found = sock;
	return found;
}

void
sock_turn(struct sock_table *table, struct sock *sock)
{
	socklen_t length = sizeof(sock->family);
	struct sock *other;
	uint64_t inode;
	int64_t ignored;

	if (sys_getsockopt(sock->fd, SOL_SOCKET, SO_DOMAIN, &sock->family, &length) < 0 ||
	    !osdep_inode(sock->fd, &inode, &ignored))
		return;
	other = index_first(&table->index[INDEX_INODE], INDEX_INODE, inode);
	for (; other; other = index_next(INDEX_INODE, other))
		if (other->inode == inode) {
			other->family = sock->family;
			other->tied = true;
			ghost_bound(other);
		}
}

struct sock *
table_add(struct sock_table *table, int fd, int family, int type, int protocol)
{
	struct sock *sock = mem_new(1, sizeof(*sock));
	int64_t ignored;

	if (table->count == table->room) {
		table->room = table->room ? table->room * 2 : 16;
		table->sock = mem_grow(table->sock, table->room, sizeof(struct sock *));
	}
	sock->number = ++table->last;
	sock->fd = fd;
	sock->family = family;
	sock->type = type;
	sock->protocol = protocol;
	sock->made = number_now();
	sock->watch.fd = -1;
	if (osdep_inode(fd, &sock->inode, &ignored))
		index_add(&table->index[INDEX_INODE], INDEX_INODE, sock, sock->inode);
	sock->beside_asked = family == AF_UNIX;
	table->sock[table->count++] = sock;
	return sock;
}

void
sock_table_sends_beside(struct sock_table *table)
{
	for (size_t i = 0; !table->beside_sent && i < table->count; i++)
		table->sock[i]->beside_asked |= table->sock[i]->family == AF_UNIX;
	table->beside_sent = true;
}

void
sock_table_lends(struct sock_table *table, const struct sock *lent)
{
	for (size_t i = 0; i < table->count; i++) {
		struct sock *sock = table->sock[i];

		sock->lent |= !lent || sock == lent ||
		    (sock->inode && sock->inode == lent->inode);
	}
}

void
sock_meet(struct sock_table *table, struct sock *sock, const struct addr *local,
    const struct addr *peer)
{
	struct index *ends = &table->index[INDEX_ENDS];
	struct sock *before = sock_find(table, sock->pair), *other;

	/* A datagram socket may have been connected to another. */
	if (before)
		before->pair = sock->pair = 0;
	/* In another network namespace the same address is another one. */
	sock->here = end_hash(local) ^ sock->network;
	sock->there = end_hash(peer) ^ sock->network;
	ghost_know(sock, local, peer);
	index_add(ends, INDEX_ENDS, sock, end_hash_both(sock->here, sock->there));
	other = index_first(ends, INDEX_ENDS, end_hash_both(sock->there, sock->here));
	/* One that called itself is its own other end. */
	while (other && ((other == sock && sock->here != sock->there) ||
	    other->here != sock->there || other->there != sock->here))
		other = index_next(INDEX_ENDS, other);
	if (!other)
		return;
	other->pair = sock->number;
	sock->pair = other->number;
}

struct sock *
sock_twin(const struct sock_table *table, const struct sock *sock)
{
	struct sock *other = sock->inode ? index_first(&table->index[INDEX_INODE], INDEX_INODE,
	    sock->inode) : NULL;

	while (other && (other == sock || other->inode != sock->inode || other->fd < 0))
		other = index_next(INDEX_INODE, other);
	return other;
}

void
sock_drop_received(struct sock *sock)
{
	inbox_clear(sock);
	if (sock->beside)
		control_clear(sock->beside);
	free(sock->beside);
	sock->beside = NULL;
	errqueue_drop(sock);
}

void
sock_part(struct sock_table *table, struct sock *sock)
{
	struct sock *other = sock_find(table, sock->pair);

	if (other) {
		other->pair = 0;
		other->left_by = sock->number;
	}
	sock->pair = sock->left_by = 0;
	sock->mute = sock->parted = 0;
	/* Of the others that stays. */
	if (sock->type == SOCK_STREAM) {
		sock->mute_early = 0;
		sock->deaf = false;
	}
	sock->here = sock->there = 0;
	ghost_never(sock);
	sock->connected = sock->connecting = sock->over = sock->ended_told = false;
}

static bool
may_forget(const struct sock *sock)
{
	return sock->fd < 0 && !sock->waiters && !sock->keepers;
}

static void
forget(struct sock_table *table, struct sock *sock)
{
	sock_name(table, sock, NULL);
	index_drop(&table->index[INDEX_ENDS], INDEX_ENDS, sock);
	index_drop(&table->index[INDEX_INODE], INDEX_INODE, sock);
	ghost_never(sock);
	sock_drop_received(sock);
	tap_free(sock);
	layer_drop(sock);
	free(sock->host);
	sock_program_free(sock->program);
	free(sock->past.talk);
	free(sock);
}

/* Drops the older half of the closed ones, so that this is seldom done. */
static void
forget_oldest(struct sock_table *table)
{
	size_t drop = table->closed / 2, to = 0;

	for (size_t i = 0; i < table->count; i++) {
		if (drop && may_forget(table->sock[i])) {
			forget(table, table->sock[i]);
			table->closed--;
			drop--;
		} else {
			table->sock[to++] = table->sock[i];
		}
	}
	table->count = to;
}

void
table_closed(struct sock_table *table, struct sock *sock)
{
	sock->fd_before = sock->fd;
	sock->fd = -1;
	index_drop(&table->index[INDEX_ENDS], INDEX_ENDS, sock);
	index_drop(&table->index[INDEX_INODE], INDEX_INODE, sock);
	sock->ended = number_now();
	sock_drop_received(sock);
	tap_free(sock);
	layer_drop(sock);
	if (++table->closed > SOCK_TABLE_CLOSED)
		forget_oldest(table);
}

void
table_path(struct sock_table *table, const struct addr *addr)
{
	size_t offset = offsetof(struct sockaddr_un, sun_path);
	struct stat stat;
	char *path;

	if (addr->any.sa_family != AF_UNIX || addr->length <= offset || !addr->path.sun_path[0])
		return;
	path = mem_copy_bytes(addr->path.sun_path, addr->length - offset);
	if (lstat(path, &stat) < 0) {
		free(path);
		return;
	}
	table->path = mem_grow(table->path, table->paths + 1, sizeof(*table->path));
	table->path[table->paths++] = (struct sock_path){ path, stat.st_dev, stat.st_ino };
}

static void
remove_paths(struct sock_table *table)
{
	for (size_t i = 0; i < table->paths; i++) {
		const struct sock_path *made = &table->path[i];
		struct stat stat;

		if (lstat(made->path, &stat) == 0 && S_ISSOCK(stat.st_mode) &&
		    stat.st_dev == made->device && stat.st_ino == made->inode)
			unlink(made->path);
		free(made->path);
	}
	free(table->path);
}

void
sock_table_clear(struct sock_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		layer_part(table->sock[i]);
		if (table->sock[i]->fd >= 0 && !sock_lingers(table->sock[i]))
			sys_close(table->sock[i]->fd);
		forget(table, table->sock[i]);
	}
	for (int key = 0; key < INDEX_KEYS; key++)
		index_clear(&table->index[key]);
	free(table->sock);
	others_free(table->others);
	remove_paths(table);
	*table = (struct sock_table){ 0 };
}

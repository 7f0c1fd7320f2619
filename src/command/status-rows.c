/* status-rows: which sockets status shows, and in which order. */
#include "command/status-rows.h"

#include <stdlib.h>

#include "base/mem.h"
#include "socket/ghost.h"
#include "socket/recent.h"
#include "socket/serving.h"

static void
add(struct status_rows *rows, struct sock *sock, unsigned under, size_t folded)
{
	if (rows->count == rows->room) {
		rows->room = rows->room ? rows->room * 2 : 16;
		rows->row = mem_grow(rows->row, rows->room, sizeof(*rows->row));
		rows->sock = mem_grow(rows->sock, rows->room, sizeof(*rows->sock));
	}
	rows->row[rows->count++] = (struct status_row){ sock, under, folded };
	rows->under |= under > 0;
	if (sock)
		rows->sock[rows->socks++] = sock;
}

/* The number of the server that it stands under, or 0. */
static unsigned
under(const struct sock_table *table, const struct sock *sock)
{
	unsigned number = serving_of(sock);
	const struct sock *server = number && !sock->serving ? sock_find(table, number) : NULL;

	return sock->serving || (server && serving_is(server)) ? number : 0;
}

/* Closed ones have a row as long as the kernel keeps something of them.  Where a server's
 * clients stand under it, those of one that is gone are history. */
static bool
has_row(const struct status_rows *rows, const struct sock_table *table, const struct sock *sock)
{
	struct diag_sock ignored;

	if (rows->closed || sock->fd >= 0)
		return true;
	if (rows->groups && sock->served && !under(table, sock))
		return false;
	return ghost_look(table, sock, &ignored) && !ghost_is_shared(table, sock);
}

static int
by_number(const void *left, const void *right)
{
	unsigned a = (*(const struct sock *const *)left)->number;
	unsigned b = (*(const struct sock *const *)right)->number;

	return (a > b) - (a < b);
}

/* Those that were used last, by number, and how many more there are. */
static void
add_few(struct status_rows *rows, const struct sock_table *table, unsigned server, size_t count)
{
	struct sock *few[STATUS_CLIENTS];
	struct recent recent = { .sock = few, .room = STATUS_CLIENTS };

	for (size_t i = 0; i < table->count; i++)
		if (serving_of(table->sock[i]) == server && has_row(rows, table, table->sock[i]))
			recent_add(&recent, table->sock[i]);
	qsort(few, recent.count, sizeof(*few), by_number);
	for (size_t i = 0; i < recent.count; i++)
		add(rows, few[i], server, 0);
	add(rows, NULL, server, count - recent.count);
}

static void
add_clients(struct status_rows *rows, const struct sock_table *table, unsigned server)
{
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++)
		count += serving_of(table->sock[i]) == server &&
		    has_row(rows, table, table->sock[i]);
	if (rows->folds && count > STATUS_CLIENTS) {
		add_few(rows, table, server, count);
		return;
	}
	for (size_t i = 0; count && i < table->count; i++)
		if (serving_of(table->sock[i]) == server && has_row(rows, table, table->sock[i]))
			add(rows, table->sock[i], server, 0);
}

void
status_rows_all(struct status_rows *rows, const struct sock_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		struct sock *sock = table->sock[i];

		if ((rows->groups && under(table, sock)) || !has_row(rows, table, sock))
			continue;
		add(rows, sock, 0, 0);
		if (rows->groups && serving_is(sock))
			add_clients(rows, table, sock->number);
	}
}

void
status_rows_of(struct status_rows *rows, const struct sock_table *table, unsigned number)
{
	for (size_t i = 0; i < table->count; i++) {
		struct sock *sock = table->sock[i];

		if ((sock->listener == number || serving_of(sock) == number) &&
		    has_row(rows, table, sock))
			add(rows, sock, 0, 0);
	}
}

void
status_rows_clear(struct status_rows *rows)
{
	free(rows->row);
	free(rows->sock);
	*rows = (struct status_rows){ 0 };
}

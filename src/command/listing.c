/* listing: the rows of a table of sockets, as an answer. */
#include "command/listing.h"

#include <stdio.h>
#include <string.h>

#include "command/session.h"
#include "socket/others.h"

void
listing_begin(struct listing *listing, struct call *call, const struct filter *filter)
{
	*listing = (struct listing){ .call = call, .table = &call->session->sockets,
		.list = record_list(&call->answer, "sockets"), .filter = filter,
		.dear = call->session->json ? LISTING_DEAR : 0 };
	others_begin(listing->table->others);
}

bool
listing_columns(struct listing *listing, const char *text, size_t count)
{
	if (!columns_read(text, count, &listing->columns, &listing->call->error))
		return false;
	listing->call->columns = listing->columns.count;
	return true;
}

void
listing_usual(struct listing *listing)
{
	const struct sock_table *table = listing->table;
	bool buffered = false, tls = false;

	for (size_t i = 0; i < table->count; i++) {
		buffered |= inbox_count(table->sock[i]) > 0;
		tls |= table->sock[i]->layer != NULL;
	}
	listing->call->columns = columns_usual(&listing->columns, buffered, tls);
	listing->sparing = true;
}

static bool
shows_number(const struct columns *columns)
{
	for (size_t i = 0; i < columns->count; i++)
		if (strcmp(columns->item[i]->name, "number") == 0)
			return true;
	return columns->count == 0;
}

/* For people, what waits at a listener is marked with that one's number: "1+". */
static void
mark(struct record *record, const struct sock *sock)
{
	char text[32];

	snprintf(text, sizeof(text), "%u+", sock->listener);
	for (size_t i = 0; i < record->count; i++)
		if (strcmp(record->field[i].name, "number") == 0) {
			record->field[i].value = value_text(text);
			return;
		}
	*record_put(record, "number") = value_text(text);
}

void
listing_add(struct listing *listing, const struct sock *sock, const struct diag_sock *row)
{
	/* A row of ours that the kernel told of has a number. */
	const struct diag_sock *asked = sock->number ? row : NULL;
	struct subject subject = { .table = listing->table, .sock = sock,
		.row = asked ? NULL : row, .asked = asked, .whole = listing->call->columns };
	const struct columns *columns = &listing->columns;
	struct record *record;

	if (listing->failed)
		return;
	if (listing->filter && !filter_holds(listing->filter, &subject, &listing->call->error)) {
		listing->failed = listing->call->error.kind != ERROR_NONE;
		return;
	}
	/* What somebody compares is worth its questions, what is only shown may not be. */
	subject.sparing = listing->sparing;
	subject.alone = !listing->columns.count && !listing->dear;
	record = record_record(listing->list, NULL);
	record_expect(record, columns->count);
	if (!row)
		subject.sparing |= subject.alone;
	property_each(&subject, columns->count ? columns->item : NULL, columns->count, record);
	if (subject.row && sock->listener && !listing->call->session->json && shows_number(columns))
		mark(record, sock);
	listing->dear -= listing->dear > 0;
}

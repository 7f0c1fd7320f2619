/* listing: the rows of a table of sockets, as an answer. */
#include "command/listing.h"

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
	listing->call->columns = columns_usual(&listing->columns);
	listing->sparing = true;
}

void
listing_add(struct listing *listing, const struct sock *sock, const struct diag_sock *row)
{
	const struct subject subject = { listing->table, sock, row, listing->sparing,
		listing->call->columns };
	const struct columns *columns = &listing->columns;
	struct record *record;

	if (listing->failed)
		return;
	if (listing->filter && !filter_holds(listing->filter, &subject, &listing->call->error)) {
		listing->failed = listing->call->error.kind != ERROR_NONE;
		return;
	}
	record = record_record(listing->list, NULL);
	record_expect(record, columns->count);
	if (columns->count)
		property_each(&subject, columns->item, columns->count, record);
	else if (listing->dear || row)
		property_each(&subject, NULL, 0, record);
	else
		property_all(listing->table, sock, record);
	listing->dear -= listing->dear > 0;
}

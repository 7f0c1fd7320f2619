/* listing: the rows of a table of sockets, as an answer. */
#include "command/listing.h"

#include <stdio.h>
#include <string.h>

#include "command/session.h"
#include "socket/others.h"
#include "socket/serving.h"

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
	unsigned some = 0;

	for (size_t i = 0; i < table->count; i++) {
		some |= inbox_count(table->sock[i]) > 0 ? COLUMNS_BUFFERED : 0;
		some |= table->sock[i]->layer ? COLUMNS_TLS : 0;
		some |= table->sock[i]->serving ? COLUMNS_SERVED : 0;
	}
	listing->call->columns = columns_usual(&listing->columns, some);
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

static void
put_number(struct record *record, const char *text)
{
	for (size_t i = 0; i < record->count; i++)
		if (strcmp(record->field[i].name, "number") == 0) {
			value_clear(&record->field[i].value);
			record->field[i].value = value_text(text);
			return;
		}
	*record_put(record, "number") = value_text(text);
}

/* For people, what waits at a listener is marked with that one's number: "1+"; a server's
 * client stands under it. */
static void
mark(const struct listing *listing, struct record *record, const struct sock *sock)
{
	bool below = listing->under && listing->under == listing->head;
	char text[32];

	if (!sock->number)
		snprintf(text, sizeof(text), "%u+", sock->listener);
	else
		snprintf(text, sizeof(text), "%s%u", below ? SERVING_BELOW : "", sock->number);
	put_number(record, text);
}

void
listing_groups(struct listing *listing, bool groups)
{
	listing->grouped = groups;
}

void
listing_fold(struct listing *listing, size_t count)
{
	struct record *record;

	if (listing->failed || listing->under != listing->head)
		return;
	record = record_record(listing->list, NULL);
	record_int(record, SERVING_FOLDED, (int64_t)count);
	record_int(record, SERVING_OF, listing->under);
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
	if (!listing->under && sock->number)
		listing->head = sock->number;
	if ((listing->grouped || (subject.row && sock->listener)) &&
	    !listing->call->session->json && shows_number(columns))
		mark(listing, record, sock);
	listing->dear -= listing->dear > 0;
}

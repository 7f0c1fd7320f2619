/* columns: which properties a table shows, as a person chooses them. */
#include "command/columns.h"

#include <string.h>

#include "lang/offer.h"

static const struct property *
find(const char *name, size_t count)
{
	const struct property *found = property_named(name, count);

	for (const struct property *p = properties; p->name && !found; p++)
		if (strlen(p->column) == count && memcmp(p->column, name, count) == 0)
			found = p;
	return found;
}

bool
columns_read(const char *text, size_t count, struct columns *columns, struct error *error)
{
	const char *word = text, *end = text + count;

	columns->count = 0;
	while (word <= end) {
		const char *comma = memchr(word, ',', (size_t)(end - word));
		size_t size = (size_t)((comma ? comma : end) - word);
		const struct property *property = find(word, size);

		if (!property)
			return error_usage_at(error, word - text, "'%.*s' is no property; help "
			    "properties lists them", (int)(size < 40 ? size : 40), word);
		if (columns->count == COLUMNS)
			return error_usage(error, "these are too many columns");
		columns->item[columns->count++] = property;
		word += size + 1;
	}
	return true;
}

size_t
columns_usual(struct columns *columns, bool buffered, bool tls)
{
	static const char *const usual[] = { "number", "name", "kind", "state", "tls", "local",
		"peer", "recvq", "buffered", "sendq", "received", "sent", "rtt", "age",
		"listener", "timer", "expires", "ghost" };
	const size_t all = sizeof(usual) / sizeof(*usual), unseen = 4;

	columns->count = 0;
	for (size_t i = 0; i < all; i++)
		if ((buffered || strcmp(usual[i], "buffered") != 0) &&
		    (tls || strcmp(usual[i], "tls") != 0))
			columns->item[columns->count++] =
			    property_named(usual[i], strlen(usual[i]));
	return columns->count - unseen;
}

void
columns_show(const struct columns *columns, struct buf *to)
{
	for (size_t i = 0; i < columns->count; i++)
		buf_format(to, "%s%s", i ? "," : "", columns->item[i]->name);
}

void
columns_offer(const char *typed, struct offer offer)
{
	for (const struct property *p = properties; p->name; p++)
		if (property_suits(p, NULL))
			offer_listed(offer, typed, p->name, p->help);
}

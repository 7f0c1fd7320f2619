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

/* Those that are not shown come last. */
static const struct {
	const char *name;
	unsigned    some;      /* only where there are such; 0: always */
	bool        unseen;
} usual[] = {
	{ "number", 0, false }, { "name", 0, false }, { "kind", 0, false }, { "state", 0, false },
	{ "tls", COLUMNS_TLS, false }, { "local", 0, false }, { "peer", 0, false },
	{ "recvq", 0, false }, { "buffered", COLUMNS_BUFFERED, false }, { "sendq", 0, false },
	{ "received", 0, false }, { "sent", 0, false }, { "rtt", 0, false }, { "age", 0, false },
	{ "listener", 0, true }, { "timer", 0, true }, { "expires", 0, true },
	{ "ghost", 0, true },
	{ "server.role", COLUMNS_SERVED, true }, { "server.clients", COLUMNS_SERVED, true },
	{ "server.total", COLUMNS_SERVED, true }, { "server.refused", COLUMNS_SERVED, true },
	{ "server.dropped", COLUMNS_SERVED, true }, { "server.in", COLUMNS_SERVED, true },
	{ "server.out", COLUMNS_SERVED, true }, { "server.rate-in", COLUMNS_SERVED, true },
	{ "server.rate-out", COLUMNS_SERVED, true },
};

size_t
columns_usual(struct columns *columns, unsigned some)
{
	size_t shown = 0;

	columns->count = 0;
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++) {
		if (usual[i].some & ~some)
			continue;
		columns->item[columns->count++] =
		    property_named(usual[i].name, strlen(usual[i].name));
		shown += !usual[i].unseen;
	}
	return shown;
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

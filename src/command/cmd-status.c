/* status: show the table of sockets. */

#include <string.h>

#include "base/mem.h"
#include "command/session.h"
#include "command/types.h"
#include "lang/offer.h"
#include "socket/property.h"

typedef struct { const struct property *item[64]; size_t count; } arg_columns;
typedef struct { struct text text; } arg_column_words;

struct status_args {
	arg_any_socks    socks;
	arg_flag         all;
	arg_column_words columns;
};

static bool
find_column(const char *name, size_t count, const struct property **to)
{
	*to = property_named(name, count);
	for (const struct property *p = properties; p->name && !*to; p++)
		if (strlen(p->column) == count && memcmp(p->column, name, count) == 0)
			*to = p;
	return *to != NULL;
}

/* "number,state,peer", each the name of a property or the heading of its column. */
static bool
read_columns(const struct text *text, arg_columns *columns, struct error *error)
{
	const char *word = text->bytes, *end = text->bytes + text->count;

	while (word <= end) {
		const char *comma = memchr(word, ',', (size_t)(end - word));
		size_t count = (size_t)((comma ? comma : end) - word);
		const struct property *property;

		if (!find_column(word, count, &property))
			return error_usage_at(error, word - text->bytes, "'%.*s' is no property; help "
			    "properties lists them", (int)(count < 40 ? count : 40), word);
		if (columns->count == sizeof(columns->item) / sizeof(*columns->item))
			return error_usage(error, "these are too many columns");
		columns->item[columns->count++] = property;
		word += count + 1;
	}
	return true;
}

static bool
parse_columns(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_columns ignored = { .count = 0 };

	(void)reading;
	((arg_column_words *)at)->text = *text;
	return read_columns(text, &ignored, error);
}

static void
offer_columns(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading;
	for (const struct property *p = properties; p->name; p++)
		offer_listed(offer, typed, p->name, p->help);
}

static const struct type type_column_words = { .name = "A,B",
	.help = "properties, with commas between", .parse = parse_columns,
	.complete = offer_columns };

static const struct param params[] = {
	{ "N...", PARAM(status_args, socks, any_socks), .flags = PARAM_MANY | PARAM_OPTIONAL,
	  .help = "the sockets; all that are open if none is named" },
	{ "all", PARAM(status_args, all, flag), .flags = PARAM_OPTION,
	  .help = "closed ones, too" },
	{ "columns", PARAM(status_args, columns, column_words), .flags = PARAM_OPTION,
	  .help = "the properties to show" },
	{ 0 }
};

static const struct field fields[] = {
	{ "sockets", "for each socket, its properties" },
	{ 0 }
};

static void
add(struct call *call, struct record *list, const struct sock *sock, const arg_columns *columns)
{
	const struct sock_table *table = &call->session->sockets;
	struct record *row = record_record(list, NULL);

	if (!call->chosen)
		property_all(table, sock, row);
	for (size_t i = 0; i < columns->count; i++) {
		struct value value = property_get(table, sock, columns->item[i]);

		*record_put(row, columns->item[i]->name) = value;
	}
}

static enum outcome
run(struct call *call)
{
	const struct status_args *args = (const void *)call->args;
	const struct sock_table *table = &call->session->sockets;
	struct record *list = record_list(&call->answer, "sockets");
	arg_columns columns = { .count = 0 };

	call->chosen = args->columns.text.bytes != NULL;
	if (call->chosen && !read_columns(&args->columns.text, &columns, &call->error))
		return FAILED;
	for (size_t i = 0; i < args->socks.count; i++)
		add(call, list, args->socks.item[i], &columns);
	if (args->socks.count)
		call->run->dot = args->socks.item[args->socks.count - 1]->number;
	for (size_t i = 0; !args->socks.count && i < table->count; i++)
		if (args->all || table->sock[i]->fd >= 0)
			add(call, list, table->sock[i], &columns);
	return DONE;
}

static const char *const aliases[] = { "=", "sockets", NULL };

const struct command cmd_status = {
	.name = "status", .group = "looking", .aliases = aliases,
	.summary = "show the table of sockets",
	.params = params, .args_size = sizeof(struct status_args), .fields = fields,
	.say = "", .run = run
};

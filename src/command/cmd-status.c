/* status: show the table of sockets. */

#include <string.h>

#include "base/mem.h"
#include "command/columns.h"
#include "command/session.h"
#include "command/types.h"
#include "socket/property.h"
#include "socket/survey.h"

typedef struct { struct text text; } arg_column_words;

struct status_args {
	arg_any_socks    socks;
	arg_flag         all;
	arg_column_words columns;
};

static bool
parse_columns(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	struct columns ignored;

	(void)reading;
	((arg_column_words *)at)->text = *text;
	return columns_read(text->bytes, text->count, &ignored, error);
}

static void
offer_columns(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading;
	columns_offer(typed, offer);
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
add(struct call *call, struct record *list, const struct sock *sock, const struct columns *columns)
{
	const struct sock_table *table = &call->session->sockets;
	struct record *row = record_record(list, NULL);

	record_expect(row, columns->count);
	if (columns->count)
		property_some(table, sock, columns->item, columns->count, row);
	else
		property_all(table, sock, row);
}

/* People see some of them, and nothing else is asked for; programs get all. */
static bool
choose(struct call *call, const struct text *words, struct columns *columns)
{
	columns->count = 0;
	call->chosen = words->bytes || !call->session->json;
	if (words->bytes)
		return columns_read(words->bytes, words->count, columns, &call->error);
	if (call->chosen)
		columns_usual(columns);
	return true;
}

static enum outcome
run(struct call *call)
{
	const struct status_args *args = (const void *)call->args;
	struct sock_table *table = &call->session->sockets;
	size_t count = args->socks.count;
	struct columns columns;
	struct record *list;

	if (!choose(call, &args->columns.text, &columns))
		return FAILED;
	list = record_list(&call->answer, "sockets");
	survey_begin(table, count ? count : table->count);
	for (size_t i = 0; i < count; i++)
		add(call, list, args->socks.item[i], &columns);
	if (count)
		call->run->dot = args->socks.item[count - 1]->number;
	for (size_t i = 0; !count && i < table->count; i++)
		if (args->all || table->sock[i]->fd >= 0)
			add(call, list, table->sock[i], &columns);
	survey_end(table);
	return DONE;
}

static const char *const aliases[] = { "=", "sockets", NULL };

const struct command cmd_status = {
	.name = "status", .group = "looking", .aliases = aliases,
	.summary = "show the table of sockets",
	.params = params, .args_size = sizeof(struct status_args), .fields = fields,
	.say = "", .run = run
};

/* status: show the table of sockets. */

#include <string.h>

#include "command/listing.h"
#include "command/session.h"
#include "command/status-rows.h"
#include "command/system.h"
#include "command/types.h"
#include "socket/look.h"
#include "socket/others.h"

typedef struct { struct text text; } arg_column_words;

struct status_args {
	arg_chosen       chosen;
	arg_flag         all, system;
	arg_any_sock     of;
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
	{ "N...", PARAM(status_args, chosen, chosen), .flags = PARAM_MANY | PARAM_OPTIONAL,
	  .help = "the sockets, all that the kernel has if none is named; or what has to be so: "
	  "port == 80" },
	{ "all", PARAM(status_args, all, flag), .flags = PARAM_OPTION,
	  .help = "closed ones, too, and every client of a server" },
	{ "of", PARAM(status_args, of, any_sock), .flags = PARAM_OPTION,
	  .wants = WANTS_LISTENING, .help = "those that were accepted from this socket" },
	{ "system", PARAM(status_args, system, flag), .flags = PARAM_OPTION,
	  .help = "the TCP, UDP and UNIX sockets of the whole machine" },
	{ "columns", PARAM(status_args, columns, column_words), .flags = PARAM_OPTION,
	  .help = "the properties to show" },
	{ 0 }
};

static const struct field fields[] = {
	{ "sockets", "for each socket, its properties" },
	{ 0 }
};

/* What waits at a listener stands below it. */
static void
add_waiting(void *to, const struct diag_sock *one)
{
	struct listing *listing = to;
	const struct sock like = { .fd = -1, .family = one->family, .type = one->type,
		.protocol = one->protocol, .listener = listing->listener };

	listing_add(listing, &like, one);
}

static void
add(struct listing *listing, const struct waiting *waiting, const struct sock *sock)
{
	const struct sock_table *table = listing->table;

	listing_add(listing, sock, NULL);
	listing->listener = sock->number;
	waiting_each(waiting, table, sock, add_waiting, listing);
}

/* People see a server's clients under it, and of many only a few; programs lose no row. */
static void
choose_rows(struct call *call, const struct status_args *args, struct status_rows *rows)
{
	const struct sock_table *table = &call->session->sockets;

	rows->closed = args->all;
	rows->groups = !call->session->json;
	rows->folds = rows->groups && !args->all && !args->chosen.filter;
	if (args->of)
		status_rows_of(rows, table, args->of->number);
	else
		status_rows_all(rows, table);
}

static void
add_named(struct call *call, const arg_chosen *chosen, struct listing *listing)
{
	struct sock_table *table = &call->session->sockets;
	struct look look = { 0 };

	look_begin(&look, table, chosen->item, chosen->count);
	record_expect(listing->list, chosen->count);
	for (size_t i = 0; i < chosen->count; i++)
		add(listing, &look.waiting, chosen->item[i]);
	call->run->scope->dot = chosen->item[chosen->count - 1]->number;
	look_end(&look, table);
}

static bool
leaves_out(const struct status_args *args, const struct status_rows *rows)
{
	bool folded = args->of;

	for (size_t i = 0; i < rows->count && !folded; i++)
		folded = !rows->row[i].sock;
	return folded;
}

static void
add_all(struct call *call, const struct status_args *args, struct listing *listing)
{
	struct sock_table *table = &call->session->sockets;
	struct status_rows rows = { 0 };
	struct look look = { 0 };

	choose_rows(call, args, &rows);
	/* Of all of them it is not asked who listens. */
	look_begin(&look, table, rows.sock, leaves_out(args, &rows) ? rows.socks : 0);
	record_expect(listing->list, rows.count);
	listing_groups(listing, rows.groups && rows.under);
	for (size_t i = 0; i < rows.count; i++) {
		listing->under = rows.row[i].under;
		if (rows.row[i].sock)
			add(listing, &look.waiting, rows.row[i].sock);
		else
			listing_fold(listing, rows.row[i].folded);
	}
	look_end(&look, table);
	status_rows_clear(&rows);
}

/* --system, and --of, choose among all. */
static bool
goes_together(struct call *call, const struct status_args *args)
{
	const char *flag = args->system ? "system" : args->of ? "of" : NULL;

	if (flag && args->chosen.count)
		return error_usage(&call->error, "--%s shows sockets by what is so of them "
		    "('number == %u'), not by their numbers", flag, args->chosen.item[0]->number);
	return !args->system || !args->of || error_usage(&call->error, "--of shows sockets of sosh "
	    "itself, --system those of the whole machine");
}

static enum outcome
run(struct call *call)
{
	const struct status_args *args = (const void *)call->args;
	const struct text *words = &args->columns.text;
	struct listing listing;

	listing_begin(&listing, call, args->chosen.filter);
	if (words->bytes && !listing_columns(&listing, words->bytes, words->count))
		return FAILED;
	if (!words->bytes && !args->system && !call->session->json)
		listing_usual(&listing);
	if (!goes_together(call, args))
		return FAILED;
	if (args->chosen.count)
		add_named(call, &args->chosen, &listing);
	else if (!args->system)
		add_all(call, args, &listing);
	else if (!system_list(&listing))
		listing.failed = true;
	if (listing.failed)
		record_clear(&call->answer);
	return listing.failed ? FAILED : DONE;
}

static const char *const aliases[] = { "=", "sockets", NULL };

const struct command cmd_status = {
	.name = "status", .group = "looking", .aliases = aliases,
	.summary = "show the table of sockets",
	.params = params, .args_size = sizeof(struct status_args), .fields = fields,
	.say = "", .run = run
};

/* types: argument types that look at the desk. */
#include "command/types.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/apart.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/pool.h"
#include "command/offer-address.h"
#include "command/offer-sock.h"
#include "command/run.h"
#include "command/session.h"
#include "lang/command.h"
#include "lang/defs.h"
#include "lang/offer.h"
#include "lang/words.h"

/* The number, below 0 where it is none.  What no socket can have is INT64_MAX. */
static int64_t
number_of(const char *word, size_t count)
{
	int64_t number = 0;

	for (size_t i = 0; i < count; i++) {
		if (word[i] < '0' || word[i] > '9')
			return -1;
		if (count < 11)
			number = number * 10 + (word[i] - '0');
	}
	return count < 11 ? (count ? number : -1) : INT64_MAX;
}

static struct sock *
by_number(const struct session *session, int64_t number, const char *word, size_t count,
    struct error *error)
{
	struct sock *sock = number <= UINT32_MAX ?
	    sock_find(&session->sockets, (unsigned)number) : NULL;

	if (sock)
		return sock;
	if (number && number <= session->sockets.last)
		error_usage(error, "socket %lld is closed", (long long)number);
	else
		error_usage(error, "there is no socket %.*s", (int)(count < 30 ? count : 30), word);
	return NULL;
}

static struct sock *
by_dot(const struct session *session, unsigned dot, struct error *error)
{
	struct sock *sock = dot ? sock_find(&session->sockets, dot) : NULL;

	if (!sock)
		error_usage(error, dot ? "socket %u is closed" :
		    "'.' is no socket: no command was about one yet", dot);
	return sock;
}

static struct sock *
by_name(const struct session *session, const char *word, size_t count, struct error *error)
{
	struct sock *sock = sock_named(&session->sockets, word, count);

	if (!sock)
		error_usage(error, "there is no socket '%.*s'", (int)(count < 60 ? count : 60),
		    word);
	return sock;
}

struct sock *
type_find_sock(const struct reading *reading, const char *word, size_t count,
    bool closed_too, struct error *error)
{
	const struct session *session = reading->session;
	int64_t number = number_of(word, count);
	struct sock *sock = number >= 0 ? by_number(session, number, word, count, error) :
	    count == 1 && *word == '.' ? by_dot(session, reading->run->scope->dot, error) :
	    by_name(session, word, count, error);

	if (!sock || sock->fd >= 0 || closed_too)
		return sock;
	error_usage(error, sock->name && number < 0 ?
	    "socket %u (%s) is closed" : "socket %u is closed", sock->number, sock->name);
	return NULL;
}

static bool
parse_sock(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_sock *sock = at;

	*sock = type_find_sock(reading, text->bytes, text->count, false, error);
	return *sock != NULL;
}

/* The number; 0 is '.', which no socket has. */
static int64_t
key_of_sock(const struct text *text)
{
	int64_t number = number_of(text->bytes, text->count);

	if (text->count == 1 && *text->bytes == '.')
		return 0;
	return number > 0 && number <= UINT32_MAX ? number : -1;
}

APART static bool
search_sock(const struct sock_table *table, unsigned number, arg_sock *sock)
{
	*sock = sock_search(table, number);
	return *sock && (*sock)->fd >= 0;
}

static bool
sock_by_key(const struct reading *reading, int64_t key, void *at)
{
	const struct sock_table *table = &reading->session->sockets;
	unsigned number = key ? (unsigned)key : reading->run->scope->dot;
	struct sock *sock = sock_in_place(table, number);

	if (!sock)
		return search_sock(table, number, at);
	*(arg_sock *)at = sock;
	return sock->fd >= 0;
}

static bool
parse_any_sock(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_any_sock *sock = at;

	*sock = type_find_sock(reading, text->bytes, text->count, true, error);
	return *sock != NULL;
}

static void
push(const struct reading *reading, struct sock ***item, size_t *count, struct sock *sock)
{
	/* The list doubles whenever it has come to a power of two. */
	if ((*count & (*count - 1)) == 0) {
		struct sock **old = *item;

		*item = pool_new(reading->pool, (*count * 2 + 1) * sizeof(struct sock *));
		if (*count)
			memcpy(*item, old, *count * sizeof(struct sock *));
	}
	(*item)[(*count)++] = sock;
}

static bool
parse_socks(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_socks *socks = at;
	struct sock *sock = type_find_sock(reading, text->bytes, text->count, false, error);

	for (size_t i = 0; sock && i < socks->count; i++)
		if (socks->item[i] == sock)
			return error_usage(error, "socket %u stands here twice", sock->number);
	if (sock)
		push(reading, &socks->item, &socks->count, sock);
	return sock != NULL;
}

static bool
parse_socks_or_all(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_socks_or_all *socks = at;
	arg_socks some = { socks->item, socks->count };
	bool all = text->count == 3 && memcmp(text->bytes, "all", 3) == 0;

	if (socks->all || (all && socks->count))
		return error_usage(error, "'all' stands alone");
	if (!all) {
		bool good = parse_socks(reading, text, &some, error);

		socks->item = some.item;
		socks->count = some.count;
		return good;
	}
	socks->all = true;
	for (size_t i = 0; i < reading->session->sockets.count; i++) {
		struct sock *sock = reading->session->sockets.sock[i];

		if (sock->fd >= 0)
			push(reading, &socks->item, &socks->count, sock);
	}
	return true;
}

struct sock *const *
type_borrows_one(const void *at, size_t *count)
{
	arg_sock const *sock = at;

	*count = *sock ? 1 : 0;
	return sock;
}

struct sock *const *
type_borrows_some(const void *at, size_t *count)
{
	const arg_socks *socks = at;

	*count = socks->count;
	return socks->item;
}

struct sock *const *
type_borrows_some_or_all(const void *at, size_t *count)
{
	const arg_socks_or_all *socks = at;

	*count = socks->count;
	return socks->item;
}

/* The field that the row is about, as far as the words before have filled it. */
static const void *
field(const struct reading *reading)
{
	return (const char *)reading->args + reading->param->at;
}

static void
offer_open(const struct reading *reading, const char *typed, struct offer offer)
{
	offer_socks(reading, typed, offer, false, NULL, 0);
}

static void
offer_any(const struct reading *reading, const char *typed, struct offer offer)
{
	offer_socks(reading, typed, offer, true, NULL, 0);
}

static void
offer_more(const struct reading *reading, const char *typed, struct offer offer)
{
	const arg_socks *socks = field(reading);

	offer_socks(reading, typed, offer, false, socks->item, socks->count);
}

static void
offer_more_or_all(const struct reading *reading, const char *typed, struct offer offer)
{
	const arg_socks_or_all *socks = field(reading);

	if (socks->all)
		return;
	offer_socks(reading, typed, offer, false, socks->item, socks->count);
	if (!socks->count)
		offer.word(offer.to, "all", "all that are open");
}

static bool
parse_address(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	struct addr ignored;

	*(arg_address *)at = *text;
	if (reading->param->wants == WANTS_PORT)
		return addr_read_any(&ignored, text->bytes, text->count, error) != ADDR_BAD;
	/* Its family comes from the socket; here only what is wrong for all. */
	return reading->session || addr_is_one(text->bytes, text->count, error);
}

/* A command that wants an address begins its struct with the socket that it is
 * for. */
static const struct sock *
sock_before(const struct reading *reading)
{
	const arg_sock *sock = reading->args;

	return *sock;
}

static void
offer_for_sock(const struct reading *reading, const char *typed, struct offer offer)
{
	offer_addresses(reading, sock_before(reading), reading->param->wants == WANTS_OWN, typed,
	    offer);
}

static void
guess_address(const struct reading *reading, struct buf *out)
{
	if (reading->param->wants != WANTS_OWN)
		offer_address_guess(reading, sock_before(reading), out);
}

static bool
parse_host(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	return type_text.parse(reading, text, at, error);
}

static void
offer_names_of_hosts(const struct reading *reading, const char *typed, struct offer offer)
{
	(reading->param->wants == WANTS_NUMERIC ? offer_numeric : offer_hosts)(reading, typed,
	    offer);
}

static bool
parse_sockname(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	static const char *const taken[] = { "all", "answer", "arg", "env", "match", "recv" };
	const char *name = text->bytes;
	const struct sock *sock;

	for (size_t i = 0; i < text->count; i++)
		if (!(isalpha((unsigned char)name[i]) ||
		    (i && (isdigit((unsigned char)name[i]) || name[i] == '_' || name[i] == '-'))))
			return error_usage_at(error, (ptrdiff_t)i, "'%.60s' is no name for a "
			    "socket: a letter, then letters, digits, '-' and '_'", name);
	if (!text->count)
		return error_usage(error, "a name has a letter at least");
	for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++)
		if (strcmp(name, taken[i]) == 0)
			return error_usage(error, "'%s' means something else: no socket can have "
			    "it for a name", name);
	*(arg_sockname *)at = *text;
	if (!reading->session)
		return true;
	sock = sock_named(&reading->session->sockets, name, text->count);
	if (!sock || sock->fd < 0)
		return true;
	return error_usage(error, "socket %u has the name '%.60s' already", sock->number, name);
}

void
type_offer_socknames(const struct reading *reading, const char *typed, struct offer offer)
{
	static const char *const some[] = { "server", "client", "listener", "peer", "a", "b" };

	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++) {
		const struct sock *sock = reading->session ?
		    sock_named(&reading->session->sockets, some[i], strlen(some[i])) : NULL;

		if (!sock || sock->fd < 0)
			offer_listed(offer, typed, some[i], NULL);
	}
}

static bool
parse_variable(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading;
	*(arg_variable *)at = *text;
	if (word_is_name(text->bytes, text->count))
		return true;
	return error_usage(error, "'%.60s' is no name for a variable: letters, digits and '_', "
	    "no digit first", text->bytes);
}

/* Those there are, to be set anew. */
static void
offer_set(const struct reading *reading, const char *typed, struct offer offer)
{
	const struct vars *vars = reading->run ? reading->run->scope->vars : NULL;

	(void)typed;
	for (; vars; vars = vars->outer)
		for (size_t i = 0; i < vars->count; i++)
			offer.word(offer.to, vars_name(vars, i), "a variable that there is");
	offer_each(offer, reading->param->examples, NULL);
}

static bool
parse_path(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading;
	*(arg_path *)at = *text;
	if (!text->count)
		return error_usage(error, "the path of a file is empty");
	if (memchr(text->bytes, '\0', text->count))
		return error_usage(error, "there is a NUL in this path");
	return true;
}

static void
offer_files(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading;
	offer_paths(offer, "", typed, OFFER_FILES);
}

static bool
parse_command(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading, (void)text, (void)at;
	return error_usage(error, "a command has to stand here");
}

static void
offer_defined(const struct catalog *catalog, struct offer offer)
{
	size_t count;
	struct def **list = defs_list(catalog->defs, &count);

	for (size_t i = 0; i < count; i++)
		offer.word(offer.to, list[i]->command.name, list[i]->command.summary);
	free(list);
}

static void
offer_commands(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)typed;
	for (const struct command *const *c = reading->session ?
	    reading->session->catalog->command : NULL; c && *c; c++)
		offer.word(offer.to, (*c)->name, (*c)->summary);
	if (reading->session)
		offer_defined(reading->session->catalog, offer);
}

#define SOCKET .noun = "socket", .guess = offer_sock_guess, .desk = true
const struct type type_sock = { .name = "N", .help = "a socket: its number, its name, or '.'",
	.parse = parse_sock, .complete = offer_open, .borrows = type_borrows_one,
	.key = key_of_sock, .by_key = sock_by_key, SOCKET };
const struct type type_any_sock = { .name = "N",
	.help = "a socket, perhaps a closed one: its number, its name, or '.'",
	.parse = parse_any_sock, .complete = offer_any, .borrows = type_borrows_one, SOCKET };
const struct type type_socks = { .name = "N...", .help = "sockets: numbers, names, '.'",
	.parse = parse_socks, .complete = offer_more, .borrows = type_borrows_some, SOCKET };
const struct type type_socks_or_all = { .name = "N...|all", .help = "sockets, or all of them",
	.parse = parse_socks_or_all, .complete = offer_more_or_all,
	.borrows = type_borrows_some_or_all, SOCKET };
const struct type type_address = { .name = "ADDRESS", .noun = "address",
	.help = "HOST:PORT, [IPV6]:PORT, *:PORT, /path, @abstract; 'help addresses' has more",
	.parse = parse_address, .complete = offer_for_sock, .guess = guess_address,
	.steady = type_is_steady };
const struct type type_host = { .name = "HOST", .noun = "host", .help = "a host's name or address",
	.parse = parse_host, .complete = offer_names_of_hosts, .steady = type_is_steady };
const struct type type_sockname = { .name = "NAME", .noun = "name", .help = "a name for a socket",
	.parse = parse_sockname, .complete = type_offer_socknames };
const struct type type_variable = { .name = "NAME", .noun = "name", .help = "a variable",
	.parse = parse_variable, .complete = offer_set, .steady = type_is_steady };
const struct type type_path = { .name = "FILE", .noun = "file", .help = "the path of a file",
	.parse = parse_path, .complete = offer_files, .steady = type_is_steady };
const struct type type_command = { .name = "COMMAND...", .help = "a command with its words",
	.parse = parse_command, .complete = offer_commands };
const struct type type_command_name = { .name = "COMMAND", .noun = "command",
	.help = "the name of a command", .parse = parse_path, .complete = offer_commands };

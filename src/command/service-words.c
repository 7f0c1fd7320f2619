/* service-words: what `serve` is told: a role, its words, networks. */
#include "command/service-words.h"

#include <netinet/in.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "base/pool.h"
#include "command/session.h"
#include "lang/data.h"
#include "lang/offer.h"
#include "lang/suggest.h"
#include "serve/server.h"

enum { DATA_PIECE = 64 << 10, MAPPED_BITS = 96 };

/* ---- the role ---- */

/* Which was meant, or else which there are: there are few. */
static bool
no_role(const struct text *text, const struct role *const *all, struct error *error)
{
	struct buf lower = { 0 }, names = { 0 };
	struct suggest suggest = { .wanted = NULL };
	struct bytes_quoted quoted;
	const char *meant;

	for (const char *at = text->bytes; *at; at++)
		buf_add_byte(&lower, *at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
	suggest.wanted = buf_text(&lower);
	for (; *all; all++) {
		suggest_look(&suggest, (*all)->name);
		buf_format(&names, "%s, ", (*all)->name);
	}
	suggest_look(&suggest, "stop");
	buf_add_text(&names, "stop");
	meant = suggest_text(&suggest);
	error_usage(error, "there is no role '%s'%s%s", bytes_quote(&quoted, text->bytes,
	    text->count), *meant ? meant : ": there are ", *meant ? "" : buf_text(&names));
	buf_clear(&names);
	buf_clear(&lower);
	return false;
}

static bool
parse_role(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	const struct role *const *role = server_roles(error), *const *all = role;
	arg_role *to = at;

	(void)reading;
	to->stop = text->count == 4 && memcmp(text->bytes, "stop", 4) == 0;
	if (!role || to->stop)
		return role != NULL;
	for (; *role; role++)
		if (strcmp((*role)->name, text->bytes) == 0 && strlen(text->bytes) == text->count)
			return to->role = *role, true;
	return no_role(text, all, error);
}

static void
offer_roles(const struct reading *reading, const char *typed, struct offer offer)
{
	struct error ignored;
	const struct role *const *role = server_roles(&ignored);

	(void)reading, (void)typed;
	for (; role && *role; role++)
		offer.word(offer.to, (*role)->name, (*role)->summary);
	offer.word(offer.to, "stop", "end what serves the socket");
}

/* ---- its words ---- */

static const struct service_words *
words_before(const struct reading *reading)
{
	return reading->args;
}

static bool
is_data(const struct reading *reading, const struct text *text, struct error *error)
{
	struct data data = { 0 };
	bool good = type_data.parse(reading, text, &data, error);

	data_clear(&data);
	return good;
}

/* DATA is made when the command runs: here it is only looked at. */
static bool
parse_words(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	const struct role *role = words_before(reading)->role.role;
	arg_role_words *words = at;
	struct text *old = words->item;

	if (role && role->flags & ROLE_DATA) {
		if (!is_data(reading, text, error))
			return false;
	} else if (text->word && text->word->insides) {
		return !role || error_usage(error, "nested data cannot stand here");
	}
	/* The list doubles whenever it has come to a power of two. */
	if ((words->count & (words->count - 1)) == 0) {
		words->item = pool_new(reading->pool, (words->count * 2 + 1) * sizeof(*old));
		if (words->count)
			memcpy(words->item, old, words->count * sizeof(*old));
	}
	words->item[words->count++] = *text;
	return true;
}

static bool
is_block(const struct role *role)
{
	return strcmp(role->name, "block") == 0;
}

static void
offer_words(const struct reading *reading, const char *typed, struct offer offer)
{
	static const char *const programs[] = { "cat", "date", NULL };
	const struct role *role = words_before(reading)->role.role;

	if (!role)
		return;
	if (is_block(role))
		offer.word(offer.to, "{", "a block");
	else if (role->flags & ROLE_DATA)
		type_data.complete(reading, typed, offer);
	else if (role->choices)
		offer_each(offer, role->choices, NULL);
	else if (role->flags & ROLE_PROGRAMS)
		offer_each(offer, programs, NULL);
	else if (role->flags & ROLE_FILES)
		offer_paths(offer, "", typed,
		    role->flags & ROLE_FOLDER ? OFFER_FOLDERS : OFFER_FILES);
}

/* What comes behind the role, for hints. */
static bool
usage_words(const struct reading *reading, struct buf *out)
{
	const struct service_words *words = words_before(reading);
	const struct role *role = words->role.role;

	if (words->role.stop || !role)
		return !words->role.stop;
	if (is_block(role))
		buf_add_text(out, "{ ... }");
	else if (role->words && (role->flags & ROLE_DATA || words->words.count < role->most))
		buf_format(out, words->words.count >= role->least && *role->words != '[' ? "[%s]" :
		    "%s", role->words);
	return out->count > 0;
}

static enum type_place
place_of_words(const struct reading *reading)
{
	const struct service_words *words = words_before(reading);

	if (words->role.stop)
		return TYPE_NOTHING;
	return words->role.role && (is_block(words->role.role) ||
	    words->words.count < words->role.role->least) ? TYPE_MUST : TYPE_MAY;
}

static bool
wants_words(struct call *call, const struct role *role)
{
	return error_usage(&call->error, "%s wants %s behind it", role->name, role->words);
}

static bool
too_many(struct call *call, const struct service_words *words)
{
	const struct role *role = words->role.role;

	if (is_block(role) && words->words.item->literal &&
	    strcmp(words->words.item->bytes, "{}") == 0)
		error_usage(&call->error, "'{}' is a word, and no block: that is '{ }'");
	else if (role->most)
		error_usage(&call->error, "%s takes no more words than %s", role->name,
		    role->words);
	else
		error_usage(&call->error, "%s takes no words", role->name);
	call_blame(call, &words->words.item[role->most]);
	return false;
}

/* The place of the `at`th word of this type. */
static bool
blame(struct call *call, const struct type *type, size_t at)
{
	const struct binding *item = call->node->words.item;

	for (size_t i = 0; i < call->node->words.count; i++)
		if (item[i].param->type == type)
			return call_blame_word(call, item[i].param, at), false;
	return false;
}

/* The place of the role's name. */
static bool
blame_role(struct call *call)
{
	return blame(call, &type_role, 0);
}

bool
service_words_suit(struct call *call, const struct service_words *words)
{
	const struct role *role = words->role.role;
	bool block = call->node->block != NULL;

	if (words->words.count > role->most && !(role->flags & ROLE_DATA))
		return too_many(call, words);
	if (words->words.count < role->least)
		return wants_words(call, role), blame_role(call);
	if (block && !is_block(role))
		return error_usage(&call->error, "%s takes no block in braces: that goes with "
		    "'block'", role->name), blame_role(call);
	if (!block && is_block(role))
		return error_usage(&call->error, "block wants one: serve %u block { ... }",
		    words->sock->number), blame_role(call);
	return true;
}

/* All of it, in memory. */
static bool
take(struct call *call, struct data *data, size_t most, struct buf *to)
{
	size_t count;

	for (;;) {
		switch (data_next(data, buf_reserve(to, DATA_PIECE), DATA_PIECE, &count,
		    &call->error)) {
		case DATA_SOME:
			to->count += count;
			if (to->count <= most)
				break;
			return error_set(&call->error, ERROR_LIMIT, "more than %zu bytes are too "
			    "many: a client may be owed no more (--ceiling)", most);
		case DATA_END:
			return true;
		case DATA_LATER:
			return error_set(&call->error, ERROR_REFUSED, "the file has no data now: "
			    "a server does not wait for it");
		case DATA_BAD:
			return false;
		}
	}
}

static bool
read_data(struct call *call, const arg_role_words *words, size_t most, struct role_word *to)
{
	struct data data = { 0 };
	struct buf bytes = { 0 };
	bool good = true;

	for (size_t i = 0; i < words->count && good; i++) {
		good = type_data.parse(&call->run->reading, &words->item[i], &data, &call->error);
		if (!good && call->error.kind == ERROR_USAGE)
			call_blame(call, &words->item[i]);
		else if (!good)
			blame(call, &type_role_words, i);
	}
	good = good && take(call, &data, most, &bytes);
	if (good)
		*to = (struct role_word){ pool_copy(&call->pool, buf_text(&bytes), bytes.count),
			bytes.count };
	buf_clear(&bytes);
	data_clear(&data);
	return good;
}

bool
service_words_read(struct call *call, const struct service_words *words, size_t most,
    const struct role_word **to, size_t *count)
{
	const arg_role_words *from = &words->words;
	struct role_word *word = pool_new(&call->pool, (from->count + 1) * sizeof(*word));

	*to = word;
	*count = from->count;
	if (from->count && words->role.role->flags & ROLE_DATA) {
		*count = 1;
		return read_data(call, from, most, word);
	}
	for (size_t i = 0; i < from->count; i++)
		word[i] = (struct role_word){ from->item[i].bytes, from->item[i].count };
	return true;
}

/* ---- networks ---- */

static bool
no_range(const struct text *text, struct error *error)
{
	struct bytes_quoted quoted;

	return error_usage(error, "'%s' is no network: 192.168.0.0/16, 10.1.2.3, fe80::/10",
	    bytes_quote(&quoted, text->bytes, text->count));
}

/* IPv4 in the shape of IPv6: its clients are known as those of IPv4, so the network is one of
 * it, too. */
static bool
is_mapped(const struct addr *addr)
{
	struct sockaddr_in6 in;

	if (addr->any.sa_family != AF_INET6)
		return false;
	memcpy(&in, addr->room, sizeof(in));
	return IN6_IS_ADDR_V4MAPPED(&in.sin6_addr);
}

static bool
read_range(const struct text *text, struct server_range *range, struct error *error)
{
	const char *slash = memchr(text->bytes, '/', text->count);
	size_t count = slash ? (size_t)(slash - text->bytes) : text->count;
	int family = memchr(text->bytes, ':', count) ? AF_INET6 : AF_INET;
	int64_t bits = family == AF_INET ? 32 : 128;
	struct error ignored;

	/* What may stand for an address elsewhere is none here. */
	if (!count || *text->bytes == '*' || *text->bytes == '[' ||
	    addr_read_host(&range->address, family, text->bytes, count, &ignored) != ADDR_NUMERIC)
		return no_range(text, error);
	if (slash && !number_int(slash + 1, text->count - count - 1, 0, bits, &bits, &ignored))
		return no_range(text, error);
	if (is_mapped(&range->address) && (bits -= MAPPED_BITS) < 0)
		return error_usage(error, "a network of ::ffff:0:0/%d has %d bits or more: that is "
		    "IPv4, and 0.0.0.0/0 all of it", MAPPED_BITS, MAPPED_BITS);
	range->bits = (unsigned)bits;
	return true;
}

static bool
add_range(const struct reading *reading, const struct text *text, arg_ranges *ranges, bool any,
    struct error *error)
{
	struct server_range range = { .any = any }, *old = ranges->item;

	if (!any && !read_range(text, &range, error))
		return false;
	if ((ranges->count & (ranges->count - 1)) == 0) {
		ranges->item = pool_new(reading->pool, (ranges->count * 2 + 1) * sizeof(*old));
		if (ranges->count)
			memcpy(ranges->item, old, ranges->count * sizeof(*old));
	}
	ranges->item[ranges->count++] = range;
	return true;
}

static bool
parse_ranges(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	bool any = text->count == 3 && memcmp(text->bytes, "any", 3) == 0;

	return add_range(reading, text, at, any, error);
}

static bool
parse_denied(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	return add_range(reading, text, at, false, error);
}

static const char *const networks[] = { "127.0.0.2", "10.0.0.0/8", "172.16.0.0/12",
	"192.168.0.0/16", "fe80::/10", NULL };

static void
offer_ranges(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading, (void)typed;
	offer.word(offer.to, "any", "everybody");
	offer_each(offer, networks, NULL);
}

static void
offer_denied(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading, (void)typed;
	offer_each(offer, networks, NULL);
}

const struct type type_role = { .name = "ROLE", .noun = "role",
	.help = "what is done with each client: echo, discard, reply and others; or stop",
	.parse = parse_role, .complete = offer_roles };
const struct type type_role_words = { .name = "WORD...", .noun = "word",
	.help = "what the role wants: DATA, a file, a folder, a command",
	.parse = parse_words, .complete = offer_words, .usage = usage_words,
	.usage_whole = true, .place = place_of_words };
const struct type type_ranges = { .name = "CIDR|any", .noun = "network",
	.help = "an address, or a network as 192.168.0.0/16; any: everybody",
	.parse = parse_ranges, .complete = offer_ranges };
const struct type type_denied = { .name = "CIDR", .noun = "network",
	.help = "an address, or a network as 192.168.0.0/16",
	.parse = parse_denied, .complete = offer_denied };

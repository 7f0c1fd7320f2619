/* type-kind: a kind of socket, or the three arguments of socket(2). */
#include <string.h>

#include "base/bytes.h"
#include "base/names.h"
#include "base/number.h"
#include "command/offer-kind.h"
#include "command/safe.h"
#include "command/session.h"
#include "command/types.h"
#include "lang/suggest.h"

static bool
name_or_number(const struct name *table, const char *prefix, const struct text *text,
    int *number, const char *what, struct error *error)
{
	struct bytes_quoted quoted;
	struct error ignored;
	int64_t n;

	if (names_read(table, prefix, text->bytes, text->count, number))
		return true;
	if (!number_int(text->bytes, text->count, INT32_MIN, INT32_MAX, &n, &ignored))
		return error_usage(error, "'%s' is no %s",
		    bytes_quote(&quoted, text->bytes, text->count), what);
	*number = (int)n;
	return true;
}

static bool
is_safe(const struct reading *reading, const char *name, struct error *error)
{
	return !reading->session || !reading->session->safe ||
	    safe_allows(SAFE_KIND, name, error);
}

/* A raw or a packet socket needs no kind to be refused. */
static bool
safe_numbers(const struct reading *reading, const arg_kind *kind, struct error *error)
{
	const struct kind *named = kind_of(kind->family, kind->type, kind->protocol);
	char text[64];

	return is_safe(reading, named ? named->name :
	    kind_text(kind->family, kind->type, kind->protocol, text), error);
}

static bool
parse_numbers(arg_kind *kind, struct error *error)
{
	const struct text *word = kind->word;
	struct bytes_quoted quoted;

	kind->protocol = 0;
	if (!name_or_number(names_family, "AF_", &word[0], &kind->family,
	    "kind of socket, and no address family", error) ||
	    !name_or_number(names_type, "SOCK_", &word[1], &kind->type, "socket type", error))
		return false;
	if (kind->count < 3 || kind_protocol(kind->family, word[2].bytes, word[2].count,
	    &kind->protocol))
		return true;
	return error_usage(error, "'%s' is no protocol",
	    bytes_quote(&quoted, word[2].bytes, word[2].count));
}

static bool
no_kind(const struct text *text, struct error *error)
{
	struct suggest suggest = { .wanted = text->bytes };
	struct bytes_quoted quoted;

	for (const struct kind *kind = kinds; kind->name; kind++)
		suggest_look(&suggest, kind->name);
	return error_usage(error, "'%s' is no kind of socket%s ('help kinds' lists them)",
	    bytes_quote(&quoted, text->bytes, text->count), suggest_text(&suggest));
}

/* One word is a kind; two or three are the arguments of socket(2). */
static bool
parse_kind(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_kind *kind = at;
	const struct kind *named;
	int protocol;
	struct error unsaid;

	if (kind->count == 3)
		return error_usage(error,
		    "a socket has three numbers at most: family, type, protocol");
	kind->word[kind->count++] = *text;
	if (kind->count > 1)
		return parse_numbers(kind, error) && safe_numbers(reading, kind, error);
	named = kind_read(text->bytes, text->count, &protocol, error);
	if (named) {
		kind->family = named->family;
		kind->type = named->type;
		kind->protocol = protocol;
		return is_safe(reading, named->name, error);
	}
	kind->family = -1;
	if (kind_named(text->bytes) && !is_safe(reading, text->bytes, error))
		return false;
	/* The first of three numbers, perhaps: then a type follows. */
	if (name_or_number(names_family, "AF_", text, &protocol, "", &unsaid))
		return true;
	return error->kind == ERROR_NONE && no_kind(text, error);
}

bool
type_kind_is_whole(const arg_kind *kind, struct error *error)
{
	if (kind->count != 1 || kind->family >= 0)
		return true;
	return error_usage(error, "'%.60s' is an address family: a type comes behind it (stream, "
	    "dgram)%s", kind->word[0].bytes, kind_named(kind->word[0].bytes) ?
	    ", or a protocol behind a ':'" : "");
}

static void
guess_kind(const struct reading *reading, struct buf *out)
{
	(void)reading;
	buf_add_text(out, "tcp");
}

const struct type type_kind = { .name = "KIND", .noun = "kind",
	.help = "tcp, udp, unix, ..., or the arguments of socket(2)",
	.parse = parse_kind, .complete = offer_kinds, .guess = guess_kind,
	.usage = usage_kind };

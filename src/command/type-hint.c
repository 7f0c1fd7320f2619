/* type-hint: what getaddrinfo(3) is told beside the name, by names or numbers. */
#include "command/type-hint.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "base/bytes.h"
#include "base/names.h"
#include "base/number.h"

struct hint {
	const struct name *table;
	const char        *prefix, *noun;
};

static const struct hint families = { names_family, "AF_", "family" };
static const struct hint kinds_of = { names_type, "SOCK_", "type of socket" };
static const struct hint protocols = { names_protocol, "IPPROTO_", "protocol" };
static const struct hint flags = { names_lookup_flag, "AI_", "flag of getaddrinfo" };

/* Any number: what the C library does not know is its own to refuse. */
static bool
parse_one(const struct hint *hint, const char *bytes, size_t count, int *number,
    struct error *error)
{
	struct bytes_quoted quoted;
	char name[32];
	int64_t wide;

	if (count && (isdigit((unsigned char)*bytes) || *bytes == '-')) {
		if (!number_int(bytes, count, INT_MIN, INT_MAX, &wide, error))
			return false;
		*number = (int)wide;
		return true;
	}
	if (count < sizeof(name) && !memchr(bytes, '\0', count)) {
		memcpy(name, bytes, count);
		name[count] = '\0';
		if (hint == &protocols ? names_protocol_number(name, number) :
		    names_number(hint->table, hint->prefix, name, number))
			return true;
	}
	return error_usage(error, "'%s' is no %s: a name, or its number",
	    bytes_quote(&quoted, bytes, count), hint->noun);
}

static bool
parse_family(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading;
	if (text->count == 3 && memcmp(text->bytes, "any", 3) == 0)
		return true;
	return parse_one(&families, text->bytes, text->count, at, error);
}

static bool
parse_type(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	(void)reading;
	return parse_one(&kinds_of, text->bytes, text->count, at, error);
}

static bool
parse_protocol(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading;
	return parse_one(&protocols, text->bytes, text->count, at, error);
}

static bool
parse_flags(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	const char *from = text->bytes, *end = from + text->count;

	(void)reading;
	for (;;) {
		const char *comma = memchr(from, ',', (size_t)(end - from));
		int number;

		if (!parse_one(&flags, from, (size_t)((comma ? comma : end) - from), &number,
		    error))
			return false;
		*(int *)at |= number;
		if (!comma)
			return true;
		from = comma + 1;
	}
}

/* In lower case and without their prefix, as they are usually typed; behind `front`
 * of what stands there. */
static void
offer_names(const struct hint *hint, const char *typed, size_t front, struct offer offer)
{
	for (const struct name *name = hint->table; name->name; name++) {
		char word[128];
		size_t count = front;

		if (front + strlen(name->name) >= sizeof(word))
			return;
		memcpy(word, typed, front);
		for (const char *at = name->name + strlen(hint->prefix); *at; at++)
			word[count++] = (char)tolower((unsigned char)*at);
		word[count] = '\0';
		offer.word(offer.to, word, name->help);
	}
}

static void
offer_families(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading;
	offer_names(&families, typed, 0, offer);
}

static void
offer_types(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading;
	offer_names(&kinds_of, typed, 0, offer);
}

static void
offer_protocols(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading;
	offer_names(&protocols, typed, 0, offer);
}

static void
offer_flags(const struct reading *reading, const char *typed, struct offer offer)
{
	const char *comma = strrchr(typed, ',');

	(void)reading;
	offer_names(&flags, typed, comma ? (size_t)(comma - typed) + 1 : 0, offer);
}

const struct type type_hint_family = {
	.name = "FAMILY", .help = "inet, inet6, AF_UNIX; a number", .noun = "family",
	.parse = parse_family, .complete = offer_families
};
const struct type type_hint_type = {
	.name = "TYPE", .help = "stream, dgram, SOCK_RAW; a number", .noun = "type",
	.parse = parse_type, .complete = offer_types
};
const struct type type_hint_protocol = {
	.name = "PROTOCOL", .help = "tcp, udp, IPPROTO_SCTP; a number", .noun = "protocol",
	.parse = parse_protocol, .complete = offer_protocols
};
const struct type type_hint_flags = {
	.name = "FLAGS", .help = "numerichost, AI_PASSIVE, 0x10; several with commas",
	.noun = "flags", .parse = parse_flags, .complete = offer_flags
};

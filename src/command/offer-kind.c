/* offer-kind: kinds of sockets, and the three words of socket(2), as what may come
 * next. */
#include "command/offer-kind.h"

#include <ctype.h>
#include <string.h>

#include "base/names.h"
#include "command/types.h"
#include "lang/command.h"
#include "lang/offer.h"

/* Families that are told of before one asks for them. */
enum { FAMILIES = 2 };

static void
lower(const char *name, char *brief, size_t room)
{
	size_t count = 0;

	for (; *name && count < room - 1; name++)
		brief[count++] = (char)tolower((unsigned char)*name);
	brief[count] = '\0';
}

/* "AF_INET" as it is typed: like that where its prefix is, else as "inet". */
static void
offer_name(const struct name *name, const char *prefix, const char *typed, struct offer offer)
{
	size_t skip = strncmp(name->name, prefix, strlen(prefix)) == 0 ? strlen(prefix) : 0;
	char brief[40];

	if (isupper((unsigned char)*typed)) {
		offer.word(offer.to, name->name, name->help);
		return;
	}
	lower(name->name + skip, brief, sizeof(brief));
	offer.word(offer.to, brief, name->help);
}

static void
offer_names(const struct name *table, const char *prefix, const char *typed, struct offer offer)
{
	for (const struct name *name = table; name->name; name++)
		offer_name(name, prefix, typed, offer);
}

void
offer_kind_families(const char *typed, struct offer offer)
{
	offer_names(names_family, "AF_", typed, offer);
}

/* "raw:" and, once that is typed, what may stand behind it. */
static void
offer_kind(const struct kind *kind, const char *typed, struct offer offer)
{
	size_t count = strlen(kind->name);
	bool begun = strncmp(typed, kind->name, count) == 0 && typed[count] == ':';

	if (!kind->wants_word)
		offer.word(offer.to, kind->name, kind->help);
	else if (!begun)
		offer_behind(offer, kind->name, count, ":", kind->help);
	for (const struct name *word = kind->words; begun && word && word->name; word++) {
		char brief[40];

		lower(word->name + strlen(kind->prefix), brief, sizeof(brief));
		offer_behind(offer, typed, count + 1, brief, word->help);
	}
}

/* A kind, or the family that a type and a protocol follow. */
static void
offer_first(const char *typed, struct offer offer)
{
	for (const struct kind *kind = kinds; kind->name; kind++)
		offer_kind(kind, typed, offer);
	for (size_t i = 0; names_family[i].name && (*typed || i < FAMILIES); i++)
		offer_name(&names_family[i], "AF_", typed, offer);
}

static bool
is_family(const struct text *word)
{
	int ignored;

	return isdigit((unsigned char)*word->bytes) ||
	    names_number(names_family, "AF_", word->bytes, &ignored);
}

void
offer_kinds(const struct reading *reading, const char *typed, struct offer offer)
{
	const arg_kind *kind = (const void *)((const char *)reading->args + reading->param->at);

	if (kind->count == 0) {
		offer_first(typed, offer);
	} else if (kind->count == 1 && is_family(&kind->word[0])) {
		offer_names(names_type, "SOCK_", typed, offer);
	} else if (kind->count == 2) {
		const char *prefix;
		const struct name *protocols = kind_protocols(kind->family, &prefix);

		offer.word(offer.to, "0", "the one that family and type have");
		offer_names(protocols, prefix, typed, offer);
	}
}

bool
usage_kind(const struct reading *reading, struct buf *out)
{
	static const char *const left[] = { "", "TYPE [PROTOCOL]", "PROTOCOL" };
	const arg_kind *kind = (const void *)((const char *)reading->args + reading->param->at);

	if (kind->count == 3 || (kind->count == 1 && kind->family >= 0))
		return false;
	buf_add_text(out, left[kind->count]);
	return true;
}

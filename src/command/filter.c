/* filter: which sockets a table shows. */
#include "command/filter.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/match.h"
#include "base/number.h"
#include "base/pool.h"
#include "command/condition.h"
#include "command/offer-sock.h"
#include "command/types.h"
#include "lang/offer.h"
#include "lang/words.h"

#define NO_OPERATOR "a comparison is wanted here: == != < <= > >= ~ contains"

enum next { NEXT_PROPERTY, NEXT_OPERATOR, NEXT_VALUE, NEXT_JOINT };

/* A word that is read, and how far. */
struct reader {
	const struct reading *reading;
	const struct text    *text;
	arg_chosen           *chosen;
	const char           *at, *end;
};

static bool
wrong(const struct reader *reader, const char *at, struct error *error, const char *what)
{
	return error_usage_at(error, at - reader->text->bytes, "%s", what);
}

static void
skip_blanks(struct reader *reader)
{
	while (reader->at < reader->end && *reader->at == ' ')
		reader->at++;
}

/* The longest operator that stands there; 0 if none. */
static size_t
operator_at(const char *at, const char *end, int *operator)
{
	for (size_t count = (size_t)(end - at) < 8 ? (size_t)(end - at) : 8; count; count--)
		if (condition_operator(at, count, operator))
			return count;
	return 0;
}

/* No name of a socket or property has such a character. */
static size_t
name_size(const char *at)
{
	return strcspn(at, " =!<>~");
}

/* ---- the parts of a comparison ---- */

static bool
is_either_port(const char *name, size_t count)
{
	return count == 4 && memcmp(name, "port", 4) == 0;
}

static bool
read_property(struct reader *reader, struct error *error)
{
	struct filter *filter = reader->chosen->last;
	const char *name = reader->at;
	size_t count = name_size(name);

	if (is_either_port(name, count)) {
		filter->property[0] = property_named("local.port", strlen("local.port"));
		filter->property[1] = property_named("peer.port", strlen("peer.port"));
	} else {
		filter->property[0] = property_named(name, count);
	}
	reader->at += count;
	if (filter->property[0])
		reader->chosen->next = NEXT_OPERATOR;
	return filter->property[0] || error_usage_at(error, name - reader->text->bytes,
	    "'%.*s' is no property; help properties lists them, and port is either one",
	    (int)(count < 40 ? count : 40), name);
}

static bool
read_operator(struct reader *reader, struct error *error)
{
	size_t count = operator_at(reader->at, reader->end, &reader->chosen->last->operator);

	reader->at += count;
	if (count)
		reader->chosen->next = NEXT_VALUE;
	return count || wrong(reader, reader->at, error, NO_OPERATOR);
}

/* One that is put twice, or in place of `and`; a regular expression may hold any. */
static bool
has_operator(const struct filter *filter, const char *word, size_t count)
{
	return !condition_is_match(filter->operator) && count &&
	    (strchr("=!<>~", *word) || memmem(word, count, "==", 2));
}

/* Where it ends: of quotes behind the second one. */
static bool
find_value(struct reader *reader, const char **word, size_t *count, struct error *error)
{
	const char *from = reader->at, *stop;
	bool quoted = *from == '"' || *from == '\'';

	stop = memchr(from + quoted, quoted ? *from : ' ', (size_t)(reader->end - from) - quoted);
	if (quoted && !stop)
		return wrong(reader, from, error, "this quote is not closed");
	if (!stop)
		stop = reader->end;
	*word = from + quoted;
	*count = (size_t)(stop - *word);
	reader->at = stop + quoted;
	if (!quoted && has_operator(reader->chosen->last, *word, *count))
		return wrong(reader, from, error, "a second comparison stands here: 'and' or 'or' "
		    "joins two, and a value that looks like one stands in quotes");
	if (quoted && reader->at < reader->end && *reader->at != ' ')
		return wrong(reader, reader->at, error, "a blank is wanted behind the quotes");
	return true;
}

/* A state that there is none of would be true of nothing, or of everything. */
static bool
check_state(const struct reader *reader, const char *at, struct filter *filter,
    struct error *error)
{
	const char *name = condition_state(filter->word.bytes, filter->word.count);
	struct buf list = { 0 };

	if (name) {
		filter->word.bytes = name;
		return true;
	}
	condition_states(&list);
	error_usage_at(error, at - reader->text->bytes, "there is no state '%.40s':%s",
	    filter->word.bytes, buf_text(&list));
	buf_clear(&list);
	return false;
}

/* So would a word that no switch is; where it does not apply, it is empty. */
static bool
check_truth(const struct reader *reader, const char *at, const struct filter *filter,
    struct error *error)
{
	return !filter->word.count || condition_truth(filter->word.bytes, filter->word.count) ||
	    error_usage_at(error, at - reader->text->bytes, "'%s' is true or false, not '%.40s'",
	    filter->property[0]->name, filter->word.bytes);
}

/* What can hold of no socket at all is told before any is looked at. */
static bool
check(const struct reader *reader, const char *at, struct filter *filter, struct error *error)
{
	struct match *match;
	double ignored;

	if (condition_is_equal(filter->operator) && !strcmp(filter->property[0]->name, "state"))
		return check_state(reader, at, filter, error);
	if (condition_is_equal(filter->operator) && filter->property[0]->truth)
		return check_truth(reader, at, filter, error);
	if (condition_is_order(filter->operator) &&
	    !number_any(filter->word.bytes, filter->word.count, &ignored))
		return error_usage_at(error, at - reader->text->bytes, "'<' and its like compares "
		    "numbers, sizes and durations: '%.60s' is none", filter->word.bytes);
	if (!condition_is_match(filter->operator))
		return true;
	match = match_new(filter->word.bytes, filter->word.count, error);
	match_free(match);
	return match != NULL;
}

/* What came out of a variable, or stood in quotes of its own, is the value as it is. */
static bool
read_value(struct reader *reader, bool whole, struct error *error)
{
	struct filter *filter = reader->chosen->last;
	const char *word = reader->at, *from = word;
	size_t count = (size_t)(reader->end - word);

	if (whole)
		reader->at = reader->end;
	else if (!find_value(reader, &word, &count, error))
		return false;
	filter->word.bytes = pool_copy(reader->reading->pool, word, count);
	filter->word.count = count;
	reader->chosen->next = NEXT_JOINT;
	return check(reader, from, filter, error);
}

static void
add(struct reader *reader, enum joint joint)
{
	struct filter *filter = pool_new(reader->reading->pool, sizeof(*filter));

	filter->joint = joint;
	reader->chosen->next = NEXT_PROPERTY;
	if (reader->chosen->last)
		reader->chosen->last->next = filter;
	else
		reader->chosen->filter = filter;
	reader->chosen->last = filter;
}

static bool
read_joint(struct reader *reader, struct error *error)
{
	size_t count = strcspn(reader->at, " ");
	bool and = count == 3 && memcmp(reader->at, "and", 3) == 0;

	if (!and && !(count == 2 && memcmp(reader->at, "or", 2) == 0))
		return wrong(reader, reader->at, error,
		    "'and' or 'or' is wanted here; a value with blanks stands in quotes");
	reader->at += count;
	add(reader, and ? JOINT_AND : JOINT_OR);
	return true;
}

/* ---- words ---- */

static bool
read_part(struct reader *reader, bool whole, struct error *error)
{
	switch ((enum next)reader->chosen->next) {
	case NEXT_PROPERTY:
		return read_property(reader, error);
	case NEXT_OPERATOR:
		return read_operator(reader, error);
	case NEXT_VALUE:
		return read_value(reader, whole, error);
	case NEXT_JOINT:
		break;
	}
	return read_joint(reader, error);
}

static bool
is_missing(const struct reader *reader, struct error *error)
{
	static const char *const missing[] = {
		[NEXT_PROPERTY] = "a property is wanted here, to be compared: port == 80",
		[NEXT_OPERATOR] = NO_OPERATOR,
		[NEXT_VALUE] = "a value is wanted here; \"\" is one that is empty",
	};

	return wrong(reader, reader->end, error, missing[reader->chosen->next]);
}

/* A comparison may be one word, or several: then it takes those behind. */
static bool
read_word(struct reader *reader, const struct word *behind, struct error *error)
{
	const struct text *text = reader->text;
	arg_chosen *chosen = reader->chosen;

	if (!chosen->open)
		add(reader, JOINT_ALSO);
	for (;;) {
		/* What came out of a variable, or has quotes of its own. */
		bool whole = chosen->next == NEXT_VALUE && !text->literal &&
		    (size_t)(reader->at - text->bytes) == text->plain;

		if (!whole)
			skip_blanks(reader);
		if (!whole && reader->at == reader->end)
			break;
		if (!read_part(reader, whole, error))
			return false;
	}
	chosen->open = behind && (chosen->next == NEXT_JOINT ?
	    word_is(behind, "and") || word_is(behind, "or") : text->literal);
	return chosen->open || chosen->next == NEXT_JOINT || is_missing(reader, error);
}

/* Does a comparison begin with this word? */
static bool
is_comparison(const struct text *text, const struct word *behind)
{
	int ignored;

	if (name_size(text->bytes) < text->count)
		return true;
	return text->literal && behind && behind->literal && operator_at(behind->part->bytes,
	    behind->part->bytes + behind->part->count, &ignored);
}

static void
add_sock(const struct reading *reading, arg_chosen *chosen, struct sock *sock)
{
	for (size_t i = 0; i < chosen->count; i++)
		if (chosen->item[i] == sock)
			return;
	/* The list doubles whenever it has come to a power of two. */
	if ((chosen->count & (chosen->count - 1)) == 0) {
		struct sock **old = chosen->item;

		chosen->item = pool_new(reading->pool,
		    (chosen->count * 2 + 1) * sizeof(struct sock *));
		if (chosen->count)
			memcpy(chosen->item, old, chosen->count * sizeof(struct sock *));
	}
	chosen->item[chosen->count++] = sock;
}

/* A property that nothing stands behind yet: Tab goes on from there. */
static void
begin(struct reader *reader)
{
	struct error ignored;

	add(reader, JOINT_ALSO);
	read_property(reader, &ignored);
}

static bool
parse_chosen(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	struct reader reader = { reading, text, at, text->bytes, text->bytes + text->count };
	struct sock *sock;

	if (reader.chosen->open || is_comparison(text, reading->behind))
		return read_word(&reader, reading->behind, error);
	sock = type_find_sock(reading, text->bytes, text->count, true, error);
	if (sock)
		add_sock(reading, reader.chosen, sock);
	else if (property_named(text->bytes, text->count) ||
	    is_either_port(text->bytes, text->count))
		begin(&reader);
	return sock != NULL;
}

/* ---- what may come next ---- */

/* Words behind what stands there of a comparison already. */
struct within {
	struct offer offer;
	const char  *front;
	size_t       count;
};

static void
offer_within(void *to, const char *word, const char *help)
{
	const struct within *within = to;

	offer_behind(within->offer, within->front, within->count, word, help);
}

static void
offer_comparisons(struct offer offer)
{
	char word[40];

	for (const struct property *p = properties; p->name; p++) {
		if (!property_suits(p, NULL))
			continue;
		snprintf(word, sizeof(word), "%s==", p->name);
		offer.word(offer.to, word, p->help);
	}
	offer.word(offer.to, "port==", "either port");
}

/* Where what is being typed of a comparison begins. */
static size_t
last_part(const char *typed)
{
	size_t count = strlen(typed);

	while (count && !strchr(" =!<>~", typed[count - 1]))
		count--;
	return count;
}

/* Reads what was typed of a comparison; false where it is none. */
static bool
read_typed(struct reader *reader)
{
	struct error ignored;

	for (;;) {
		skip_blanks(reader);
		if (reader->at == reader->end)
			return true;
		if (!read_part(reader, false, &ignored))
			return false;
	}
}

/* Those of the part that comes next. */
static void
offer_part(const arg_chosen *chosen, struct offer offer)
{
	static const char *const joints[] = { "and", "or", NULL };

	switch ((enum next)chosen->next) {
	case NEXT_PROPERTY:
		offer_comparisons(offer);
		break;
	case NEXT_OPERATOR:
		condition_offer_operators(offer);
		break;
	case NEXT_VALUE:
		condition_offer_values(chosen->last->property[0], offer);
		break;
	case NEXT_JOINT:
		offer_each(offer, joints, NULL);
		break;
	}
}

static bool
is_begun(const arg_chosen *chosen)
{
	return chosen->last && chosen->next != NEXT_JOINT;
}

static void
offer_comparison(const struct reading *reading, const arg_chosen *before, const char *typed,
    struct offer offer)
{
	arg_chosen chosen = *before;
	struct within within = { offer, typed, last_part(typed) };
	const struct text text = { .bytes = typed, .count = within.count };
	struct reader reader = { reading, &text, &chosen, typed, typed + within.count };

	if (!is_begun(&chosen))
		add(&reader, JOINT_ALSO);
	if (read_typed(&reader))
		offer_part(&chosen, (struct offer){ offer_within, &within });
	else
		offer_comparisons(offer);
}

static struct sock *const *
borrows_chosen(const void *at, size_t *count)
{
	const arg_chosen *chosen = at;

	*count = chosen->count;
	return chosen->item;
}

static void
offer_chosen(const struct reading *reading, const char *typed, struct offer offer)
{
	const arg_chosen *chosen =
	    (const void *)((const char *)reading->args + reading->param->at);

	if (!is_begun(chosen))
		offer_socks(reading, typed, offer, true, chosen->item, chosen->count);
	if (chosen->last && !is_begun(chosen))
		offer_part(chosen, offer);
	if (is_begun(chosen) || isalpha((unsigned char)*typed))
		offer_comparison(reading, chosen, typed, offer);
}

const struct type type_chosen = { .name = "N...", .noun = "socket",
	.help = "sockets, perhaps closed ones, or what has to be so: 'state == LISTEN'",
	.parse = parse_chosen, .complete = offer_chosen, .borrows = borrows_chosen,
	.desk = true };

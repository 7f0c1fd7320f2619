/* filter: which sockets a table shows. */
#include "command/filter.h"

#include <string.h>

#include "base/match.h"
#include "base/pool.h"
#include "command/condition.h"
#include "command/offer-sock.h"
#include "command/types.h"

static const char *
skip_blanks(const char *at, const char *end)
{
	while (at < end && *at == ' ')
		at++;
	return at;
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

/* Up to " and ", or all of it. */
static const char *
value_end(const char *at, const char *end)
{
	static const char and[] = " and ";
	const char *found = end > at ? memmem(at, (size_t)(end - at), and, strlen(and)) : NULL;

	return found ? found : end;
}

static bool
find_property(struct filter *filter, const char *name, size_t count, ptrdiff_t at,
    struct error *error)
{
	if (count == 4 && memcmp(name, "port", 4) == 0) {
		filter->property[0] = property_named("local.port", strlen("local.port"));
		filter->property[1] = property_named("peer.port", strlen("peer.port"));
		return true;
	}
	filter->property[0] = property_named(name, count);
	return filter->property[0] || error_usage_at(error, at,
	    "'%.*s' is no property; help properties lists them, and port is either one",
	    (int)(count < 40 ? count : 40), name);
}

/* A pattern that is none is told before any socket is looked at. */
static bool
check(const struct filter *filter, struct error *error)
{
	struct match *match;

	if (!condition_is_match(filter->operator))
		return true;
	match = match_new(filter->word.bytes, filter->word.count, error);
	match_free(match);
	return match != NULL;
}

/* One comparison of the text, from `*at` on. */
static bool
read_one(const struct reading *reading, const struct text *text, const char **at,
    struct filter **to, struct error *error)
{
	const char *end = text->bytes + text->count, *name = skip_blanks(*at, end);
	size_t size = strcspn(name, " =!<>~"), count;
	const char *sign = skip_blanks(name + size, end), *word, *stop;
	struct filter *filter = pool_new(reading->pool, sizeof(*filter));

	if (!find_property(filter, name, size, name - text->bytes, error))
		return false;
	count = operator_at(sign, end, &filter->operator);
	if (!count)
		return error_usage_at(error, sign - text->bytes,
		    "a comparison is wanted here: == != < <= > >= ~ contains");
	word = skip_blanks(sign + count, end);
	stop = value_end(word, end);
	filter->word.bytes = pool_copy(reading->pool, word, (size_t)(stop - word));
	filter->word.count = (size_t)(stop - word);
	filter->next = *to;
	*to = filter;
	*at = stop < end ? stop + strlen(" and ") : end;
	return check(filter, error);
}

static bool
parse_chosen(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_chosen *chosen = at;
	const char *from = text->bytes, *end = text->bytes + text->count;
	struct sock *sock;

	/* No name of a socket has such a character. */
	if (strcspn(from, " =!<>~") < text->count) {
		while (from < end)
			if (!read_one(reading, text, &from, &chosen->filter, error))
				return false;
		return true;
	}
	sock = type_find_sock(reading, text->bytes, text->count, true, error);
	if (!sock)
		return false;
	/* The list doubles whenever it has come to a power of two. */
	if ((chosen->count & (chosen->count - 1)) == 0) {
		struct sock **old = chosen->item;

		chosen->item = pool_new(reading->pool,
		    (chosen->count * 2 + 1) * sizeof(struct sock *));
		if (chosen->count)
			memcpy(chosen->item, old, chosen->count * sizeof(struct sock *));
	}
	chosen->item[chosen->count++] = sock;
	return true;
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

	offer_socks(reading, typed, offer, true, chosen->item, chosen->count);
}

static enum truth
is_so(const struct filter *filter, const struct value *value, struct error *error)
{
	struct buf text = { 0 };
	enum truth truth;

	value_show(value, &text);
	if (condition_is_match(filter->operator)) {
		struct match *match = match_new(filter->word.bytes, filter->word.count, error);

		error->kind = ERROR_NONE;
		truth = match && match_run(match, buf_text(&text), text.count, error) ? IS_TRUE :
		    error->kind == ERROR_NONE ? IS_FALSE : IS_WRONG;
		match_free(match);
	} else {
		truth = condition_compare(&text, filter->operator, &filter->word, error);
	}
	buf_clear(&text);
	return truth;
}

/* Of two ports one has to be so; that none is such and such is to be so of both. */
static enum truth
one_holds(const struct filter *filter, const struct subject *subject, struct error *error)
{
	bool denied = condition_is_denied(filter->operator);
	enum truth truth = denied ? IS_TRUE : IS_FALSE;

	for (int i = 0; i < 2 && filter->property[i]; i++) {
		struct value value = property_ask(subject, filter->property[i]);
		enum truth now = value.kind == VALUE_NONE ? (denied ? IS_TRUE : IS_FALSE) :
		    is_so(filter, &value, error);

		value_clear(&value);
		if (now == IS_WRONG)
			return now;
		if ((now == IS_TRUE) != denied)
			truth = now;
	}
	return truth;
}

bool
filter_holds(const struct filter *filter, const struct subject *subject, struct error *error)
{
	enum truth truth = IS_TRUE;

	for (; filter && truth == IS_TRUE; filter = filter->next)
		truth = one_holds(filter, subject, error);
	if (truth != IS_WRONG)
		error->kind = ERROR_NONE;
	return truth == IS_TRUE;
}

const struct type type_chosen = { .name = "N...", .noun = "socket",
	.help = "sockets, perhaps closed ones, or what has to be so: 'state == LISTEN'",
	.parse = parse_chosen, .complete = offer_chosen, .borrows = borrows_chosen,
	.desk = true };

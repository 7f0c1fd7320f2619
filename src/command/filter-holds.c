/* filter-holds: is a socket such as a filter says? */
#include "base/match.h"
#include "command/condition.h"
#include "command/filter.h"

static enum truth
is_so(const struct filter *filter, const struct property *property, const struct value *value,
    struct error *error)
{
	const struct text word = condition_word(property, value, filter->operator, &filter->word);
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
		truth = condition_compare(&text, filter->operator, &word, error);
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
		bool less = value.kind == VALUE_NONE && condition_is_order(filter->operator);
		enum truth now = less ? IS_FALSE :
		    is_so(filter, filter->property[i], &value, error);

		value_clear(&value);
		if (now == IS_WRONG)
			return now;
		if ((now == IS_TRUE) != denied)
			truth = now;
	}
	return truth;
}

/* A row of what is joined by `and`, unless something before was so; `*filter` is then
 * what stands behind the row. */
static enum truth
row_holds(const struct filter **filter, enum truth before, const struct subject *subject,
    struct error *error)
{
	bool ask = before == IS_FALSE;
	enum truth truth = ask ? IS_TRUE : before;

	do {
		if (ask && truth == IS_TRUE)
			truth = one_holds(*filter, subject, error);
		*filter = (*filter)->next;
	} while (*filter && (*filter)->joint == JOINT_AND);
	return truth;
}

bool
filter_holds(const struct filter *filter, const struct subject *subject, struct error *error)
{
	enum truth truth = IS_TRUE;

	while (filter && truth == IS_TRUE) {
		truth = IS_FALSE;
		do
			truth = row_holds(&filter, truth, subject, error);
		while (filter && filter->joint == JOINT_OR);
	}
	if (truth != IS_WRONG)
		error->kind = ERROR_NONE;
	return truth == IS_TRUE;
}

/* condition: LEFT OP WORD, as `expect` and `if` take it. */
#include "command/condition.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"
#include "base/number.h"
#include "command/offer-sock.h"
#include "command/run.h"
#include "command/session.h"
#include "command/types.h"
#include "lang/offer.h"
#include "socket/property.h"

enum { EQUAL, UNEQUAL, LESS, AT_MOST, MORE, AT_LEAST, MATCHES, CONTAINS };
static const char *const operators[] = { "==", "!=", "<", "<=", ">", ">=", "~", "contains",
	NULL };

const char *
condition_failed(int operator)
{
	static const char *const failed[] = { "is not", "is", "is not <", "is not <=", "is not >",
		"is not >=", "does not match", "does not contain" };

	return failed[operator];
}

const char *
condition_operator_name(int operator)
{
	return operators[operator];
}

/* The property that an unquoted literal word reads as: PROPERTY, N.PROPERTY or
 * NAME.PROPERTY.  `*socket` and `*count` are the part before, "." if none. */
static const struct property *
property_of(const struct text *left, const char **socket, size_t *count)
{
	const struct property *property = property_named(left->bytes, left->count);
	const char *dot = memchr(left->bytes, '.', left->count);

	*socket = ".";
	*count = 1;
	if (!left->literal || property || !dot)
		return left->literal ? property : NULL;
	*socket = dot == left->bytes ? "." : left->bytes;
	*count = dot == left->bytes ? 1 : (size_t)(dot - left->bytes);
	return property_named(dot + 1, left->count - (size_t)(dot + 1 - left->bytes));
}

static struct reading
reading_of(struct call *call)
{
	return (struct reading){ .session = call->session, .run = call->run };
}

struct sock *
condition_sock(struct call *call, const struct text *left)
{
	const struct reading reading = reading_of(call);
	const char *word;
	size_t count;
	struct error ignored;

	if (!property_of(left, &word, &count))
		return NULL;
	return type_find_sock(&reading, word, count, false, &ignored);
}

bool
condition_is_no_property(struct call *call, const struct text *left)
{
	const struct reading reading = reading_of(call);
	const char *dot = memchr(left->bytes, '.', left->count), *word;
	size_t count;
	struct error ignored;

	/* 1.5 is a number, and 127.0.0.1 an address. */
	if (!left->literal || !dot || !isalpha((unsigned char)dot[1]) ||
	    property_of(left, &word, &count))
		return false;
	count = dot == left->bytes ? 1 : (size_t)(dot - left->bytes);
	return type_find_sock(&reading, left->bytes, count, true, &ignored) != NULL;
}

const char *
condition_truth(const char *text, size_t count)
{
	static const char *const words[][2] = { { "true", "true" }, { "on", "true" },
		{ "yes", "true" }, { "1", "true" }, { "false", "false" }, { "off", "false" },
		{ "no", "false" }, { "0", "false" } };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i][0]) == count && strncasecmp(words[i][0], text, count) == 0)
			return words[i][1];
	return NULL;
}

struct text
condition_word(const struct property *property, const struct value *value, int operator,
    const struct text *word)
{
	const char *truth = property->truth && condition_is_equal(operator) ?
	    condition_truth(word->bytes, word->count) : NULL;

	if (truth && property->absent && value->kind == VALUE_NONE && strcmp(truth, "false") == 0)
		truth = "";
	return truth ? (struct text){ .bytes = truth, .count = strlen(truth) } : *word;
}

/* What LEFT is now, and what `*with` means for it. */
static bool
left_value(struct call *call, const struct text *left, int operator, struct text *with,
    struct buf *out, struct error *error)
{
	const struct reading reading = reading_of(call);
	const char *word;
	size_t count;
	const struct property *property = property_of(left, &word, &count);
	struct sock *sock;
	struct value value;

	if (!property) {
		buf_add(out, left->bytes, left->count);
		return true;
	}
	sock = type_find_sock(&reading, word, count, true, error);
	if (!sock)
		return false;
	value = property_get(&call->session->sockets, sock, property);
	value_show(&value, out);
	*with = condition_word(property, &value, operator, with);
	value_clear(&value);
	return true;
}

static int
compare_bytes(const struct buf *left, const struct text *word)
{
	return left->count == word->count && memcmp(buf_text(left), word->bytes, left->count) == 0;
}

static bool
holds(const struct buf *left, const struct text *word)
{
	return word->count == 0 || memmem(buf_text(left), left->count, word->bytes, word->count);
}

static enum truth
matches(struct call *call, const struct buf *left, const struct text *word,
    struct error *error)
{
	struct match *match = match_new(word->bytes, word->count, error);

	if (!match)
		return IS_WRONG;
	if (!match_run(match, buf_text(left), left->count, error)) {
		match_free(match);
		return error->kind == ERROR_NONE ? IS_FALSE : IS_WRONG;
	}
	run_matched(call->run, match, buf_text(left));
	return IS_TRUE;
}

/* A whole number in decimal, of any length: its digits without leading zeros. */
struct whole {
	bool        minus;
	const char *digit;
	size_t      count;
};

static bool
read_whole(const char *text, size_t count, struct whole *whole)
{
	const char *end = text + count;

	*whole = (struct whole){ .minus = count && *text == '-' };
	text += whole->minus;
	if (text == end)
		return false;
	for (const char *digit = text; digit < end; digit++)
		if (*digit < '0' || *digit > '9')
			return false;
	while (text < end && *text == '0')
		text++;
	whole->digit = text;
	whole->count = (size_t)(end - text);
	whole->minus &= whole->count > 0;
	return true;
}

static int
whole_order(const struct whole *a, const struct whole *b)
{
	int order = (a->count > b->count) - (a->count < b->count);

	if (a->minus != b->minus)
		return a->minus ? -1 : 1;
	if (order == 0)
		order = memcmp(a->digit, b->digit, a->count);
	order = (order > 0) - (order < 0);
	return a->minus ? -order : order;
}

/* -1, 0, 1 as strcmp(3); false if not both are numbers. */
static bool
compare_numbers(const struct buf *left, const struct text *word, int *order)
{
	uint64_t i, j;
	double a, b;
	struct error ignored;
	struct whole one, other;

	/* A double has 53 bits, and what counts something may have any number. */
	if (read_whole(buf_text(left), left->count, &one) &&
	    read_whole(word->bytes, word->count, &other))
		return *order = whole_order(&one, &other), true;
	if (!number_any(buf_text(left), left->count, &a) ||
	    !number_any(word->bytes, word->count, &b))
		return false;
	*order = (a > b) - (a < b);
	/* As above: a cookie may be written with 0x. */
	if (*order == 0 && a >= 0x1p53 &&
	    number_unsigned(buf_text(left), left->count, UINT64_MAX, &i, &ignored) &&
	    number_unsigned(word->bytes, word->count, UINT64_MAX, &j, &ignored))
		*order = (i > j) - (i < j);
	return true;
}

static bool
ordered(int operator, int order)
{
	switch (operator) {
	case EQUAL:
		return order == 0;
	case UNEQUAL:
		return order != 0;
	case LESS:
		return order < 0;
	case AT_MOST:
		return order <= 0;
	case MORE:
		return order > 0;
	default:
		return order >= 0;
	}
}

static enum truth
truth(bool yes)
{
	return yes ? IS_TRUE : IS_FALSE;
}

enum truth
condition_compare(const struct buf *left, int operator, const struct text *word,
    struct error *error)
{
	struct bytes_quoted one, other;
	int order;

	if (operator == CONTAINS)
		return truth(holds(left, word));
	if (compare_numbers(left, word, &order))
		return truth(ordered(operator, order));
	if (condition_is_equal(operator))
		return truth(compare_bytes(left, word) == (operator == EQUAL));
	error_usage(error, "'%s' compares numbers, sizes and durations: '%s' and '%s' are "
	    "not both such", operators[operator],
	    bytes_quote(&one, buf_text(left), left->count),
	    bytes_quote(&other, word->bytes, word->count));
	return IS_WRONG;
}

bool
condition_operator(const char *text, size_t count, int *operator)
{
	for (int i = 0; operators[i]; i++)
		if (strlen(operators[i]) == count && memcmp(operators[i], text, count) == 0) {
			*operator = i;
			return true;
		}
	return false;
}

bool
condition_is_match(int operator)
{
	return operator == MATCHES;
}

bool
condition_is_denied(int operator)
{
	return operator == UNEQUAL;
}

bool
condition_is_equal(int operator)
{
	return operator == EQUAL || operator == UNEQUAL;
}

bool
condition_is_order(int operator)
{
	return operator == LESS || operator == AT_MOST || operator == MORE || operator == AT_LEAST;
}

static const char *const states[] = { "LISTEN", "ESTABLISHED", "CLOSE-WAIT", "CLOSED",
	"SYN-SENT", "SYN-RECEIVED", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSING", "LAST-ACK", "TIME-WAIT",
	"OPEN", "BOUND", "CONNECTED", NULL };

const char *
condition_state(const char *text, size_t count)
{
	for (const char *const *state = states; *state; state++)
		if (strlen(*state) == count && strncasecmp(*state, text, count) == 0)
			return *state;
	return NULL;
}

void
condition_states(struct buf *to)
{
	for (const char *const *state = states; *state; state++)
		buf_format(to, " %s", *state);
}

enum truth
condition(struct call *call, const struct text *left, int operator, const struct text *word,
    struct buf *actual, struct error *error)
{
	struct text with = *word;

	buf_reset(actual);
	if (!left_value(call, left, operator, &with, actual, error))
		return IS_WRONG;
	if (operator == MATCHES)
		return matches(call, actual, word, error);
	return condition_compare(actual, operator, &with, error);
}

static bool
parse_left(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading, (void)error;
	*(arg_left *)at = *text;
	return true;
}

static void
offer_left(const struct reading *reading, const char *typed, struct offer offer)
{
	const struct sock *dot = offer_sock_dot(reading);

	for (const struct property *p = properties; p->name; p++)
		if (property_suits(p, dot))
			offer.word(offer.to, p->name, p->help);
	offer_sock_properties(reading, typed, offer);
}

static bool
parse_operator(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	struct bytes_quoted quoted;

	(void)reading;
	if (text->literal && condition_operator(text->bytes, text->count, at))
		return true;
	return error_usage(error, "'%s' is no comparison: == != < <= > >= ~ contains",
	    bytes_quote(&quoted, text->bytes, text->count));
}

void
condition_offer_operators(struct offer offer)
{
	static const char *const help[] = { "is", "is not", "is less than", "is at most",
		"is more than", "is at least", "matches the regular expression", "contains" };

	for (int i = 0; operators[i]; i++)
		offer.word(offer.to, operators[i], help[i]);
}

static void
offer_operators(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading, (void)typed;
	condition_offer_operators(offer);
}

/* What a command's struct begins with that takes a condition. */
struct compared {
	arg_left     left;
	arg_operator operator;
};

static bool
is_expression(const struct text *text, struct error *error)
{
	struct match *match = match_new(text->bytes, text->count, error);

	match_free(match);
	return match != NULL;
}

static bool
parse_right(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	const struct compared *compared = reading->args;

	if (!type_text.parse(reading, text, at, error))
		return false;
	/* Where nothing runs (-n), this is who tells. */
	return reading->session || compared->operator != MATCHES ||
	    is_expression(text, error);
}

/* The value that the property has now, which is what one is waiting for or not. */
static void
offer_now(const struct reading *reading, const char *socket, size_t count,
    const struct property *property, struct offer offer)
{
	struct error ignored;
	const struct sock *sock = reading->session ?
	    type_find_sock(reading, socket, count, true, &ignored) : NULL;
	struct buf text = { 0 };
	struct value value;

	if (!sock)
		return;
	value = property_get(&reading->session->sockets, sock, property);
	value_show(&value, &text);
	if (text.count)
		offer.word(offer.to, text.data, "as it is now");
	value_clear(&value);
	buf_clear(&text);
}

/* What other properties may be. */
static const char *const truths[] = { "true", "false", NULL };
static const char *const families[] = { "inet", "inet6", "unix", NULL };
static const char *const types[] = { "stream", "dgram", "seqpacket", NULL };
static const struct {
	const char        *property;
	const char *const *value;
} values[] = {
	{ "state", states }, { "family", families }, { "type", types },
};

void
condition_offer_values(const struct property *property, struct offer offer)
{
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		if (strcmp(values[i].property, property->name) == 0)
			offer_each(offer, values[i].value, NULL);
	if (property->truth)
		offer_each(offer, truths, NULL);
	if (strcmp(property->name, "kind") != 0)
		return;
	for (const struct kind *kind = kinds; kind->name; kind++)
		offer.word(offer.to, kind->name, kind->help);
	offer.word(offer.to, "process", "a program that spawn started");
}

static void
offer_right(const struct reading *reading, const char *typed, struct offer offer)
{
	const char *socket;
	size_t count;
	const struct property *property = property_of(reading->args, &socket, &count);

	(void)typed;
	if (!property)
		return;
	offer_now(reading, socket, count, property, offer);
	condition_offer_values(property, offer);
}

const struct type type_left = { .name = "LEFT",
	.help = "a property (state, 2.peer, echo.recvq), or any text", .parse = parse_left,
	.noun = "property or text", .complete = offer_left };
const struct type type_operator = { .name = "OP", .help = "== != < <= > >= ~ contains",
	.noun = "comparison", .parse = parse_operator, .complete = offer_operators };
const struct type type_right = { .name = "WORD", .help = "what to compare with",
	.noun = "text", .parse = parse_right, .complete = offer_right };

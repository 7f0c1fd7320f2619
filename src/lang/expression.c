/* expression: arithmetic with whole numbers, as `let NAME = ...` has it. */
#include "lang/expression.h"

#include <string.h>

#include "base/number.h"

enum op { OPEN, EQUAL, UNEQUAL, LESS, AT_MOST, MORE, AT_LEAST, PLUS, MINUS, TIMES, OVER, REST,
	NEGATE, OPS };

/* The longer ones first, where one begins as another does. */
static const struct {
	const char *text;
	enum op     op;
} binary[] = {
	{ "==", EQUAL }, { "!=", UNEQUAL }, { "<=", AT_MOST }, { ">=", AT_LEAST }, { "<", LESS },
	{ ">", MORE }, { "+", PLUS }, { "-", MINUS }, { "*", TIMES }, { "/", OVER }, { "%", REST },
};

/* How tightly each one binds; equal ones from left to right. */
static const unsigned char binds[OPS] = { [OPEN] = 0, [EQUAL] = 1, [UNEQUAL] = 1, [LESS] = 2,
	[AT_MOST] = 2, [MORE] = 2, [AT_LEAST] = 2, [PLUS] = 3, [MINUS] = 3, [TIMES] = 4,
	[OVER] = 4, [REST] = 4, [NEGATE] = 5 };

enum { DEEPEST = 100 };

/* Operators that wait for what is behind them, and the numbers before them: no
 * recursion, however deep the parentheses are. */
struct sum {
	struct waiting {
		enum op      op;
		struct place place;
	}                     op[8 * DEEPEST];
	int64_t               number[8 * DEEPEST + 1];
	size_t                ops, numbers;
	unsigned              open;      /* parentheses */
	bool                  behind;    /* the last thing was a number or a `)` */
	struct place         *where;
	struct error         *error;
};

static bool
overflow(struct sum *sum)
{
	return error_usage(sum->error, "this is more than 64 bits hold");
}

static bool
divide(struct sum *sum, enum op op, int64_t a, int64_t b, int64_t *result)
{
	if (b == 0)
		return error_usage(sum->error, "nothing can be divided by 0");
	/* INT64_MIN / -1 is a number that there is not; its rest is 0. */
	if (b == -1)
		return op == REST ? (*result = 0, true) :
		    !__builtin_sub_overflow(INT64_C(0), a, result) || overflow(sum);
	*result = op == OVER ? a / b : a % b;
	return true;
}

static bool
apply(struct sum *sum, enum op op, int64_t a, int64_t b, int64_t *result)
{
	switch (op) {
	case EQUAL:
		return *result = a == b, true;
	case UNEQUAL:
		return *result = a != b, true;
	case LESS:
		return *result = a < b, true;
	case AT_MOST:
		return *result = a <= b, true;
	case MORE:
		return *result = a > b, true;
	case AT_LEAST:
		return *result = a >= b, true;
	case PLUS:
		return !__builtin_add_overflow(a, b, result) || overflow(sum);
	case MINUS:
		return !__builtin_sub_overflow(a, b, result) || overflow(sum);
	case TIMES:
		return !__builtin_mul_overflow(a, b, result) || overflow(sum);
	case OVER:
	case REST:
		return divide(sum, op, a, b, result);
	case NEGATE:
		return !__builtin_sub_overflow(INT64_C(0), b, result) || overflow(sum);
	case OPEN:
	case OPS:
		break;
	}
	return false;
}

/* Computes what binds at least as tightly as `least`, as far as it is known by now. */
static bool
reduce(struct sum *sum, unsigned least)
{
	while (sum->ops && sum->op[sum->ops - 1].op != OPEN &&
	    binds[sum->op[sum->ops - 1].op] >= least) {
		const struct waiting *last = &sum->op[--sum->ops];
		int64_t b = sum->number[--sum->numbers];
		int64_t a = last->op == NEGATE ? 0 : sum->number[--sum->numbers];

		*sum->where = last->place;
		if (!apply(sum, last->op, a, b, &sum->number[sum->numbers]))
			return false;
		sum->numbers++;
	}
	return true;
}

static bool
push(struct sum *sum, enum op op, struct place place)
{
	*sum->where = place;
	sum->open += op == OPEN;
	if (sum->open > DEEPEST || sum->ops == sizeof(sum->op) / sizeof(*sum->op))
		return error_usage(sum->error, "this nests too deep: %d parentheses are the most",
		    DEEPEST);
	sum->op[sum->ops++] = (struct waiting){ op, place };
	sum->behind = false;
	return true;
}

static bool
close(struct sum *sum, struct place place)
{
	*sum->where = place;
	if (!sum->open || !sum->behind)
		return error_usage(sum->error, sum->open ? "a number has to stand before this" :
		    "this ')' closes nothing");
	if (!reduce(sum, 1))
		return false;
	sum->ops--;
	sum->open--;
	return true;
}

/* An operator, at the front of what was typed; how long it is, 0 where there is none. */
static size_t
operator_at(const char *text, size_t count, enum op *op)
{
	for (size_t i = 0; i < sizeof(binary) / sizeof(*binary); i++) {
		size_t length = strlen(binary[i].text);

		*op = binary[i].op;
		if (length <= count && memcmp(binary[i].text, text, length) == 0)
			return length;
	}
	return 0;
}

static bool
take_operator(struct sum *sum, enum op op, struct place place)
{
	if (sum->behind)
		return reduce(sum, binds[op]) && push(sum, op, place);
	if (op == MINUS)
		return push(sum, NEGATE, place);
	*sum->where = place;
	return op == PLUS || error_usage(sum->error, "a number has to stand before this");
}

/* The one number whose opposite alone is one: -9223372036854775808. */
static bool
is_least(struct sum *sum, const char *text, size_t count)
{
	uint64_t big;
	struct error ignored;

	if (!sum->ops || sum->op[sum->ops - 1].op != NEGATE ||
	    !number_unsigned(text, count, UINT64_MAX, &big, &ignored) ||
	    big != (uint64_t)INT64_MAX + 1)
		return false;
	sum->ops--;
	sum->number[sum->numbers++] = INT64_MIN;
	return true;
}

static bool
take_number(struct sum *sum, const char *text, size_t count, struct place place)
{
	int64_t *number = &sum->number[sum->numbers];
	struct error ignored;

	*sum->where = place;
	if (sum->behind)
		return error_usage(sum->error, "an operator has to stand before this: "
		    "+ - * / %% == != < <= > >=");
	sum->behind = true;
	if (is_least(sum, text, count))
		return true;
	if (!number_int(text, count, INT64_MIN, INT64_MAX, number, sum->error) &&
	    !number_size(text, count, INT64_MAX, number, &ignored))
		return false;
	sum->numbers++;
	return true;
}

/* Can it be part of a number, or of what somebody took for one? */
static bool
is_numeric(char c)
{
	return !strchr("+-*/%=!<>()", c) || !c;
}

/* What was typed without quotes. */
static bool
take_plain(struct sum *sum, const char *text, size_t count, struct place place)
{
	for (size_t at = 0; at < count;) {
		struct place here = { place.line, place.offset + at };
		size_t length = 1;
		enum op op;
		bool good;

		if (text[at] == '(' && sum->behind) {
			*sum->where = here;
			return error_usage(sum->error, "an operator has to stand before this");
		}
		if (text[at] == '(') {
			good = push(sum, OPEN, here);
		} else if (text[at] == ')') {
			good = close(sum, here);
		} else if ((length = operator_at(text + at, count - at, &op)) != 0) {
			good = take_operator(sum, op, here);
		} else {
			while (at + length < count && is_numeric(text[at + length]))
				length++;
			/* "=" and "!" alone are no operators, and no numbers. */
			length += !length;
			good = take_number(sum, text + at, length, here);
		}
		if (!good)
			return false;
		at += length;
	}
	return true;
}

/* The bytes that a part takes in the source; 0 where that cannot be told. */
static size_t
part_span(const struct part *part, const struct source *source, size_t offset)
{
	const char *text = buf_text(&source->text) + offset;
	size_t left = source->text.count - offset;

	switch (part->kind) {
	case PART_PLAIN:
		return left >= part->count && memcmp(text, part->bytes, part->count) == 0 ?
		    part->count : 0;
	case PART_VARIABLE:
		return left < 2 ? 0 : part->count + (text[1] == '{' ? 3 : 1);
	case PART_QUOTED:
		break;
	}
	return 0;
}

/* How much of its end is the front of a number that a variable goes on with: 0x$digits. */
static size_t
base_at_end(const struct part *part, size_t parts)
{
	const char *end = part->bytes + part->count;

	if (parts < 2 || part[1].kind != PART_VARIABLE || part->count < 2 || end[-2] != '0' ||
	    !strchr("xob", end[-1]))
		return 0;
	return part->count == 2 || !is_numeric(end[-3]) ? 2 : 0;
}

/* Variables and quotes that stand together: one number where there are quotes, as in
 * "$i"; else one each.  `front` is what it begins with, as typed.  How many parts were
 * taken, 0 on an error. */
static size_t
take_values(struct sum *sum, const char *front, const struct part *part, size_t parts,
    const struct world *world, struct place place)
{
	struct buf value = { 0 };
	size_t count = 0, quotes = 0;
	bool good = true;

	*sum->where = place;
	buf_add_text(&value, front);
	for (; count < parts && part[count].kind != PART_PLAIN; count++)
		quotes += part[count].kind == PART_QUOTED;
	count = quotes ? count : 1;
	for (size_t i = 0; i < count && good; i++)
		if (part[i].kind == PART_QUOTED)
			buf_add(&value, part[i].bytes, part[i].count);
		else
			good = world->variable(world->to, part[i].bytes, part[i].count, &value,
			    sum->error);
	good = good && take_number(sum, buf_text(&value), value.count, place);
	buf_clear(&value);
	return good ? count : 0;
}

static bool
take_word(struct sum *sum, const struct word *word, const struct world *world,
    const struct source *source)
{
	struct place place = word->place;
	const char *front = "";
	bool exact = true;

	for (size_t i = 0, count; i < word->parts; i += count) {
		const struct part *part = &word->part[i];

		if (part->kind == PART_PLAIN) {
			size_t base = base_at_end(part, word->parts - i);

			count = take_plain(sum, part->bytes, part->count - base, place);
			front = part->bytes + part->count - base;
		} else {
			struct place begin = place;

			begin.offset -= exact ? strlen(front) : 0;
			count = take_values(sum, front, part, word->parts - i, world, begin);
			front = "";
		}
		if (!count)
			return false;
		for (size_t k = 0; k < count; k++) {
			size_t span = exact ? part_span(&part[k], source, place.offset) : 0;

			exact = span > 0;
			place.offset += span;
		}
		if (!exact)
			place = word->place;
	}
	return true;
}

bool
expression(const struct word *const *word, size_t count, const struct world *world, int64_t *result,
    struct place *where, const struct source *source, struct error *error)
{
	struct sum sum = { .where = where, .error = error };

	for (size_t i = 0; i < count; i++)
		if (!take_word(&sum, word[i], world, source))
			return false;
	if (!sum.behind) {
		if (sum.ops)
			*where = sum.op[sum.ops - 1].place;
		return error_usage(error, "a number has to stand behind this");
	}
	if (sum.open) {
		while (sum.op[sum.ops - 1].op != OPEN)
			sum.ops--;
		*where = sum.op[sum.ops - 1].place;
		return error_usage(error, "this '(' has no ')'");
	}
	if (!reduce(&sum, 1))
		return false;
	*result = sum.number[0];
	return true;
}

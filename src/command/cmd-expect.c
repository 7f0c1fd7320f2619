/* expect: fail unless something is so. */

#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "command/condition.h"
#include "command/expect.h"
#include "command/session.h"

struct expect_args {
	arg_left     left;
	arg_operator operator;
	arg_right     word;
	arg_duration within;
};

static const struct param params[] = {
	{ "LEFT", PARAM(expect_args, left, left),
	  .help = "a property, typed without quotes (state, 2.peer), or a text" },
	{ "OP", PARAM(expect_args, operator, operator),
	  .help = "== != < <= > >= ~ (matches a regular expression) contains" },
	{ "WORD", PARAM(expect_args, word, right), .help = "what to compare with" },
	{ "within", PARAM(expect_args, within, duration), .flags = PARAM_OPTION,
	  .help = "wait so long for it to become so" },
	{ 0 }
};

/* Is it two texts that have to be the same, and not two numbers? */
static bool
are_same_bytes(const struct expect_args *args, const struct buf *actual)
{
	double ignored;

	return condition_is_equal(args->operator) && !condition_is_denied(args->operator) &&
	    !(number_any(buf_text(actual), actual->count, &ignored) &&
	    number_any(args->word.bytes, args->word.count, &ignored));
}

static enum outcome
not_so(struct call *call, const struct expect_args *args, const struct buf *actual)
{
	struct bytes_quoted one, other;
	struct buf limit = { 0 };
	bool text = condition_is_no_property(call, &args->left);
	const char *left = args->left.literal ?
	    bytes_quote(&one, args->left.bytes, args->left.count) :
	    bytes_quote(&one, buf_text(actual), actual->count);

	if (args->within.given && args->within.nanoseconds > 0)
		number_show_duration(&limit, args->within.nanoseconds);
	expect_sides(call, condition_operator_name(args->operator), args->word.bytes,
	    args->word.count, buf_text(actual), actual->count, are_same_bytes(args, actual));
	expect_calls(call, condition_sock(call, &args->left));
	error_set(&call->error, ERROR_EXPECTATION, "'%s' %s '%s'%s%s%s%s%s", left,
	    condition_failed(args->operator),
	    bytes_quote(&other, args->word.bytes, args->word.count),
	    limit.count ? " within " : "", buf_text(&limit), text ? "; '" : "",
	    text ? left : "",
	    text ? "' is no property of a socket, so it was compared as a text" : "");
	buf_clear(&limit);
	return FAILED;
}

static enum outcome go(struct call *);

static enum outcome
wait(struct call *call, const struct expect_args *args, const struct buf *actual)
{
	struct sock *sock = condition_sock(call, &args->left);
	enum outcome outcome = call_wait_look(call, CALL_LOOK_AGAIN, "change", go);

	/* An announced change is told at once; where none is, the next look comes. */
	if (outcome == WAITING && sock)
		call_wait_also(call, sock, ~0U);
	if (outcome == FAILED && call->error.kind == ERROR_TIMEOUT)
		return not_so(call, args, actual);
	return outcome;
}

/* What variables hold may have changed since the last look.  Only what did is kept:
 * there may be thousands of looks. */
static bool
look_again(struct call *call, struct expect_args *args)
{
	struct world world = session_world(call->run);
	struct pool pool = { 0 };
	struct text now;
	bool good;

	if (!args->within.given || !args->left.word)
		return true;
	good = expand(args->left.word, &world, &pool, &now, &call->error);
	if (good && (now.count != args->left.count ||
	    memcmp(now.bytes, args->left.bytes, now.count) != 0)) {
		now.bytes = pool_copy(&call->pool, now.bytes, now.count);
		args->left = now;
	}
	pool_clear(&pool);
	return good;
}

static enum outcome
go(struct call *call)
{
	struct expect_args *args = (void *)call->args;
	struct buf actual = { 0 };
	enum outcome outcome = FAILED;

	if (!look_again(call, args))
		return FAILED;
	switch (condition(call, &args->left, args->operator, &args->word, &actual, &call->error)) {
	case IS_TRUE:
		outcome = DONE;
		break;
	case IS_WRONG:
		break;
	case IS_FALSE:
		outcome = args->within.given ? wait(call, args, &actual) :
		    not_so(call, args, &actual);
		break;
	}
	buf_clear(&actual);
	return outcome;
}

static enum outcome
run(struct call *call)
{
	const struct expect_args *args = (const void *)call->args;

	call_limit(call, &args->within);
	return go(call);
}

static const struct command *const forms[] = { &expect_recv, NULL };

const struct command cmd_expect = {
	.name = "expect", .group = "language", .summary = "fail unless something is so",
	.params = params, .args_size = sizeof(struct expect_args),
	.say = "", .flags = COMMAND_KEEPS, .run = run, .forms = forms
};

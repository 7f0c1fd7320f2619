/* expect: what is told of an expectation that was not met. */
#include "command/expect.h"

#include "base/names.h"

static size_t
first_difference(const char *a, size_t a_count, const char *b, size_t b_count)
{
	size_t at = 0;

	while (at < a_count && at < b_count && a[at] == b[at])
		at++;
	return at;
}

void
expect_sides(struct call *call, const char *operator, const void *expected,
    size_t expected_count, const void *actual, size_t actual_count, bool same)
{
	size_t at = first_difference(expected, expected_count, actual, actual_count);

	record_text(&call->failure, "operator", operator);
	record_bytes(&call->failure, "expected", expected, expected_count);
	record_bytes(&call->failure, "actual", actual, actual_count);
	if (same && (at < expected_count || at < actual_count))
		record_int(&call->failure, "differs_at", (int64_t)at);
}

void
expect_calls(struct call *call, const struct sock *sock)
{
	const struct past_call *past;
	struct record *list = NULL;
	int64_t now = number_now();

	for (unsigned i = 0; sock && (past = past_get(&sock->past, i)); i++) {
		struct record *row;

		if (!list)
			list = record_list(&call->failure, "calls");
		row = record_record(list, NULL);
		record_text(row, "call", past->call);
		if (past->result >= 0)
			record_int(row, "result", past->result);
		else if (names_of(names_errno, past->number))
			record_text(row, "errno", names_of(names_errno, past->number));
		else
			record_int(row, "number", past->number);
		if (past->times > 1)
			record_int(row, "times", past->times);
		record_real(row, "ago", (double)(now - past->when) / 1e9);
	}
}

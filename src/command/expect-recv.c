/* expect-recv: receive what is expected, or fail: `expect recv N DATA...`. */
#include <string.h>
#include <sys/socket.h>

#include "base/number.h"
#include "command/beside.h"
#include "command/expect.h"
#include "command/recv.h"
#include "command/run.h"
#include "command/session.h"
#include "lang/data.h"
#include "socket/inbox.h"

/* Once what has come is wrong, the rest of it is worth so much time: it is shown. */
enum { GRACE = 1 };

struct expect_recv_args {
	struct recv_args recv;     /* the first: what delivers is recv's */
	arg_data     data;
	arg_duration within;
	const char  *expected;
	size_t       count;
	bool         wrong;        /* what has come by now */
};
_Static_assert(sizeof(struct expect_recv_args) <= CALL_ARGS, "more room for arguments");

static const struct param params[] = {
	{ "N", PARAM(expect_recv_args, recv.sock, sock), .wants = WANTS_CONNECTED,
	  .help = "the socket" },
	{ "DATA...", PARAM(expect_recv_args, data, data),
	  .flags = PARAM_MANY | PARAM_OPTIONAL | PARAM_DATA,
	  .help = "the bytes that have to come; of a datagram socket the whole datagram" },
	{ "match", PARAM(expect_recv_args, recv.frame.match, regex), .flags = PARAM_OPTION,
	  .help = "in place of DATA: receive until this regular expression matches" },
	{ "within", PARAM(expect_recv_args, within, duration), .flags = PARAM_OPTION,
	  .help = "wait so long at most" },
	{ "timeout", PARAM(expect_recv_args, recv.timeout, duration), .flags = PARAM_OPTION,
	  .help = "the same, as recv has it" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "bytes", "how many there are" },
	{ "eof", "false: they came before the end" },
	{ "from", "the sender, where the kernel tells one" },
	{ "whom", "of packet sockets: host, broadcast, multicast, otherhost or outgoing" },
	{ "truncated", "of datagrams: false, it is whole" },
	{ "flags", "what else the kernel said: eor, ..." },
	BESIDE_FIELDS,
	{ "buffered", "bytes that came behind them, and wait for the next recv" },
	{ "data", "the bytes" },
	{ 0 }
};

static bool
is_message(const struct expect_recv_args *args)
{
	return args->recv.sock->type != SOCK_STREAM;
}

/* So much of what has come as is looked at: not what lies behind the bytes. */
static const char *
come(const struct expect_recv_args *args, size_t *count)
{
	const char *bytes = inbox_bytes(args->recv.sock, count);

	if (!is_message(args) && *count > args->count)
		*count = args->count;
	return bytes;
}

static bool
is_wrong(const struct expect_recv_args *args)
{
	size_t count;
	const char *bytes = come(args, &count);

	if (args->recv.frame.match || !inbox_has(args->recv.sock))
		return false;
	if (is_message(args) && count != args->count)
		return true;
	return memcmp(bytes, args->expected, count < args->count ? count : args->count) != 0;
}

/* Nothing is taken: the next recv has all of it. */
static enum outcome
mismatch(struct call *call, const struct expect_recv_args *args)
{
	size_t count;
	const char *bytes = come(args, &count);

	record_reset(&call->failure);
	expect_sides(call, "==", args->expected, args->count, bytes, count, true);
	expect_calls(call, args->recv.sock);
	error_set(&call->error, ERROR_EXPECTATION, "what came is not what was expected");
	return call_failed(call);
}

/* A datagram in which the expression matches nowhere. */
static enum outcome
no_match(struct call *call, const struct expect_recv_args *args)
{
	size_t count;
	const char *bytes = come(args, &count);

	record_reset(&call->failure);
	expect_sides(call, "~", args->expected, args->count, bytes, count, false);
	expect_calls(call, args->recv.sock);
	error_set(&call->error, ERROR_EXPECTATION, "what came does not match");
	return call_failed(call);
}

static enum outcome
failed(struct call *call, const struct expect_recv_args *args)
{
	bool late = call->error.kind == ERROR_TIMEOUT, end = call->error.kind == ERROR_EOF;

	if ((late || end) && is_wrong(args))
		return mismatch(call, args);
	if (end && args->recv.frame.match && is_message(args) && inbox_has(args->recv.sock))
		return no_match(call, args);
	if (late || end) {
		record_text(&call->failure, "operator", args->recv.frame.match ? "~" : "==");
		record_bytes(&call->failure, "expected", args->expected, args->count);
		expect_calls(call, args->recv.sock);
	}
	return FAILED;
}

static enum outcome
deliver(struct call *call, struct expect_recv_args *args)
{
	struct receive *receive = &args->recv.waits;
	struct io_got got = { 0 };

	recv_held(args->recv.sock, &got);
	if (args->recv.frame.match) {
		run_matched(call->run, args->recv.frame.match, receive->bytes);
		args->recv.frame.match = NULL;
	}
	if (recv_deliver(call, &got, receive->bytes, receive->count) == FAILED)
		return FAILED;
	if (is_message(args) && args->recv.frame.exact)
		inbox_drop_letter(args->recv.sock);
	else
		receive_take(receive);
	if (inbox_count(args->recv.sock))
		record_int(&call->answer, "buffered", (int64_t)inbox_count(args->recv.sock));
	return DONE;
}

static void
hurry(struct call *call)
{
	int64_t end = number_now() + GRACE * NUMBER_SECOND;

	if (call->limit == NUMBER_NEVER || call->deadline > end) {
		call->limit = GRACE * NUMBER_SECOND;
		call->deadline = end;
	}
}

static enum outcome
go(struct call *call)
{
	struct expect_recv_args *args = (void *)call->args;
	enum outcome outcome = receive(call, &args->recv.waits);

	if (outcome == WAITING && !args->wrong && is_wrong(args)) {
		args->wrong = true;
		hurry(call);
		outcome = receive(call, &args->recv.waits);
	}
	if (outcome == FAILED)
		return failed(call, args);
	if (outcome == DONE && is_wrong(args))
		return mismatch(call, args);
	return outcome == DONE ? deliver(call, args) : WAITING;
}

static bool
too_much(struct call *call)
{
	return error_set(&call->error, ERROR_LIMIT, "DATA has more than the 16 MiB that are "
	    "received into memory");
}

/* DATA as bytes in memory. */
static bool
read_data(struct call *call, struct expect_recv_args *args)
{
	enum { CHUNK = 65536 };
	struct buf all = { 0 };
	enum data_state state;
	size_t count;

	args->expected = data_memory(&args->data, &args->count);
	if (args->expected)
		return args->count <= RECEIVE_MAX || too_much(call);
	while ((state = data_next(&args->data, buf_reserve(&all, CHUNK), CHUNK, &count,
	    &call->error)) == DATA_SOME && all.count <= RECEIVE_MAX)
		all.count += count;
	args->expected = pool_copy(&call->pool, buf_text(&all), all.count);
	args->count = all.count;
	buf_clear(&all);
	if (state == DATA_LATER)
		return error_usage(&call->error, "expect does not wait for a file to be written");
	if (state == DATA_BAD)
		return false;
	return args->count <= RECEIVE_MAX || too_much(call);
}

/* The expression as it was written, for who has to be told of it. */
static bool
read_pattern(struct call *call, struct expect_recv_args *args)
{
	const struct bindings *words = &call->node->words;
	struct world world = session_world(call->run);
	struct text text = { .bytes = "" };

	for (size_t i = 0; i < words->count; i++)
		if (words->item[i].param->type == &type_regex &&
		    !expand(words->item[i].word, &world, &call->pool, &text, &call->error))
			return false;
	args->expected = text.bytes;
	args->count = text.count;
	return true;
}

static bool
read_words(struct call *call, struct expect_recv_args *args)
{
	bool data = call_given(call, &params[1]), match = args->recv.frame.match != NULL;

	if (data == match)
		return error_usage(&call->error, data ? "DATA and --match do not go together" :
		    "expect recv wants DATA, or --match");
	if (args->within.given && args->recv.timeout.given)
		return error_usage(&call->error, "--within and --timeout are the same: one will "
		    "do");
	return data ? read_data(call, args) : read_pattern(call, args);
}

static enum outcome
run(struct call *call)
{
	struct expect_recv_args *args = (void *)call->args;
	struct recv_args *recv = &args->recv;

	call_about(call, recv->sock);
	call_limit(call, &args->within);
	call_limit(call, &recv->timeout);
	if (service_refuses(call, recv->sock))
		return FAILED;
	if (!read_words(call, args))
		return FAILED;
	recv->waits.sock = recv->sock;
	recv->waits.again = go;
	recv->frame.exact = !recv->frame.match;
	if (!frame_plan(&recv->frame, recv->frame.match ? FRAMING_MATCH : FRAMING_EXACT,
	    (int64_t)args->count, false, &recv->waits, &call->pool, &call->error))
		return FAILED;
	return go(call);
}

const struct command expect_recv = {
	.name = "expect", .form = "recv", .group = "language",
	.summary = "fail unless these bytes are received",
	.params = params, .args_size = sizeof(struct expect_recv_args), .fields = fields,
	.say = "received {bytes|byte}{?from: from {from}}, as expected"
	    "{?buffered:, {buffered} more buffered}" BESIDE_SAY,
	.run = run
};

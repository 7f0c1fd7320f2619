/* recv-out: writes to the file of --out what is in memory, and waits for who reads a pipe. */
#include <string.h>

#include "command/receive.h"
#include "command/recv.h"
#include "command/sink.h"
#include "socket/inbox.h"

/* Where a call has waited, nobody but it has these bytes: another recv, of a job or of a
 * reaction, goes on behind them. */
struct recv_out {
	struct sink   sink;
	const char   *rest;       /* is not in it yet, */
	size_t        count;
	struct io_got got;        /* and was received with this; */
	bool          shares;     /* what was behind it in its message is still in the inbox, */
	uint64_t      taken;      /* as long as that is as it was then */
	enum { REST_STAYS, REST_FIRST, REST_TOLD } where; /* what becomes of it in a failure */
};

static enum outcome go_on(struct call *);

static bool
wait_for_reader(struct call *call)
{
	/* SO_RCVTIMEO is of what has come. */
	call_got_on(call);
	return call_wait_look(call, SINK_LOOK, "room in the pipe", go_on) == WAITING;
}

static enum did
pour(struct call *call, struct recv_out *out)
{
	size_t count = out->count;
	enum did did = sink_write(call, &out->sink, out->rest, &count);

	out->rest += count;
	out->count -= count;
	return did;
}

static enum outcome
failed(struct call *call, struct recv_out *out)
{
	sink_drop(&out->sink);
	record_int(&call->answer, "written", (int64_t)out->sink.bytes);
	return FAILED;
}

static void
give_back(struct call *call, struct recv_out *out)
{
	struct recv_args *args = (void *)call->args;
	bool shares = out->shares && args->sock->inbox.taken == out->taken;

	if (out->where == REST_TOLD)
		record_bytes(&call->failure, "partial", out->rest, out->count);
	if (out->where != REST_FIRST || !out->count || !call_is_open(call, args->sock))
		return;
	inbox_put_back(args->sock, out->rest, out->count, shares ? NULL : &out->got);
	receive_left(args->sock);
}

/* The answer was made when the bytes were taken. */
static enum outcome
late(struct call *call, struct recv_out *out)
{
	struct record *answer = &call->answer;

	for (size_t i = 0; i < answer->count; i++)
		if (strcmp(answer->field[i].name, "bytes") == 0)
			answer->field[i].value.number = (int64_t)out->sink.bytes;
	give_back(call, out);
	return failed(call, out);
}

static enum outcome
go_on(struct call *call)
{
	struct recv_out *out = ((struct recv_args *)(void *)call->args)->to;

	switch (pour(call, out)) {
	case DID_IT:
		return sink_close(call, &out->sink) ? DONE : late(call, out);
	case DID_LATER:
		return wait_for_reader(call) ? WAITING : late(call, out);
	case DID_FAIL:
		break;
	}
	return late(call, out);
}

enum outcome
recv_out(struct call *call, const char *bytes, size_t count, const struct io_got *got)
{
	struct recv_args *args = (void *)call->args;
	struct recv_out *out = args->to = pool_new(&call->pool, sizeof(*out));

	out->rest = bytes;
	out->count = count;
	out->where = args->peek ? REST_STAYS : got ? REST_FIRST : REST_TOLD;
	if (!sink_open(call, &out->sink, args->out.bytes))
		return failed(call, out);
	switch (pour(call, out)) {
	case DID_IT:
		return sink_close(call, &out->sink) ? DONE : failed(call, out);
	case DID_LATER:
		break;
	case DID_FAIL:
		return failed(call, out);
	}
	if (!wait_for_reader(call))
		return failed(call, out);
	out->rest = pool_copy(&call->pool, out->rest, out->count);
	if (got)
		out->got = *got;
	return WAITING;
}

size_t
recv_out_went(const struct recv_args *args)
{
	return args->to ? (size_t)args->to->sink.bytes : 0;
}

void
recv_keep_rest(const struct recv_args *args)
{
	size_t went = recv_out_went(args);

	if (went && !args->peek)
		inbox_drop(args->sock, went);
}

void
recv_out_shares(const struct recv_args *args)
{
	args->to->shares = true;
	args->to->taken = args->sock->inbox.taken;
}

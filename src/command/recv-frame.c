/* recv-frame: recv that waits for a whole frame. */
#include <sys/socket.h>

#include "command/recv.h"
#include "command/run.h"
#include "command/sink.h"
#include "socket/inbox.h"

static enum outcome
deliver_frame(struct call *call, struct recv_args *args)
{
	struct receive *receive = args->receive;
	enum framing_kind kind = receive->framing.kind;
	bool all = kind == FRAMING_EOF || kind == FRAMING_FOR;
	struct io_got got;
	const struct inbox_letter *letter = args->sock->type == SOCK_STREAM ? NULL :
	    inbox_letter(args->sock);
	bool shares = letter && letter->left > receive->whole && !args->peek;
	enum outcome outcome;
	size_t behind;

	got.eof = all && receive->ended;
	got.length = receive->count;
	got.has_from = false;
	got.flags = 0;
	if (letter)
		recv_held(args->sock, &got);
	if (kind == FRAMING_MATCH) {
		run_matched(call->run, args->frame.match, receive->bytes);
		args->frame.match = NULL;
	}
	if (args->frame.as.count)
		unpack(&args->frame.as, receive->bytes, &call->answer);
	if (all)
		record_text(&call->answer, "frame", kind == FRAMING_EOF ? "eof" : "for");
	outcome = recv_deliver(call, &got, receive->bytes, receive->count);
	if (outcome == FAILED)
		return recv_keep_rest(args), FAILED;
	behind = inbox_count(args->sock) - receive->whole;
	if (!args->peek)
		receive_take(receive);
	if (behind)
		record_int(&call->answer, "buffered", (int64_t)behind);
	if (outcome == WAITING && shares)
		recv_out_shares(args);
	return outcome;
}

static enum outcome
go_frame(struct call *call)
{
	struct recv_args *args = (void *)call->args;
	struct sink *sink = args->receive->sink;
	enum outcome outcome = receive(call, args->receive);

	if (outcome == WAITING)
		return WAITING;
	if (outcome == DONE)
		outcome = deliver_frame(call, args);
	if (outcome == FAILED && sink) {
		sink_drop(sink);
		record_int(&call->answer, "written", (int64_t)sink->bytes);
	}
	return outcome;
}

/* A flag that framing has no use for. */
static const char *
odd_flag(const struct call *call, const struct recv_args *args)
{
	return args->oob ? "oob" : args->trunc ? "trunc" : args->errqueue ? "errqueue" :
	    args->waitall ? "waitall" : args->flags.bits ? "flags" :
	    args->raw.length.given ? "addrlen" : args->raw.null ? "null" :
	    call->bare ? "fd-number" : NULL;
}

bool
recv_frame_suits(struct call *call, const struct recv_args *args, enum framing_kind kind,
    bool sized)
{
	struct error *error = &call->error;

	if (kind == FRAMING_NONE)
		return (!args->pieces && !args->frame.max.given) || error_usage(error, "--%s goes "
		    "with one of --exact, --until, --line, --match, --eof, --for and --as",
		    args->pieces ? "pieces" : "max");
	if (odd_flag(call, args))
		return error_usage(error, "--%s does not go with a flag that waits for a frame",
		    odd_flag(call, args));
	if (args->frame.exact && !sized)
		return error_usage(error, "--exact wants a SIZE: recv N 10 --exact");
	if (sized && !args->frame.exact)
		return error_usage(error, "SIZE goes with --exact; --max bounds other frames");
	if (kind == FRAMING_FOR && (args->timeout.given || args->dontwait))
		return error_usage(error, "--%s does not go with --for, which is the time of the "
		    "whole command", args->dontwait ? "dontwait" : "timeout");
	return kind != FRAMING_EOF || args->sock->type != SOCK_DGRAM || error_usage(error,
	    "datagrams have no end: --for takes all that come within a time");
}

/* What goes to a file as it comes; a peek leaves all where it is. */
static bool
is_streamed(const struct recv_args *args, enum framing_kind kind)
{
	return args->out.bytes && !args->peek && kind != FRAMING_MATCH && !args->frame.as.count;
}

enum outcome
recv_frame(struct call *call, struct recv_args *args, enum framing_kind kind)
{
	struct receive *receive = &args->waits;

	receive->sock = args->sock;
	receive->again = go_frame;
	receive->dontwait = args->dontwait;
	args->receive = receive;
	if (is_streamed(args, kind))
		receive->sink = pool_new(&call->pool, sizeof(*receive->sink));
	if (!frame_begin(call, &args->frame, kind, args->size, receive))
		return FAILED;
	if (receive->sink && !sink_open(call, receive->sink, args->out.bytes))
		return FAILED;
	if (args->pieces)
		receive->pieces = record_list(&call->answer, "pieces");
	return go_frame(call);
}

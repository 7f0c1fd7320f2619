/* recv-frame: recv that waits for a whole frame. */
#include <sys/socket.h>

#include "base/apart.h"
#include "command/recv.h"
#include "command/run.h"
#include "socket/inbox.h"

/* What the frame has inside, and what it is. */
static void
tell_inside(struct call *call, struct recv_args *args)
{
	if (args->kind == FRAMING_MATCH) {
		run_matched(call->run, args->frame.match, args->waits.bytes);
		args->frame.match = NULL;
	}
	if (args->frame.as.count)
		unpack(&args->frame.as, args->waits.bytes, &call->answer);
	if (receive_is_all(&args->waits))
		record_text(&call->answer, "frame", args->kind == FRAMING_EOF ? "eof" : "for");
}

static void
tell_behind(struct call *call, const struct recv_args *args)
{
	if (args->behind)
		record_int(&call->answer, "buffered", (int64_t)args->behind);
}

/* It goes to the file later, and the rest of its message is still to come. */
static bool
shares(const struct recv_args *args)
{
	const struct inbox_letter *letter = inbox_letter(args->sock);

	return !args->peek && letter && letter->left > args->waits.framing.whole;
}

APART static enum outcome
failed(struct call *call, const struct receive *receive)
{
	if (receive->out) {
		sink_drop(&receive->out->sink);
		record_int(&call->answer, "written", (int64_t)receive->out->sink.bytes);
	}
	return FAILED;
}

/* There is more to tell than the bytes, or a file to write them to. */
APART static enum outcome
deliver_more(struct call *call, struct recv_args *args)
{
	struct receive *receive = &args->waits;
	struct io_got got;
	enum outcome outcome;
	bool later;

	got.eof = receive_is_all(receive) && receive->ended;
	got.length = receive->count;
	recv_held(args->sock, &got);
	tell_inside(call, args);
	outcome = recv_deliver(call, &got, receive->bytes, receive->count);
	if (outcome == FAILED)
		return recv_keep_rest(args), failed(call, receive);
	later = outcome == WAITING && shares(args);
	if (!args->peek)
		receive_take(receive);
	tell_behind(call, args);
	if (later)
		recv_out_shares(args);
	return outcome;
}

static void
tell_frame(struct call *call)
{
	const struct recv_args *args = (const void *)call->args;

	recv_deliver(call, NULL, args->waits.bytes, args->waits.count);
	tell_behind(call, args);
}

static enum outcome
deliver_frame(struct call *call, struct recv_args *args)
{
	const struct sock *sock = args->sock;

	args->behind = inbox_left(&sock->inbox) - args->waits.framing.whole;
	/* Descriptors become sockets, whether somebody looks or not. */
	if (!args->simple || sock->type != SOCK_STREAM || sock->beside)
		return deliver_more(call, args);
	call->late = tell_frame;
	/* An inbox that becomes empty forgets the bytes. */
	if (!args->behind)
		call_tell(call);
	if (!args->peek)
		receive_take(&args->waits);
	return DONE;
}

static enum outcome
go_frame(struct call *call)
{
	struct recv_args *args = (void *)call->args;
	enum outcome outcome = receive(call, &args->waits);

	if (outcome == DONE)
		return deliver_frame(call, args);
	return outcome == FAILED ? failed(call, &args->waits) : WAITING;
}

/* The last that is held is left to run(), as an inbox that becomes empty forgets it. */
static bool
next(struct recv_args *args)
{
	struct receive *receive = &args->waits;
	struct framing framing = args->plan->framing;
	struct error ignored;
	size_t count;
	const char *bytes = inbox_held(&args->sock->inbox, &count);

	if (framing_look(&framing, bytes, count, false, &ignored) != FRAMED ||
	    framing.whole == count)
		return false;
	receive->bytes = bytes + framing.from;
	receive->count = framing.whole - framing.from;
	args->behind = count - framing.whole;
	inbox_drop(args->sock, framing.whole);
	return true;
}

uint64_t
recv_frame_more(struct call *call, uint64_t most)
{
	struct recv_args *args = (void *)call->args;
	uint64_t done = 0;

	/* Who waits at the socket, too, is woken by each. */
	if (args->peek || args->sock->waiters)
		return 0;
	while (done < most && next(args))
		done++;
	return done;
}

/* A flag that framing has no use for. */
static const char *
odd_flag(const struct recv_args *args, bool bare)
{
	return args->oob ? "oob" : args->trunc ? "trunc" : args->errqueue ? "errqueue" :
	    args->waitall ? "waitall" : args->flags.bits ? "flags" :
	    args->raw.length.given ? "addrlen" : args->raw.null ? "null" :
	    bare ? "fd-number" : NULL;
}

static bool
go_together(const struct recv_args *args, bool bare, struct error *error)
{
	if (args->kind == FRAMING_NONE)
		return (!args->pieces && !args->frame.max.given) || error_usage(error, "--%s goes "
		    "with one of --exact, --until, --line, --match, --eof, --for and --as",
		    args->pieces ? "pieces" : "max");
	if (odd_flag(args, bare))
		return error_usage(error, "--%s does not go with a flag that waits for a frame",
		    odd_flag(args, bare));
	if (args->frame.exact && !args->sized)
		return error_usage(error, "--exact wants a SIZE: recv N 10 --exact");
	if (args->sized && !args->frame.exact)
		return error_usage(error, "SIZE goes with --exact; --max bounds other frames");
	if (args->kind == FRAMING_FOR && (args->timeout.given || args->dontwait))
		return error_usage(error, "--%s does not go with --for, which is the time of the "
		    "whole command", args->dontwait ? "dontwait" : "timeout");
	return true;
}

bool
recv_frame_plan(struct recv_args *args, bool bare, struct pool *pool, struct error *error)
{
	static const struct receive none;
	enum framing_kind kind = args->kind;
	struct receive *receive;

	if (!go_together(args, bare, error))
		return false;
	/* What goes to a file as it comes; a peek leaves all where it is. */
	args->streamed = args->out.bytes && !args->peek && kind != FRAMING_MATCH &&
	    !args->frame.as.count;
	args->simple = !args->out.bytes && !args->frame.as.count && kind != FRAMING_MATCH &&
	    kind != FRAMING_EOF && kind != FRAMING_FOR;
	args->prepares = kind == FRAMING_EOF || args->streamed || args->pieces;
	args->plan = &none;
	if (kind == FRAMING_NONE)
		return true;
	args->plan = receive = pool_new(pool, sizeof(*receive));
	receive->again = go_frame;
	receive->dontwait = args->dontwait;
	return frame_plan(&args->frame, kind, args->size, args->streamed, receive, pool, error);
}

APART static bool
prepare(struct call *call, const struct recv_args *args, struct receive *receive)
{
	if (args->kind == FRAMING_EOF && args->sock->type == SOCK_DGRAM)
		return error_usage(&call->error, "datagrams have no end: --for takes all that "
		    "come within a time");
	if (args->streamed) {
		receive->out = pool_new(&call->pool, sizeof(*receive->out));
		if (!sink_open(call, &receive->out->sink, args->out.bytes))
			return false;
	}
	if (args->pieces)
		receive_in_pieces(call, receive);
	return true;
}

enum outcome
recv_frame(struct call *call, struct recv_args *args)
{
	if (args->prepares && !prepare(call, args, &args->waits))
		return FAILED;
	return go_frame(call);
}

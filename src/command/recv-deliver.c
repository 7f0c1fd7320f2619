/* recv-deliver: tells what was received, or writes it to a file. */
#include <sys/socket.h>

#include "base/apart.h"
#include "base/names.h"
#include "command/answer.h"
#include "command/beside.h"
#include "command/recv.h"
#include "socket/inbox.h"

static void
tell_flags(struct call *call, int got)
{
	struct record *list = NULL;

	for (const struct name *flag = names_message_flag; flag->name; flag++) {
		if (!(got & flag->number))
			continue;
		if (!list)
			list = record_list(&call->answer, "flags");
		record_text(list, NULL, flag->name);
	}
}

/* What the kernel said of it. */
APART static void
tell_got(struct call *call, const struct recv_args *args, const struct io_got *got)
{
	bool message = args->sock->type != SOCK_STREAM;
	/* What was cut off is told as `truncated` and `control_truncated`. */
	int flags = got->flags & ~(MSG_TRUNC | MSG_CTRUNC);

	if (got->eof && !got->bytes)
		args->sock->ended_told = true;
	if (got->eof && args->sock->deaf)
		record_bool(&call->answer, "shut", true);
	if (got->has_from)
		answer_address(call, "from", &got->from);
	if (got->has_from && addr_whom(&got->from))
		record_text(&call->answer, "whom", addr_whom(&got->from));
	if (message)
		record_bool(&call->answer, "truncated", got->flags & MSG_TRUNC);
	if (message && args->trunc)
		record_int(&call->answer, "length", (int64_t)got->length);
	if (flags)
		tell_flags(call, flags);
}

/* What came beside it.  Not before all else is done: what fails leaves it where it is. */
APART static void
tell_beside(struct call *call, const struct recv_args *args)
{
	inbox_hand_beside(args->sock, receive_is_all(&args->waits));
	if (args->sock->beside)
		beside_tell(call, args->sock);
}

static inline void
tell(struct call *call, const struct recv_args *args, const struct io_got *got, size_t count)
{
	const struct sock *sock = args->sock;
	bool thrown = got && args->trunc && sock->type == SOCK_STREAM;

	record_int(&call->answer, "bytes", (int64_t)(thrown ? got->length : count));
	record_bool(&call->answer, "eof", got && got->eof);
	if (got)
		tell_got(call, args, got);
	if (sock->inbox.besides || sock->beside)
		tell_beside(call, args);
}

/* What has gone there as it came needs its end. */
APART static enum outcome
write_out(struct call *call, const struct recv_args *args, const struct io_got *got,
    const char *bytes, size_t count)
{
	struct sink *sink = args->waits.out ? &args->waits.out->sink : NULL;
	enum outcome outcome = !sink ? recv_out(call, bytes, count, got) :
	    sink_close(call, sink) ? DONE : FAILED;

	if (outcome == FAILED)
		return FAILED;
	tell(call, args, got, sink ? (size_t)sink->bytes : count);
	record_text(&call->answer, "file", args->out.bytes);
	return outcome;
}

enum outcome
recv_deliver(struct call *call, const struct io_got *got, const char *bytes, size_t count)
{
	const struct recv_args *args = (const void *)call->args;

	if (args->out.bytes)
		return write_out(call, args, got, bytes, count);
	tell(call, args, got, count);
	record_bytes(&call->answer, "data", bytes, count);
	return DONE;
}

/* What is held was received with this; or a stream's end came behind it. */
void
recv_held(const struct sock *sock, struct io_got *got)
{
	const struct inbox_letter *letter = inbox_letter(sock);

	got->has_from = letter && letter->has_from;
	got->flags = letter ? letter->flags : 0;
	if (got->has_from)
		got->from = letter->from;
}

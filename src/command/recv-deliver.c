/* recv-deliver: tells what was received, or writes it to a file. */
#include <sys/socket.h>

#include "base/names.h"
#include "command/answer.h"
#include "command/beside.h"
#include "command/recv.h"
#include "command/sink.h"
#include "socket/inbox.h"

/* What has gone there as it came needs its end; `*count` is then of all. */
static enum outcome
write_out(struct call *call, const struct recv_args *args, const struct io_got *got,
    const char *bytes, size_t *count)
{
	struct sink *sink = args->receive ? args->receive->sink : NULL;

	if (!sink)
		return recv_out(call, bytes, *count, got);
	*count = (size_t)sink->bytes;
	return sink_close(call, sink) ? DONE : FAILED;
}

static void
tell_flags(struct call *call, int got)
{
	struct record *list = NULL;

	if (!got)
		return;
	for (const struct name *flag = names_message_flag; flag->name; flag++) {
		if (!(got & flag->number))
			continue;
		if (!list)
			list = record_list(&call->answer, "flags");
		record_text(list, NULL, flag->name);
	}
}

enum outcome
recv_deliver(struct call *call, const struct io_got *got, const char *bytes, size_t count)
{
	const struct recv_args *args = (const void *)call->args;
	struct record *answer = &call->answer;
	bool thrown = args->trunc && args->sock->type == SOCK_STREAM;
	enum outcome outcome = args->out.bytes ? write_out(call, args, got, bytes, &count) : DONE;

	if (outcome == FAILED)
		return FAILED;
	record_int(answer, "bytes", (int64_t)(thrown ? got->length : count));
	record_bool(answer, "eof", got->eof);
	if (got->eof && args->sock->deaf)
		record_bool(answer, "shut", true);
	if (got->has_from)
		answer_address(call, "from", &got->from);
	if (got->has_from && addr_whom(&got->from))
		record_text(answer, "whom", addr_whom(&got->from));
	if (args->sock->type != SOCK_STREAM)
		record_bool(answer, "truncated", got->flags & MSG_TRUNC);
	if (args->trunc && !thrown)
		record_int(answer, "length", (int64_t)got->length);
	/* What was cut off is told as `truncated` and `control_truncated`. */
	tell_flags(call, got->flags & ~(MSG_TRUNC | MSG_CTRUNC));
	/* Not before: what fails leaves it where it is. */
	if (args->sock->inbox.besides)
		inbox_hand_beside(args->sock, args->receive && receive_is_all(args->receive));
	if (args->sock->beside)
		beside_tell(call, args->sock);
	if (args->out.bytes)
		record_text(answer, "file", args->out.bytes);
	else
		record_bytes(answer, "data", bytes, count);
	return outcome;
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

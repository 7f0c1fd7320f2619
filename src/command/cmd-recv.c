/* recv: receive bytes from a socket. */

#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>

#include "base/apart.h"
#include "base/number.h"
#include "command/beside.h"
#include "command/recv.h"
#include "command/run.h"
#include "command/session.h"
#include "socket/errqueue.h"
#include "socket/inbox.h"
#include "socket/layer.h"
#include "socket/osdep.h"
#include "teach/scene.h"

static const struct param params[] = {
	{ "N", PARAM(recv_args, sock, sock), .wants = WANTS_CONNECTED, .help = "the socket" },
	{ "SIZE", PARAM(recv_args, size, size), .flags = PARAM_OPTIONAL,
	  .help = "so many bytes at most; 65536 if it is left out" },
	FRAME_PARAMS(recv_args),
	{ "pieces", PARAM(recv_args, pieces, flag), .flags = PARAM_OPTION,
	  .help = "with these: show what each system call brought" },
	{ "peek", PARAM(recv_args, peek, flag), .flags = PARAM_OPTION,
	  .help = "leave what is received where it is (MSG_PEEK)" },
	{ "oob", PARAM(recv_args, oob, flag), .flags = PARAM_OPTION,
	  .help = "the urgent byte (MSG_OOB)" },
	{ "waitall", PARAM(recv_args, waitall, flag), .flags = PARAM_OPTION,
	  .help = "wait for all SIZE bytes, or the end (MSG_WAITALL)" },
	{ "dontwait", PARAM(recv_args, dontwait, flag), .flags = PARAM_OPTION,
	  .help = "EAGAIN when there is nothing, instead of waiting (MSG_DONTWAIT)" },
	{ "trunc", PARAM(recv_args, trunc, flag), .flags = PARAM_OPTION,
	  .help = "tell the whole length of a datagram; throw a TCP stream's bytes away "
	  "(MSG_TRUNC)" },
	{ "out", PARAM(recv_args, out, path), .flags = PARAM_OPTION,
	  .help = "write the bytes to this file" },
	{ "hex", PARAM(recv_args, hex, flag), .flags = PARAM_OPTION, .help = "show a hex dump" },
	{ "text", PARAM(recv_args, text, flag), .flags = PARAM_OPTION,
	  .help = "show text with escapes, as without a flag" },
	{ "raw", PARAM(recv_args, itself, flag), .flags = PARAM_OPTION,
	  .help = "give out the bytes themselves, and nothing else; not to a terminal" },
	{ "none", PARAM(recv_args, none, flag), .flags = PARAM_OPTION,
	  .help = "do not show the bytes" },
	{ "timeout", PARAM(recv_args, timeout, duration), .flags = PARAM_OPTION,
	  .help = "wait so long at most; 0 looks once" },
	{ "errqueue", PARAM(recv_args, errqueue, flag), .flags = PARAM_OPTION,
	  .help = "from the queue of errors: ICMP, zero-copy, time stamps (MSG_ERRQUEUE)" },
	{ "flags", PARAM(recv_args, flags, recv_flags), .flags = PARAM_OPTION | PARAM_RARE,
	  .help = "more flags of the call, by name or number" },
	RAW_LENGTH(recv_args), RAW_NULL(recv_args, "pass a null pointer for the buffer"),
	RAW_DESCRIPTOR(recv_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "bytes", "how many there are" },
	{ "eof", "the end: the peer has finished sending" },
	{ "shut", "with eof: this end is shut for reading, whatever the peer does" },
	{ "from", "the sender, where the kernel tells one" },
	{ "whom", "of packet sockets: host, broadcast, multicast, otherhost or outgoing" },
	{ "truncated", "of datagrams: there was more than SIZE, and it is lost" },
	{ "length", "with --trunc: the length of the whole datagram" },
	{ "flags", "what else the kernel said: oob, eor, ..." },
	BESIDE_FIELDS,
	{ "frame", "with --eof and --for: that" },
	{ "values", "with --as: the numbers" },
	{ "fields", "with --as: those that were given names" },
	{ "buffered", "bytes that came behind the frame, and wait for the next recv" },
	{ "pieces", "with --pieces: of each call where its bytes begin, how many they are, and the "
	  "seconds since the beginning; held: they had come before" },
	{ "data", "the bytes" },
	{ "file", "with --out: where they went" },
	{ "written", "with --out: how many are in the file, where it failed" },
	{ 0 }
};

enum { SIZE = 65536, MUCH = 1 << 20, SIZE_MOST = 1 << 30 };

static enum did
ask(struct call *call, char *room, size_t size, struct io_got *got)
{
	const struct recv_args *args = (const void *)call->args;
	const struct io_ask how = { .flags = (args->peek ? MSG_PEEK : 0) |
		(args->oob ? MSG_OOB : 0) | (args->trunc ? MSG_TRUNC : 0) | args->flags.bits,
		.null = args->raw.null, .has_length = args->raw.length.given,
		.length = args->raw.length.number };

	return io_recv(args->sock, room, size, &how, got, &call->error);
}

/* Those that have a flag of their own are that flag. */
static void
read_flags(struct recv_args *args)
{
	const struct { int bit; arg_flag *flag; } own[] = {
		{ MSG_PEEK, &args->peek }, { MSG_OOB, &args->oob }, { MSG_TRUNC, &args->trunc },
		{ MSG_WAITALL, &args->waitall }, { MSG_DONTWAIT, &args->dontwait },
		{ osdep_errqueue, &args->errqueue },
	};

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		*own[i].flag |= args->flags.bits & own[i].bit;
		args->flags.bits &= ~own[i].bit;
	}
}

static enum outcome
deliver_held(struct call *call, struct io_got *got, size_t size)
{
	const struct recv_args *args = (const void *)call->args;
	struct sock *sock = args->sock;
	size_t count;
	const char *bytes = inbox_bytes(sock, &count);
	enum outcome outcome;

	recv_held(sock, got);
	got->eof = got->eof && !inbox_has(sock);
	/* As of a datagram that was not held, the rest is lost. */
	if (count > size && inbox_letter(sock))
		got->flags |= MSG_TRUNC;
	got->length = inbox_letter(sock) || count < size ? count : size;
	if (count > size)
		count = size;
	outcome = recv_deliver(call, got, bytes, args->trunc && !inbox_letter(sock) ? 0 : count);
	if (outcome == FAILED)
		recv_keep_rest(args);
	if (args->peek || outcome == FAILED)
		return outcome;
	if (inbox_letter(sock))
		inbox_drop_letter(sock);
	else
		inbox_drop(sock, count);
	receive_left(sock);
	return outcome;
}

static enum outcome go(struct call *);

static bool
may_wait(const struct recv_args *args)
{
	return !args->dontwait && !args->sock->nonblock;
}

static enum outcome
later(struct call *call, const struct recv_args *args)
{
	const struct io_got end = { .eof = true };

	if (!may_wait(args))
		return error_system(&call->error, "recv", EAGAIN), FAILED;
	/* A datagram socket that was shut tells its end only to calls that wait. */
	if (args->sock->deaf && args->sock->type != SOCK_STREAM)
		return recv_deliver(call, &end, "", 0);
	call_own_limit(call, args->sock, false, "recv", EAGAIN);
	return call_wait(call, args->sock, args->oob ? LOOP_URGENT :
	    layer_wants(args->sock, LOOP_READ), "data", go);
}

/* How many bytes a stream waits for: all of them, or SO_RCVLOWAT. */
static size_t
amount(const struct recv_args *args, size_t size)
{
	size_t low;

	if (args->sock->type != SOCK_STREAM || args->oob)
		return 1;
	if (args->waitall)
		return size;
	low = (size_t)sock_low_water(args->sock);
	return low < size ? low : size;
}

/* A call that does not wait, or whose SO_RCVTIMEO is over, returns what it has. */
static bool
is_content(const struct call *call, const struct recv_args *args)
{
	bool over = call->own_deadline && number_now() >= call->own_deadline;

	return inbox_has(args->sock) && (over || !may_wait(args));
}

/* SIZE may be much, and no memory is taken for what did not come: what waits now,
 * and some more. */
static size_t
room_for(const struct sock *sock, size_t size)
{
	int64_t waits = size > MUCH ? osdep_received_queue(sock->fd) : 0;
	size_t most = waits > MUCH ? (size_t)waits : MUCH;

	return size < most ? size : most;
}

/* A stream that waits for more than a byte gathers in the inbox: at a time-out the next
 * recv has it. */
static enum outcome
gather(struct call *call, const struct recv_args *args, size_t size, size_t wanted)
{
	struct io_got got = { 0 };

	while (inbox_count(args->sock) < wanted && !got.eof) {
		size_t most = room_for(args->sock, size - inbox_count(args->sock));

		switch (inbox_fill(args->sock, most, &got, &call->error)) {
		case DID_IT:
			break;
		case DID_LATER:
			if (is_content(call, args))
				return deliver_held(call, &got, size);
			return later(call, args);
		case DID_FAIL:
			/* The bytes came first; the error is owed. */
			return inbox_has(args->sock) ? deliver_held(call, &got, size) : FAILED;
		}
	}
	return deliver_held(call, &got, size);
}

static enum outcome
go(struct call *call)
{
	const struct recv_args *args = (const void *)call->args;
	size_t size = (size_t)args->size;
	size_t wanted = amount(args, size), went;
	bool held = inbox_has(args->sock) && !args->oob;
	struct io_got got;
	enum outcome outcome;
	char *room;

	if (!call_is_open(call, args->sock))
		return FAILED;
	/* Its address is large: it is written where there is one. */
	got.eof = false;
	if (held && (args->peek || args->trunc || args->sock->type != SOCK_STREAM))
		return deliver_held(call, &got, size);
	if (held || (wanted > 1 && !args->peek && !args->trunc))
		return gather(call, args, size, wanted);
	size = room_for(args->sock, size);
	room = buf_reserve(&call->session->room, size);
	switch (ask(call, room, size, &got)) {
	case DID_IT:
		break;
	case DID_LATER:
		return later(call, args);
	case DID_FAIL:
		return FAILED;
	}
	if (args->peek && got.bytes < wanted && !got.eof) {
		io_drop_beside(args->sock);
		return later(call, args);
	}
	outcome = recv_deliver(call, &got, room, got.bytes);
	/* They are not lost: the next recv has them. */
	went = recv_out_went(args);
	if (outcome == FAILED && !args->peek && !got.eof && (got.bytes > went || !went))
		inbox_put(args->sock, room + went, got.bytes - went, &got);
	return outcome;
}

/* The queue of errors has no call that waits: poll(2) tells of it as of an error. */
static enum outcome
go_errqueue(struct call *call)
{
	const struct recv_args *args = (const void *)call->args;
	size_t size = (size_t)args->size;
	struct errqueue_entry *entry;
	enum outcome outcome = DONE;

	if (!call_is_open(call, args->sock) || !errqueue_is_there(args->sock, &call->error))
		return FAILED;
	switch (errqueue_take(args->sock, size < MUCH ? size : MUCH, &entry, &call->error)) {
	case DID_IT:
		break;
	case DID_FAIL:
		return FAILED;
	case DID_LATER:
		if (!may_wait(args))
			return error_system(&call->error, "recvmsg", EAGAIN), FAILED;
		return call_wait(call, args->sock, LOOP_ERROR, "error", go_errqueue);
	}
	if (args->out.bytes)
		outcome = recv_out(call, buf_text(&entry->bytes), entry->bytes.count, NULL);
	if (outcome == FAILED) {
		buf_drop(&entry->bytes, recv_out_went(args));
		return errqueue_put_back(args->sock, entry), FAILED;
	}
	beside_tell_error(call, entry);
	if (args->out.bytes)
		record_text(&call->answer, "file", args->out.bytes);
	else if (!entry->bare)
		record_bytes(&call->answer, "data", buf_text(&entry->bytes), entry->bytes.count);
	errqueue_free(entry);
	return outcome;
}

static bool
may_show_raw(struct call *call)
{
	if (call->session->json)
		return error_set(&call->error, ERROR_REFUSED,
		    "--raw would spoil the JSON: use --out");
	if (call->session->terminal)
		return error_set(&call->error, ERROR_REFUSED, "--raw does not write to a terminal, "
		    "which would obey what a peer sends: use --out, or a pipe");
	return true;
}

/* A block that goes round for ever would, without waiting for anything. */
APART static bool
is_behind_end(struct call *call, const struct sock *sock)
{
	return sock->serving && !error_set(&call->error, ERROR_EOF,
	    "client %u has finished, and a recv has told so: 'if ${answer.eof} { break }' behind "
	    "it ends a loop", sock->number);
}

APART static bool
may_give_out(struct call *call, const struct recv_args *args)
{
	if (args->itself && !may_show_raw(call))
		return false;
	return !args->out.bytes ||
	    session_may_write(call->session, args->out.bytes, &call->error);
}

static bool
plan(void *to, const struct bindings *words, struct pool *pool, struct error *error)
{
	struct recv_args *args = to;

	if (args->flags.bits)
		read_flags(args);
	if (args->hex + args->text + args->itself + args->none > 1)
		return error_usage(error, "only one of --hex, --text, --raw and --none goes");
	args->show = args->hex ? CALL_SHOW_HEX : args->itself ? CALL_SHOW_RAW :
	    args->none ? CALL_SHOW_NONE : CALL_SHOW_TEXT;
	args->asks = args->itself || args->out.bytes;
	args->sized = args_given(words, &params[1]);
	args->kind = frame_kind(&args->frame, error);
	if (error->kind != ERROR_NONE || !recv_frame_plan(args, words->instead, pool, error))
		return false;
	if (!args->sized)
		args->size = SIZE;
	return args->size <= SIZE_MOST || args->kind != FRAMING_NONE ||
	    error_usage(error, "SIZE is 1G at most, but with --exact");
}

static enum outcome
run(struct call *call)
{
	struct recv_args *args = (void *)call->args;

	call_about(call, args->sock);
	call_limit(call, &args->timeout);
	call_limit(call, &args->frame.span);
	if (service_refuses(call, args->sock) || !run_plan(call))
		return FAILED;
	if (args->sock->ended_told && is_behind_end(call, args->sock))
		return FAILED;
	receive_begin(&args->waits, args->plan, args->sock);
	args->to = NULL;
	if (args->asks && !may_give_out(call, args))
		return FAILED;
	call->show = args->show;
	if (args->kind != FRAMING_NONE)
		return recv_frame(call, args);
	return args->errqueue ? go_errqueue(call) : go(call);
}

static void
scene(const struct call *call, struct scene *scene)
{
	const struct recv_args *args = (const void *)call->args;

	scene->flags = (args->peek ? MSG_PEEK : 0) | (args->oob ? MSG_OOB : 0) |
	    (args->waitall ? MSG_WAITALL : 0) | (args->dontwait ? MSG_DONTWAIT : 0) |
	    (args->trunc ? MSG_TRUNC : 0) | (args->errqueue ? osdep_errqueue : 0) |
	    args->flags.bits;
}

static const char *const aliases[] = { "recvfrom", "read", NULL };

const struct command cmd_recv = {
	.name = "recv", .group = "bytes", .aliases = aliases,
	.summary = "receive bytes from a socket",
	.params = params, .args_size = offsetof(struct recv_args, waits), .fields = fields,
	.say = "{?eof:{!frame:end of file: {?shut:the socket is shut for reading}"
	    "{!shut:the peer has finished sending}}"
	    "{?frame:received {bytes|byte}, up to the end}}"
	    "{?message:{message}{?timestamp.time: at {timestamp.time|o'clock}}{?errno: ({errno})}"
	    "{?offender:, says {offender}}{?timestamp:{?bytes:, in a packet of {bytes|byte}}}"
	    "{!timestamp:{?bytes:, of {bytes|byte}}}{?to:{!bytes:,} to {to}}{?zerocopy:}}"
	    "{!message:{!eof:received {bytes|byte}}{?from: from {from}{?whom: ({whom})}}}"
	    "{?truncated:, truncated}{?length:, {length} in all}"
	    "{?flags:, {flags}}{?values:: {values}}"
	    "{?buffered:, {buffered} more buffered}"
	    "{!message:{?to:, to {to}}}" BESIDE_SAY "{?file:, in {file}}",
	.run = run, .plan = plan, .more = recv_frame_more, .scene = scene
};

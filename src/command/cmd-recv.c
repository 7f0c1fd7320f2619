/* recv: receive bytes from a socket. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/names.h"
#include "base/number.h"
#include "command/answer.h"
#include "command/beside.h"
#include "command/raw.h"
#include "command/session.h"
#include "command/types.h"
#include "socket/errqueue.h"
#include "socket/io.h"
#include "socket/osdep.h"

struct recv_args {
	arg_sock     sock;
	arg_size     size;
	arg_flag     peek, oob, waitall, dontwait, trunc, hex, text, itself, none;
	arg_flag     errqueue;
	arg_recv_flags flags;
	struct raw   raw;
	arg_path     out;
	arg_duration timeout;
};

static const struct param params[] = {
	{ "N", PARAM(recv_args, sock, sock), .wants = WANTS_CONNECTED, .help = "the socket" },
	{ "SIZE", PARAM(recv_args, size, size), .flags = PARAM_OPTIONAL, .high = 1 << 30,
	  .help = "so many bytes at most; 65536 if it is left out" },
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
	{ "from", "the sender, where the kernel tells one" },
	{ "whom", "of packet sockets: host, broadcast, multicast, otherhost or outgoing" },
	{ "truncated", "of datagrams: there was more than SIZE, and it is lost" },
	{ "length", "with --trunc: the length of the whole datagram" },
	{ "flags", "what else the kernel said: oob, eor, ..." },
	BESIDE_FIELDS,
	{ "data", "the bytes" },
	{ "file", "with --out: where they went" },
	{ 0 }
};

enum { SIZE = 65536, MUCH = 1 << 20 };

static enum did
receive(struct call *call, char *room, size_t size, struct io_got *got)
{
	const struct recv_args *args = (const void *)call->args;
	const struct io_ask ask = { .flags = (args->peek ? MSG_PEEK : 0) |
		(args->oob ? MSG_OOB : 0) | (args->trunc ? MSG_TRUNC : 0) | args->flags.bits,
		.null = args->raw.null, .has_length = args->raw.length.given,
		.length = args->raw.length.number };

	return io_recv(args->sock, room, size, &ask, got, &call->error);
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

static bool
to_file(struct call *call, const char *path, const char *bytes, size_t count)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0666);
	bool good = fd >= 0;
	unsigned times = 0;

	if (!good)
		error_file(&call->error, "open", path, errno);
	while (good && count) {
		ssize_t written = write(fd, bytes, count);

		if (written < 0 && error_interrupted(&times))
			continue;
		good = written >= 0 || error_file(&call->error, "write", path, errno);
		bytes += good ? written : 0;
		count -= good ? (size_t)written : 0;
	}
	if (fd >= 0 && close(fd) < 0 && good)
		good = error_file(&call->error, "close", path, errno);
	call->session->unwritten |= !good;
	return good;
}

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

static enum outcome
deliver(struct call *call, const struct io_got *got, const char *bytes, size_t count)
{
	const struct recv_args *args = (const void *)call->args;
	struct record *answer = &call->answer;
	bool thrown = args->trunc && args->sock->type == SOCK_STREAM;

	if (args->out.bytes && !to_file(call, args->out.bytes, bytes, count)) {
		/* They are not lost: the next recv has them. */
		if (!args->peek)
			buf_add(&args->sock->held, bytes, count);
		return FAILED;
	}
	record_int(answer, "bytes", (int64_t)(thrown ? got->length : count));
	record_bool(answer, "eof", got->eof);
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
	beside_tell(call, args->sock);
	if (args->out.bytes)
		record_text(answer, "file", args->out.bytes);
	else
		record_bytes(answer, "data", bytes, count);
	return DONE;
}

static enum outcome
deliver_held(struct call *call, struct io_got *got, size_t size)
{
	const struct recv_args *args = (const void *)call->args;
	struct buf *held = &args->sock->held;
	size_t count = held->count < size ? held->count : size;
	struct buf copy = { 0 };
	enum outcome outcome;

	got->has_from = false;
	got->flags = 0;
	got->eof = got->eof && count == 0;
	buf_add(&copy, held->data, count);
	if (!args->peek)
		buf_drop(held, count);
	outcome = deliver(call, got, buf_text(&copy), count);
	buf_clear(&copy);
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
		return deliver(call, &end, "", 0);
	call_own_limit(call, args->sock, false, "recv", EAGAIN);
	return call_wait(call, args->sock, args->oob ? LOOP_URGENT : LOOP_READ, "data", go);
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

	return args->sock->held.count && (over || !may_wait(args));
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

/* A stream that waits for more than a byte gathers in `held`: at a time-out the
 * next recv has it. */
static enum outcome
gather(struct call *call, const struct recv_args *args, size_t size, size_t wanted)
{
	struct buf *held = &args->sock->held;
	struct io_got got = { 0 };

	while (held->count < wanted && !got.eof) {
		size_t most = room_for(args->sock, size - held->count);
		char *room = buf_reserve(held, most);

		switch (receive(call, room, most, &got)) {
		case DID_IT:
			held->count += got.bytes;
			break;
		case DID_LATER:
			if (is_content(call, args))
				return deliver_held(call, &got, size);
			return later(call, args);
		case DID_FAIL:
			/* The bytes came first, and the kernel tells an error once. */
			if (!held->count)
				return FAILED;
			args->sock->owed = call->error.number;
			return deliver_held(call, &got, size);
		}
	}
	return deliver_held(call, &got, size);
}

static enum outcome
go(struct call *call)
{
	const struct recv_args *args = (const void *)call->args;
	size_t size = args->size || call_given(call, &params[1]) ? (size_t)args->size : SIZE;
	size_t wanted = amount(args, size);
	bool held = args->sock->held.count && !args->oob && !args->trunc;
	struct io_got got = { 0 };
	char *room;

	if (!call_is_open(call, args->sock))
		return FAILED;
	if (held && args->peek)
		return deliver_held(call, &got, size);
	if (held || (wanted > 1 && !args->peek && !args->trunc))
		return gather(call, args, size, wanted);
	size = room_for(args->sock, size);
	room = buf_reserve(&call->session->room, size);
	switch (receive(call, room, size, &got)) {
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
	return deliver(call, &got, room, got.bytes);
}

/* The queue of errors has no call that waits: poll(2) tells of it as of an error. */
static enum outcome
go_errqueue(struct call *call)
{
	const struct recv_args *args = (const void *)call->args;
	size_t size = args->size || call_given(call, &params[1]) ? (size_t)args->size : SIZE;
	struct errqueue_entry *entry;

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
	if (args->out.bytes && !to_file(call, args->out.bytes, buf_text(&entry->bytes),
	    entry->bytes.count))
		return errqueue_put_back(args->sock, entry), FAILED;
	beside_tell_error(call, entry);
	if (args->out.bytes)
		record_text(&call->answer, "file", args->out.bytes);
	else if (!entry->bare)
		record_bytes(&call->answer, "data", buf_text(&entry->bytes), entry->bytes.count);
	errqueue_free(entry);
	return DONE;
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

static enum outcome
run(struct call *call)
{
	struct recv_args *args = (void *)call->args;

	call_about(call, args->sock);
	call_limit(call, &args->timeout);
	read_flags(args);
	if (args->hex + args->text + args->itself + args->none > 1)
		return error_usage(&call->error,
		    "only one of --hex, --text, --raw and --none goes"),
		       FAILED;
	if (args->itself && !may_show_raw(call))
		return FAILED;
	call->show = args->hex ? CALL_SHOW_HEX : args->itself ? CALL_SHOW_RAW :
	    args->none ? CALL_SHOW_NONE : CALL_SHOW_TEXT;
	return args->errqueue ? go_errqueue(call) : go(call);
}

static const char *const aliases[] = { "recvfrom", "read", NULL };

const struct command cmd_recv = {
	.name = "recv", .group = "bytes", .aliases = aliases,
	.summary = "receive bytes from a socket",
	.params = params, .args_size = sizeof(struct recv_args), .fields = fields,
	.say = "{?eof:end of file: the peer has finished sending}"
	    "{?message:{message}{?timestamp.time: at {timestamp.time|o'clock}}{?errno: ({errno})}"
	    "{?offender:, says {offender}}{?timestamp:{?bytes:, in a packet of {bytes|byte}}}"
	    "{!timestamp:{?bytes:, of {bytes|byte}}}{?to:{!bytes:,} to {to}}{?zerocopy:}}"
	    "{!message:{!eof:received {bytes|byte}}{?from: from {from}{?whom: ({whom})}}}"
	    "{?truncated:, truncated}{?length:, {length} in all}"
	    "{?flags:, {flags}}{!message:{?to:, to {to}}}" BESIDE_SAY "{?file:, in {file}}",
	.run = run
};

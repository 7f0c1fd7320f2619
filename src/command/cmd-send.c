/* send: send bytes over a socket. */

#include <errno.h>
#include <sys/socket.h>

#include "base/number.h"
#include "base/pool.h"
#include "command/answer.h"
#include "command/beside.h"
#include "command/send.h"
#include "command/session.h"
#include "socket/control.h"
#include "socket/layer.h"
#include "socket/osdep.h"
#include "teach/scene.h"

static const char *const ttls[] = { "1", "64", "255", NULL };
static const char *const chunks[] = { "1", "10", "1k", NULL };
static const char *const segments[] = { "500", "1000", "1400", NULL };

enum { ALL_OF = 2 };
static const struct param params[] = {
	{ "N", PARAM(send_args, sock, sock), .wants = WANTS_CONNECTED, .help = "the socket" },
	{ "DATA...", PARAM(send_args, data, data), .flags = PARAM_MANY | PARAM_DATA,
	  .help = "what to send, joined without anything between" },
	{ "all-of", PARAM(send_args, sock, sock), .flags = PARAM_OPTION | PARAM_INSTEAD,
	  .wants = WANTS_LISTENING,
	  .help = "in place of N: every client of this server or listener gets it" },
	{ "to", PARAM(send_args, to, address), .flags = PARAM_OPTION,
	  .help = "where to, on a socket that is not connected (sendto)" },
	{ "once", PARAM(send_args, once, flag), .flags = PARAM_OPTION,
	  .help = "one call, and tell how much of it went" },
	{ "dontwait", PARAM(send_args, dontwait, flag), .flags = PARAM_OPTION,
	  .help = "EAGAIN when there is no room, instead of waiting (MSG_DONTWAIT)" },
	{ "oob", PARAM(send_args, oob, flag), .flags = PARAM_OPTION,
	  .help = "the last byte is urgent (MSG_OOB)" },
	{ "more", PARAM(send_args, more, flag), .flags = PARAM_OPTION,
	  .help = "more is to come: hold a segment or datagram back (MSG_MORE)" },
	{ "dontroute", PARAM(send_args, dontroute, flag), .flags = PARAM_OPTION,
	  .help = "only to hosts on this machine's own networks (MSG_DONTROUTE)" },
	{ "confirm", PARAM(send_args, confirm, flag), .flags = PARAM_OPTION,
	  .help = "the neighbour has answered: do not look for it again (MSG_CONFIRM)" },
	{ "nosignal", PARAM(send_args, nosignal, flag), .flags = PARAM_OPTION,
	  .help = "no SIGPIPE, which sosh ignores anyhow (MSG_NOSIGNAL)" },
	{ "timeout", PARAM(send_args, timeout, duration), .flags = PARAM_OPTION,
	  .help = "wait so long at most, in all" },
	{ "chunk", PARAM(send_args, chunk_size, segment), .flags = PARAM_OPTION,
	  .low = 1, .high = SEND_MESSAGE_MOST,
	  .examples = chunks, .help = "send in pieces of so many bytes, each with own calls" },
	{ "every", PARAM(send_args, every, duration), .flags = PARAM_OPTION,
	  .help = "with --chunk: wait so long between two pieces" },
	{ "anyway", PARAM(send_args, anyway, flag), .flags = PARAM_OPTION,
	  .help = "pass on an address, and what else this socket has no use for, to see what the "
	      "kernel says" },
	{ "zerocopy", PARAM(send_args, zerocopy, flag), .flags = PARAM_OPTION,
	  .help = "have the kernel read the bytes where they are, after set N zerocopy on "
	      "(MSG_ZEROCOPY)" },
	{ "eor", PARAM(send_args, eor, flag), .flags = PARAM_OPTION | PARAM_RARE,
	  .help = "a record ends here (MSG_EOR)" },
	{ "fastopen", PARAM(send_args, fastopen, flag), .flags = PARAM_OPTION,
	  .help = "connect to the address of --to, and send with the SYN (MSG_FASTOPEN)" },
	{ "flags", PARAM(send_args, flags, send_flags), .flags = PARAM_OPTION | PARAM_RARE,
	  .help = "more flags of the call, by name or number" },
	{ "fd", PARAM(send_args, beside.fd, passed), .flags = PARAM_OPTION,
	  .help = "pass these sockets to the other end of a UNIX socket (SCM_RIGHTS)" },
	{ "credentials", PARAM(send_args, beside.credentials, flag), .flags = PARAM_OPTION,
	  .help = "tell the other end of a UNIX socket our process (SCM_CREDENTIALS)" },
	{ "pid", PARAM(send_args, beside.pid, number), .flags = PARAM_OPTION | PARAM_RARE,
	  .low = INT32_MIN, .high = INT32_MAX,
	  .help = "tell this process instead of ours; the kernel wants rights for that" },
	{ "uid", PARAM(send_args, beside.uid, number), .flags = PARAM_OPTION | PARAM_RARE,
	  .low = -1, .high = UINT32_MAX, .help = "tell this user instead of ours" },
	{ "gid", PARAM(send_args, beside.gid, number), .flags = PARAM_OPTION | PARAM_RARE,
	  .low = -1, .high = UINT32_MAX, .help = "tell this group instead of ours" },
	{ "pktinfo", PARAM(send_args, beside.pktinfo, packet_info), .flags = PARAM_OPTION,
	  .help = "the address that a datagram comes from, the interface that it leaves by" },
	{ "ttl", PARAM(send_args, beside.ttl, number), .flags = PARAM_OPTION,
	  .low = INT32_MIN, .high = INT32_MAX, .examples = ttls,
	  .help = "how many routers this datagram may pass (TTL, hop limit)" },
	{ "tos", PARAM(send_args, beside.tos, tos), .flags = PARAM_OPTION,
	  .help = "the class of this datagram (TOS, traffic class)" },
	{ "gso", PARAM(send_args, beside.gso, segment), .flags = PARAM_OPTION,
	  .high = UINT16_MAX, .examples = segments,
	  .help = "send as datagrams of so many bytes each (UDP_SEGMENT)" },
	{ "control", PARAM(send_args, beside.control, control), .flags = PARAM_OPTION | PARAM_RARE,
	  .help = "any control data: LEVEL:TYPE:int:NUMBER, LEVEL:TYPE:hex:BYTES, "
	      "LEVEL:TYPE:zero:SIZE" },
	{ "null", PARAM(send_args, null, flag), .flags = RAW_FLAG,
	  .help = "pass a null pointer for the bytes" },
	RAW_LENGTH(send_args), RAW_FAMILY(send_args), RAW_DESCRIPTOR(send_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "bytes", "how many were taken by the kernel, also when the rest failed" },
	{ "to", "the address they were sent to, where one was given" },
	{ "local", "with --fastopen: its own address" },
	{ "peer", "with --fastopen: the address at the other end" },
	{ "passed", "with --fd: the sockets that were passed" },
	{ "unpassed", "with --fd: nothing was passed, as a stream had no byte to pass it with, or "
	  "another family passes none" },
	{ "clients", "with --all-of: how many got all of it" },
	{ "failed", "with --all-of: for each that did not, the socket, why, and how much went" },
	{ "chunks", "with --chunk: how many pieces went" },
	{ "datagrams", "with --gso: how many they are" },
	{ "segment", "with --gso: the bytes of each, but for the last" },
	{ "sched", "after timestamps N on: when it was scheduled, in seconds since 1970" },
	{ "sent", "when it was handed to the driver" },
	{ "acked", "TCP: when the last byte was acknowledged" },
	{ "timing", "the same in words, from the call on" },
	{ 0 }
};

static int
flags(const struct send_args *args)
{
	return (args->oob ? MSG_OOB : 0) | (args->more ? MSG_MORE : 0) |
	    (args->dontroute ? MSG_DONTROUTE : 0) | (args->confirm ? MSG_CONFIRM : 0) |
	    (args->nosignal ? MSG_NOSIGNAL : 0) | (args->eor ? MSG_EOR : 0) |
	    (args->zerocopy ? osdep_zerocopy : 0) | (args->fastopen ? osdep_fastopen : 0) |
	    args->flags.bits;
}

static enum outcome
told(struct call *call, struct send_args *args, enum outcome outcome)
{
	record_int(&call->answer, "bytes", args->sent);
	if (args->chunk_size.given)
		record_int(&call->answer, "chunks", args->chunks);
	return outcome;
}

static bool
may_wait(const struct send_args *args)
{
	return !args->dontwait && !args->sock->nonblock && !(flags(args) & MSG_DONTWAIT);
}

/* Time stamps come at once where nothing is far; what is late waits in the queue of
 * errors. */
#define STAMPS_WAIT (50 * NUMBER_SECOND / 1000)

static enum outcome go(struct call *), settle(struct call *);

/* What goes out as one call is there, or is not. */
static void
tell_progress(struct call *call, const struct send_args *args)
{
	if (args->total < 0 || args->total > SEND_ONE_CALL)
		call_progress(call, "sent", (uint64_t)args->sent, args->total);
}

/* An unconnected UNIX datagram socket is always writable: nothing announces that
 * the receiver's queue has room. */
static enum outcome
later(struct call *call, struct send_args *args)
{
	const char *name = io_send_call(&args->way);
	enum outcome outcome;

	if (!may_wait(args) || sock_got_no_port(args->sock)) {
		error_system(&call->error, name, EAGAIN);
		return told(call, args, FAILED);
	}
	call_own_limit(call, args->sock, true, name, EAGAIN);
	if (args->sock->family == AF_UNIX && args->sock->type == SOCK_DGRAM)
		outcome = call_wait_look(call, CALL_LOOK_AGAIN, "room to send into", go);
	else
		outcome = call_wait(call, args->sock, layer_wants(args->sock, LOOP_WRITE),
		    "room to send into", go);
	if (outcome != WAITING)
		return told(call, args, FAILED);
	tell_progress(call, args);
	return WAITING;
}

/* With MSG_FASTOPEN and no cookie yet, this is a connect, and the bytes come behind it. */
static bool
is_connecting(const struct call *call, const struct send_args *args)
{
	return args->way.flags & osdep_fastopen && call->error.number == EINPROGRESS;
}

static enum outcome
connecting(struct call *call, struct send_args *args)
{
	args->sock->connecting = true;
	if (!may_wait(args))
		return told(call, args, FAILED);
	args->opened = true;
	args->way.flags &= ~osdep_fastopen;
	args->way.to = NULL;
	call_own_limit(call, args->sock, true, "sendto", EINPROGRESS);
	if (call_wait(call, args->sock, LOOP_WRITE, "connection", go) == WAITING)
		return WAITING;
	return told(call, args, FAILED);
}

/* All has gone. */
static enum outcome
done(struct call *call, struct send_args *args)
{
	int64_t size = args->beside.gso.number;
	struct error ignored;

	told(call, args, DONE);
	beside_went(call, args->sock, &args->beside, args->sent);
	if (size > 0 && control_suits(CONTROL_SEGMENT, args->sock, &ignored)) {
		record_int(&call->answer, "datagrams",
		    args->sent ? (args->sent - 1) / size + 1 : 1);
		record_int(&call->answer, "segment", size);
	}
	if (args->opened || args->way.flags & osdep_fastopen)
		answer_connected(call, args->sock, NULL);
	if (args->stamps.began)
		stamps_tell(&args->stamps, &call->answer);
	return DONE;
}

/* Waits a moment for the time stamps. */
static enum outcome
stamped(struct call *call)
{
	struct send_args *args = (void *)call->args;
	int64_t now = number_now();
	enum outcome outcome;

	if (args->sock->fd < 0 || stamps_look(args->sock, &args->stamps) || !may_wait(args))
		return done(call, args);
	if (!args->stamps.until)
		args->stamps.until = now + STAMPS_WAIT;
	if (now >= args->stamps.until)
		return done(call, args);
	if (!session_watch(call->session, args->sock, &call->error))
		return done(call, args);
	outcome = call_wait_look(call, args->stamps.until - now, "time stamp", stamped);
	if (outcome == WAITING)
		return WAITING;
	if (call->error.kind != ERROR_TIMEOUT)
		return told(call, args, FAILED);
	/* What has gone has gone. */
	call->error.kind = ERROR_NONE;
	return done(call, args);
}

static enum outcome
gone(struct call *call, struct send_args *args)
{
	bool stream = args->sock->type == SOCK_STREAM;

	if (layer_owes(args->sock) && may_wait(args))
		return settle(call);
	if (!args->sock->stamps || args->way.flags & MSG_MORE || (stream && !args->sent))
		return done(call, args);
	return stamped(call);
}

/* What a layer has taken waits for room in the kernel, and nobody else hands it on. */
static enum outcome
settle(struct call *call)
{
	struct send_args *args = (void *)call->args;
	struct sock *sock = args->sock;

	if (!call_is_open(call, sock))
		return told(call, args, FAILED);
	switch (layer_settle(sock, &call->error)) {
	case DID_IT:
		return gone(call, args);
	case DID_LATER:
		call_own_limit(call, sock, true, "send", EAGAIN);
		if (call_wait(call, sock, LOOP_WRITE, "room to send into", settle) == WAITING)
			return WAITING;
		break;
	case DID_FAIL:
		break;
	}
	return told(call, args, FAILED);
}

/* What is passed with the first bytes has to be open, too. */
static bool
are_open(struct call *call, const struct send_args *args)
{
	for (size_t i = 0; args->way.control && i < args->beside.fd.count; i++)
		if (!call_is_open(call, args->beside.fd.item[i]))
			return false;
	return call_is_open(call, args->sock);
}

/* Between two pieces.  These times count for --timeout, which is for all, and not for -t:
 * who asks for them wants them. */
static enum outcome
pause(struct call *call, struct send_args *args, int64_t rest)
{
	if (call_wait_look(call, rest, "time for the next piece", go) != WAITING) {
		/* Nobody is asked why the socket takes no more: it would. */
		if (call->error.kind == ERROR_TIMEOUT)
			record_text(&call->failure, "hint", "all pieces that were due have gone: "
			    "what --every waits between them counts for --timeout, too");
		return told(call, args, FAILED);
	}
	if (!args->timeout.given && call->deadline != INT64_MAX && !args->paused)
		call->deadline += rest;
	args->paused = true;
	return WAITING;
}

/* A peer that takes all at once would have it go on and on. */
static enum outcome
take_turns(struct call *call, struct send_args *args)
{
	args->turn = 0;
	if (call_wait(call, args->sock, LOOP_WRITE, "room to send into", go) != WAITING)
		return told(call, args, FAILED);
	tell_progress(call, args);
	call->woken = true;
	return WAITING;
}

static enum outcome
go(struct call *call)
{
	struct send_args *args = (void *)call->args;

	if (!are_open(call, args))
		return told(call, args, FAILED);
	for (;;) {
		int64_t rest;

		bool first = !args->started;

		if (args->turn >= SEND_TURN)
			return take_turns(call, args);
		if (args->at == args->count && !args->ended) {
			switch (send_refill(call, args)) {
			case DATA_SOME:
				break;
			case DATA_END:
				args->ended = true;
				if (!first)
					return gone(call, args);
				break;
			case DATA_LATER:
				if (call_wait_look(call, CALL_LOOK_AGAIN, "data from the file",
				    go) == WAITING)
					return WAITING;
				return told(call, args, FAILED);
			case DATA_BAD:
				return told(call, args, FAILED);
			}
		}
		rest = args->due ? args->due - number_now() : 0;
		if (rest > 0)
			return pause(call, args, rest);
		args->paused = false;
		switch (send_push(call, args)) {
		case DID_IT:
			break;
		case DID_LATER:
			return later(call, args);
		case DID_FAIL:
			return is_connecting(call, args) ? connecting(call, args) :
			    told(call, args, FAILED);
		}
		if (args->once || (args->ended && args->at == args->count) ||
		    (args->sock->type != SOCK_STREAM && !args->chunk_size.given))
			return gone(call, args);
	}
}

static enum outcome
begin(struct call *call)
{
	struct send_args *args = (void *)call->args;
	struct buf control = { 0 };
	bool good;

	args->way = (struct io_way){ .flags = flags(args),
		.to = args->to.bytes ? call->address : NULL, .null = args->null };
	good = send_suits(call, args) &&
	    beside_make(call, args->sock, &args->beside, args->way.to, args->anyway, &control);
	if (control.count) {
		args->control = (struct buf){ pool_copy(&call->pool, control.data, control.count),
			control.count, control.count };
		args->way.control = &args->control;
	}
	buf_clear(&control);
	if (args->sock->stamps)
		stamps_begin(&args->stamps, args->sock);
	args->total = args->data.size;
	return good ? go(call) : FAILED;
}

static enum outcome
go_to(struct call *call)
{
	const struct send_args *args = (const void *)call->args;

	if (!send_is_safe(call, args->sock))
		return FAILED;
	answer_address(call, "to", call->address);
	return begin(call);
}

static bool
can_chunk(struct call *call, const struct send_args *args)
{
	struct error *error = &call->error;

	if (!args->chunk_size.given)
		return !args->every.given || error_usage(error, "--every goes with --chunk: how "
		    "much is sent every time");
	if (args->once)
		return error_usage(error, "--once is one call, --chunk several");
	return args->every.nanoseconds >= 0 || error_usage(error, "'never' is no time to wait "
	    "between two pieces");
}

static enum outcome
run(struct call *call)
{
	struct send_args *args = (void *)call->args;

	if (call_given(call, &params[ALL_OF]))
		return send_all(call);
	call_about(call, args->sock);
	call_limit(call, &args->timeout);
	call->raw = &args->raw;
	if (!can_chunk(call, args))
		return FAILED;
	if (args->to.bytes)
		return call_address(call, args->sock->family, args->sock->type, &args->to,
		    args->anyway, go_to);
	return begin(call);
}

static void
scene(const struct call *call, struct scene *scene)
{
	const struct send_args *args = (const void *)call->args;

	scene->count = args->count;
	scene->flags = flags(args) | (args->dontwait ? MSG_DONTWAIT : 0);
}

static const char *const aliases[] = { "sendto", "sendall", "write", NULL };

const struct command cmd_send = {
	.name = "send", .group = "bytes", .aliases = aliases,
	.summary = "send bytes over a socket",
	.params = params, .args_size = sizeof(struct send_args), .fields = fields,
	.say = "sent {bytes|byte}{?clients: to {clients|client}}"
	    "{?chunks: in {chunks|piece}}{?to: to {to}}{?local:, from {local}}"
	    "{?passed:, with {passed|socket}}{?unpassed:, and passed nothing}"
	    "{?datagrams:, as {datagrams|datagram} of {segment|byte} at most}"
	    "{?timing:; {timing}}",
	.run = run, .scene = scene
};

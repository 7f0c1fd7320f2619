/* send: send bytes over a socket. */

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/number.h"
#include "command/session.h"
#include "command/types.h"
#include "lang/data.h"
#include "socket/io.h"

struct send_args {
	arg_sock     sock;
	arg_data     data;
	arg_address  to;
	arg_flag     once, dontwait, oob, more, dontroute, confirm, nosignal, anyway;
	arg_duration timeout;
	/* How far it is. */
	const char  *chunk;
	size_t       count, at;     /* of the chunk: its bytes, and how many went */
	size_t       gathered;      /* of a message that a pipe tells in pieces */
	int64_t      sent;
	bool         started, ended;
};

static const struct param params[] = {
	{ "N", PARAM(send_args, sock, sock), .wants = WANTS_CONNECTED, .help = "the socket" },
	{ "DATA...", PARAM(send_args, data, data), .flags = PARAM_MANY | PARAM_DATA,
	  .help = "what to send, joined without anything between" },
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
	{ "anyway", PARAM(send_args, anyway, flag), .flags = PARAM_OPTION,
	  .help = "pass on an address of another family, to see what the kernel says" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "bytes", "how many were taken by the kernel, also when the rest failed" },
	{ "to", "the address they were sent to, where one was given" },
	{ 0 }
};

enum { ONE_CALL = 64 << 10, CHUNK = 256 << 10, MESSAGE_MOST = 64 << 20 };

static int
flags(const struct send_args *args)
{
	return (args->oob ? MSG_OOB : 0) | (args->more ? MSG_MORE : 0) |
	    (args->dontroute ? MSG_DONTROUTE : 0) | (args->confirm ? MSG_CONFIRM : 0) |
	    (args->nosignal ? MSG_NOSIGNAL : 0);
}

/* What is small, and every message, goes out with one call: all of it in memory. */
static size_t
chunk_size(const struct send_args *args)
{
	bool message = args->sock->type != SOCK_STREAM;
	int64_t size = args->data.size < 0 ? -1 : args->data.size + (int64_t)args->gathered;

	if (message && (size < 0 || size > MESSAGE_MOST))
		return MESSAGE_MOST;
	if (size >= 0 && (message || size <= ONE_CALL))
		return (size_t)size;
	return CHUNK;
}

/* All of a message, as it goes out with one call; DATA_SOME also of an empty one. */
static enum data_state
gather(struct call *call, struct send_args *args, char *chunk, size_t room)
{
	enum data_state state = DATA_SOME;
	size_t got;

	while (state == DATA_SOME && args->gathered < room) {
		state = data_next(&args->data, chunk + args->gathered, room - args->gathered, &got,
		    &call->error);
		args->gathered += got;
	}
	if (state == DATA_LATER || state == DATA_BAD)
		return state;
	if (room == MESSAGE_MOST && args->gathered == room && args->data.size != 0)
		return error_set(&call->error, ERROR_LIMIT, "a message can have 64 MiB at most"),
		       DATA_BAD;
	args->count = args->gathered;
	args->ended = true;
	return DATA_SOME;
}

/* The next bytes to send; DATA_END when there are none. */
static enum data_state
refill(struct call *call, struct send_args *args)
{
	size_t room;
	char *chunk;

	args->at = 0;
	if (!args->started) {
		args->chunk = data_memory(&args->data, &args->count);
		args->started = true;
		if (args->chunk) {
			args->ended = true;
			return DATA_SOME;
		}
	}
	room = chunk_size(args);
	chunk = (char *)(size_t)args->chunk;
	if (!chunk)
		chunk = pool_new(&call->pool, room + 1);
	args->chunk = chunk;
	if (args->sock->type != SOCK_STREAM)
		return gather(call, args, chunk, room);
	return data_next(&args->data, chunk, room, &args->count, &call->error);
}

static enum outcome
told(struct call *call, struct send_args *args, enum outcome outcome)
{
	record_int(&call->answer, "bytes", args->sent);
	return outcome;
}

/* An unconnected UNIX datagram socket is always writable: nothing announces that
 * the receiver's queue has room. */
#define LOOK_AGAIN (10 * NUMBER_SECOND / 1000)

static enum outcome go(struct call *);

static enum outcome
later(struct call *call, struct send_args *args)
{
	enum outcome outcome;

	if (args->dontwait || args->sock->nonblock) {
		error_system(&call->error, "send", EAGAIN);
		return told(call, args, FAILED);
	}
	call_own_limit(call, args->sock, true, "send", EAGAIN);
	if (args->sock->family == AF_UNIX && args->sock->type == SOCK_DGRAM)
		outcome = call_wait_look(call, LOOK_AGAIN, "room to send into", go);
	else
		outcome = call_wait(call, args->sock, LOOP_WRITE, "room to send into", go);
	return outcome == WAITING ? WAITING : told(call, args, FAILED);
}

/* Sends what is left of the chunk. */
static enum did
push(struct call *call, struct send_args *args)
{
	size_t count = args->count - args->at;
	enum did did = io_send(args->sock, args->chunk + args->at, &count, flags(args),
	    args->to.bytes ? call->address : NULL, &call->error);

	args->at += count;
	args->sent += (int64_t)count;
	if (count)
		call_got_on(call);
	return did;
}

static enum outcome
go(struct call *call)
{
	struct send_args *args = (void *)call->args;

	if (!call_is_open(call, args->sock))
		return told(call, args, FAILED);
	for (;;) {
		bool first = !args->started;

		if (args->at == args->count && !args->ended) {
			switch (refill(call, args)) {
			case DATA_SOME:
				break;
			case DATA_END:
				args->ended = true;
				if (!first)
					return told(call, args, DONE);
				break;
			case DATA_LATER:
				if (call_wait_look(call, LOOK_AGAIN, "data from the file", go) == WAITING)
					return WAITING;
				return told(call, args, FAILED);
			case DATA_BAD:
				return told(call, args, FAILED);
			}
		}
		switch (push(call, args)) {
		case DID_IT:
			break;
		case DID_LATER:
			return later(call, args);
		case DID_FAIL:
			return told(call, args, FAILED);
		}
		if (args->once || args->sock->type != SOCK_STREAM ||
		    (args->ended && args->at == args->count))
			return told(call, args, DONE);
	}
}

/* A datagram socket that sends before it was bound gets every address of the
 * machine, and anybody could answer: with --safe it gets the receiver's. */
static bool
is_safe(struct call *call, struct sock *sock)
{
	struct addr local;

	if (!call->session->safe || sock->family == AF_UNIX || sock->type != SOCK_DGRAM ||
	    !sock_local(sock, &local, &call->error) || addr_port(&local) != 0)
		return true;
	local = *call->address;
	/* In both families the port lies at the same place. */
	((struct sockaddr_in *)(void *)&local.any)->sin_port = 0;
	return sock_bind(&call->session->sockets, sock, &local, &call->error);
}

static enum outcome
go_to(struct call *call)
{
	const struct send_args *args = (const void *)call->args;
	struct buf to = { 0 };

	if (!is_safe(call, args->sock))
		return FAILED;
	addr_show(&to, call->address);
	record_bytes(&call->answer, "to", buf_text(&to), to.count);
	buf_clear(&to);
	return go(call);
}

static enum outcome
run(struct call *call)
{
	struct send_args *args = (void *)call->args;

	call_about(call, args->sock);
	call_limit(call, &args->timeout);
	if (args->to.bytes)
		return call_address(call, args->sock->family, args->sock->type, &args->to,
		    args->anyway, go_to);
	return go(call);
}

static const char *const aliases[] = { "sendto", "sendall", "write", NULL };

const struct command cmd_send = {
	.name = "send", .group = "bytes", .aliases = aliases,
	.summary = "send bytes over a socket",
	.params = params, .args_size = sizeof(struct send_args), .fields = fields,
	.say = "sent {bytes|byte}{?to: to {to}}", .run = run
};

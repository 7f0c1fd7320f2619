/* talk: type lines to the other end, and see what comes. */

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/number.h"
#include "command/session.h"
#include "command/types.h"
#include "socket/inbox.h"
#include "socket/io.h"
#include "socket/layer.h"

/* A line that was typed and is not sent yet. */
struct typed {
	struct typed *next;
	struct buf    bytes;
	size_t        at;
};

struct talk_args {
	arg_sock       sock;
	arg_flag       crlf, hex;
	struct typed  *first, **last;
	bool           begun, left, ended;
	bool           half;       /* the peer had finished before: there is nothing to come */
	int64_t        sent, received;
	bool           has_from;   /* whom an unconnected datagram socket answers */
	struct addr   *from;
};

static const struct param params[] = {
	{ "N", PARAM(talk_args, sock, sock), .wants = WANTS_CONNECTED,
	  .help = "a connected socket" },
	{ "crlf", PARAM(talk_args, crlf, flag), .flags = PARAM_OPTION,
	  .help = "lines end with CR LF, as most protocols of text want it" },
	{ "hex", PARAM(talk_args, hex, flag), .flags = PARAM_OPTION,
	  .help = "hex digits are typed and shown; nothing is added" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "sent", "bytes that were sent" },
	{ "received", "bytes that were received" },
	{ "unsent", "bytes that were typed and could not be sent any more, if there are" },
	{ "eof", "the peer has finished sending" },
	{ 0 }
};

enum { PIECE = 65536, PIECES = 16 };

/* Where nothing announces that there is room, as of UNIX datagrams. */

static bool
make_bytes(const struct talk_args *args, const char *text, struct buf *out, struct error *error)
{
	if (args->hex)
		return bytes_from_hex(out, text, strlen(text), error);
	buf_add_text(out, text);
	buf_add_text(out, args->crlf ? "\r\n" : "\n");
	return true;
}

static void
drop(struct typed *line)
{
	buf_clear(&line->bytes);
	free(line);
}

/* The person has typed a line; NULL: has had enough. */
static void
typed(struct call *call, const char *text)
{
	struct talk_args *args = (void *)call->args;
	struct typed *new;
	struct error error;

	call_wake(call);
	if (!text) {
		args->left = true;
		return;
	}
	new = mem_new(1, sizeof(*new));
	if (!make_bytes(args, text, &new->bytes, &error)) {
		call->session->remark(call->session, error.text);
		drop(new);
		return;
	}
	*args->last = new;
	args->last = &new->next;
}

/* Sends what was typed, as far as it goes. */
static enum did
push(struct call *call, struct talk_args *args)
{
	while (args->first) {
		struct typed *first = args->first;
		size_t count = first->bytes.count - first->at;
		const struct io_way way = { .to = args->has_from ? args->from : NULL };
		enum did did = io_send(args->sock, buf_text(&first->bytes) + first->at, &count,
		    &way, &call->error);

		args->sent += (int64_t)count;
		first->at += count;
		if (did != DID_IT)
			return did;
		if (first->at < first->bytes.count && args->sock->type == SOCK_STREAM)
			continue;
		args->first = first->next;
		if (!args->first)
			args->last = &args->first;
		drop(first);
	}
	return layer_settle(args->sock, &call->error);
}

/* An unconnected datagram socket answers whoever has sent last. */
static void
note_sender(struct talk_args *args, const struct io_got *got)
{
	struct addr peer;
	struct error ignored;

	if (args->sock->type != SOCK_DGRAM || !got->has_from ||
	    sock_peer(args->sock, &peer, &ignored))
		return;
	*args->from = got->from;
	args->has_from = true;
}

/* What was received before, and nobody took. */
static void
pull_buffered(struct call *call, struct talk_args *args)
{
	while (inbox_has(args->sock)) {
		const struct inbox_letter *letter = inbox_letter(args->sock);
		struct io_got got = { .has_from = letter && letter->has_from };
		size_t count;
		const char *bytes = inbox_bytes(args->sock, &count);

		if (got.has_from)
			got.from = letter->from;
		note_sender(args, &got);
		args->received += (int64_t)count;
		call->session->piece(call->session, call, bytes, count);
		inbox_drop(args->sock, count);
	}
}

/* Shows what has come; LATER: that was all. */
static enum did
pull(struct call *call, struct talk_args *args)
{
	char *room = buf_reserve(&call->session->room, PIECE);
	const struct io_ask ask = { .flags = 0 };
	struct io_got got;

	pull_buffered(call, args);
	for (int i = 0; i < PIECES && !args->ended && !args->half; i++) {
		enum did did = io_recv(args->sock, room, PIECE, &ask, &got, &call->error);

		if (did != DID_IT)
			return did;
		/* A line is a line: nobody asked for what comes beside it. */
		io_drop_beside(args->sock);
		args->ended = got.eof;
		args->received += (int64_t)got.bytes;
		note_sender(args, &got);
		if (!got.eof)
			call->session->piece(call->session, call, room, got.bytes);
	}
	return args->ended || args->half ? DID_LATER : DID_IT;
}

static enum outcome
over(struct call *call, struct talk_args *args, enum outcome outcome)
{
	size_t unsent = 0;

	if (args->begun)
		call->session->lines_end(call->session);
	while (args->first) {
		struct typed *first = args->first;

		unsent += first->bytes.count - first->at;
		args->first = first->next;
		drop(first);
	}
	record_int(&call->answer, "sent", args->sent);
	if (unsent)
		record_int(&call->answer, "unsent", (int64_t)unsent);
	record_int(&call->answer, "received", args->received);
	record_bool(&call->answer, "eof", args->ended || args->half);
	return outcome;
}

static void
begin(struct call *call, struct talk_args *args)
{
	char prompt[40];

	snprintf(prompt, sizeof(prompt), "[%u]> ", args->sock->number);
	call->session->remark(call->session, args->half ?
	    "the peer has finished sending; what you type still goes there; Ctrl-] comes back" :
	    "what you type goes to the other end; Ctrl-] comes back");
	call->session->lines_begin(call->session, call, prompt, typed);
	args->begun = true;
}

static enum outcome
go(struct call *call)
{
	struct talk_args *args = (void *)call->args;
	enum did out, in;
	enum outcome outcome;

	if (!call_is_open(call, args->sock))
		return over(call, args, FAILED);
	in = pull(call, args);
	out = in == DID_FAIL ? DID_FAIL : push(call, args);
	if (in == DID_FAIL || out == DID_FAIL)
		return over(call, args, FAILED);
	if (args->left || (args->begun && args->ended && out == DID_IT))
		return over(call, args, DONE);
	if (!args->begun) {
		/* Before anything was said there is still what we have to say. */
		args->half = args->ended;
		args->ended = false;
		begin(call, args);
	}
	if (out == DID_LATER && args->sock->type == SOCK_DGRAM)
		outcome = call_wait_look(call, CALL_LOOK_AGAIN, "", go);
	else
		outcome = call_wait(call, args->sock,
		    LOOP_READ | (out == DID_LATER ? LOOP_WRITE : 0),
		    "", go);
	/* There may be more: others have their turn before. */
	call->woken |= in == DID_IT;
	return outcome == WAITING ? WAITING : over(call, args, FAILED);
}

static enum outcome
run(struct call *call)
{
	struct talk_args *args = (void *)call->args;

	call_about(call, args->sock);
	call->limit = NUMBER_NEVER;
	if (service_refuses(call, args->sock))
		return FAILED;
	call->show = args->hex ? CALL_SHOW_HEX : CALL_SHOW_TEXT;
	args->last = &args->first;
	args->from = pool_new(&call->pool, sizeof(*args->from));
	if (!call->session->lines_begin || call->run != call->session->front)
		return error_set(&call->error, ERROR_REFUSED,
		    "a talk needs a person: it goes at the prompt, and neither with & nor in a "
		    "block of 'on'"), FAILED;
	return go(call);
}

const struct command cmd_talk = {
	.name = "talk", .group = "bytes",
	.summary = "type lines to the other end, and see what comes",
	.params = params, .args_size = sizeof(struct talk_args), .fields = fields,
	.say = "sent {sent|byte}, received {received|byte}"
	    "{?unsent:, {unsent|byte} could not be sent}"
	    "{?eof:; the peer has finished sending}", .run = run
};

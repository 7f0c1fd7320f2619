/* talk: type lines to the other end, and see what comes. */

#include <errno.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "command/session.h"
#include "command/types.h"
#include "socket/io.h"

/* A line that was typed and is not sent yet. */
struct typed {
	struct typed *next;
	size_t        count, at;
	char         *bytes;
};

struct talk_args {
	arg_sock       sock;
	arg_flag       crlf, hex;
	struct typed  *first, **last;
	bool           begun, left, ended;
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
	{ "eof", "the peer has finished sending" },
	{ 0 }
};

enum { PIECE = 65536, PIECES = 16 };

/* Where nothing announces that there is room, as of UNIX datagrams. */
#define LOOK_AGAIN (10 * NUMBER_SECOND / 1000)

static bool
make_bytes(const struct talk_args *args, const char *text, struct buf *out, struct error *error)
{
	if (args->hex)
		return bytes_from_hex(out, text, strlen(text), error);
	buf_add_text(out, text);
	buf_add_text(out, args->crlf ? "\r\n" : "\n");
	return true;
}

/* The person has typed a line; NULL: has had enough. */
static void
typed(struct call *call, const char *text)
{
	struct talk_args *args = (void *)call->args;
	struct buf bytes = { 0 };
	struct error error;
	struct typed *new;

	call_wake(call);
	if (!text) {
		args->left = true;
		return;
	}
	if (!make_bytes(args, text, &bytes, &error)) {
		call->session->remark(call->session, error.text);
		buf_clear(&bytes);
		return;
	}
	new = pool_new(&call->pool, sizeof(*new));
	new->count = bytes.count;
	new->bytes = pool_copy(&call->pool, buf_text(&bytes), bytes.count);
	*args->last = new;
	args->last = &new->next;
	buf_clear(&bytes);
}

/* Sends what was typed, as far as it goes. */
static enum did
push(struct call *call, struct talk_args *args)
{
	while (args->first) {
		struct typed *first = args->first;
		size_t count = first->count - first->at;
		enum did did = io_send(args->sock, first->bytes + first->at, &count, 0,
		    args->has_from ? args->from : NULL, &call->error);

		if (did != DID_IT)
			return did;
		args->sent += (int64_t)count;
		first->at += count;
		if (first->at < first->count && args->sock->type == SOCK_STREAM)
			continue;
		args->first = first->next;
		if (!args->first)
			args->last = &args->first;
	}
	return DID_IT;
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

/* Shows what has come; LATER: that was all. */
static enum did
pull(struct call *call, struct talk_args *args)
{
	char *room = buf_reserve(&call->session->room, PIECE);
	struct io_got got;

	for (int i = 0; i < PIECES && !args->ended; i++) {
		enum did did = io_recv(args->sock, room, PIECE, 0, &got, &call->error);

		if (did != DID_IT)
			return did;
		args->ended = got.eof;
		args->received += (int64_t)got.bytes;
		note_sender(args, &got);
		if (!got.eof)
			call->session->piece(call->session, call, room, got.bytes);
	}
	return args->ended ? DID_LATER : DID_IT;
}

static enum outcome
over(struct call *call, struct talk_args *args, enum outcome outcome)
{
	if (args->begun)
		call->session->lines_end(call->session);
	record_int(&call->answer, "sent", args->sent);
	record_int(&call->answer, "received", args->received);
	record_bool(&call->answer, "eof", args->ended);
	return outcome;
}

static void
begin(struct call *call, struct talk_args *args)
{
	char prompt[40];

	snprintf(prompt, sizeof(prompt), "[%u]> ", args->sock->number);
	call->session->remark(call->session, "what you type goes to the other end; Ctrl-] comes back");
	call->session->lines_begin(call->session, call, prompt, typed);
	args->begun = true;
}

static enum outcome
go(struct call *call)
{
	struct talk_args *args = (void *)call->args;
	enum did out, in;
	enum outcome outcome;

	if (args->sock->fd < 0)
		return error_usage(&call->error, "socket %u was closed meanwhile",
		    args->sock->number), over(call, args, FAILED);
	in = pull(call, args);
	out = in == DID_FAIL ? DID_FAIL : push(call, args);
	if (in == DID_FAIL || out == DID_FAIL)
		return over(call, args, FAILED);
	if (args->ended || (args->left && out == DID_IT))
		return over(call, args, DONE);
	if (!args->begun)
		begin(call, args);
	if (out == DID_LATER && args->sock->type == SOCK_DGRAM)
		outcome = call_wait_look(call, LOOK_AGAIN, "", go);
	else
		outcome = call_wait(call, args->sock, LOOP_READ | (out == DID_LATER ? LOOP_WRITE : 0),
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
	call->show = args->hex ? CALL_SHOW_HEX : CALL_SHOW_TEXT;
	args->last = &args->first;
	args->from = pool_new(&call->pool, sizeof(*args->from));
	if (!call->session->lines_begin || call->run->job)
		return error_set(&call->error, ERROR_REFUSED,
		    "a talk needs a person: it goes at the prompt, and not with &"), FAILED;
	return go(call);
}

const struct command cmd_talk = {
	.name = "talk", .group = "bytes",
	.summary = "type lines to the other end, and see what comes",
	.params = params, .args_size = sizeof(struct talk_args), .fields = fields,
	.say = "sent {sent|byte}, received {received|byte}"
	    "{?eof:; the peer has finished sending}", .run = run
};

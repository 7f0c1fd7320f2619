/* receive: gathers bytes in a socket's inbox until a frame is whole. */
#include "command/receive.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/apart.h"
#include "base/number.h"
#include "command/session.h"
#include "socket/inbox.h"
#include "socket/io.h"
#include "socket/layer.h"

/* One call asks for so much; after so much others have their turn, and a Ctrl-C is seen.
 * So many pieces are told. */
enum { PIECE_LEAST = 4096, PIECE = 64 << 10, PIECE_OUT = 256 << 10, TURN = 4 << 20,
       PIECES = 10000, MESSAGES = 1 << 20 };

static bool
is_message(const struct receive *receive)
{
	return receive->sock->type != SOCK_STREAM;
}

static inline const char *
held(const struct receive *receive, size_t *count)
{
	return is_message(receive) && !receive_is_all(receive) ?
	    inbox_bytes(receive->sock, count) : inbox_held(&receive->sock->inbox, count);
}

/* ---- how it ends without a frame ---- */

/* Of a frame that is to go to a file, and whose length is known: it is gone, but where nothing
 * is in the file yet.  Else the rest can be received by how long it is. */
static void
miss(struct call *call, struct receive *receive)
{
	if (!receive->out || !(receive->out->found || receive->framing.kind == FRAMING_EXACT) ||
	    receive->taken != receive->sock->inbox.taken)
		return;
	if (receive->out->sink.bytes) {
		record_int(&call->failure, "missing", (int64_t)(receive->out->found ?
		    receive->out->rest : receive->framing.size));
		return;
	}
	if (!receive->out->heads || (is_message(receive) && !inbox_letter(receive->sock)))
		return;
	inbox_put_back(receive->sock, receive->out->head, receive->out->heads, NULL);
	receive->out->heads = 0;
}

/* Tells with the error what there is of the frame; it stays where it is. */
static enum outcome
incomplete(struct call *call, struct receive *receive)
{
	struct error *error = &call->error;
	size_t count, used = strlen(error->text);
	const char *bytes;
	uint64_t came;

	miss(call, receive);
	bytes = held(receive, &count);
	came = count + (receive->out ? receive->out->sink.bytes : 0);
	/* What has no peer has no frame, either. */
	if (error->kind == ERROR_USAGE ||
	    (!came && error->kind == ERROR_SYSTEM && error->number != EAGAIN))
		return FAILED;
	if (came)
		snprintf(error->text + used, sizeof(error->text) - used, "; %llu byte%s came",
		    (unsigned long long)came, came == 1 ? "" : "s");
	record_bytes(&call->failure, "partial", bytes, count);
	return FAILED;
}

APART static enum outcome
too_long(struct call *call, const struct receive *receive)
{
	const struct framing *framing = &receive->framing;
	unsigned long long most = framing->max + (receive->out ? receive->out->sink.bytes : 0);

	if (framing->kind == FRAMING_EXACT)
		error_set(&call->error, ERROR_LIMIT, "%s are more than --max, which is %llu",
		    receive->what, most);
	else if (framing->kind == FRAMING_LENGTH)
		error_set(&call->error, ERROR_LIMIT, "the message has more bytes than --max, "
		    "which is %llu", most);
	else if (receive_is_all(receive) && inbox_count(receive->sock) <= framing->max)
		error_set(&call->error, ERROR_LIMIT, "more messages came than there is room for "
		    "with --max, which is %llu", most);
	else if (receive_is_all(receive))
		error_set(&call->error, ERROR_LIMIT, "more bytes came than --max, which is %llu",
		    most);
	else
		error_set(&call->error, ERROR_LIMIT, "no %s within the first %llu bytes (--max)",
		    receive->what, most);
	return FAILED;
}

APART static enum outcome
at_end(struct call *call, struct receive *receive)
{
	if (is_message(receive) && inbox_has(receive->sock))
		error_set(&call->error, ERROR_EOF, "no %s in the %s", receive->what,
		    receive->sock->type == SOCK_DGRAM ? "datagram" : "message");
	else
		error_set(&call->error, ERROR_EOF, "no %s before the end: %s", receive->what,
		    receive->sock->deaf ? "the socket is shut for reading" :
		    "the peer has finished sending");
	return incomplete(call, receive);
}

/* ---- how it goes on ---- */

static enum outcome
all_of_it(struct receive *receive)
{
	receive->bytes = held(receive, &receive->count);
	receive->framing.whole = receive->count;
	return DONE;
}

static enum outcome look(struct call *, struct receive *);

/* Time is over, and an expression rests that may match what has come meanwhile. */
static bool
last_look(struct call *call, struct receive *receive)
{
	struct error late = call->error;

	if (!receive->framing.pause)
		return false;
	receive->framing.pause = 0;
	if (look(call, receive) == DONE)
		return call->error.kind = ERROR_NONE, true;
	call->error = late;
	return false;
}

/* A wait was begun, or has ended without what it was for. */
static enum outcome
waited(struct call *call, struct receive *receive, enum outcome outcome)
{
	if (outcome == WAITING)
		return WAITING;
	if (call->error.kind == ERROR_TIMEOUT && last_look(call, receive))
		return DONE;
	if (receive->framing.kind != FRAMING_FOR || call->error.kind != ERROR_TIMEOUT)
		return incomplete(call, receive);
	call->error.kind = ERROR_NONE;
	return all_of_it(receive);
}

/* What goes to a file may be long. */
static void
tell_progress(struct call *call, const struct receive *receive)
{
	const struct framing *framing = &receive->framing;
	uint64_t done;

	if (!receive->out || !receive->out->sink.bytes)
		return;
	done = receive->out->sink.bytes;
	call_progress(call, "received", done, framing->kind != FRAMING_EXACT ? -1 :
	    (int64_t)(done + (receive->out->found ? receive->out->rest : framing->size)));
}

static enum outcome
later(struct call *call, struct receive *receive)
{
	int64_t rest = receive->framing.pause ? receive->framing.pause - number_now() : 0;
	enum outcome outcome;

	receive->turn = 0;
	tell_progress(call, receive);
	if (receive->framing.kind != FRAMING_FOR &&
	    (receive->dontwait || receive->sock->nonblock)) {
		error_system(&call->error, "recv", EAGAIN);
		return incomplete(call, receive);
	}
	call_own_limit(call, receive->sock, false, "recv", EAGAIN);
	if (rest <= 0)
		return waited(call, receive, call_wait(call, receive->sock,
		    layer_wants(receive->sock, LOOP_READ), receive->what, receive->again));
	outcome = call_wait_look(call, rest, receive->what, receive->again);
	if (outcome == WAITING && !call_wait_also(call, receive->sock,
	    layer_wants(receive->sock, LOOP_READ)))
		outcome = call_failed(call);
	return waited(call, receive, outcome);
}

/* There may be more at once: others have their turn before. */
static enum outcome
take_turns(struct call *call, struct receive *receive)
{
	enum outcome outcome = call_wait(call, receive->sock, LOOP_READ, receive->what,
	    receive->again);

	receive->turn = 0;
	tell_progress(call, receive);
	call->woken |= outcome == WAITING;
	return waited(call, receive, outcome);
}

static void
note_piece(struct receive *receive, size_t count, bool before)
{
	struct record *row;

	if (!receive->pieces)
		return;
	if (receive->pieces->rows->count < PIECES) {
		row = record_record(receive->pieces->rows, NULL);
		record_int(row, "offset", (int64_t)receive->pieces->offset);
		record_int(row, "bytes", (int64_t)count);
		if (before)
			record_bool(row, "held", true);
		else
			record_real(row, "seconds",
			    (double)((number_now() - receive->pieces->since) / 1000) / 1e6);
	}
	receive->pieces->offset += count;
}

static void
take_head(struct receive *receive, const char *bytes, size_t count)
{
	if (!count)
		return;
	memcpy(receive->out->head, bytes, count);
	receive->out->heads = count;
	inbox_drop(receive->sock, count);
	receive->taken = receive->sock->inbox.taken;
}

static enum did
pour(struct call *call, struct receive *receive, const char *bytes, size_t *count)
{
	enum did did = sink_write(call, &receive->out->sink, bytes, count);

	/* It is told at the end. */
	inbox_hand_beside(receive->sock, receive_is_all(receive));
	inbox_drop(receive->sock, *count);
	receive->taken = receive->sock->inbox.taken;
	return did;
}

/* What is known to be of the frame need not be kept. */
static enum did
drain(struct call *call, struct receive *receive)
{
	struct framing *framing = &receive->framing;
	size_t count;
	const char *bytes = held(receive, &count);
	size_t head = framing_head(framing, bytes, count), safe = count - head;
	enum did did;

	if (framing->kind == FRAMING_UNTIL)
		safe = framing->looked;
	if (framing->kind == FRAMING_LENGTH)
		safe = 0;
	take_head(receive, bytes, head);
	bytes = held(receive, &count);
	did = pour(call, receive, bytes, &safe);
	framing_took(framing, safe);
	return did;
}

/* The rest of a frame that is whole. */
static enum did
drain_rest(struct call *call, struct receive *receive)
{
	size_t count;
	const char *bytes = held(receive, &count);
	enum did did;

	count = receive->out->rest;
	did = pour(call, receive, bytes, &count);
	receive->out->rest -= count;
	receive->bytes = "";
	receive->count = receive->framing.whole = 0;
	return did;
}

/* Who reads the pipe is waited for. */
static enum outcome
wait_for_reader(struct call *call, struct receive *receive)
{
	enum outcome outcome = call_wait_look(call, SINK_LOOK, "room in the pipe",
	    receive->again);

	tell_progress(call, receive);
	return outcome == WAITING ? WAITING : incomplete(call, receive);
}

static enum did
fill(struct call *call, struct receive *receive)
{
	const struct framing *framing = &receive->framing;
	uint64_t most = receive->out ? PIECE_OUT : PIECE;
	struct io_got got;
	size_t count;
	enum did did;

	held(receive, &count);
	/* One more tells that it is too much.  Where --max is little, what else has come is
	 * taken in, too, so that who receives next gets it in one piece. */
	if (framing->max < most + count)
		most = framing->max + framing->width - count + 1;
	if (most < PIECE_LEAST)
		most = PIECE_LEAST;
	did = inbox_fill(receive->sock, (size_t)most, &got, &call->error);
	if (did != DID_IT)
		return did;
	call_got_on(call);
	note_piece(receive, got.bytes, false);
	receive->ended = got.eof;
	receive->turn += got.bytes + (is_message(receive) ? sizeof(struct inbox_letter) : 0);
	return did;
}

void
receive_in_pieces(struct call *call, struct receive *receive)
{
	size_t count;

	receive->pieces = pool_new(&call->pool, sizeof(*receive->pieces));
	receive->pieces->rows = record_list(&call->answer, "pieces");
	receive->pieces->since = number_now();
	held(receive, &count);
	if (inbox_has(receive->sock))
		note_piece(receive, count, true);
}

APART static enum outcome
no_frame(struct call *call, struct receive *receive, enum framed framed, bool last)
{
	switch (framed) {
	case FRAMED_LIMIT:
		return too_long(call, receive);
	case FRAMED_WRONG:
		return FAILED;
	case FRAMED:
	case FRAMED_NOT_YET:
		break;
	}
	return last ? at_end(call, receive) : WAITING;
}

/* In these bytes, which are held; `last`: a frame does not go on behind them. */
static inline enum outcome
find(struct call *call, struct receive *receive, const char *bytes, size_t count, bool last)
{
	struct framing *framing = &receive->framing;
	enum framed framed = framing_look(framing, bytes, count, last || receive->ended,
	    &call->error);

	if (framed != FRAMED)
		return no_frame(call, receive, framed, last || receive->ended);
	receive->bytes = bytes + framing->from;
	receive->count = framing->whole - framing->from;
	return DONE;
}

/* Messages without bytes take room, too: what little --max has for bytes is not meant. */
static bool
are_too_many(const struct receive *receive)
{
	uint64_t max = receive->framing.max;

	return inbox_weight(receive->sock) - inbox_count(receive->sock) >
	    (max < MESSAGES ? MESSAGES : max);
}

APART static enum outcome
look_at_messages(struct call *call, struct receive *receive)
{
	const struct framing *framing = &receive->framing;
	size_t count;
	const char *bytes = held(receive, &count);

	if (receive_is_all(receive))
		return are_too_many(receive) ? too_long(call, receive) :
		    find(call, receive, bytes, count, false);
	if (inbox_has(receive->sock) || receive->ended)
		return find(call, receive, bytes, count, true);
	/* A message that has not come says nothing, but --exact may be too much. */
	return framing->kind == FRAMING_EXACT && framing->size > framing->max ?
	    too_long(call, receive) : WAITING;
}

/* Looks at what there is.  WAITING: that is no whole frame yet. */
static inline enum outcome
look(struct call *call, struct receive *receive)
{
	const struct inbox *inbox = &receive->sock->inbox;
	size_t count;
	const char *bytes = inbox_held(inbox, &count);

	/* Another call may have taken what was looked at: a job, a reaction. */
	if (receive->taken != inbox->taken) {
		receive->taken = inbox->taken;
		receive->framing.looked = 0;
		receive->framing.pause = 0;
	}
	if (is_message(receive))
		return look_at_messages(call, receive);
	return find(call, receive, bytes, count, false);
}

static enum did
drain_found(struct call *call, struct receive *receive)
{
	if (!receive->out->found) {
		take_head(receive, receive->bytes - receive->framing.from,
		    receive->framing.from);
		receive->out->rest = receive->count;
		receive->out->found = true;
	}
	if (receive->taken == receive->sock->inbox.taken)
		return drain_rest(call, receive);
	error_set(&call->error, ERROR_REFUSED, "another call took the rest of it meanwhile");
	return DID_FAIL;
}

/* The same, and what there is goes to the sink, as far as that takes it. */
APART static enum outcome
look_and_drain(struct call *call, struct receive *receive)
{
	enum outcome outcome = receive->out->found ? DONE : look(call, receive);

	if (outcome == FAILED)
		return FAILED;
	switch (outcome == DONE ? drain_found(call, receive) : drain(call, receive)) {
	case DID_IT:
		break;
	case DID_LATER:
		receive->out->full = true;
		return WAITING;
	case DID_FAIL:
		return miss(call, receive), FAILED;
	}
	return outcome;
}

static inline enum outcome
look_on(struct call *call, struct receive *receive)
{
	return receive->out ? look_and_drain(call, receive) : look(call, receive);
}

/* It is no whole frame yet. */
APART static enum outcome
gather(struct call *call, struct receive *receive)
{
	enum outcome outcome = WAITING;

	for (; outcome == WAITING; outcome = look_on(call, receive)) {
		if (receive->out && receive->out->full) {
			receive->out->full = false;
			return wait_for_reader(call, receive);
		}
		if (receive->turn >= TURN)
			return take_turns(call, receive);
		switch (fill(call, receive)) {
		case DID_IT:
			break;
		case DID_LATER:
			/* A datagram socket that was shut tells no end. */
			if (!receive->sock->deaf || !is_message(receive))
				return later(call, receive);
			receive->ended = true;
			break;
		case DID_FAIL:
			return incomplete(call, receive);
		}
	}
	return outcome;
}

enum outcome
receive(struct call *call, struct receive *receive)
{
	enum outcome outcome;

	if (!call_is_open(call, receive->sock))
		return FAILED;
	outcome = look_on(call, receive);
	return outcome == WAITING ? gather(call, receive) : outcome;
}

void
receive_wake(struct sock *sock)
{
	/* The kernel has announced them before. */
	if (inbox_has(sock) || layer_ready(sock))
		call_ready(sock, LOOP_READ);
}

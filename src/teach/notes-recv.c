/* notes-recv: what can surprise where bytes are received, or waited for. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "socket/inbox.h"
#include "teach/note.h"

static bool
is_message(const struct note_look *look)
{
	return look->scene->sock && look->scene->sock->type != SOCK_STREAM;
}

static bool
has_ended(const struct note_look *look)
{
	return look->scene->sock && note_answer(look, "eof");
}

static bool
comes_although_shut(struct note_look *look, struct record *fields)
{
	(void)fields;
	return note_is_tcp(look) && look->scene->sock->deaf && note_answer(look, "bytes") > 0;
}

/* SHUT_RD, while the peer goes on. */
static bool
is_own_end(struct note_look *look, struct record *fields)
{
	(void)fields;
	return has_ended(look) && look->scene->sock->deaf && (note_is_udp(look) ||
	    (note_is_tcp(look) && note_state_in(facts_state(&look->facts),
	    "ESTABLISHED FIN-WAIT-1 FIN-WAIT-2")));
}

/* What the last recv failed with, before this one; 0: it did not. */
static int
last_error(const struct sock *sock)
{
	const struct past_call *call;
	int number = 0;

	for (unsigned at = 0; (call = past_get(&sock->past, at)); at++)
		if (strncmp(call->call, "recv", 4) == 0 && call->result < 0)
			number = call->number;
		else if (strcmp(call->call, "connect") == 0)
			number = 0;
	return number == EAGAIN || number == EWOULDBLOCK ? 0 : number;
}

static bool
ends_by_error(struct note_look *look, struct record *fields)
{
	const struct note_before *before = note_was_it(look);
	int number = has_ended(look) && before && before->over ? last_error(look->scene->sock) : 0;
	const char *name = number ? names_of(names_errno, number) : NULL;

	if (!number)
		return false;
	record_text(fields, "error", name ? name : strerror(number));
	return true;
}

static bool
ends_again(struct note_look *look, struct record *fields)
{
	const struct note_before *before = note_was_it(look);

	(void)fields;
	return has_ended(look) && before && before->over && !last_error(look->scene->sock);
}

static bool
is_empty(struct note_look *look, struct record *fields)
{
	const struct value *bytes = record_get(look->answer, "bytes");

	(void)fields;
	return is_message(look) && look->scene->sock->type == SOCK_DGRAM && bytes &&
	    bytes->number == 0 && !note_answer(look, "eof") &&
	    !note_answer(look, "truncated") && !record_get(look->answer, "message");
}

/* Do the bytes begin as a record of TLS does: its kind, and a version of TLS? */
static bool
is_record(const struct note_look *look, char kind)
{
	const struct value *data = record_get(look->answer, "data");

	return data && data->kind == VALUE_BYTES && data->bytes.count >= 5 &&
	    data->bytes.data[0] == kind && data->bytes.data[1] == 3 &&
	    (unsigned char)data->bytes.data[2] <= 4 && look->scene->sock &&
	    !look->scene->sock->layer;
}

static bool
is_alert(struct note_look *look, struct record *fields)
{
	(void)fields;
	return is_record(look, 0x15);
}

static bool
is_hello(struct note_look *look, struct record *fields)
{
	(void)fields;
	return is_record(look, 0x16);
}

static bool
is_cut(struct note_look *look, struct record *fields)
{
	(void)fields;
	return note_answer(look, "truncated") && !(look->scene->flags & MSG_PEEK);
}

static bool
has_no_urgent(struct note_look *look, struct record *fields)
{
	(void)fields;
	return note_is_udp(look) && look->scene->flags & MSG_OOB;
}

/* The first socket of the answer that is ready for this; NULL: none.  `name` is its number
 * there, which a bare descriptor's is not. */
static const struct sock *
ready_for(const struct note_look *look, const char *what, const char **name)
{
	const struct value *ready = record_get(look->answer, "ready");

	for (size_t i = 0; ready && ready->kind == VALUE_RECORD && i < ready->record->count; i++) {
		const struct field_value *one = &ready->record->field[i];
		const struct record *list = one->value.kind == VALUE_LIST ? one->value.record :
		    NULL;

		for (size_t k = 0; list && k < list->count; k++) {
			if (strcmp(list->field[k].value.bytes.data, what) != 0)
				continue;
			*name = one->name;
			return sock_find(look->scene->table,
			    (unsigned)strtoul(one->name, NULL, 10));
		}
	}
	*name = NULL;
	return NULL;
}

static bool
is_ready_to_end(struct note_look *look, struct record *fields)
{
	const char *name, *failed;
	const struct sock *sock = ready_for(look, "read", &name);
	struct facts facts;

	if (!sock || sock->fd < 0 || ready_for(look, "error", &failed) == sock)
		return false;
	facts_begin(&facts, look->scene->table, sock);
	if (!sock_is_tcp(sock) || inbox_has(sock) || facts_recvq(&facts) != 0 ||
	    !note_state_in(facts_state(&facts), "CLOSE-WAIT CLOSING LAST-ACK TIME-WAIT"))
		return false;
	record_int(fields, "socket", sock->number);
	return true;
}

static bool
is_ready_to_fail(struct note_look *look, struct record *fields)
{
	const char *name;
	const struct sock *sock = ready_for(look, "error", &name);

	if (!sock || sock->fd < 0 || note_may_queue(sock))
		return false;
	record_int(fields, "socket", sock->number);
	return true;
}

static bool
is_no_descriptor(struct note_look *look, struct record *fields)
{
	const char *name;

	ready_for(look, "nval", &name);
	if (name)
		record_text(fields, "name", name);
	return name != NULL;
}

const struct note notes_recv[] = {
	{ "recv-shut", "recv", "recv after shutdown read still brings bytes", comes_although_shut,
	  .says = "after SHUT_RD TCP still takes what arrives, and recv gives it",
	  .why = "shutdown(SHUT_RD) sends nothing: the peer goes on sending, and the kernel "
	      "goes on acknowledging. Where nothing waits, recv tells the end instead of "
	      "waiting." },
	{ "recv-own-end", "recv", "recv tells an end that is this side's own shutdown", is_own_end,
	  .says = "this end is your own shutdown's: the peer has not finished",
	  .why = "After SHUT_RD recv returns 0 where it would wait; what the peer sends can "
	      "still be received." },
	{ "recv-end-of-error", "recv", "recv tells the end after it has told an error",
	  ends_by_error, .before = true,
	  .says = "not the peer's end: {error} was told once, recv returns 0 since",
	  .why = "An error of a connection is reported to one call; the socket stays without a "
	      "connection." },
	{ "recv-end-again", "recv", "recv tells the end again", ends_again, .before = true,
	  .says = "the end stays: each recv returns 0, at once",
	  .why = "A loop that takes 0 for 'nothing yet' spins." },
	{ "recv-empty", "recv", "recv of an empty datagram", is_empty,
	  .says = "a datagram may be empty: this is not the end",
	  .why = "Only a stream ends with 0. UDP has no connection, so nothing that could end." },
	{ "recv-tls-alert", "recv", "recv of an alert of TLS, in clear", is_alert,
	  .says = "these bytes are an alert of TLS: the peer wants TLS from the first byte on",
	  .why = "A record of TLS begins with its kind (0x15 is an alert) and a version (0x03 "
	      "...). On a new connection, tls comes before the first send." },
	{ "recv-tls-hello", "recv", "recv of what a TLS client begins with", is_hello,
	  .says = "these bytes begin a TLS handshake: tls --server answers it",
	  .why = "A record of TLS begins with its kind (0x16 is a handshake) and a version (0x03 "
	      "...). With --peek they stay where tls finds them." },
	{ "recv-cut", "recv", "recv of a datagram into too little room", is_cut,
	  .says = "the rest of the datagram is lost: the next recv has the next one",
	  .why = "The kernel tells it by MSG_TRUNC in msg_flags, which is no error; with "
	      "MSG_TRUNC among the flags of the call it returns the true length." },
	{ "recv-oob-udp", "recv", "recv of urgent data on UDP", has_no_urgent,
	  .says = "UDP has no urgent data: MSG_OOB was ignored",
	  .why = "Sending with MSG_OOB fails there, with EOPNOTSUPP; receiving does not." },
	{ "poll-end", "poll", "poll says readable, and what there is to read is the end",
	  is_ready_to_end,
	  .says = "what can be read of socket {socket} is its end: there are no bytes",
	  .why = "Readable means that recv does not wait. POLLRDHUP tells the two apart." },
	{ "poll-error", "poll", "poll says error, which was not asked for", is_ready_to_fail,
	  .says = "poll tells errors unasked: get {socket} error, or the next call, has it",
	  .why = "POLLERR, POLLHUP and POLLNVAL come whatever events say." },
	{ "poll-invalid", "poll", "poll of a descriptor that is not open", is_no_descriptor,
	  .says = "{name} is not open: poll answers POLLNVAL, and no EBADF",
	  .why = "Only a negative descriptor is skipped. select answers EBADF, but overlooks one "
	      "behind the end of the process's table." },
	{ 0 }
};

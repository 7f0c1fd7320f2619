/* notes-end: what can surprise where a connection, or a socket, ends. */
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "base/number.h"
#include "teach/note.h"

static const struct note_before *
find_before(const struct note_look *look, bool (*fits)(const struct note_before *))
{
	for (size_t i = 0; i < look->befores; i++)
		if (fits(&look->before[i]))
			return &look->before[i];
	return NULL;
}

/* Does its close end it? */
static bool
is_last(const struct note_before *before)
{
	return !before->shared && !before->lent;
}

static bool
had_unread(const struct note_before *before)
{
	return before->unread > 0 && is_last(before) && !before->listens &&
	    (note_state_in(before->state, "ESTABLISHED CLOSE-WAIT FIN-WAIT-1 FIN-WAIT-2") ||
	    (before->stream && before->local.any.sa_family == AF_UNIX));
}

static bool
loses_bytes(struct note_look *look, struct record *fields)
{
	const struct note_before *before = find_before(look, had_unread);

	if (!before)
		return false;
	record_int(fields, "bytes", before->unread);
	record_int(fields, "socket", before->number);
	record_bool(fields, "tcp", before->state != NULL);
	return true;
}

static bool
had_connections(const struct note_before *before)
{
	return before->listens && before->queued > 0 && is_last(before);
}

static bool
loses_connections(struct note_look *look, struct record *fields)
{
	const struct note_before *before = find_before(look, had_connections);

	if (before)
		record_int(fields, "waiting", before->queued);
	return before != NULL;
}

static bool
was_shared(const struct note_before *before)
{
	return before->shared;
}

static bool
leaves_twin(struct note_look *look, struct record *fields)
{
	const struct note_before *before = find_before(look, was_shared);
	const struct sock *closed = before ? sock_find(look->scene->table, before->number) : NULL;
	const struct sock *twin = closed ? sock_twin(look->scene->table, closed) : NULL;

	if (!twin)
		return false;
	record_int(fields, "other", twin->number);
	return true;
}

static bool
did_linger(const struct note_before *before)
{
	return before->lingers && before->nonblock;
}

static bool
has_waited(struct note_look *look, struct record *fields)
{
	struct buf text = { 0 };

	if (!look->waited || !find_before(look, did_linger))
		return false;
	number_show_duration(&text, look->waited / 1000 * 1000);
	record_text(fields, "time", buf_text(&text));
	buf_clear(&text);
	return true;
}

static bool
was_abstract(const struct note_before *before)
{
	const struct addr *local = &before->local;

	return local->length > offsetof(struct sockaddr_un, sun_path) + 1 &&
	    local->any.sa_family == AF_UNIX && !*local->path.sun_path && before->owner &&
	    is_last(before);
}

static bool
frees_name(struct note_look *look, struct record *fields)
{
	const struct note_before *before = find_before(look, was_abstract);

	if (!before)
		return false;
	note_put_addr(fields, "name", &before->local);
	return true;
}

/* What shutdown was told to shut: its answer says. */
static bool
is_how(const struct note_look *look, const char *how)
{
	const struct value *value = record_get(look->answer, "how");

	return value && value->kind == VALUE_TEXT && strcmp(value->bytes.data, how) == 0;
}

static bool
was_shut(struct note_look *look, struct record *fields)
{
	const struct note_before *before = note_was_it(look);

	(void)fields;
	return before && is_how(look, "write") &&
	    note_state_in(before->state, "FIN-WAIT-1 FIN-WAIT-2 CLOSING LAST-ACK");
}

static bool
stops_listening(struct note_look *look, struct record *fields)
{
	const struct note_before *before = note_was_it(look);

	if (!before || !before->listens || sock_listens(look->scene->sock))
		return false;
	record_int(fields, "socket", before->number);
	return true;
}

static bool
still_listens(struct note_look *look, struct record *fields)
{
	const struct note_before *before = note_was_it(look);

	if (!before || !before->listens || !note_is_tcp(look) || !is_how(look, "write"))
		return false;
	record_int(fields, "socket", before->number);
	return true;
}

static bool
gives_up(struct note_look *look, struct record *fields)
{
	const struct note_before *before = note_was_it(look);

	(void)fields;
	return before && note_state_in(before->state, "SYN-SENT");
}

static bool
has_no_other(struct note_look *look, struct record *fields)
{
	const struct sock *sock = look->scene->sock;
	const struct note_before *before = note_was_it(look);

	(void)fields;
	return before && !before->listens && sock->family == AF_UNIX &&
	    sock->type == SOCK_STREAM && !note_peer(look) && !sock->pair &&
	    !sock->connected;
}

const struct note notes_end[] = {
	{ "close-unread", "close", "close while bytes are unread", loses_bytes, .before = true,
	  .says = "socket {socket} had {bytes|byte} unread: the peer gets "
	      "{?tcp:RST}{!tcp:ECONNRESET}, not the end",
	  .why = "The peer must not believe that all it sent was read (RFC 9293, 3.6.1). What this "
	      "side sent last may be lost with it: shut down, receive up to the end, then "
	      "close." },
	{ "close-backlog", "close", "close of a listener at which connections wait",
	  loses_connections, .before = true,
	  .says = "{waiting|connection} waited to be accepted: the clients get RST",
	  .why = "The kernel made these connections before anybody accepted them." },
	{ "close-shared", "close", "close of one of several descriptors", leaves_twin,
	  .before = true,
	  .says = "socket {other} is the same one: nothing was sent, and nothing ends",
	  .why = "Only the last close ends what dup, fork or SCM_RIGHTS have shared; shutdown ends "
	      "it for all." },
	{ "close-lingers", "close", "close waits although the socket does not block", has_waited,
	  .before = true,
	  .says = "SO_LINGER held close for {time}, although the socket does not block",
	  .why = "O_NONBLOCK is about reading and writing: a lingering close waits until the peer "
	      "has all, or the time is over, and returns 0 either way." },
	{ "close-abstract", "close", "close of a socket with an abstract name", frees_name,
	  .before = true,
	  .says = "{name} is free at once; a path would stay",
	  .why = "A UNIX path is a file that bind makes and nobody removes; the abstract namespace "
	      "has no files." },
	{ "shutdown-again", "shutdown", "shutdown write once more", was_shut, .before = true,
	  .says = "the FIN went before: this call did nothing",
	  .why = "shutdown may be repeated until both directions are shut at both ends; then it "
	      "fails with ENOTCONN." },
	{ "shutdown-listener", "shutdown", "shutdown of a listener", stops_listening,
	  .before = true,
	  .says = "socket {socket} listens no longer; those who waited get RST",
	  .why = "On Linux SHUT_RD ends listening, and wakes who waits in accept, with EINVAL; "
	      "listen takes it up again, on another port if the kernel chose this one. Elsewhere "
	      "it fails with ENOTCONN." },
	{ "shutdown-listener-idle", "shutdown", "shutdown write of a listener", still_listens,
	  .before = true,
	  .says = "it still listens: shutdown {socket} read is what ends that",
	  .why = "Of a listener only SHUT_RD means something, on Linux." },
	{ "shutdown-connecting", "shutdown", "shutdown while the handshake goes on", gives_up,
	  .before = true,
	  .says = "it was still connecting: that is given up",
	  .why = "In SYN-SENT there is no connection to shut; Linux goes back to CLOSED, and "
	      "answers 0." },
	{ "shutdown-unconnected", "shutdown", "shutdown of a UNIX stream without a peer",
	  has_no_other, .before = true,
	  .says = "there is no peer yet, and connect will not take this back",
	  .why = "What connect brings is shut in the same way. TCP answers ENOTCONN here." },
	{ 0 }
};

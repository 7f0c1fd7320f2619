/* notice: tells at the prompt what happens by itself: data, FIN, RST, connections. */
#include "shell/notice.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/number.h"
#include "command/job.h"
#include "shell/prompt.h"
#include "shell/rows.h"
#include "shell/shell.h"
#include "socket/errqueue.h"
#include "socket/facts.h"
#include "socket/io.h"
#include "socket/sys.h"
#include "socket/tls.h"

enum { PER_SECOND = 10 };
/* Known of a socket, and no kind of its own to choose from. */
enum { KNOWN_QUEUED = 1 << 16, KNOWN_BYTES = 1 << 17 };
#define PAUSE (NUMBER_SECOND / 2)

/* What a socket is looked at for.  Adds what there is to tell of it, and returns true;
 * what holds on is told once (sock->told.known). */
struct look {
	struct sock *sock;
	struct facts facts;
	unsigned     events;     /* that came since the last look */
	bool         awaited;    /* a command waits for it, and will tell */
	struct buf  *out;
};

/* Is it so now, and was not when this was looked at last? */
static bool
is_new(struct look *look, unsigned kind, bool now)
{
	unsigned *known = &look->sock->told.known;
	bool was = *known & kind;

	*known = now ? *known | kind : *known & ~kind;
	return now && !was && !look->awaited;
}

static bool
is_state(struct look *look, const char *state)
{
	return strcmp(facts_state(&look->facts), state) == 0;
}

static bool
connection(struct look *look)
{
	struct sock *sock = look->sock;
	const struct osdep_tcp *tcp = facts_tcp(&look->facts);
	/* Only TCP tells how many there are. */
	int64_t waiting = tcp && tcp->queued >= 0 ? tcp->queued :
	    (facts_ready(&look->facts) & POLLIN);
	uint64_t come = sock->accepted + (uint64_t)(waiting > 0 ? waiting : 0);
	bool new = come > sock->told.come;

	if (!is_state(look, "LISTEN"))
		return false;
	sock->told.come = come;
	if (!new || !waiting || look->awaited)
		return false;
	if (waiting == 1)
		buf_format(look->out, "a connection waits: accept %u", sock->number);
	else
		buf_format(look->out, "%lld connections wait: accept %u", (long long)waiting,
		    sock->number);
	return true;
}

static bool
connect_ended(struct look *look)
{
	struct sock *sock = look->sock;
	short ready = facts_ready(&look->facts);
	const struct addr *peer = facts_peer(&look->facts);

	if (!is_new(look, NOTICE_CONNECT, sock->connecting && (ready & (POLLOUT | POLLERR))))
		return false;
	if (!peer) {
		buf_format(look->out, "the connection could not be made: connect %u, once more, "
		    "tells why", sock->number);
		return true;
	}
	buf_add_text(look->out, "connected to ");
	addr_show(look->out, peer);
	return true;
}

/* POLLERR tells of an error, and of what is in the queue of errors, though that is only
 * a time stamp.  Reading either would take it away; but TCP's error ends the connection,
 * and what nobody asks for is in no queue. */
static bool
is_queued(struct look *look)
{
	return !is_state(look, "CLOSED") && errqueue_is_asked(look->sock);
}

static bool
has_error(struct look *look)
{
	return facts_ready(&look->facts) & POLLERR;
}

static bool
reset(struct look *look)
{
	struct sock *sock = look->sock;

	if (!is_new(look, NOTICE_RESET, has_error(look) && !is_queued(look) && !sock->connecting))
		return false;
	if (sock->type == SOCK_STREAM)
		buf_format(look->out, "the peer has %s: recv %u tells the error, once",
		    sock->family == AF_UNIX ? "broken the connection off" :
		    "reset the connection (RST)", sock->number);
	else
		buf_format(look->out, "an error waits: the next call on %u tells it, once",
		    sock->number);
	return true;
}

static bool
queued(struct look *look)
{
	if (!is_new(look, KNOWN_QUEUED, has_error(look) && is_queued(look)))
		return false;
	buf_format(look->out, "something is in its queue of errors: recv %u --errqueue tells it",
	    look->sock->number);
	return true;
}

static bool
urgent(struct look *look)
{
	if (!is_new(look, NOTICE_URGENT, facts_ready(&look->facts) & POLLPRI))
		return false;
	buf_format(look->out, "an urgent byte has come: recv %u --oob", look->sock->number);
	return true;
}

/* Of a stream: what was received so far, and what waits. */
static bool
bytes(struct look *look)
{
	struct sock *sock = look->sock;
	int64_t waiting = facts_recvq(&look->facts);
	uint64_t come = sock->received + (uint64_t)(waiting > 0 ? waiting : 0);
	uint64_t before = sock->told.come;

	sock->told.come = come;
	if (come <= before || waiting <= 0 || look->awaited)
		return false;
	buf_format(look->out, "%lld byte%s to receive", (long long)waiting,
	    waiting == 1 ? "" : "s");
	if (come - before < (uint64_t)waiting)
		buf_format(look->out, ", %llu of them new", (unsigned long long)(come - before));
	buf_format(look->out, ": recv %u", sock->number);
	return true;
}

/* Of datagrams the kernel tells the next one only, and the memory that all take: that
 * changes when there is another. */
static bool
datagram(struct look *look)
{
	struct sock *sock = look->sock;
	int64_t next = osdep_received_queue(sock->fd), memory = osdep_received_memory(sock->fd);
	uint64_t come = sock->received + (uint64_t)(memory > 0 ? memory : next + 1);
	bool new = come != sock->told.come;

	if (!(facts_ready(&look->facts) & POLLIN))
		return sock->told.come = 0, false;
	sock->told.come = come;
	/* Of connections of messages: that there is nothing to come is their end. */
	if (!new || look->awaited || (!next && look->events & LOOP_PEER_CLOSED &&
	    sock->type == SOCK_SEQPACKET))
		return false;
	buf_format(look->out, "a datagram of %lld byte%s to receive: recv %u", (long long)next,
	    next == 1 ? "" : "s", sock->number);
	return true;
}

/* How many bytes there are in what came encrypted is not known before they are received, and
 * much of it is none of ours. */
static bool
encrypted(struct look *look)
{
	struct sock *sock = look->sock;
	bool ready = !io_layer_waits(sock);
	struct tls_told told;

	tls_tell(sock, &told);
	if (!is_new(look, KNOWN_BYTES, ready) || told.state == TLS_FAILED)
		return false;
	if (told.state == TLS_ENDED)
		buf_format(look->out, "the peer has ended TLS: recv %u tells the end, "
		    "'tls %u --end' goes on in clear", sock->number, sock->number);
	else
		buf_format(look->out, "bytes to receive: recv %u", sock->number);
	return true;
}

static bool
data(struct look *look)
{
	if (look->sock->layer)
		return encrypted(look);
	if (is_state(look, "LISTEN"))
		return false;
	return look->sock->type == SOCK_STREAM ? bytes(look) : datagram(look);
}

/* Then nothing goes or comes any more; the command that it happened to has told why. */
static bool
has_failed(const struct sock *sock)
{
	struct tls_told told;

	return tls_tell(sock, &told) && told.state == TLS_FAILED;
}

/* RFC 9293, 3.6: one side has no more to send; the other may. */
static bool
end(struct look *look)
{
	struct sock *sock = look->sock;
	bool connected = sock->connected || sock->told.known & NOTICE_CONNECT;
	bool heard = sock->deaf || sock->over || sock->type == SOCK_DGRAM || has_failed(sock);

	if (!is_new(look, NOTICE_END, connected && !heard && (look->events & LOOP_PEER_CLOSED) &&
	    osdep_has_ended(sock->fd) && !(has_error(look) && !is_queued(look))))
		return false;
	if (is_state(look, "CLOSE-WAIT"))
		buf_format(look->out, "the peer has finished (FIN): recv %u tells the end, send %u "
		    "still goes", sock->number, sock->number);
	else if (facts_ready(&look->facts) & POLLHUP)
		buf_format(look->out, "the peer has closed: recv %u tells the end", sock->number);
	else
		buf_format(look->out, "the peer has finished sending: recv %u tells the end",
		    sock->number);
	return true;
}

/* In the order in which they are told. */
static const struct {
	unsigned kind;
	bool   (*look)(struct look *);
} looks[] = {
	{ NOTICE_ACCEPT, connection },
	{ NOTICE_CONNECT, connect_ended },
	{ NOTICE_URGENT, urgent },
	{ NOTICE_DATA, data },
	{ NOTICE_END, end },
	{ NOTICE_RESET, reset },
	{ NOTICE_RESET, queued },
};

static bool
is_awaited(const struct sock *sock)
{
	for (const struct sock_waiter *waiter = sock->waiters; waiter; waiter = waiter->next)
		if (waiter->events)
			return true;
	return sock->reacts & (SOCK_ON_READABLE | SOCK_ON_MATCH);
}

static void
say(struct shell *shell, const char *text, size_t count)
{
	bool color = screen_color(&shell->screen, shell->session.config.color);
	struct buf *line = &shell->line;

	prompt_above(shell);
	buf_reset(line);
	buf_add_text(line, color ? "\033[36m* " : "* ");
	bytes_show(line, text, count, shell->show | SHOW_SLASH);
	buf_add_text(line, color ? "\033[0m\n" : "\n");
	row_break(line, 0, screen_error_width(&shell->screen), ROW_HANG);
	screen_error(&shell->screen, line->data, line->count);
}

/* May one more be told in this second?  Else it is counted. */
static bool
is_room(int64_t *second, unsigned *told, unsigned *left_out)
{
	int64_t now = number_now();

	if (now - *second >= NUMBER_SECOND) {
		*second = now;
		*told = 0;
	}
	if (*told < PER_SECOND)
		return ++*told;
	++*left_out;
	return false;
}

static bool
may_say(struct notices *notices)
{
	return is_room(&notices->second, &notices->told, &notices->left_out);
}

static void
look_at(struct shell *shell, struct sock *sock)
{
	struct buf text = { 0 };
	struct look look = { .sock = sock, .events = sock->told.events,
		.facts = { .table = &shell->session.sockets, .sock = sock },
		.awaited = is_awaited(sock), .out = &text };
	struct sys_tracer *tracer = sys_hush();

	sock->told.events = 0;
	for (size_t i = 0; i < sizeof(looks) / sizeof(*looks); i++) {
		buf_reset(&text);
		buf_format(&text, "[%u] ", sock->number);
		if (!looks[i].look(&look) || !(shell->session.config.notices & looks[i].kind))
			continue;
		sock->told.when = number_now();
		if (may_say(&shell->notices))
			say(shell, text.data, text.count);
	}
	sys_loud(tracer);
	buf_clear(&text);
}

void
notice_happened(struct shell *shell, struct sock *sock, unsigned events)
{
	struct notices *notices = &shell->notices;
	bool queued = sock->told.events;

	/* What came for TLS alone is taken in where a trace may see that. */
	if (sock->layer && events & LOOP_READ && !sock->waiters)
		io_layer_waits(sock);
	/* That it can be written to is only news to who waits for it. */
	if (!(events & ~(unsigned)LOOP_WRITE) && !sock->connecting)
		return;
	sock->told.events |= events;
	if (queued)
		return;
	if (notices->count == notices->room) {
		notices->room = notices->room ? notices->room * 2 : 16;
		notices->number = mem_grow(notices->number, notices->room, sizeof(unsigned));
	}
	notices->number[notices->count++] = sock->number;
}

/* The turn of the loop is over: that is all. */
static void
due(struct loop_timer *timer)
{
	(void)timer;
}

/* How many were left out is said when there is room for it again. */
static bool
say_left_out(struct shell *shell)
{
	struct notices *notices = &shell->notices;
	unsigned count = notices->left_out;
	char text[80];

	if (!count || number_now() - notices->second < NUMBER_SECOND)
		return count > 0;
	notices->left_out = 0;
	snprintf(text, sizeof(text), "%u more %s left out: status shows what there is", count,
	    count == 1 ? "notice was" : "notices were");
	if (may_say(notices))
		say(shell, text, strlen(text));
	return false;
}

static void
say_answers_left_out(struct shell *shell, struct job *job)
{
	char text[80];

	snprintf(text, sizeof(text), "%%%u %u more answer%s left out", job->number, job->left_out,
	    job->left_out == 1 ? " was" : "s were");
	job->left_out = 0;
	say(shell, text, strlen(text));
}

bool
notice_may_answer(struct shell *shell, struct job *job)
{
	if (!is_room(&job->second, &job->told, &job->left_out)) {
		shell->notices.busy = true;
		return false;
	}
	if (job->left_out)
		say_answers_left_out(shell, job);
	return true;
}

/* Of jobs that have become quiet.  When to look again. */
static int64_t
tell_of_jobs(struct shell *shell, int64_t now)
{
	const struct jobs *jobs = &shell->session.jobs;
	int64_t next = INT64_MAX;

	for (size_t i = 0; shell->notices.busy && i < jobs->count; i++) {
		struct job *job = jobs->job[i];

		if (!job->left_out)
			continue;
		if (job->ended || now - job->second >= NUMBER_SECOND)
			say_answers_left_out(shell, job);
		else if (job->second + NUMBER_SECOND < next)
			next = job->second + NUMBER_SECOND;
	}
	shell->notices.busy = next != INT64_MAX;
	return next;
}

static void
tell(struct shell *shell)
{
	struct notices *notices = &shell->notices;
	int64_t now = number_now(), next = tell_of_jobs(shell, now);
	size_t kept = 0;

	for (size_t i = 0; i < notices->count; i++) {
		struct sock *sock = sock_find(&shell->session.sockets, notices->number[i]);

		if (!sock || sock->fd < 0)
			continue;
		if (now - sock->told.when >= PAUSE) {
			look_at(shell, sock);
			continue;
		}
		if (sock->told.when + PAUSE < next)
			next = sock->told.when + PAUSE;
		notices->number[kept++] = notices->number[i];
	}
	notices->count = kept;
	if (say_left_out(shell) && notices->second + NUMBER_SECOND < next)
		next = notices->second + NUMBER_SECOND;
	notices->timer.expired = due;
	if (next != INT64_MAX)
		loop_timer_start(shell->session.loop, &notices->timer, next - now);
}

void
notice_tell(struct shell *shell)
{
	const struct notices *notices = &shell->notices;

	/* In most turns there is none, and the clock need not be looked at. */
	if (notices->count || notices->left_out || notices->busy)
		tell(shell);
}

void
notice_clear(struct notices *notices)
{
	loop_timer_stop(&notices->timer);
	free(notices->number);
	*notices = (struct notices){ 0 };
}

/* program: the programs that `spawn` and `run` started, until they are gone. */
#include "command/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/number.h"
#include "command/session.h"
#include "socket/program.h"

/* How long a program may take to end once it was told to, and how long all may take to be
 * gone once they were killed. */
#define GRACE (2 * NUMBER_SECOND)
#define LAST (PROGRAM_END - GRACE)

enum { PIECE = 65536, PIECES = 16, LINE = 4096, LINES = 20 };

/* ---- what it writes ---- */

static void
stream_close(struct program_stream *stream)
{
	if (stream->fd < 0)
		return;
	if (stream->watch.fd >= 0)
		loop_unwatch(stream->program->session->loop, &stream->watch);
	close(stream->fd);
	stream->fd = -1;
	stream->busy = false;
}

/* A person is not to be flooded: what is more than so much in a second is counted. */
static bool
may_tell(struct program *program)
{
	struct session *session = program->session;
	int64_t now = number_now();
	struct buf text = { 0 };

	if (!session->interactive)
		return true;
	if (now - program->second >= NUMBER_SECOND) {
		program->second = now;
		program->told = 0;
		if (program->left_out)
			buf_format(&text, "* [%u] %zu more line%s left out\n", program->socket,
			    program->left_out, program->left_out == 1 ? " was" : "s were");
		if (text.count && session->notice)
			session->notice(session, text.data, text.count);
		program->left_out = 0;
		buf_clear(&text);
	}
	if (program->told++ < LINES)
		return true;
	program->left_out++;
	return false;
}

static void
tell_line(struct program *program, const char *line, size_t count)
{
	struct session *session = program->session;
	struct record event = { 0 };
	struct buf text = { 0 };

	if (session->event) {
		record_text(&event, "event", "stderr");
		record_int(&event, "socket", program->socket);
		record_bytes(&event, "data", line, count);
		session->event(session, &event);
		record_clear(&event);
		return;
	}
	if (!may_tell(program))
		return;
	buf_format(&text, "* [%u] ", program->socket);
	bytes_show(&text, line, count, session->show);
	buf_add_byte(&text, '\n');
	if (session->notice)
		session->notice(session, text.data, text.count);
	buf_clear(&text);
}

/* Each line that is whole, or too long to be waited for; at the end what is left. */
static void
tell_lines(struct program_stream *stream, bool end)
{
	struct buf *bytes = &stream->bytes;
	size_t at = 0;

	while (at < bytes->count) {
		size_t left = bytes->count - at, most = left < LINE ? left : LINE;
		const char *line = bytes->data + at, *feed = memchr(line, '\n', most);

		if (!feed && left < LINE && !end)
			break;
		tell_line(stream->program, line, feed ? (size_t)(feed - line) : most);
		at += feed ? (size_t)(feed - line) + 1 : most;
	}
	buf_drop(bytes, at);
}

/* What a spawned program says on standard error is told as it comes; all else is
 * gathered for `run`. */
static void
stream_told(struct program_stream *stream, bool end)
{
	const struct program *program = stream->program;

	if (program->socket)
		tell_lines(stream, end);
	else if (!program->call)
		buf_reset(&stream->bytes);
	else
		call_wake(program->call);
}

/* No more than may be gathered, and a byte that tells that there was more. */
static size_t
room_of(const struct program_stream *stream)
{
	size_t left = PROGRAM_OUTPUT + 1 - stream->bytes.count;

	return left < PIECE ? left : PIECE;
}

static void
stream_read(struct program_stream *stream)
{
	size_t room = room_of(stream);
	unsigned times = 0;
	ssize_t count;

	stream->busy = false;
	if (stream->fd < 0 || !room)
		return;
	do
		count = read(stream->fd, buf_reserve(&stream->bytes, room), room);
	while (count < 0 && error_interrupted(&times));
	if (count < 0 && errno == EAGAIN)
		return;
	if (count > 0)
		stream->bytes.count += (size_t)count;
	else
		stream_close(stream);
	stream->busy = count > 0;
	stream_told(stream, count <= 0);
}

static void
stream_ready(struct loop_watch *watch, unsigned events)
{
	struct program_stream *stream = (struct program_stream *)(void *)((char *)watch -
	    offsetof(struct program_stream, watch));

	(void)events;
	stream_read(stream);
}

/* A pipe: our end does not block; `*theirs` is for the program. */
static bool
stream_open(struct program *program, struct program_stream *stream, int *theirs,
    struct error *error)
{
	int end[2], flags;

	if (pipe(end) < 0)
		return error_system(error, "pipe", errno);
	stream->program = program;
	stream->fd = end[0];
	stream->watch = (struct loop_watch){ .fd = -1, .ready = stream_ready };
	*theirs = end[1];
	flags = fcntl(end[0], F_GETFL);
	if (flags < 0 || fcntl(end[0], F_SETFL, flags | O_NONBLOCK) < 0 ||
	    fcntl(end[0], F_SETFD, FD_CLOEXEC) < 0 || fcntl(end[1], F_SETFD, FD_CLOEXEC) < 0)
		return error_system(error, "fcntl", errno);
	return loop_watch(program->session->loop, &stream->watch, end[0], error);
}

/* ---- beginning ---- */

static void
program_free(struct program *program)
{
	loop_timer_stop(&program->grace);
	stream_close(&program->out);
	stream_close(&program->err);
	buf_clear(&program->out.bytes);
	buf_clear(&program->err.bytes);
	free(program);
}

static void
close_end(int end)
{
	if (end >= 0)
		close(end);
}

static bool
start(struct program *program, const char *command, const char *const *words,
    const char *const *more, int in, int out, struct error *error)
{
	int theirs[2] = { -1, -1 };
	bool good = (out >= 0 || stream_open(program, &program->out, &theirs[0], error)) &&
	    stream_open(program, &program->err, &theirs[1], error);
	const int end[3] = { in, out >= 0 ? out : theirs[0], theirs[1] };

	if (good)
		program->pid = process_start(&program->session->programs.processes, command, words,
		    more, end, error);
	close_end(theirs[0]);
	close_end(theirs[1]);
	return good && program->pid > 0;
}

struct program *
program_start(struct session *session, const char *command, const char *const *words,
    const char *const *more, int in, int out, struct error *error)
{
	struct program *program;

	if (!session_loop(session, error))
		return NULL;
	program = mem_new(1, sizeof(*program));
	program->session = session;
	program->test = session->going ? session->going->test : 0;
	program->out.fd = program->err.fd = -1;
	if (!start(program, command, words, more, in, out, error)) {
		program_free(program);
		return NULL;
	}
	program->next = session->programs.first;
	session->programs.first = program;
	return program;
}

/* ---- its end ---- */

static void
too_long(struct loop_timer *timer)
{
	struct program *program = (struct program *)(void *)((char *)timer -
	    offsetof(struct program, grace));

	if (!program->gone)
		process_end_group(program->pid, PROCESS_KILL);
}

/* What is left of its group once it has ended has to go, too. */
static void
end(struct program *program)
{
	if (program->closed)
		return;
	program->closed = true;
	if (program->gone)
		return;
	process_end_group(program->pid, PROCESS_TERM);
	program->grace.expired = too_long;
	loop_timer_start(program->session->loop, &program->grace, GRACE);
}

void
program_leave(struct program *program)
{
	program->call = NULL;
	end(program);
}

void
program_closed(struct session *session, struct sock *sock)
{
	for (struct program *program = session->programs.first; program; program = program->next)
		if (program->socket == sock->number)
			end(program);
}

/* At the prompt, and to programs that want to know, it is news. */
static void
tell_end(struct program *program, const struct sock_program *how)
{
	struct session *session = program->session;
	struct record event = { 0 };
	struct buf text = { 0 };

	if (session->event) {
		record_text(&event, "event", "ended");
		record_int(&event, "socket", program->socket);
		if (how->signal)
			record_text(&event, "signal", how->signal);
		else
			record_int(&event, "status", how->status);
		session->event(session, &event);
		record_clear(&event);
	} else if (session->interactive && session->notice && !program->closed) {
		buf_format(&text, "* [%u] its program has ended: ", program->socket);
		if (how->signal)
			buf_format(&text, "%s\n", how->signal);
		else
			buf_format(&text, "status %d\n", how->status);
		session->notice(session, text.data, text.count);
	}
	buf_clear(&text);
}

static void
note_end(struct program *program, int status)
{
	struct sock *sock = sock_find(&program->session->sockets, program->socket);

	program->ended = true;
	program->status = status;
	if (program->call)
		call_wake(program->call);
	if (program->over) {
		/* The socket may be gone by that. */
		program->over(program);
		return;
	}
	if (!sock || !sock->program)
		return;
	/* What it said before comes before; others may go on talking. */
	for (int i = 0; i < PIECES && program->err.fd >= 0 && (!i || program->err.busy); i++)
		stream_read(&program->err);
	sock_program_ended(sock->program, status);
	tell_end(program, sock->program);
	call_ready(sock, ~0U);
}

/* Children that are none of these are orphans of some: nobody asks how they ended. */
static void
reap(struct session *session)
{
	int status, pid;

	while ((pid = process_reap(&status)) > 0)
		for (struct program *program = session->programs.first; program;
		     program = program->next)
			if (program->pid == pid && !program->ended)
				note_end(program, status);
	for (struct program *program = session->programs.first; program; program = program->next) {
		const struct processes *processes = &session->programs.processes;

		if (!program->ended || program->gone ||
		    process_group_is_left(processes, program->pid))
			continue;
		program->gone = true;
		process_gone(processes, program->pid);
	}
}

/* Is there nothing to come from it any more, nor anything to be done to it? */
static bool
is_over(const struct program *program)
{
	return program->gone && (program->closed || (program->socket && program->err.fd < 0));
}

static void
forget(struct session *session)
{
	struct program **at = &session->programs.first;

	while (*at) {
		struct program *program = *at;

		if (!is_over(program)) {
			at = &program->next;
			continue;
		}
		/* Somebody may hold the other end still; what waits is told. */
		stream_read(&program->err);
		stream_told(&program->err, true);
		*at = program->next;
		program_free(program);
	}
}

bool
programs_go(struct session *session)
{
	bool busy = false;

	if (!session->programs.processes.begun)
		return false;
	for (struct program *program = session->programs.first; program; program = program->next) {
		if (program->err.busy)
			stream_read(&program->err);
		if (program->out.busy)
			stream_read(&program->out);
		busy |= program->err.busy || program->out.busy;
	}
	if (process_ended() || process_ends_unheard(&session->programs.processes))
		reap(session);
	forget(session);
	return busy;
}

bool
programs_left(struct session *session, unsigned test)
{
	const struct program *program = session->programs.first;

	if (program)
		reap(session);
	while (program && (program->test != test || !program->closed || program->gone))
		program = program->next;
	return program != NULL;
}

bool
program_left(struct session *session, unsigned socket)
{
	const struct program *program = session->programs.first;

	if (program)
		reap(session);
	while (program && (program->socket != socket || !program->closed || program->gone))
		program = program->next;
	return program != NULL;
}

/* How many there are still; each is done to what `how` says. */
static size_t
end_each(struct session *session, enum process_end how)
{
	size_t left = 0;

	for (struct program *program = session->programs.first; program; program = program->next) {
		if (program->gone)
			continue;
		process_end_group(program->pid, how);
		left++;
	}
	left += process_end_strays(&session->programs.processes, how);
	return left;
}

/* False: some were left when the time was over. */
static bool
wait_for_all(struct session *session, enum process_end how, int64_t time)
{
	const int64_t until = number_now() + time;

	for (;;) {
		int64_t now = number_now();

		reap(session);
		/* One that was killed leaves orphans, who are killed, too. */
		if (!end_each(session, how == PROCESS_KILL ? how : PROCESS_LOOK))
			return true;
		/* Who says so twice will not wait. */
		if (now >= until || loop_signal_ends())
			return false;
		process_wait(&session->programs.processes, until - now);
	}
}

void
programs_end(struct session *session)
{
	struct processes *processes = &session->programs.processes;

	if (!processes->begun)
		return;
	end_each(session, PROCESS_TERM);
	if (!wait_for_all(session, PROCESS_TERM, GRACE))
		wait_for_all(session, PROCESS_KILL, LAST);
	for (struct program *program = session->programs.first; program; program = program->next)
		program->gone = program->closed = true;
	forget(session);
	process_end_all(processes);
}

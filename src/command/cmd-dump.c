/* dump: show all that goes over a socket. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/outfile.h"
#include "command/session.h"
#include "command/types.h"
#include "socket/tap.h"

struct dump_args {
	arg_sock   sock;
	arg_choice how;
	arg_flag   hex, text;
	arg_path   out;
};

static const char *const hows[] = { "on", "off", NULL };

static const struct param params[] = {
	{ "N", PARAM(dump_args, sock, sock), .wants = WANTS_CONNECTED, .help = "the socket" },
	{ "on|off", PARAM(dump_args, how, choice), .among = hows,
	  .help = "show what goes over it from now on, or no longer" },
	{ "hex", PARAM(dump_args, hex, flag), .flags = PARAM_OPTION,
	  .help = "as a hex dump, as without a flag" },
	{ "text", PARAM(dump_args, text, flag), .flags = PARAM_OPTION,
	  .help = "as text, with escapes" },
	{ "out", PARAM(dump_args, out, path), .flags = PARAM_OPTION,
	  .help = "write it to this file" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "on", "is it dumped from now on?" },
	{ "file", "with --out: where to" },
	{ "sent", "with off: bytes that were sent while it was dumped" },
	{ "received", "with off: bytes that were received meanwhile" },
	{ 0 }
};

struct dump {
	struct tap      tap;
	struct session *session;
	bool            text;
	char           *path;     /* of the file, or NULL: it is a notice */
	int             fd;
	int             own;      /* the file is our output: 1 or 2; else 0 */
};

static void
dump_free(struct tap *tap)
{
	struct dump *dump = (struct dump *)tap;

	if (dump->fd >= 0 && close(dump->fd) < 0)
		dump->session->unwritten = true;
	free(dump->path);
	free(dump);
}

/* "2026/11/26 08:15:01.000123": here, of the day. */
static void
add_time(struct buf *out, const struct timespec *now)
{
	struct tm day;

	if (localtime_r(&now->tv_sec, &day))
		buf_format(out, "%04d/%02d/%02d %02d:%02d:%02d.%06ld", day.tm_year + 1900,
		    day.tm_mon + 1, day.tm_mday, day.tm_hour, day.tm_min, day.tm_sec,
		    now->tv_nsec / 1000);
}

/* A line for each line, and for what a piece ends with. */
static void
add_lines(struct buf *out, const struct tap_piece *piece, unsigned show)
{
	size_t at = 0;

	while (at < piece->count) {
		const char *line = piece->bytes + at;
		const char *feed = memchr(line, '\n', piece->count - at);
		size_t count = feed ? (size_t)(feed - line) + 1 : piece->count - at;

		buf_add_text(out, "  ");
		bytes_show(out, line, count, show);
		buf_add_byte(out, '\n');
		at += count;
	}
}

static void
add_piece(struct buf *out, const struct dump *dump, const struct sock *sock,
    const struct tap_piece *piece, const struct timespec *now)
{
	buf_format(out, "[%u] %c ", sock->number, piece->sent ? '>' : '<');
	add_time(out, now);
	buf_format(out, "  length=%zu from=%llu to=%llu", piece->count,
	    (unsigned long long)piece->from,
	    (unsigned long long)(piece->from + piece->count - (piece->count ? 1 : 0)));
	if (piece->other) {
		struct buf addr = { 0 };

		addr_show(&addr, piece->other);
		buf_add_text(out, " peer=");
		bytes_show(out, buf_text(&addr), addr.count, dump->session->show);
		buf_clear(&addr);
	}
	buf_add_byte(out, '\n');
	if (dump->text)
		add_lines(out, piece, dump->session->show);
	else
		bytes_dump(out, piece->bytes, piece->count, "  ");
}

static void
tell_event(const struct dump *dump, const struct sock *sock, const struct tap_piece *piece,
    const struct timespec *now)
{
	struct record event = { 0 };
	struct buf addr = { 0 };

	record_text(&event, "event", piece->sent ? "sent" : "received");
	record_int(&event, "socket", sock->number);
	record_real(&event, "time", (double)now->tv_sec + (double)now->tv_nsec / 1e9);
	record_int(&event, "bytes", (int64_t)piece->count);
	record_int(&event, "from", (int64_t)piece->from);
	if (piece->other) {
		addr_show(&addr, piece->other);
		record_bytes(&event, "peer", buf_text(&addr), addr.count);
		buf_clear(&addr);
	}
	record_bytes(&event, "data", piece->bytes, piece->count);
	dump->session->event(dump->session, &event);
	record_clear(&event);
}

/* A file that cannot be written is told of once, and by the exit status. */
static void
give_up(struct dump *dump, int number)
{
	struct session *session = dump->session;
	struct error error;
	struct buf line = { 0 };

	session->unwritten = true;
	close(dump->fd);
	dump->fd = -1;
	error_file(&error, "write", dump->path, number);
	buf_add_text(&line, "dump: ");
	bytes_show_text(&line, error.text, session->show | SHOW_SLASH);
	buf_add_byte(&line, '\n');
	if (session->notice)
		session->notice(session, line.data, line.count);
	buf_clear(&line);
}

static void
write_file(struct dump *dump, const struct buf *lines)
{
	const char *bytes = lines->data;
	size_t left = dump->fd >= 0 ? lines->count : 0;
	unsigned times = 0;

	while (left) {
		ssize_t written = write(dump->fd, bytes, left);

		if (written < 0 && error_interrupted(&times))
			continue;
		if (written < 0) {
			give_up(dump, errno);
			return;
		}
		bytes += written;
		left -= (size_t)written;
	}
}

static void
write_lines(struct dump *dump, const struct buf *lines)
{
	struct session *session = dump->session;

	if (dump->own && session->own_output)
		session->own_output(session, dump->own, lines->data, lines->count);
	else if (dump->path)
		write_file(dump, lines);
	else if (session->notice)
		session->notice(session, lines->data, lines->count);
}

static void
told(struct tap *tap, struct sock *sock, const struct tap_piece *piece)
{
	struct dump *dump = (struct dump *)tap;
	struct session *session = dump->session;
	struct buf lines = { 0 };
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (!dump->path && session->event) {
		tell_event(dump, sock, piece, &now);
		return;
	}
	add_piece(&lines, dump, sock, piece, &now);
	write_lines(dump, &lines);
	buf_clear(&lines);
}

static bool
open_file(struct call *call, const char *path, int *fd, int *own)
{
	if (!session_may_write(call->session, path, &call->error))
		return false;
	record_text(&call->answer, "file", path);
	*own = outfile_own(path);
	if (*own)
		return true;
	*fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0666);
	if (*fd >= 0)
		return true;
	call->session->unwritten = true;
	return error_file(&call->error, "open", path, errno);
}

static enum outcome
begin(struct call *call, const struct dump_args *args)
{
	struct dump *dump;
	int fd = -1, own = 0;

	if (args->hex && args->text)
		return error_usage(&call->error, "only one of --hex and --text goes"), FAILED;
	if (args->out.bytes && !open_file(call, args->out.bytes, &fd, &own))
		return FAILED;
	dump = mem_new(1, sizeof(*dump));
	*dump = (struct dump){ .tap = { .told = told, .free = dump_free },
		.session = call->session, .text = args->text, .fd = fd, .own = own,
		.path = args->out.bytes ? mem_copy(args->out.bytes) : NULL };
	tap_set(args->sock, &dump->tap);
	record_bool(&call->answer, "on", true);
	return DONE;
}

static enum outcome
run(struct call *call)
{
	const struct dump_args *args = (const void *)call->args;
	const struct tap *tap = args->sock->tap;

	call_about(call, args->sock);
	if (args->how == 0)
		return begin(call, args);
	if (args->hex || args->text || args->out.bytes)
		return error_usage(&call->error, "--hex, --text and --out go with 'on'"), FAILED;
	record_bool(&call->answer, "on", false);
	if (tap) {
		record_int(&call->answer, "sent", (int64_t)tap->sent);
		record_int(&call->answer, "received", (int64_t)tap->received);
	}
	tap_free(args->sock);
	return DONE;
}

const struct command cmd_dump = {
	.name = "dump", .group = "looking", .summary = "show all that goes over a socket",
	.params = params, .args_size = sizeof(struct dump_args), .fields = fields,
	.say = "{?on:what goes over it is shown from now on{?file:, in {file}}}"
	    "{!on:it is shown no longer"
	    "{?sent:: {sent|byte} sent, {received|byte} received}}", .run = run
};

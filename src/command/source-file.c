/* source-file: a file of commands, read and parsed whole. */
#include "command/source-file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/loop.h"
#include "base/number.h"
#include "command/session.h"

/* Neither opening nor reading a pipe that nobody writes to must wait for ever. */
static int
open_file(const char *path, struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat stat;

	if (fd < 0) {
		error_file(error, "open", path, errno);
		return -1;
	}
	if (fstat(fd, &stat) == 0 && S_ISDIR(stat.st_mode)) {
		error_file(error, "open", path, EISDIR);
		close(fd);
		return -1;
	}
	return fd;
}

/* The end of a pipe that had a writer hangs up; without one it is just empty. */
static bool
has_no_writer(int fd)
{
	struct pollfd one = { .fd = fd, .events = POLLIN };

	return poll(&one, 1, 0) == 0;
}

/* A file that is read, and how long its writer may say nothing. */
struct source_reading {
	int         fd;
	const char *path;
	int64_t     limit;      /* or NUMBER_NEVER */
	int64_t     since;      /* number_now() when something came last */
	unsigned    times;
};

static int64_t
time_left(const struct source_reading *reading)
{
	int64_t left = reading->limit - (number_now() - reading->since);

	return reading->limit == NUMBER_NEVER ? NUMBER_NEVER : left > 0 ? left : 0;
}

/* Nothing was there: a wait may also end early. */
static int
go_on(const struct source_reading *reading, struct error *error)
{
	struct buf limit = { 0 };

	if (time_left(reading) != 0)
		return 1;
	number_show_duration(&limit, reading->limit);
	error_set(error, ERROR_TIMEOUT, "nothing came from '%.200s' within %s", reading->path,
	    buf_text(&limit));
	buf_clear(&limit);
	return -1;
}

/* 1: more may come, 0: the end, -1: *error. */
static int
read_some(struct source_reading *reading, struct script *script, struct error *error)
{
	char chunk[8192];   /* a stack may have 64 KiB */
	ssize_t count;

	if (!loop_wait_input(reading->fd, time_left(reading)) && loop_signal_ends())
		return error_set(error, ERROR_CANCELLED, "cancelled"), -1;
	count = read(reading->fd, chunk, sizeof(chunk));
	if (count < 0 && errno == EAGAIN)
		return go_on(reading, error);
	if (count < 0 && error_interrupted(&reading->times))
		return 1;
	if (count < 0)
		return error_file(error, "read", reading->path, errno), -1;
	if (count == 0 && has_no_writer(reading->fd))
		return error_set(error, ERROR_TIMEOUT, "nobody writes to '%.200s'",
		    reading->path), -1;
	if (count > 0 && !script_add(script, chunk, (size_t)count, error))
		return -1;
	reading->since = number_now();
	return count > 0;
}

/* A file of its own: what comes through a pipe would be gone. */
static bool
is_file(const char *path)
{
	struct stat stats;

	return stat(path, &stats) == 0 && S_ISREG(stats.st_mode);
}

/* The text of a file; *error of kind usage where it is none, or none of commands. */
static struct script *
read_all(const struct catalog *catalog, const char *path, int64_t limit, struct error *error)
{
	int fd = open_file(path, error), state = 1;
	struct source_reading reading = { .fd = fd, .path = path, .limit = limit,
		.since = number_now() };
	struct script *script;

	if (fd < 0)
		return NULL;
	script = script_new(catalog, path, 1, false);
	error->kind = ERROR_NONE;
	while (state > 0)
		state = read_some(&reading, script, error);
	close(fd);
	if (state < 0 && error->kind != ERROR_USAGE)
		return script_drop(script), NULL;
	return script;
}

struct script *
source_look(void *to, const char *path)
{
	const struct session *session = to;
	struct script *script;
	struct error error;

	if (session->safe || !is_file(path))
		return NULL;
	/* Who makes it wait is none, whatever it was a moment ago. */
	script = read_all(session->catalog, path, 0, &error);
	if (script && error.kind != ERROR_NONE)
		return script_drop(script), NULL;
	return script;
}

struct script *
source_file(const struct catalog *catalog, const char *path, int64_t limit,
    struct error *error)
{
	struct script *script = read_all(catalog, path, limit, error);

	if (script && error->kind == ERROR_NONE && script_parse(script, error) == WORDS_MORE)
		script_cut_short(script, error);
	return script;
}

/* report-file: the files that reports go to. */
#include "shell/report-file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/number.h"
#include "shell/shell.h"

enum { HIGH = 64, SLICE = 50 /* milliseconds */ };
/* How long a slow reader may take once a signal is to end sosh. */
#define GRACE (1 * NUMBER_SECOND)

/* Scripts look at the numbers of their descriptors: ours is not to shift them. */
static int
move_up(int fd)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, HIGH);

	if (high < 0)
		return fd;
	close(fd);
	return high;
}

bool
report_file_open(struct report *report, struct error *error)
{
	int fd = open(report->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK |
	    O_NOCTTY, 0666);

	if (fd < 0)
		return error_file(error, "open", report->path, errno);
	report->fd = move_up(fd);
	return true;
}

static void
give_up(struct report *report, struct shell *shell, const struct error *error)
{
	struct buf line = { 0 };

	buf_add_text(&line, "sosh: ");
	bytes_show_text(&line, error->text, SHOW_SLASH);
	buf_add_byte(&line, '\n');
	report_complain(shell, line.data, line.count);
	buf_clear(&line);
	report->broken = true;
}

/* Of a pipe, until somebody reads, who may never: a signal has to end that.  In slices, as
 * one may come just before the poll.  False and an error. */
static bool
wait_for_room(const struct report *report, const struct shell *shell, int64_t *until,
    struct error *error)
{
	struct pollfd room = { .fd = report->fd, .events = POLLOUT };

	if (shell->signal || loop_signal_ends()) {
		int64_t now = number_now();

		if (!*until)
			*until = now + GRACE;
		if (now >= *until)
			return error_set(error, ERROR_CANCELLED, "'%.200s': nobody reads it",
			    report->path);
	}
	poll(&room, 1, SLICE);
	return true;
}

void
report_file_write(struct report *report, struct shell *shell)
{
	const char *bytes = report->out.data;
	size_t left = report->out.count;
	struct error error;
	unsigned times = 0;
	int64_t until = 0;

	while (left && !report->broken) {
		ssize_t written = write(report->fd, bytes, left);

		if (written < 0 && errno == EAGAIN) {
			if (!wait_for_room(report, shell, &until, &error))
				give_up(report, shell, &error);
			continue;
		}
		if (written < 0 && error_interrupted(&times))
			continue;
		if (written < 0) {
			error_file(&error, "write", report->path, errno);
			give_up(report, shell, &error);
			return;
		}
		bytes += written;
		left -= (size_t)written;
	}
}

bool
report_file_close(struct report *report, struct shell *shell)
{
	struct error error;

	if (report->fd >= 0 && close(report->fd) < 0 && !report->broken) {
		error_file(&error, "close", report->path, errno);
		give_up(report, shell, &error);
	}
	report->fd = -1;
	return !report->broken;
}

/* report-file: the files that reports go to. */
#include "shell/report-file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/bytes.h"
#include "shell/shell.h"

enum { HIGH = 64 };

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
give_up(struct report *report, struct shell *shell, const char *call, int number)
{
	struct buf line = { 0 };
	struct error error;

	error_file(&error, call, report->path, number);
	buf_add_text(&line, "sosh: ");
	bytes_show_text(&line, error.text, SHOW_SLASH);
	buf_add_byte(&line, '\n');
	report_complain(shell, line.data, line.count);
	buf_clear(&line);
	report->broken = true;
}

void
report_file_write(struct report *report, struct shell *shell)
{
	const char *bytes = report->out.data;
	size_t left = report->out.count;
	unsigned times = 0;

	while (left && !report->broken) {
		struct pollfd room = { .fd = report->fd, .events = POLLOUT };
		ssize_t written = write(report->fd, bytes, left);

		if (written < 0 && errno == EAGAIN && poll(&room, 1, -1) >= 0)
			continue;
		if (written < 0 && error_interrupted(&times))
			continue;
		if (written < 0) {
			give_up(report, shell, "write", errno);
			return;
		}
		bytes += written;
		left -= (size_t)written;
	}
}

bool
report_file_close(struct report *report, struct shell *shell)
{
	if (report->fd >= 0 && close(report->fd) < 0 && !report->broken)
		give_up(report, shell, "close", errno);
	report->fd = -1;
	return !report->broken;
}

/* screen: the way out; the only file that writes to a terminal. */
#include "shell/screen.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/loop.h"

enum { GATHER = 64 << 10 };

void
screen_init(struct screen *screen)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	bool can = isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0;

	*screen = (struct screen){ .terminal = isatty(STDOUT_FILENO) };
	screen->color = can && !(no_color && *no_color);
}

bool
screen_color(const struct screen *screen, int color)
{
	return color == 1 || (color == 0 && screen->color);
}

size_t
screen_width(const struct screen *screen)
{
	struct winsize size;

	return screen->terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* A descriptor that a parent left non-blocking is waited for.  False with EINTR:
 * the rest was dropped, as Ctrl-C or the end came meanwhile. */
static bool
write_all(int fd, const char *bytes, size_t count, bool hurry)
{
	unsigned times = 0;

	while (count) {
		struct pollfd room = { .fd = fd, .events = POLLOUT };
		ssize_t written;

		/* The part that went may have been cut short by a signal. */
		hurry |= loop_signal_ends();
		if (hurry && poll(&room, 1, 0) <= 0)
			return errno = EINTR, false;
		written = write(fd, bytes, hurry && count > PIPE_BUF ? PIPE_BUF : count);

		if (written < 0 && errno == EAGAIN && poll(&room, 1, -1) >= 0)
			continue;
		if (written < 0 && error_interrupted(&times))
			continue;
		/* EINTR is what our caller takes for Ctrl-C. */
		if (written < 0)
			return errno = errno == EINTR ? EIO : errno, false;
		times = 0;
		bytes += written;
		count -= (size_t)written;
	}
	return true;
}

bool
screen_flush(struct screen *screen)
{
	if (screen->out.count && !screen->broken &&
	    !write_all(STDOUT_FILENO, screen->out.data, screen->out.count,
	    screen->hurry) &&
	    errno != EINTR) {
		screen->broken = true;
		screen->gone = errno == EPIPE;
	}
	buf_reset(&screen->out);
	return !screen->broken;
}

void
screen_out(struct screen *screen, const char *bytes, size_t count)
{
	buf_add(&screen->out, bytes, count);
	if (screen->out.count >= GATHER)
		screen_flush(screen);
}

void
screen_error(struct screen *screen, const char *bytes, size_t count)
{
	screen_flush(screen);
	write_all(STDERR_FILENO, bytes, count, screen->hurry);
}

void
screen_clear(struct screen *screen)
{
	static const char message[] = "sosh: standard output could not be written\n";

	if (screen->broken && !screen->gone)
		screen_error(screen, message, sizeof(message) - 1);
	buf_clear(&screen->out);
}

/* screen: the way out; the only file that writes to a terminal. */
#include "shell/screen.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/loop.h"

enum { GATHER = 64 << 10, LAST_WORDS = 128 };

/* What a crash leaves behind must not depend on anything that may be broken by then,
 * and a handler has nothing to reach but statics. */
static const int crashes[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
enum { CRASHES = sizeof(crashes) / sizeof(*crashes) };
static struct {
	bool             on, has_modes;
	char             words[LAST_WORDS];
	size_t           count;
	struct termios   modes;
	struct sigaction before[CRASHES];
} guard;

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

size_t
screen_error_width(const struct screen *screen)
{
	struct winsize size;

	return !screen->broken && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool
screen_size(const struct screen *screen, size_t *rows, size_t *columns)
{
	struct winsize size;

	if (!screen->terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		return false;
	*rows = size.ws_row;
	*columns = size.ws_col;
	return *rows && *columns;
}

bool
screen_is_ours(const struct screen *screen)
{
	pid_t front = screen->terminal ? tcgetpgrp(STDOUT_FILENO) : -1;

	return front < 0 || front == getpgrp();
}

void
screen_raw(const struct screen *screen, bool on)
{
	struct termios modes;

	if (!screen->terminal || tcgetattr(STDOUT_FILENO, &modes) < 0)
		return;
	if (on)
		modes.c_oflag &= ~(tcflag_t)OPOST;
	else
		modes.c_oflag |= OPOST;
	tcsetattr(STDOUT_FILENO, TCSADRAIN, &modes);
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

static void
crashed(int number)
{
	for (size_t at = 0; at < guard.count;) {
		ssize_t written = write(STDOUT_FILENO, guard.words + at, guard.count - at);

		if (written <= 0)
			break;
		at += (size_t)written;
	}
	if (guard.has_modes)
		tcsetattr(STDOUT_FILENO, TCSANOW, &guard.modes);
	for (size_t i = 0; i < CRASHES; i++)
		sigaction(crashes[i], &guard.before[i], NULL);
	/* Comes when this returns, as it would have come without us. */
	raise(number);
}

void
screen_guard(const struct buf *last_words)
{
	struct sigaction action = { .sa_handler = crashed };

	guard.count = 0;
	if (last_words->count <= LAST_WORDS) {
		memcpy(guard.words, buf_text(last_words), last_words->count);
		guard.count = last_words->count;
	}
	if (guard.on)
		return;
	guard.on = true;
	guard.has_modes = tcgetattr(STDOUT_FILENO, &guard.modes) == 0;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < CRASHES; i++)
		sigaction(crashes[i], &action, &guard.before[i]);
}

void
screen_unguard(void)
{
	if (!guard.on)
		return;
	guard.on = false;
	for (size_t i = 0; i < CRASHES; i++)
		sigaction(crashes[i], &guard.before[i], NULL);
}

void
screen_clear(struct screen *screen)
{
	static const char message[] = "sosh: standard output could not be written\n";

	if (screen->broken && !screen->gone)
		screen_error(screen, message, sizeof(message) - 1);
	buf_clear(&screen->out);
}

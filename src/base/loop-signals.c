/* loop-signals: a handler notes a signal and wakes the loop. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/select.h>
#include <unistd.h>

#include "base/loop-inner.h"

/* By rank.  A handler has nothing to reach but statics. */
static const int signals_ranked[] = {
	SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT,
};
/* Milliseconds. */
enum { SHORT_WAIT = 100 };
enum { SIGNALS = sizeof(signals_ranked) / sizeof(*signals_ranked), SIGNALS_END = 4 };
static volatile sig_atomic_t signals_noted[SIGNALS], signals_any, signals_woken;
static volatile sig_atomic_t signals_child;
static volatile sig_atomic_t wake_to = -1;
static int wake_from = -1;

static void
signals_note(int number)
{
	int saved = errno;

	for (size_t i = 0; i < SIGNALS; i++)
		if (signals_ranked[i] == number)
			signals_noted[i] = 1;
	signals_any = 1;
	signals_woken = 1;
	/* Where the pipe is full the loop wakes as well. */
	if (wake_to >= 0 && write((int)wake_to, "", 1) < 0)
		errno = saved;
	errno = saved;
}

static void
signals_note_child(int number)
{
	int saved = errno;

	(void)number;
	signals_child = 1;
	signals_woken = 1;
	if (wake_to >= 0 && write((int)wake_to, "", 1) < 0)
		errno = saved;
	errno = saved;
}

void
signals_watch_children(void)
{
	struct sigaction action = { .sa_handler = signals_note_child,
		.sa_flags = SA_RESTART | SA_NOCLDSTOP };
	sigset_t child;

	sigemptyset(&action.sa_mask);
	sigaction(SIGCHLD, &action, NULL);
	/* A parent may have blocked it. */
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	pthread_sigmask(SIG_UNBLOCK, &child, NULL);
}

bool
signals_child_ended(void)
{
	/* Only what was seen is taken off: one that comes behind the look stays noted. */
	if (!signals_child)
		return false;
	signals_child = 0;
	return true;
}

bool
signals_child_pending(void)
{
	return signals_child;
}

void
loop_signals(void)
{
	struct sigaction action = { .sa_handler = signals_note };
	struct sigaction old;

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < SIGNALS; i++) {
		/* What ends the program must break a write to a pipe that is full. */
		action.sa_flags = i < SIGNALS_END ? 0 : SA_RESTART;
		if (!sigaction(signals_ranked[i], NULL, &old) && old.sa_handler != SIG_IGN)
			sigaction(signals_ranked[i], &action, NULL);
	}
	action.sa_flags = 0;
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	sigaction(SIGXFSZ, &action, NULL);
}

int
loop_signal(void)
{
	int number = 0;

	if (!signals_any)
		return 0;
	/* Cleared first: one that comes meanwhile sets it again. */
	signals_any = 0;
	for (size_t i = 0; i < SIGNALS; i++) {
		if (!signals_noted[i])
			continue;
		if (number) {
			signals_any = 1;
			break;
		}
		signals_noted[i] = 0;
		number = signals_ranked[i];
	}
	return number;
}

bool
loop_signal_pending(void)
{
	return signals_any;
}

bool
loop_signal_ends(void)
{
	for (size_t i = 0; i < SIGNALS_END; i++)
		if (signals_noted[i])
			return true;
	return false;
}

bool
loop_wait_input(int fd, int64_t nanoseconds)
{
	struct timespec limit = { (time_t)(nanoseconds / 1000000000),
		(long)(nanoseconds % 1000000000) };
	unsigned times = 0;
	sigset_t all, old;

	/* select(2) has no room for it: a short wait, as a signal may slip in before. */
	if (fd >= FD_SETSIZE) {
		struct pollfd one = { .fd = fd, .events = POLLIN };

		poll(&one, 1, SHORT_WAIT);
		return !signals_any;
	}
	sigemptyset(&all);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaddset(&all, signals_ranked[i]);
	/* Let in only while it waits: none can slip in between the look and the wait. */
	pthread_sigmask(SIG_BLOCK, &all, &old);
	while (!signals_any) {
		fd_set set;

		FD_ZERO(&set);
		FD_SET(fd, &set);
		if (pselect(fd + 1, &set, NULL, NULL, nanoseconds < 0 ? NULL : &limit, &old) >= 0 ||
		    !error_interrupted(&times))
			break;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return !signals_any;
}

static bool
wake_set_up(int end)
{
	int flags = fcntl(end, F_GETFL);

	return flags >= 0 && fcntl(end, F_SETFL, flags | O_NONBLOCK) >= 0 &&
	    fcntl(end, F_SETFD, FD_CLOEXEC) >= 0;
}

int
loop_wake_open(struct error *error)
{
	int end[2];

	if (pipe(end) < 0) {
		error_system(error, "pipe", errno);
		return -1;
	}
	wake_from = end[0];
	wake_to = end[1];
	if (wake_set_up(end[0]) && wake_set_up(end[1]))
		return wake_from;
	error_system(error, "fcntl", errno);
	loop_wake_close();
	return -1;
}

/* A stale wake-up would end the next wait before anything happened. */
void
loop_wake_drain(void)
{
	char bytes[64];

	if (!signals_woken)
		return;
	signals_woken = 0;
	while (read(wake_from, bytes, sizeof(bytes)) > 0)
		continue;
}

void
loop_wake_close(void)
{
	int end = (int)wake_to;

	/* First, so that a handler does not write to what is closed. */
	wake_to = -1;
	close(end);
	close(wake_from);
	wake_from = -1;
}

/* pager: shows a long text a screen at a time, by the person's own program. */
#include "shell/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/loop.h"
#include "shell/rows.h"

/* less: escapes are none of its business, and the text stays on the screen. */
static const char usual[] = "command -v less >/dev/null && LESS=${LESS-FX} exec less; exec more";
enum { NOT_FOUND = 127 };

static const int of_the_keys[] = { SIGINT, SIGQUIT, SIGTSTP };
enum { OF_THE_KEYS = sizeof(of_the_keys) / sizeof(*of_the_keys) };

/* What is typed is for the pager. */
static void
ignore_keys(struct sigaction *saved)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigemptyset(&ignore.sa_mask);
	for (size_t i = 0; i < OF_THE_KEYS; i++)
		sigaction(of_the_keys[i], &ignore, &saved[i]);
}

static void
heed_keys(const struct sigaction *saved)
{
	for (size_t i = 0; i < OF_THE_KEYS; i++)
		sigaction(of_the_keys[i], &saved[i], NULL);
}

/* In the child: never returns. */
static void
become(int input)
{
	static const int others[] = { SIGPIPE, SIGXFSZ };
	const char *pager = getenv("PAGER");

	for (size_t i = 0; i < OF_THE_KEYS; i++)
		signal(of_the_keys[i], SIG_DFL);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		signal(others[i], SIG_DFL);
	if (dup2(input, STDIN_FILENO) >= 0)
		execl("/bin/sh", "sh", "-c", pager ? pager : usual, (char *)NULL);
	_exit(NOT_FOUND);
}

/* Until the pager has all of it, or wants no more. */
static void
feed(int to, const char *text, size_t count)
{
	unsigned times = 0;

	while (count) {
		ssize_t written = write(to, text, count);

		if (written < 0 && !loop_signal_ends() && error_interrupted(&times))
			continue;
		if (written < 0)
			break;
		text += written;
		count -= (size_t)written;
	}
	close(to);
}

/* Ctrl-Z stops the pager, and sosh with it; what ends sosh ends the pager. */
static int
wait_for(pid_t child)
{
	int status = 0;

	for (;;) {
		pid_t got = waitpid(child, &status, WUNTRACED);

		if (loop_signal_ends())
			kill(child, SIGTERM);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return 0;
		if (!WIFSTOPPED(status))
			return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
		raise(SIGSTOP);
		kill(child, SIGCONT);
	}
}

size_t
pager_rows(const char *text, size_t count, size_t width)
{
	return row_of((struct row_place){ 0 }, text, count, width).row;
}

bool
pager_show(const char *text, size_t count)
{
	struct sigaction saved[OF_THE_KEYS];
	const char *pager = getenv("PAGER");
	int end[2], status;
	pid_t child;

	if ((pager && !*pager) || pipe(end) < 0)
		return false;
	fcntl(end[1], F_SETFD, FD_CLOEXEC);
	ignore_keys(saved);
	child = fork();
	if (child == 0)
		become(end[0]);
	close(end[0]);
	if (child < 0) {
		close(end[1]);
		heed_keys(saved);
		return false;
	}
	feed(end[1], text, count);
	status = wait_for(child);
	heed_keys(saved);
	return status != NOT_FOUND;
}

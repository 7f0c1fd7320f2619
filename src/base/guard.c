/* guard: a process that ends the programs which we started when we die without a word. */
#include "base/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/osdep-process.h"

enum { GROUPS = 8192 };

struct groups {
	int    group[GROUPS];
	size_t count;
};

/* Below 0: that one is gone. */
static void
note(struct groups *groups, int number)
{
	if (number > 0) {
		if (groups->count < GROUPS)
			groups->group[groups->count++] = number;
		return;
	}
	for (size_t i = 0; i < groups->count; i++)
		if (groups->group[i] == -number) {
			groups->group[i] = groups->group[--groups->count];
			return;
		}
}

/* In the child: never returns.  The kernel closes the other end when we die, in whatever
 * way. */
static void
watch(int from)
{
	struct groups groups = { .count = 0 };
	unsigned times = 0;
	int number;
	ssize_t count;

	do {
		count = read(from, &number, sizeof(number));
		if (count == sizeof(number))
			note(&groups, number);
	} while (count > 0 || (count < 0 && error_interrupted(&times)));
	for (size_t i = 0; i < groups.count; i++)
		kill(-groups.group[i], SIGKILL);
	_exit(0);
}

/* In the child: nothing that is ours is held open by it, and no key ends it. */
static void
become(int from)
{
	int nothing;

	setsid();
	osdep_call_process("sosh-guard");
	dup2(from, 3);
	osdep_close_from(4, true);
	nothing = open("/dev/null", O_RDWR);
	for (int fd = 0; nothing >= 0 && fd < 3; fd++)
		dup2(nothing, fd);
	watch(3);
}

void
guard_begin(struct guard *guard)
{
	sigset_t all, old;
	int end[2];

	*guard = (struct guard){ .pid = 0, .pipe = -1 };
	if (pipe(end) < 0)
		return;
	fcntl(end[1], F_SETFD, FD_CLOEXEC);
	/* It heeds no signal but one that none can keep out. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	guard->pid = (int)fork();
	if (guard->pid == 0)
		become(end[0]);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	close(end[0]);
	guard->pipe = end[1];
	if (guard->pid < 0)
		guard_end(guard);
}

static void
tell(const struct guard *guard, int number)
{
	unsigned times = 0;

	if (guard->pid > 0)
		while (write(guard->pipe, &number, sizeof(number)) < 0 &&
		    error_interrupted(&times))
			continue;
}

void
guard_add(const struct guard *guard, int group)
{
	tell(guard, group);
}

void
guard_drop(const struct guard *guard, int group)
{
	tell(guard, -group);
}

void
guard_end(struct guard *guard)
{
	if (guard->pipe >= 0)
		close(guard->pipe);
	if (guard->pid > 0)
		waitpid(guard->pid, NULL, 0);
	*guard = (struct guard){ .pid = 0, .pipe = -1 };
}

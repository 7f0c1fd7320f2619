/* process: programs: started, waited for, ended. */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/loop-inner.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/osdep-process.h"

extern char **environ;

enum { FAILED_TO_BECOME = 127, STRAYS = 256 };
#define LOOK_AGAIN (NUMBER_SECOND / 100)

/* What the child becomes. */
struct start {
	char     **argument, **environment;   /* NULL: ours */
	const int *end;
};

/* In the child: what a program takes over from its parent, set back. */
static void
reset_signals(void)
{
	/* Those that sosh itself ignores; what it handles, execve(2) sets back. */
	static const int ignored[] = { SIGPIPE, SIGXFSZ };
	sigset_t none;

	for (size_t i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
		signal(ignored[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: never returns.  Nothing here may take a lock: a thread of ours may have
 * held it. */
static void
become(const struct start *start, int tell, int parent, const struct guard *guard)
{
	int number;

	setsid();
	/* Before it does anything: from here on it goes with us. */
	guard_add(guard, (int)getpid());
	osdep_die_with(parent);
	for (int fd = 0; fd < 3; fd++)
		if (dup2(start->end[fd], fd) < 0)
			_exit(FAILED_TO_BECOME);
	osdep_close_from(3, false);
	reset_signals();
	execve("/bin/sh", start->argument, start->environment ? start->environment : environ);
	number = errno;
	if (write(tell, &number, sizeof(number)) < 0)
		_exit(FAILED_TO_BECOME);
	_exit(FAILED_TO_BECOME);
}

/* No signal gets at the child before it is what it is to be: its handlers would wake us. */
static int
fork_quietly(const struct start *start, int tell, const struct guard *guard)
{
	sigset_t all, old;
	int parent = (int)getpid(), pid, number;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	pid = (int)fork();
	if (pid == 0)
		become(start, tell, parent, guard);
	number = errno;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	errno = number;
	return pid;
}

/* What execve(2) said, where it said something: the pipe is closed by it. */
static bool
became(int from, int pid, struct error *error)
{
	unsigned times = 0;
	int number;
	ssize_t count;

	do
		count = read(from, &number, sizeof(number));
	while (count < 0 && error_interrupted(&times));
	if (count != sizeof(number))
		return true;
	waitpid(pid, NULL, 0);
	return error_system(error, "execve", number);
}

/* Whoever was a child of ours before sosh began may have orphans: they are none of ours, and
 * nobody could tell them from those of our programs.  So each goes to init as ever then. */
static void
begin(struct processes *processes)
{
	int before;

	if (processes->begun)
		return;
	processes->begun = true;
	signals_watch_children();
	processes->adopts = osdep_children(&before, 1) == 0 && osdep_adopt_orphans();
	guard_begin(&processes->guard);
}

/* What sh(1) is given; free() it.  execv(3) changes none of these. */
static char **
arguments(const char *command, const char *const *words)
{
	const char *const first[] = { "sh", "-c", "--", command, "sh" };
	size_t count = 0;
	char **argument;

	while (words && words[count])
		count++;
	argument = mem_new(sizeof(first) / sizeof(*first) + count + 1, sizeof(*argument));
	memcpy(argument, first, sizeof(first));
	if (count)
		memcpy(argument + sizeof(first) / sizeof(*first), words, count * sizeof(*words));
	return argument;
}

static bool
is_same_name(const char *one, const char *other)
{
	size_t count = strcspn(one, "=");

	return strncmp(one, other, count) == 0 && other[count] == '=';
}

/* Ours, but for what `more` says otherwise; free() it.  NULL: just ours. */
static char **
environment_with(const char *const *more)
{
	size_t own = 0, count = 0, others = 0;
	char **list;

	while (more && more[others])
		others++;
	if (!others)
		return NULL;
	while (environ[own])
		own++;
	list = mem_new(own + others + 1, sizeof(*list));
	memcpy(list, more, others * sizeof(*list));
	count = others;
	for (size_t i = 0; i < own; i++) {
		size_t at = 0;

		while (at < others && !is_same_name(more[at], environ[i]))
			at++;
		if (at == others)
			list[count++] = environ[i];
	}
	return list;
}

int
process_start(struct processes *processes, const char *command, const char *const *words,
    const char *const *more, const int end[3], struct error *error)
{
	struct start start = { .end = end };
	int tell[2], pid;
	bool good;

	begin(processes);
	if (pipe(tell) < 0 || fcntl(tell[0], F_SETFD, FD_CLOEXEC) < 0 ||
	    fcntl(tell[1], F_SETFD, FD_CLOEXEC) < 0)
		return error_system(error, "pipe", errno), -1;
	start.argument = arguments(command, words);
	start.environment = environment_with(more);
	pid = fork_quietly(&start, tell[1], &processes->guard);
	if (pid < 0)
		error_system(error, "fork", errno);
	free(start.argument);
	free(start.environment);
	close(tell[1]);
	good = pid > 0 && became(tell[0], pid, error);
	close(tell[0]);
	if (pid > 0 && !good)
		guard_drop(&processes->guard, pid);
	return good ? pid : -1;
}

void
process_gone(const struct processes *processes, int group)
{
	guard_drop(&processes->guard, group);
}

void
process_end_all(struct processes *processes)
{
	if (processes->begun)
		guard_end(&processes->guard);
	processes->begun = false;
}

bool
process_ended(void)
{
	return signals_child_ended();
}

int
process_reap(int *status)
{
	pid_t pid = waitpid(-1, status, WNOHANG);

	return pid > 0 ? (int)pid : 0;
}

void
process_wait(const struct processes *processes, int64_t nanoseconds)
{
	/* The end of what is no child of ours is not told. */
	int64_t most = processes->adopts || nanoseconds < LOOK_AGAIN ? nanoseconds : LOOK_AGAIN;
	const struct timespec limit = { (time_t)(most / NUMBER_SECOND),
		(long)(most % NUMBER_SECOND) };
	sigset_t child, old;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	/* Let in only while it waits: none can slip in between the look and the wait. */
	pthread_sigmask(SIG_BLOCK, &child, &old);
	if (!process_ended())
		pselect(0, NULL, NULL, NULL, &limit, &old);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

bool
process_group_is_left(const struct processes *processes, int group)
{
	return processes->adopts ? osdep_group_is_left(group) : kill(-group, 0) == 0;
}

bool
process_ends_unheard(const struct processes *processes)
{
	return processes->begun && !processes->adopts;
}

static void
end(int pid, enum process_end how)
{
	if (how == PROCESS_LOOK)
		return;
	kill(pid, how == PROCESS_KILL ? SIGKILL : SIGTERM);
	/* One that is stopped would not hear of it. */
	if (how == PROCESS_TERM)
		kill(pid, SIGCONT);
}

void
process_end_group(int group, enum process_end how)
{
	end(-group, how);
}

size_t
process_end_strays(const struct processes *processes, enum process_end how)
{
	int pid[STRAYS];
	size_t count = processes->adopts ? osdep_children(pid, STRAYS) : 0, strays = 0;

	for (size_t i = 0; i < count; i++) {
		if (pid[i] == processes->guard.pid)
			continue;
		end(pid[i], how);
		strays++;
	}
	return strays;
}

/* test-process: programs that are started, waited for and ended. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/number.h"
#include "base/process.h"

static int
start(struct processes *processes, const char *command, int out)
{
	struct error error;
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	const int end[3] = { nothing, out < 0 ? nothing : out, nothing };
	int pid = process_start(processes, command, NULL, NULL, end, &error);

	close(nothing);
	assert_true(pid > 0);
	return pid;
}

/* Waits for this one; how it ended. */
static int
end_of(const struct processes *processes, int pid)
{
	for (int i = 0; i < 200; i++) {
		int status, got = process_reap(&status);

		if (got == pid)
			return status;
		if (!got)
			process_wait(processes, NUMBER_SECOND / 10);
	}
	return -1;
}

static void
a_status_comes_back(void **state)
{
	struct processes processes = { .begun = false };
	int pid = start(&processes, "exit 7", -1), status = end_of(&processes, pid);

	(void)state;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	assert_false(process_group_is_left(&processes, pid));
	process_gone(&processes, pid);
	process_end_all(&processes);
}

static void
its_output_goes_where_it_was_told(void **state)
{
	struct processes processes = { .begun = false };
	char bytes[16];
	int end[2], pid;

	(void)state;
	assert_int_equal(pipe(end), 0);
	pid = start(&processes, "echo hello", end[1]);
	close(end[1]);
	assert_int_equal(read(end[0], bytes, sizeof(bytes)), 6);
	assert_memory_equal(bytes, "hello\n", 6);
	close(end[0]);
	end_of(&processes, pid);
	process_end_all(&processes);
}

static void
a_group_is_ended(void **state)
{
	struct processes processes = { .begun = false };
	int pid = start(&processes, "sleep 1000 & sleep 1000", -1), status;

	(void)state;
	process_end_group(pid, PROCESS_TERM);
	status = end_of(&processes, pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	/* The child of the one that ended is waited for, too, where orphans come to us. */
	for (int i = 0; i < 200 && process_group_is_left(&processes, pid); i++) {
		if (!process_reap(&status))
			process_wait(&processes, NUMBER_SECOND / 10);
	}
	assert_false(process_group_is_left(&processes, pid));
	process_end_all(&processes);
}

static void
what_is_left_is_killed_with_the_guard(void **state)
{
	struct processes processes = { .begun = false };
	int pid = start(&processes, "trap '' TERM; while :; do sleep 1; done", -1), status;

	(void)state;
	process_end_all(&processes);
	status = end_of(&processes, pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void
one_that_was_forgotten_is_left_alone(void **state)
{
	struct processes processes = { .begun = false };
	int pid = start(&processes, "sleep 1000", -1), status;

	(void)state;
	process_gone(&processes, pid);
	process_end_all(&processes);
	assert_int_equal(waitpid(pid, &status, WNOHANG), 0);
	kill(-pid, SIGKILL);
	end_of(&processes, pid);
}

static void
signals_are_those_of_a_fresh_program(void **state)
{
	struct processes processes = { .begun = false };
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	sigset_t term, old;
	int pid, status;

	(void)state;
	sigemptyset(&ignore.sa_mask);
	sigaction(SIGPIPE, &ignore, &before);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, &old);
	pid = start(&processes, "kill -PIPE $$; kill -TERM $$; exit 1", -1);
	status = end_of(&processes, pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
	pid = start(&processes, "kill -TERM $$; exit 1", -1);
	status = end_of(&processes, pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	sigprocmask(SIG_SETMASK, &old, NULL);
	sigaction(SIGPIPE, &before, NULL);
	process_end_all(&processes);
}

/* Each time that a byte comes, our parent hears of a child. */
static void
call_parent(int from, pid_t parent)
{
	char byte;

	while (read(from, &byte, 1) == 1)
		kill(parent, SIGCHLD);
	_exit(0);
}

/* However close to a look it comes.  A look that lost it would never see it again. */
static void
no_end_of_a_child_is_lost(void **state)
{
	struct processes processes = { .begun = false };
	int end[2], status, lost = 0;
	pid_t pid, parent = getpid();

	(void)state;
	end_of(&processes, start(&processes, "exit 0", -1));
	assert_int_equal(pipe(end), 0);
	pid = fork();
	if (pid == 0) {
		close(end[1]);
		call_parent(end[0], parent);
	}
	close(end[0]);
	while (process_ended())
		continue;
	for (int i = 0; i < 2000 && !lost; i++) {
		const int64_t until = number_now() + 2 * NUMBER_SECOND;

		assert_int_equal(write(end[1], "", 1), 1);
		for (unsigned looks = 1; !process_ended() && !lost; looks++)
			lost = looks % 1024 == 0 && number_now() > until;
	}
	close(end[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_false(lost);
	process_end_all(&processes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_status_comes_back),
		cmocka_unit_test(its_output_goes_where_it_was_told),
		cmocka_unit_test(a_group_is_ended),
		cmocka_unit_test(what_is_left_is_killed_with_the_guard),
		cmocka_unit_test(one_that_was_forgotten_is_left_alone),
		cmocka_unit_test(signals_are_those_of_a_fresh_program),
		cmocka_unit_test(no_end_of_a_child_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

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
	int pid = process_start(processes, command, NULL, end, &error);

	close(nothing);
	assert_true(pid > 0);
	return pid;
}

/* Waits for this one; how it ended. */
static int
end_of(int pid)
{
	for (int i = 0; i < 200; i++) {
		int status, got = process_reap(&status);

		if (got == pid)
			return status;
		if (!got)
			process_wait(NUMBER_SECOND / 10);
	}
	return -1;
}

static void
a_status_comes_back(void **state)
{
	struct processes processes = { .begun = false };
	int pid = start(&processes, "exit 7", -1), status = end_of(pid);

	(void)state;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	assert_false(process_group_is_left(pid));
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
	end_of(pid);
	process_end_all(&processes);
}

static void
a_group_is_ended(void **state)
{
	struct processes processes = { .begun = false };
	int pid = start(&processes, "sleep 1000 & sleep 1000", -1), status;

	(void)state;
	process_end_group(pid, PROCESS_TERM);
	status = end_of(pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	/* The child of the one that ended is waited for, too, where orphans come to us. */
	for (int i = 0; i < 200 && process_group_is_left(pid); i++) {
		if (!process_reap(&status))
			process_wait(NUMBER_SECOND / 10);
	}
	assert_false(process_group_is_left(pid));
	process_end_all(&processes);
}

static void
what_is_left_is_killed_with_the_guard(void **state)
{
	struct processes processes = { .begun = false };
	int pid = start(&processes, "trap '' TERM; while :; do sleep 1; done", -1), status;

	(void)state;
	process_end_all(&processes);
	status = end_of(pid);
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
	end_of(pid);
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
	status = end_of(pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
	pid = start(&processes, "kill -TERM $$; exit 1", -1);
	status = end_of(pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	sigprocmask(SIG_SETMASK, &old, NULL);
	sigaction(SIGPIPE, &before, NULL);
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

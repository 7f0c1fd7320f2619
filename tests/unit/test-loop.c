/* test-loop: readiness told once, timers in order, jobs, signals. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/loop.h"

static struct loop *
a_loop(void)
{
	struct error error = { 0 };
	struct loop *loop = loop_new(&error);

	assert_non_null(loop);
	return loop;
}

static void
a_pair(int end[2])
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, end), 0);
}

/* ---- readiness ---- */

struct watcher {
	struct loop_watch watch;
	int      told;      /* how often */
	unsigned events;    /* all that was told */
	struct loop *loop;
	struct watcher *victim;
};

static void
watcher_ready(struct loop_watch *watch, unsigned events)
{
	struct watcher *watcher = (struct watcher *)watch;

	watcher->told++;
	watcher->events |= events;
	if (watcher->victim) {
		loop_unwatch(watcher->loop, &watcher->victim->watch);
		watcher->victim = NULL;
	}
}

static void
watch(struct loop *loop, struct watcher *watcher, int fd)
{
	struct error error = { 0 };

	watcher->watch.ready = watcher_ready;
	watcher->loop = loop;
	assert_true(loop_watch(loop, &watcher->watch, fd, &error));
	assert_int_equal(watcher->watch.fd, fd);
}

static void
turn_until(struct loop *loop, const int *what, int count)
{
	while (*what < count)
		loop_turn(loop, true);
}

/* So many turns that whatever is there has been told. */
static void
settle(struct loop *loop)
{
	for (int i = 0; i < 5; i++)
		loop_turn(loop, false);
}

static void
data_is_told_once_and_again_when_more_comes(void **state)
{
	struct loop *loop = a_loop();
	struct watcher watcher = { 0 };
	int end[2];

	(void)state;
	a_pair(end);
	watch(loop, &watcher, end[0]);
	settle(loop);
	assert_int_equal(watcher.events, LOOP_WRITE);
	watcher.told = 0;
	assert_int_equal(write(end[1], "a", 1), 1);
	turn_until(loop, &watcher.told, 1);
	assert_true(watcher.events & LOOP_READ);
	settle(loop);
	assert_int_equal(watcher.told, 1);
	assert_int_equal(write(end[1], "b", 1), 1);
	turn_until(loop, &watcher.told, 2);
	settle(loop);
	assert_int_equal(watcher.told, 2);
	loop_unwatch(loop, &watcher.watch);
	assert_int_equal(watcher.watch.fd, -1);
	loop_unwatch(loop, &watcher.watch);
	close(end[0]);
	close(end[1]);
	loop_free(loop);
}

static void
the_other_side_that_closes_is_told_as_such(void **state)
{
	struct loop *loop = a_loop();
	struct watcher watcher = { 0 };
	int end[2];

	(void)state;
	a_pair(end);
	watch(loop, &watcher, end[0]);
	settle(loop);
	watcher.told = 0;
	shutdown(end[1], SHUT_WR);
	turn_until(loop, &watcher.told, 1);
	assert_true(watcher.events & LOOP_PEER_CLOSED);
	assert_false(watcher.events & LOOP_HANGUP);
	close(end[1]);
	turn_until(loop, &watcher.told, 2);
	assert_true(watcher.events & LOOP_HANGUP);
	loop_unwatch(loop, &watcher.watch);
	close(end[0]);
	loop_free(loop);
}

static void
a_watched_descriptor_keeps_its_flags(void **state)
{
	struct loop *loop = a_loop();
	struct watcher watcher = { 0 };
	int end[2];

	(void)state;
	a_pair(end);
	watch(loop, &watcher, end[0]);
	settle(loop);
	assert_false(fcntl(end[0], F_GETFL) & O_NONBLOCK);
	loop_unwatch(loop, &watcher.watch);
	assert_false(fcntl(end[0], F_GETFL) & O_NONBLOCK);
	close(end[0]);
	close(end[1]);
	loop_free(loop);
}

static void
what_cannot_be_watched_is_an_error(void **state)
{
	struct loop *loop = a_loop();
	struct watcher watcher = { .watch.ready = watcher_ready };
	struct error error = { 0 };
	int file = open("/dev/null", O_RDONLY);

	(void)state;
	assert_false(loop_watch(loop, &watcher.watch, file, &error));
	assert_int_equal(error.kind, ERROR_SYSTEM);
	assert_int_equal(error.number, EPERM);
	assert_int_equal(watcher.watch.fd, -1);
	close(file);
	loop_free(loop);
}

/* Both are ready in one batch; whichever is told first takes the other off. */
static void
a_watch_that_a_callback_takes_off_is_not_told(void **state)
{
	struct loop *loop = a_loop();
	struct watcher one = { 0 }, *two = calloc(1, sizeof(*two));
	int end[2];

	(void)state;
	a_pair(end);
	watch(loop, &one, end[0]);
	watch(loop, two, end[1]);
	one.victim = two;
	two->victim = &one;
	settle(loop);
	assert_int_equal(one.told + two->told, 1);
	loop_unwatch(loop, &one.watch);
	loop_unwatch(loop, &two->watch);
	free(two);
	close(end[0]);
	close(end[1]);
	loop_free(loop);
}

struct spawner {
	struct loop_watch watch;
	struct loop *loop;
	struct watcher *more;
	int fd;
};

static void
spawner_ready(struct loop_watch *base, unsigned events)
{
	struct spawner *spawner = (struct spawner *)base;

	(void)events;
	loop_unwatch(spawner->loop, base);
	watch(spawner->loop, spawner->more, spawner->fd);
}

static void
a_callback_may_watch_and_unwatch(void **state)
{
	struct loop *loop = a_loop();
	struct watcher more = { 0 };
	struct spawner spawner = { .watch.ready = spawner_ready, .loop = loop, .more = &more };
	struct error error = { 0 };
	int end[2];

	(void)state;
	a_pair(end);
	spawner.fd = end[0];
	assert_true(loop_watch(loop, &spawner.watch, end[0], &error));
	turn_until(loop, &more.told, 1);
	assert_true(more.events & LOOP_WRITE);
	loop_unwatch(loop, &more.watch);
	close(end[0]);
	close(end[1]);
	loop_free(loop);
}

static void
thousands_of_watches_are_all_told(void **state)
{
	enum { PAIRS = 2000 };
	struct rlimit limit;
	struct loop *loop = a_loop();
	struct watcher *watcher = calloc(PAIRS, sizeof(*watcher));
	int (*end)[2] = calloc(PAIRS, sizeof(*end)), pairs = PAIRS, turns = 0, told = 0;

	(void)state;
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < 2 * PAIRS + 100)
		pairs = ((int)limit.rlim_cur - 100) / 2;
	for (int i = 0; i < pairs; i++) {
		a_pair(end[i]);
		watch(loop, &watcher[i], end[i][0]);
	}
	for (; told < pairs; turns++) {
		loop_turn(loop, true);
		told = 0;
		for (int i = 0; i < pairs; i++)
			told += watcher[i].told > 0;
	}
	/* No turn tells more than 64, so that the terminal is never far. */
	assert_true(turns >= pairs / 64);
	for (int i = 0; i < pairs; i++) {
		loop_unwatch(loop, &watcher[i].watch);
		close(end[i][0]);
		close(end[i][1]);
	}
	free(watcher);
	free(end);
	loop_free(loop);
}

struct terminal {
	struct loop_input input;
	int told, hung_up, fd;
	bool reads;
};

static void
terminal_ready(struct loop_input *input, bool hung_up)
{
	struct terminal *terminal = (struct terminal *)input;
	char byte;

	terminal->told++;
	terminal->hung_up |= hung_up;
	if (terminal->reads && read(terminal->fd, &byte, 1) == 0)
		terminal->hung_up = true;
	if (terminal->hung_up)
		loop_input_stop(input);
}

/* Among many that are ready the terminal is not the last. */
static void
input_is_told_in_the_turn_that_it_comes_however_many_are_ready(void **state)
{
	enum { PAIRS = 200 };
	struct loop *loop = a_loop();
	struct terminal terminal = { .input.ready = terminal_ready, .reads = true };
	struct watcher watcher[PAIRS] = { { .told = 0 } };
	struct error error = { 0 };
	int end[PAIRS][2], own[2];

	(void)state;
	a_pair(own);
	terminal.fd = own[0];
	assert_true(loop_input_start(loop, &terminal.input, own[0], &error));
	for (int i = 0; i < PAIRS; i++) {
		a_pair(end[i]);
		watch(loop, &watcher[i], end[i][0]);
	}
	settle(loop);
	for (int i = 0; i < PAIRS; i++)
		assert_int_equal(write(end[i][1], "x", 1), 1);
	assert_int_equal(write(own[1], "k", 1), 1);
	loop_turn(loop, true);
	assert_int_equal(terminal.told, 1);
	loop_input_stop(&terminal.input);
	for (int i = 0; i < PAIRS; i++) {
		loop_unwatch(loop, &watcher[i].watch);
		close(end[i][0]);
		close(end[i][1]);
	}
	close(own[0]);
	close(own[1]);
	loop_free(loop);
}

/* ---- what has more to do ---- */

struct worker {
	struct loop_soon soon;
	struct loop *loop;
	struct worker *drops;   /* which this one takes off */
	int left, done;         /* so often it goes on */
};

static void
worker_go(struct loop_soon *soon)
{
	struct worker *worker = (struct worker *)soon;

	worker->done++;
	if (worker->drops)
		loop_not_soon(worker->loop, &worker->drops->soon);
	if (worker->left-- > 0)
		loop_soon(worker->loop, soon);
}

static void
who_has_more_to_do_has_one_go_in_each_turn_and_none_waits(void **state)
{
	struct loop *loop = a_loop();
	struct worker worker[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		worker[i] = (struct worker){ .soon.go = worker_go, .loop = loop, .left = 2 };
		loop_soon(loop, &worker[i].soon);
		loop_soon(loop, &worker[i].soon);
	}
	worker[0].drops = &worker[2];
	/* Nothing else would end the wait. */
	loop_turn(loop, true);
	assert_int_equal(worker[0].done, 1);
	assert_int_equal(worker[1].done, 1);
	assert_int_equal(worker[2].done, 0);
	loop_turn(loop, true);
	loop_turn(loop, true);
	assert_int_equal(worker[0].done, 3);
	assert_int_equal(worker[1].done, 3);
	loop_turn(loop, false);
	assert_int_equal(worker[1].done, 3);
	loop_not_soon(loop, &worker[1].soon);
	loop_soon(loop, &worker[2].soon);
	loop_turn(loop, true);
	assert_int_equal(worker[2].done, 1);
	loop_not_soon(loop, &worker[2].soon);
	loop_free(loop);
}

static void
the_time_stands_still_within_a_turn(void **state)
{
	struct loop *loop = a_loop();
	int64_t now = loop_now(loop);

	(void)state;
	assert_int_equal(loop_now(loop), now);
	loop_turn(loop, false);
	assert_true(loop_now(loop) > now);
	loop_free(loop);
}

/* ---- time ---- */

struct alarm {
	struct loop_timer timer;
	struct loop *loop;
	struct alarm *stops;    /* which this one stops */
	int  again;             /* how often this one starts itself */
	int *order, *count, number;
};

static void
alarm_expired(struct loop_timer *timer)
{
	struct alarm *alarm = (struct alarm *)timer;

	alarm->order[(*alarm->count)++] = alarm->number;
	if (alarm->stops)
		loop_timer_stop(&alarm->stops->timer);
	if (alarm->again-- > 0)
		loop_timer_start(alarm->loop, timer, 0);
}

static void
timers_come_in_order_and_can_be_stopped_from_callbacks(void **state)
{
	static const int due[] = { 1000, 1, 500, 10, 10 };
	struct loop *loop = a_loop();
	struct alarm alarm[5] = { 0 };
	int order[16], count = 0;

	(void)state;
	for (int i = 0; i < 5; i++) {
		alarm[i].timer.expired = alarm_expired;
		alarm[i].loop = loop;
		alarm[i].order = order;
		alarm[i].count = &count;
		alarm[i].number = i;
		loop_timer_start(loop, &alarm[i].timer, due[i] * INT64_C(1000000));
	}
	alarm[1].stops = &alarm[2];
	alarm[3].again = 1;
	alarm[4].stops = &alarm[4]; /* itself, which has expired already */
	turn_until(loop, &count, 5);
	assert_int_equal(order[0], 1);
	assert_int_equal(order[1], 3);
	assert_int_equal(order[2], 4);
	assert_int_equal(order[3], 3);
	assert_int_equal(order[4], 0);
	assert_null(alarm[0].timer.inner);
	loop_timer_stop(&alarm[0].timer);
	loop_free(loop);
}

static int64_t
clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void
a_timer_is_never_early(void **state)
{
	struct loop *loop = a_loop();

	(void)state;
	for (int64_t nanoseconds = 1; nanoseconds < 4000000; nanoseconds += 330001) {
		int order[2], count = 0;
		struct alarm alarm = {
			.timer.expired = alarm_expired, .order = order, .count = &count,
		};
		int64_t begin = clock_now();

		loop_timer_start(loop, &alarm.timer, nanoseconds);
		turn_until(loop, &count, 1);
		assert_true(clock_now() - begin >= nanoseconds);
	}
	loop_free(loop);
}

static void
a_timer_can_be_set_again_while_it_runs(void **state)
{
	struct loop *loop = a_loop();
	int order[2], count = 0;
	struct alarm alarm = {
		.timer.expired = alarm_expired, .order = order, .count = &count,
	};

	(void)state;
	loop_timer_start(loop, &alarm.timer, INT64_MAX);
	settle(loop);
	assert_int_equal(count, 0);
	loop_timer_start(loop, &alarm.timer, 1000);
	turn_until(loop, &count, 1);
	loop_free(loop);
}

/* ---- the terminal ---- */

static void
input_is_told_until_it_is_read_and_keeps_its_flags(void **state)
{
	struct loop *loop = a_loop();
	struct terminal terminal = { .input.ready = terminal_ready };
	struct error error = { 0 };
	int end[2];

	(void)state;
	a_pair(end);
	terminal.fd = end[0];
	assert_true(loop_input_start(loop, &terminal.input, end[0], &error));
	assert_true(loop_input_start(loop, &terminal.input, end[0], &error));
	assert_false(fcntl(end[0], F_GETFL) & O_NONBLOCK);
	assert_int_equal(write(end[1], "ab", 2), 2);
	turn_until(loop, &terminal.told, 3);
	terminal.reads = true;
	turn_until(loop, &terminal.told, 5);
	settle(loop);
	assert_int_equal(terminal.told, 5);
	loop_input_stop(&terminal.input);
	loop_input_stop(&terminal.input);
	/* At once again, as an editor does for each line. */
	assert_true(loop_input_start(loop, &terminal.input, end[0], &error));
	assert_int_equal(write(end[1], "c", 1), 1);
	turn_until(loop, &terminal.told, 6);
	close(end[1]);
	turn_until(loop, &terminal.hung_up, 1);
	assert_false(fcntl(end[0], F_GETFL) & O_NONBLOCK);
	close(end[0]);
	loop_free(loop);
}

static void
input_from_a_file_is_refused(void **state)
{
	struct loop *loop = a_loop();
	struct terminal terminal = { .input.ready = terminal_ready };
	struct error error = { 0 };
	int file = open("/dev/null", O_RDONLY);

	(void)state;
	assert_false(loop_input_start(loop, &terminal.input, file, &error));
	assert_int_equal(error.kind, ERROR_SYSTEM);
	assert_null(terminal.input.inner);
	close(file);
	loop_free(loop);
}

/* ---- jobs ---- */

struct job {
	struct loop_job job;
	int gate[2];            /* the work waits for a byte, or for the end */
	int done;
	int report;             /* a dropped one writes here, if not -1 */
	pthread_t worker;
};

static void
job_work(struct loop_job *base)
{
	struct job *job = (struct job *)base;
	char byte;

	job->worker = pthread_self();
	if (job->gate[0] >= 0 && read(job->gate[0], &byte, 1) < 0)
		abort();
}

static void
job_done(struct loop_job *base)
{
	((struct job *)base)->done++;
}

static void
job_drop(struct loop_job *base)
{
	struct job *job = (struct job *)base;

	if (write(job->report, "d", 1) != 1)
		abort();
	free(job);
}

static struct job *
a_job(int report)
{
	struct job *job = calloc(1, sizeof(*job));

	job->job = (struct loop_job){ job_work, job_done, job_drop, NULL };
	job->gate[0] = job->gate[1] = -1;
	job->report = report;
	return job;
}

static void
work_is_done_on_a_thread_and_told_in_the_loop(void **state)
{
	struct loop *loop = a_loop();
	struct error error = { 0 };
	struct job *job = a_job(-1);

	(void)state;
	assert_true(loop_job_start(loop, &job->job, &error));
	turn_until(loop, &job->done, 1);
	assert_false(pthread_equal(job->worker, pthread_self()));
	assert_null(job->job.inner);
	loop_job_abandon(&job->job);
	free(job);
	loop_free(loop);
}

static void
read_drops(int fd, int count)
{
	char byte;

	for (int i = 0; i < count; i++)
		assert_int_equal(read(fd, &byte, 1), 1);
}

static void
a_job_that_is_abandoned_is_dropped_and_never_told(void **state)
{
	struct loop *loop = a_loop();
	struct error error = { 0 };
	int report[2], gate[2];
	struct job *job;

	(void)state;
	assert_int_equal(pipe(report), 0);
	assert_int_equal(pipe(gate), 0);
	job = a_job(report[1]);
	memcpy(job->gate, gate, sizeof(gate));
	assert_true(loop_job_start(loop, &job->job, &error));
	loop_job_abandon(&job->job);
	close(gate[1]);
	read_drops(report[0], 1);
	settle(loop);
	close(gate[0]);

	/* Finished already, but not told yet. */
	job = a_job(report[1]);
	assert_true(loop_job_start(loop, &job->job, &error));
	for (int i = 0; i < 1000; i++)
		sched_yield();
	loop_job_abandon(&job->job);
	settle(loop);
	for (char byte = 0; byte != 'd';) {
		loop_turn(loop, false);
		fcntl(report[0], F_SETFL, O_NONBLOCK);
		if (read(report[0], &byte, 1) < 0)
			assert_int_equal(errno, EAGAIN);
	}
	close(report[0]);
	close(report[1]);
	loop_free(loop);
}

static void
a_job_that_outlives_the_loop_is_dropped(void **state)
{
	struct loop *loop = a_loop();
	struct error error = { 0 };
	int report[2], gate[2];
	struct job *job;

	(void)state;
	assert_int_equal(pipe(report), 0);
	assert_int_equal(pipe(gate), 0);
	job = a_job(report[1]);
	memcpy(job->gate, gate, sizeof(gate));
	assert_true(loop_job_start(loop, &job->job, &error));
	loop_free(loop);
	close(gate[1]);
	read_drops(report[0], 1);
	close(gate[0]);
	close(report[0]);
	close(report[1]);
}

static void
no_more_than_64_jobs_run_at_once(void **state)
{
	enum { MOST = 64 };
	struct loop *loop = a_loop();
	struct error error = { 0 };
	int report[2], gate[2], done = 0;
	struct job *job[MOST], *more;

	(void)state;
	assert_int_equal(pipe(report), 0);
	assert_int_equal(pipe(gate), 0);
	for (int i = 0; i < MOST; i++) {
		job[i] = a_job(report[1]);
		memcpy(job[i]->gate, gate, sizeof(gate));
		assert_true(loop_job_start(loop, &job[i]->job, &error));
	}
	more = a_job(report[1]);
	assert_false(loop_job_start(loop, &more->job, &error));
	assert_int_equal(error.kind, ERROR_LIMIT);
	assert_null(more->job.inner);
	/* An abandoned one that hangs still counts. */
	loop_job_abandon(&job[0]->job);
	assert_false(loop_job_start(loop, &more->job, &error));
	close(gate[1]);
	read_drops(report[0], 1);
	while (done < MOST - 1) {
		loop_turn(loop, true);
		done = 0;
		for (int i = 1; i < MOST; i++)
			done += job[i]->done;
	}
	assert_true(loop_job_start(loop, &more->job, &error));
	turn_until(loop, &more->done, 1);
	for (int i = 1; i < MOST; i++)
		free(job[i]);
	free(more);
	close(gate[0]);
	close(report[0]);
	close(report[1]);
	loop_free(loop);
}

/* ---- signals ---- */

static void
a_signal_before_the_loop_ends_its_first_wait(void **state)
{
	struct loop *loop;

	(void)state;
	assert_int_equal(loop_signal(), 0);
	raise(SIGINT);
	assert_true(loop_signal_pending());
	loop = a_loop();
	loop_turn(loop, true);
	assert_int_equal(loop_signal(), SIGINT);
	assert_false(loop_signal_pending());
	assert_int_equal(loop_signal(), 0);
	loop_free(loop);
	raise(SIGTERM);
	assert_int_equal(loop_signal(), SIGTERM);
}

static void
signals_come_by_rank_and_once_each(void **state)
{
	(void)state;
	raise(SIGCONT);
	raise(SIGWINCH);
	raise(SIGINT);
	raise(SIGINT);
	raise(SIGTERM);
	assert_int_equal(loop_signal(), SIGINT);
	assert_true(loop_signal_pending());
	assert_true(loop_signal_ends());
	assert_int_equal(loop_signal(), SIGTERM);
	assert_false(loop_signal_ends());
	assert_int_equal(loop_signal(), SIGWINCH);
	assert_int_equal(loop_signal(), SIGCONT);
	assert_false(loop_signal_pending());
}

static void *
interrupt(void *thread)
{
	pthread_kill(*(pthread_t *)thread, SIGINT);
	return NULL;
}

static void
a_signal_wakes_a_wait(void **state)
{
	struct loop *loop = a_loop();
	pthread_t self = pthread_self(), other;

	(void)state;
	for (int i = 0; i < 200; i++) {
		assert_int_equal(pthread_create(&other, NULL, interrupt, &self), 0);
		while (!loop_signal_pending())
			loop_turn(loop, true);
		assert_int_equal(loop_signal(), SIGINT);
		pthread_join(other, NULL);
	}
	loop_free(loop);
}

/* Ctrl-C twice, then a command that waits: it must wait. */
static void
a_stale_wake_up_does_not_end_the_next_wait(void **state)
{
	struct loop *loop = a_loop();
	int order[2], count = 0, turns = 0;
	struct alarm alarm = {
		.timer.expired = alarm_expired, .order = order, .count = &count,
	};

	(void)state;
	raise(SIGINT);
	raise(SIGINT);
	assert_int_equal(loop_signal(), SIGINT);
	loop_timer_start(loop, &alarm.timer, 20000000);
	while (!count) {
		loop_turn(loop, true);
		turns++;
		assert_false(loop_signal_pending());
	}
	assert_int_equal(turns, 1);
	loop_free(loop);
}

static void
an_ignored_signal_stays_ignored_and_pipes_do_not_kill(void **state)
{
	int end[2];

	(void)state;
	signal(SIGQUIT, SIG_IGN);
	loop_signals();
	raise(SIGQUIT);
	assert_false(loop_signal_pending());
	signal(SIGQUIT, SIG_DFL);
	loop_signals();
	raise(SIGQUIT);
	assert_int_equal(loop_signal(), SIGQUIT);
	assert_int_equal(pipe(end), 0);
	close(end[0]);
	assert_int_equal(write(end[1], "", 1), -1);
	assert_int_equal(errno, EPIPE);
	close(end[1]);
}

/* ---- descriptors ---- */

static int
open_descriptors(int leaking[1])
{
	int count = 0;

	*leaking = 0;
	for (int fd = 0; fd < 1024; fd++) {
		int flags = fcntl(fd, F_GETFD);

		count += flags >= 0;
		*leaking += flags >= 0 && !(flags & FD_CLOEXEC);
	}
	return count;
}

static void
the_loop_leaves_no_descriptor_and_passes_none_on(void **state)
{
	int leaking, before, after, begin;

	(void)state;
	loop_free(a_loop()); /* libuv keeps two for ever */
	begin = open_descriptors(&before);
	for (int i = 0; i < 3; i++) {
		struct loop *loop = a_loop();

		assert_true(open_descriptors(&leaking) > begin);
		assert_int_equal(leaking, before);
		loop_free(loop);
	}
	assert_int_equal(open_descriptors(&after), begin);
	assert_int_equal(after, before);
}

/* In a child of its own, where libuv has made nothing yet. */
static int
loops_under_a_limit(rlim_t most)
{
	struct rlimit limit = { most, most };
	struct error error = { 0 };
	struct loop *loop;

	setrlimit(RLIMIT_NOFILE, &limit);
	loop = loop_new(&error);
	if (!loop)
		return error.kind == ERROR_SYSTEM && error.number == EMFILE ? 1 : 2;
	loop_turn(loop, false);
	loop_free(loop);
	return 0;
}

static void
being_out_of_descriptors_is_an_error_and_no_abort(void **state)
{
	int made = 0;

	(void)state;
	for (rlim_t most = 0; most < 24; most++) {
		pid_t child = fork();
		int status;

		if (!child) {
			for (int fd = 3; fd < 1024; fd++)
				close(fd);
			_exit(loops_under_a_limit(most));
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		assert_true(WEXITSTATUS(status) < 2);
		made += WEXITSTATUS(status) == 0;
		if (most >= 16)
			assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_true(made > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(being_out_of_descriptors_is_an_error_and_no_abort),
		cmocka_unit_test(data_is_told_once_and_again_when_more_comes),
		cmocka_unit_test(the_other_side_that_closes_is_told_as_such),
		cmocka_unit_test(a_watched_descriptor_keeps_its_flags),
		cmocka_unit_test(what_cannot_be_watched_is_an_error),
		cmocka_unit_test(a_watch_that_a_callback_takes_off_is_not_told),
		cmocka_unit_test(a_callback_may_watch_and_unwatch),
		cmocka_unit_test(thousands_of_watches_are_all_told),
		cmocka_unit_test(input_is_told_in_the_turn_that_it_comes_however_many_are_ready),
		cmocka_unit_test(who_has_more_to_do_has_one_go_in_each_turn_and_none_waits),
		cmocka_unit_test(the_time_stands_still_within_a_turn),
		cmocka_unit_test(timers_come_in_order_and_can_be_stopped_from_callbacks),
		cmocka_unit_test(a_timer_is_never_early),
		cmocka_unit_test(a_timer_can_be_set_again_while_it_runs),
		cmocka_unit_test(input_is_told_until_it_is_read_and_keeps_its_flags),
		cmocka_unit_test(input_from_a_file_is_refused),
		cmocka_unit_test(work_is_done_on_a_thread_and_told_in_the_loop),
		cmocka_unit_test(a_job_that_is_abandoned_is_dropped_and_never_told),
		cmocka_unit_test(a_job_that_outlives_the_loop_is_dropped),
		cmocka_unit_test(no_more_than_64_jobs_run_at_once),
		cmocka_unit_test(a_signal_before_the_loop_ends_its_first_wait),
		cmocka_unit_test(signals_come_by_rank_and_once_each),
		cmocka_unit_test(a_signal_wakes_a_wait),
		cmocka_unit_test(a_stale_wake_up_does_not_end_the_next_wait),
		cmocka_unit_test(an_ignored_signal_stays_ignored_and_pipes_do_not_kill),
		cmocka_unit_test(the_loop_leaves_no_descriptor_and_passes_none_on),
	};

	/* Tests that run in the background of a script are started with it ignored. */
	signal(SIGINT, SIG_DFL);
	loop_signals();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

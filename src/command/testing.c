/* testing: tests, what is theirs and ends with them, and what stands around them. */
#include "command/testing.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/number.h"
#include "command/job.h"
#include "command/run.h"
#include "command/session.h"
#include "socket/sys.h"

static void
fixture_clear(struct fixture *fixture)
{
	script_drop(fixture->script);
	*fixture = (struct fixture){ 0 };
}

void
testing_clear(struct testing *testing)
{
	for (size_t i = 0; i < TEST_STAGES; i++)
		fixture_clear(&testing->fixture[i]);
	*testing = (struct testing){ 0 };
}

const char *
testing_stage(const struct test *test)
{
	static const char *const stages[TEST_STAGES] = { "the set-up", NULL, "the tear-down" };

	return stages[test->stage];
}

/* A close that lingers blocks, and nobody waits for the end of this one. */
struct lingering {
	struct loop_job job;
	int             fd;
};

static void
linger(struct loop_job *job)
{
	close(((struct lingering *)(void *)job)->fd);
}

static void
linger_end(struct loop_job *job)
{
	free(job);
}

static void
close_slowly(struct session *session, int fd)
{
	struct error ignored;
	struct loop *loop = session_loop(session, &ignored);
	struct lingering *lingering = mem_new(1, sizeof(*lingering));

	*lingering = (struct lingering){ .job = { linger, linger_end, linger_end, NULL },
		.fd = fd };
	if (loop && loop_job_start(loop, &lingering->job, &ignored)) {
		sys_tell_unfinished(fd);
		return;
	}
	sys_close(fd);
	free(lingering);
}

static void
close_own(struct session *session, const struct test *test)
{
	struct sock_table *table = &session->sockets;

	for (unsigned i = test->sockets + 1; i <= table->last; i++) {
		struct sock *sock = sock_find(table, i);
		struct error ignored;
		int slow = -1;

		if (!sock || sock->fd < 0 || sock->test != test->number)
			continue;
		session_closing(session, sock);
		sock_close(table, sock, &slow, &ignored);
		if (slow >= 0)
			close_slowly(session, slow);
	}
}

static void
tell_failure(struct session *session, struct test *test, struct run *run)
{
	test->result = TEST_FAILED;
	if (session->test_failed)
		session->test_failed(session, test, run);
}

/* Those that run are cancelled, and that is no news; one that had failed before, and that
 * nobody joined, fails the test. */
static void
end_jobs(struct session *session, struct test *test, bool tell)
{
	struct jobs *jobs = &session->jobs;

	session->clearing = true;
	for (size_t i = 0; i < jobs->count; i++) {
		struct job *job = jobs->job[i];

		if (job->run.test != test->number)
			continue;
		if (tell && job->ended && !job->good && !job->joined && !job->cancelled)
			tell_failure(session, test, &job->run);
		job_cancel(job);
		/* The test has spoken for it. */
		job->joined = true;
	}
	session->clearing = false;
}

/* Also of one that was cut short: it leaves nothing behind. */
static void
clean_up(struct run *run, struct test *test)
{
	struct session *session = run->session;
	bool whole = test->result != TEST_CANCELLED && test->result != TEST_LEFT;

	if (test->cleaned)
		return;
	test->cleaned = true;
	reactions_end_test(session, test->number);
	end_jobs(session, test, whole && test->result != TEST_SKIPPED);
	close_own(session, test);
}

static void
finish(struct run *run, struct test *test)
{
	struct session *session = run->session;

	clean_up(run, test);
	test->ended = number_now();
	run->test = 0;
	run->scope->dot = test->dot;
	run->failed |= test->result == TEST_FAILED || test->result == TEST_LEFT;
	session->testing.now = NULL;
	if (session->test_ended)
		session->test_ended(session, test);
}

static void
clear(void *at)
{
	struct test *test = at;

	free(test->name);
	free(test->why);
	free(test);
}

/* While the test runs still, it is left half way. */
static void
left(struct run *run, struct frame *frame)
{
	struct test *test = frame->state;

	if (run->session->testing.now != test)
		return;
	test->result = run->session->ending && !run->call.cancelled ? TEST_LEFT : TEST_CANCELLED;
	finish(run, test);
}

/* The next stage that there is a block for; false behind the last. */
static bool
enter(const struct run *run, struct frame *frame, enum test_stage stage)
{
	struct test *test = frame->state;

	for (; stage < TEST_STAGES; stage++) {
		const struct fixture *fixture = &run->session->testing.fixture[stage];
		const struct block *block = stage == TEST_BODY ? test->node->block : fixture->block;

		test->stage = stage;
		if (!block)
			continue;
		frame->block = block;
		frame->next = 0;
		return true;
	}
	return false;
}

static enum verdict
ended(struct run *run, struct frame *frame)
{
	struct test *test = frame->state;
	bool skipped = test->result == TEST_SKIPPED && test->stage == TEST_SETUP;

	if (!test->cleaned && enter(run, frame, skipped ? TEST_TEARDOWN : test->stage + 1))
		return VERDICT_AGAIN;
	test->stage = TEST_BODY;
	clean_up(run, test);
	if (programs_left(run->session, test->number))
		return VERDICT_STEP;
	finish(run, test);
	return VERDICT_LEAVE;
}

/* The test is over but for its programs, which were told to end: the next one may want
 * what they hold, a port.  They are killed before the time is over. */
static enum outcome
wait_for_programs(struct call *call)
{
	struct run *run = call->run;
	struct test *test = run->frame[run->frames - 1].state;
	enum outcome outcome = DONE;

	call->limit = PROGRAM_END;
	if (programs_left(call->session, test->number))
		outcome = call_wait_look(call, CALL_LOOK_AGAIN, "end", wait_for_programs);
	if (outcome == WAITING)
		return WAITING;
	/* What cannot even be killed holds up nobody. */
	if (outcome == FAILED && call->error.kind == ERROR_TIMEOUT)
		outcome = DONE;
	if (!call->cancelled)
		finish(run, test);
	run_leave(run);
	return outcome;
}

static void
noted(struct run *run, struct frame *frame)
{
	tell_failure(run->session, frame->state, run);
}

void
testing_failed(struct run *run)
{
	struct session *session = run->session;
	struct test *test = session->testing.now;

	if (test && run->test == test->number)
		tell_failure(session, test, run);
	/* What serves a client fails by itself. */
	else if (session->run_failed && !run->job)
		session->run_failed(session, run);
}

/* Whatever failed: what was set up has to be torn down. */
static enum verdict
caught(struct run *run, struct frame *frame)
{
	struct test *test = frame->state;

	static const struct block nothing = { .count = 0 };
	enum verdict verdict;

	if (test->stage < TEST_TEARDOWN)
		test->stage = TEST_BODY;
	verdict = ended(run, frame);
	/* Only the end of a block may wait. */
	if (verdict == VERDICT_STEP)
		frame->block = &nothing;
	return verdict == VERDICT_STEP ? VERDICT_AGAIN : verdict;
}

static bool
may_begin(struct call *call)
{
	if (call->run != call->session->front)
		return error_usage(&call->error, "a test runs in the foreground, not in a job");
	if (call->session->testing.now)
		return error_usage(&call->error, "a test cannot stand inside a test");
	return true;
}

static struct test *
test_new(struct call *call, const struct text *name)
{
	struct test *test = mem_new(1, sizeof(*test));

	test->number = ++call->session->testing.last;
	test->node = call->node;
	test->name = mem_copy_bytes(name->bytes, name->count);
	test->count = name->count;
	test->began = number_now();
	test->sockets = call->session->sockets.last;
	test->dot = call->run->scope->dot;
	return test;
}

static bool
is_wanted(struct call *call, const struct text *name, bool *wanted)
{
	struct testing *testing = &call->session->testing;

	*wanted = !testing->filter ||
	    match_run(testing->filter, name->bytes, name->count, &call->error);
	testing->left_out += !*wanted;
	return *wanted || call->error.kind == ERROR_NONE;
}

enum outcome
testing_begin(struct call *call, const struct text *name)
{
	struct run *run = call->run;
	struct frame *frame;
	bool wanted;

	if (!may_begin(call) || !is_wanted(call, name, &wanted))
		return FAILED;
	if (!wanted)
		return DONE;
	frame = run_push(run, call->node->block, call->node, &call->error);
	if (!frame)
		return FAILED;
	frame->state = test_new(call, name);
	frame->clear = clear;
	frame->left = left;
	run_own_vars(run);
	frame->wall = true;
	frame->ended = ended;
	frame->step = wait_for_programs;
	frame->caught = caught;
	frame->noted = noted;
	call->session->testing.now = frame->state;
	call->session->testing.now->depth = run->frames;
	run->test = call->session->testing.now->number;
	enter(run, frame, TEST_SETUP);
	if (call->session->test_began)
		call->session->test_began(call->session, frame->state);
	return DONE;
}

enum outcome
testing_fixture(struct call *call, enum test_stage stage)
{
	struct fixture *fixture = &call->session->testing.fixture[stage];

	if (call->run != call->session->front || call->session->testing.now)
		return error_usage(&call->error, "it stands at the top of a file, not in a test "
		    "or a job"), FAILED;
	fixture_clear(fixture);
	if (call->node->block->count)
		*fixture = (struct fixture){ .block = call->node->block, .node = call->node,
			.script = script_hold(call->node->script) };
	return DONE;
}

/* And not a definition, which may stand in another one than its caller. */
static bool
is_file(const struct frame *frame)
{
	return frame->script && frame->owner->command->flags & COMMAND_SOURCES;
}

/* The frame of the file that the command stands in, or that called what it stands in; 0 at
 * the prompt. */
static size_t
file_depth(const struct run *run)
{
	size_t depth = run->frames;

	while (depth > 1 && !is_file(&run->frame[depth - 1]))
		depth--;
	return depth == 1 && run->session->interactive && !run->frame[0].arg ? 0 : depth;
}

/* Who sourced it goes on, and is not told as skipped. */
static void
tell_skipped(const struct run *run, const struct node *node, size_t depth,
    const struct text *why)
{
	const struct frame *frame = &run->frame[depth - 1];
	const char *file = is_file(frame) ? frame->script->source->name : NULL;
	const char *here = node->source->name;

	/* In a definition it stands in another one, perhaps. */
	if (run->session->file_skipped)
		run->session->file_skipped(run->session, file, !file || (here &&
		    strcmp(file, here) == 0) ? node->place.line : 0, why);
}

enum outcome
testing_skip(struct call *call, const struct text *why)
{
	struct run *run = call->run;
	struct test *test = call->session->testing.now;
	size_t depth = test ? test->depth : file_depth(run);

	if (run != call->session->front || !depth)
		return error_usage(&call->error, "it is for a test, or the top of a file"),
		       FAILED;
	run_end_blocks(run, depth);
	if (!test)
		tell_skipped(run, call->node, depth, why);
	run->skipped |= !test && depth == 1;
	if (!test || test->result == TEST_FAILED)
		return DONE;
	test->result = TEST_SKIPPED;
	free(test->why);
	test->why = mem_copy_bytes(why->bytes, why->count);
	test->why_count = why->count;
	return DONE;
}

/* job: a command in the background: a run of its own, beside the others. */
#include "command/job.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "command/session.h"

struct job *
job_find(const struct jobs *jobs, unsigned number)
{
	size_t low = 0, high = jobs->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (jobs->job[middle]->number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < jobs->count && jobs->job[low]->number == number ? jobs->job[low] : NULL;
}

static void
job_free(struct job *job)
{
	run_clear(&job->run);
	pool_clear(&job->pool);
	script_drop(job->script);
	free(job->text);
	free(job);
}

/* Drops the older half of those that have ended, so that this is seldom done. */
static void
forget_oldest(struct jobs *jobs)
{
	size_t drop = (jobs->count - jobs->running) / 2, to = 0;

	for (size_t i = 0; i < jobs->count; i++) {
		struct job *job = jobs->job[i];

		if (!drop || !job->ended) {
			jobs->job[to++] = job;
			continue;
		}
		jobs->failed |= !job->good && !job->joined && !job->cancelled;
		job_free(job);
		drop--;
	}
	jobs->count = to;
}

/* Not while somebody goes through them. */
static void
forget_some(struct jobs *jobs)
{
	if (!jobs->turns && jobs->count - jobs->running > JOBS_ENDED)
		forget_oldest(jobs);
}

static struct job *
job_add(struct jobs *jobs)
{
	struct job *job = mem_new(1, sizeof(*job));

	forget_some(jobs);
	if (jobs->count == jobs->room) {
		jobs->room = jobs->room ? jobs->room * 2 : 8;
		jobs->job = mem_grow(jobs->job, jobs->room, sizeof(struct job *));
	}
	job->number = ++jobs->last;
	job->began = number_now();
	jobs->job[jobs->count++] = job;
	jobs->running++;
	return job;
}

/* Who waits for the end of a job looks again. */
static void
wake_joiners(struct session *session)
{
	const struct jobs *jobs = &session->jobs;

	if (session->front && session->front->call.joining)
		call_wake(&session->front->call);
	for (size_t i = 0; i < jobs->count; i++)
		if (!jobs->job[i]->ended && jobs->job[i]->run.call.joining)
			call_wake(&jobs->job[i]->run.call);
}

static void
job_end(struct session *session, struct job *job, bool good)
{
	job->ended = number_now();
	job->good = good;
	job->error = job->run.call.error;
	/* With -k it went on behind what had failed. */
	if (!good && job->error.kind == ERROR_NONE)
		error_set(&job->error, ERROR_EXPECTATION, "a command in it failed");
	session->jobs.running--;
	wake_joiners(session);
	if (session->job_ended)
		session->job_ended(session, job);
}

static void
job_go(struct job *job)
{
	struct session *session = job->run.session;
	enum run_state state;

	session->jobs.turns++;
	job->going = true;
	state = run_go(&job->run);
	job->going = false;
	session->jobs.turns--;
	job->busy = state == RUN_BUSY;
	if (state == RUN_DONE || state == RUN_FAILED)
		job_end(session, job, state == RUN_DONE);
}

static char *
first_line(const struct node *node)
{
	const char *text = node->source->text.data + node->place.offset;
	const char *feed = memchr(text, '\n', node->span);

	return mem_copy_bytes(text, feed ? (size_t)(feed - text) : node->span);
}

/* The words that a file was given may be gone before the job is. */
static const struct text *
keep_args(struct job *job, const struct text *arg, size_t count)
{
	struct text *kept = arg ? pool_new(&job->pool, count * sizeof(*kept)) : NULL;

	for (size_t i = 0; kept && i < count; i++) {
		kept[i] = arg[i];
		kept[i].word = NULL;
		kept[i].bytes = pool_copy(&job->pool, arg[i].bytes, arg[i].count);
	}
	return kept;
}

static struct job *
job_new(struct run *from, const struct node *node, struct node *only, struct error *error)
{
	struct session *session = from->session;
	const struct text *arg;
	struct job *job;
	size_t args;

	if (session->jobs.running >= JOBS_MOST)
		return error_set(error, ERROR_LIMIT, "%d jobs run already", JOBS_MOST), NULL;
	if (!session_loop(session, error))
		return NULL;
	job = job_add(&session->jobs);
	job->script = script_hold(node->script);
	job->text = first_line(node);
	job->node = node;
	job->only = only;
	job->block = (struct block){ &job->only, only != NULL };
	run_init(&job->run, session, vars_hold(from->scope->vars), from->scope->dot);
	job->run.job = job;
	job->run.test = from->test;
	arg = run_args(from, &args);
	run_begin(&job->run, &job->block, keep_args(job, arg, args), args);
	job->run.frame[0].heeded = true;
	return job;
}

bool
job_start(struct run *from, struct node *node, struct error *error)
{
	struct session *session = from->session;
	struct job *job = job_new(from, node, node, error);

	if (!job)
		return false;
	job_go(job);
	if (!job->ended && session->job_started)
		session->job_started(session, job);
	return true;
}

static enum verdict
step(struct run *run, struct frame *frame)
{
	(void)run, (void)frame;
	return VERDICT_STEP;
}

struct job *
job_begin(struct run *from, const struct node *node, call_step *first, void *state,
    void (*clear)(void *), struct error *error)
{
	struct job *job = job_new(from, node, NULL, error);
	struct frame *frame;

	if (!job)
		return NULL;
	frame = &job->run.frame[0];
	frame->owner = node;
	frame->ended = step;
	frame->step = first;
	frame->state = state;
	frame->clear = clear;
	job_go(job);
	return job;
}

void
job_cancel(struct job *job)
{
	if (job->ended)
		return;
	job->cancelled = true;
	run_cancel(&job->run);
	/* One that is at work comes to it by itself: nothing is run inside itself. */
	if (!job->going)
		job_go(job);
}

bool
jobs_go(struct session *session)
{
	struct jobs *jobs = &session->jobs;
	bool busy = false;

	if (!jobs->running)
		return false;
	jobs->turns++;
	/* One that begins meanwhile has had its turn. */
	for (size_t i = 0, count = jobs->count; i < count; i++) {
		struct job *job = jobs->job[i];
		const struct call *call = &job->run.call;

		if (!job->ended && !job->going && (job->busy || call->woken || call->cancelled))
			job_go(job);
	}
	jobs->turns--;
	for (size_t i = 0; i < jobs->count && !busy; i++)
		busy = !jobs->job[i]->ended &&
		    (jobs->job[i]->busy || jobs->job[i]->run.call.woken);
	forget_some(jobs);
	return busy;
}

bool
jobs_end(struct session *session)
{
	struct jobs *jobs = &session->jobs;
	bool good = !jobs->failed;

	jobs->ending = true;
	for (size_t i = 0; i < jobs->count; i++) {
		const struct job *job = jobs->job[i];

		job_cancel(jobs->job[i]);
		good &= job->good || job->joined || job->cancelled;
	}
	return good;
}

void
jobs_clear(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->count; i++)
		job_free(jobs->job[i]);
	free(jobs->job);
	*jobs = (struct jobs){ 0 };
}

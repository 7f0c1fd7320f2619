/* loop-jobs: work that may block, on detached threads. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/loop-inner.h"
#include "base/mem.h"

enum { JOBS_MOST = 64 };

/* What the threads and the loop share; the last of them to leave frees it. */
struct hall {
	pthread_mutex_t lock;
	void  (*wake)(void *to);
	void   *to;
	bool    left;                     /* by the loop */
	size_t  threads;
	struct loop_job_inner *finished;  /* the newest first */
};

struct loop_job_inner {
	struct hall *hall;
	struct loop_job *outer;
	struct loop_job_inner *next;
	bool abandoned;
};

struct hall *
hall_new(void (*wake)(void *to), void *to)
{
	struct hall *hall = mem_new(1, sizeof(*hall));

	pthread_mutex_init(&hall->lock, NULL);
	hall->wake = wake;
	hall->to = to;
	return hall;
}

static void
hall_unlock(struct hall *hall)
{
	bool last = hall->left && !hall->threads;

	pthread_mutex_unlock(&hall->lock);
	if (!last)
		return;
	pthread_mutex_destroy(&hall->lock);
	free(hall);
}

static struct loop_job_inner *
hall_take(struct hall *hall)
{
	struct loop_job_inner *newest = hall->finished, *oldest = NULL;

	hall->finished = NULL;
	while (newest) {
		struct loop_job_inner *next = newest->next;

		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	return oldest;
}

static void
job_end(struct loop_job_inner *job, bool drop)
{
	struct loop_job *outer = job->outer;

	if (drop) {
		outer->drop(outer);
	} else {
		outer->inner = NULL;
		outer->done(outer);
	}
	free(job);
}

void
hall_tell(struct hall *hall)
{
	struct loop_job_inner *job, *next;

	pthread_mutex_lock(&hall->lock);
	job = hall_take(hall);
	hall_unlock(hall);
	for (; job; job = next) {
		next = job->next;
		job_end(job, job->abandoned);
	}
}

bool
hall_leave(struct hall *hall)
{
	struct loop_job_inner *job, *next;
	bool alone;

	pthread_mutex_lock(&hall->lock);
	hall->left = true;
	alone = hall->threads == 0;
	job = hall_take(hall);
	hall_unlock(hall);
	for (; job; job = next) {
		next = job->next;
		job_end(job, true);
	}
	return alone;
}

static void *
job_thread(void *argument)
{
	struct loop_job_inner *job = argument;
	struct hall *hall = job->hall;
	bool drop;

	job->outer->work(job->outer);
	pthread_mutex_lock(&hall->lock);
	hall->threads--;
	drop = job->abandoned || hall->left;
	if (!drop) {
		job->next = hall->finished;
		hall->finished = job;
		hall->wake(hall->to);
	}
	hall_unlock(hall);
	if (drop)
		job_end(job, true);
	return NULL;
}

/* Signals are for the loop's thread: a job's calls are not interrupted. */
static int
job_thread_start(struct loop_job_inner *job)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all, old;
	int result;

	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	result = pthread_create(&thread, &attributes, job_thread, job);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attributes);
	return result;
}

bool
loop_job_start(struct loop *loop, struct loop_job *outer, struct error *error)
{
	struct hall *hall = loop_hall(loop);
	struct loop_job_inner *job;
	int result;
	bool full;

	pthread_mutex_lock(&hall->lock);
	full = hall->threads >= JOBS_MOST;
	if (!full)
		hall->threads++;
	hall_unlock(hall);
	if (full)
		return error_set(error, ERROR_LIMIT,
		    "%d look-ups or lingering closes are under way already", JOBS_MOST);
	job = mem_new(1, sizeof(*job));
	job->hall = hall;
	job->outer = outer;
	outer->inner = job;
	result = job_thread_start(job);
	if (!result)
		return true;
	pthread_mutex_lock(&hall->lock);
	hall->threads--;
	hall_unlock(hall);
	outer->inner = NULL;
	free(job);
	return error_system(error, "pthread_create", result);
}

void
loop_job_abandon(struct loop_job *outer)
{
	struct loop_job_inner *job = outer->inner;
	struct hall *hall;

	if (!job)
		return;
	hall = job->hall;
	/* Behind the unlocking the thread may drop the job at any time. */
	pthread_mutex_lock(&hall->lock);
	outer->inner = NULL;
	job->abandoned = true;
	hall_unlock(hall);
}

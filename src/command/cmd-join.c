/* join: wait for jobs to end. */

#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "command/session.h"
#include "command/type-job.h"
#include "teach/scene.h"

struct join_args {
	arg_jobs     jobs;
	arg_duration timeout;
	char         what[32];    /* that did not come */
};

static const struct param params[] = {
	{ "JOB...|all", PARAM(join_args, jobs, jobs), .flags = PARAM_MANY,
	  .help = "the jobs, as 1 or %1, or all of them" },
	{ "timeout", PARAM(join_args, timeout, duration), .flags = PARAM_OPTION,
	  .help = "wait so long at most; they go on" },
	{ 0 }
};

static const struct field fields[] = {
	{ "jobs", "the jobs" },
	{ "answer", "of one job: what its last command answered" },
	{ "value", "of one job that a definition was: what it returned" },
	{ 0 }
};

/* Does this job wait, by others or itself, for the end of job `number`?  `seen` is
 * false of all before. */
static bool
follow(const struct jobs *jobs, struct job *job, unsigned number)
{
	const struct join_args *args = (const void *)job->run.call.args;

	if (job->seen || job->ended || !job->run.call.joining)
		return false;
	job->seen = true;
	for (size_t i = 0; i < args->jobs.count; i++) {
		struct job *next = job_find(jobs, args->jobs.number[i]);

		if (args->jobs.number[i] == number || (next && follow(jobs, next, number)))
			return true;
	}
	return false;
}

/* Would neither of them ever end? */
static bool
waits_for_us(const struct call *call, struct job *job)
{
	const struct jobs *jobs = &call->session->jobs;

	if (!call->run->job)
		return false;
	for (size_t i = 0; i < jobs->count; i++)
		jobs->job[i]->seen = false;
	return job == call->run->job || follow(jobs, job, call->run->job->number);
}

/* The first that still runs, or NULL. */
static struct job *
running(struct call *call, const arg_jobs *wanted)
{
	const struct jobs *jobs = &call->session->jobs;

	for (size_t i = 0; i < wanted->count; i++) {
		struct job *job = job_find(jobs, wanted->number[i]);

		if (job && !job->ended)
			return job;
	}
	return NULL;
}

/* A definition's answer is its value alone: it is one here, too. */
static void
tell_value(struct call *call, const struct record *answer)
{
	if (answer->count == 1 && answer->field[0].name &&
	    strcmp(answer->field[0].name, "value") == 0)
		*record_put(&call->answer, "value") = value_copy(&answer->field[0].value);
}

static void
copy_record(const struct record *from, struct record *to)
{
	for (size_t i = 0; i < from->count; i++)
		*record_named(to, from->field[i].name) = value_copy(&from->field[i].value);
}

/* What became of one job alone is told whole: its socket is the answer's. */
static void
tell_one(struct call *call, const struct job *job)
{
	struct sock *sock = sock_find(&call->session->sockets, job->run.scope->socket);

	copy_record(&job->run.scope->answer, record_record(&call->answer, "answer"));
	tell_value(call, &job->run.scope->answer);
	if (sock)
		call_about(call, sock);
}

static bool
tell(struct call *call, const arg_jobs *wanted)
{
	struct record *list = record_list(&call->answer, "jobs");
	bool good = true;

	for (size_t i = 0; i < wanted->count; i++) {
		struct job *job = job_find(&call->session->jobs, wanted->number[i]);

		record_int(list, NULL, wanted->number[i]);
		if (!job)
			continue;
		job->joined = true;
		if (good && !job->good) {
			call->error = job->error;
			copy_record(&job->run.scope->failure, &call->failure);
		}
		good &= job->good;
	}
	return good;
}

static enum outcome
go(struct call *call)
{
	struct join_args *args = (void *)call->args;
	const struct job *job = running(call, &args->jobs);
	bool good;

	if (job) {
		snprintf(args->what, sizeof(args->what), "end of job %u", job->number);
		call->joining = true;
		return call_wait_look(call, CALL_UNTIL_TOLD, args->what, go);
	}
	good = tell(call, &args->jobs);
	job = args->jobs.count == 1 ? job_find(&call->session->jobs, args->jobs.number[0]) : NULL;
	if (job)
		tell_one(call, job);
	return good ? DONE : FAILED;
}

/* All that nobody has asked for yet, but the one that asks, and those that wait for it. */
static void
take_all(struct call *call, arg_jobs *wanted)
{
	const struct jobs *jobs = &call->session->jobs;

	wanted->number = pool_new(&call->pool, (jobs->count + 1) * sizeof(*wanted->number));
	for (size_t i = 0; i < jobs->count; i++)
		if (!jobs->job[i]->joined && !waits_for_us(call, jobs->job[i]))
			wanted->number[wanted->count++] = jobs->job[i]->number;
}

static enum outcome
run(struct call *call)
{
	struct join_args *args = (void *)call->args;

	for (size_t i = 0; i < args->jobs.count; i++)
		if (waits_for_us(call, job_find(&call->session->jobs, args->jobs.number[i])))
			return error_usage(&call->error, "job %u would wait for its own end",
			    call->run->job->number), FAILED;
	if (args->jobs.all) {
		take_all(call, &args->jobs);
		call->limit = NUMBER_NEVER;
	}
	call_limit(call, &args->timeout);
	return go(call);
}

/* The job's own command has told what there is to say. */
static void
scene(const struct call *call, struct scene *scene)
{
	if (call->error.kind != ERROR_TIMEOUT)
		scene->kind = ERROR_NONE;
}

const struct command cmd_join = {
	.name = "join", .group = "language", .summary = "wait for jobs to end",
	.params = params, .args_size = sizeof(struct join_args), .fields = fields,
	/* What it answered was shown when it ended. */
	.say = "joined{?jobs: {jobs}}{?answer:}{?value:}", .run = run, .scene = scene
};

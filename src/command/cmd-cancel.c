/* cancel: end jobs. */

#include "command/session.h"
#include "command/type-job.h"

struct cancel_args {
	arg_jobs jobs;
};

static const struct param params[] = {
	{ "JOB...|all", PARAM(cancel_args, jobs, jobs), .flags = PARAM_MANY,
	  .help = "the jobs, as 1 or %1, or all of them" },
	{ 0 }
};

static const struct field fields[] = {
	{ "jobs", "the jobs that were ended" },
	{ 0 }
};

static void
end(struct job *job, struct record *list)
{
	if (!job || job->ended)
		return;
	record_int(list, NULL, job->number);
	job_cancel(job);
}

static enum outcome
run(struct call *call)
{
	const struct cancel_args *args = (const void *)call->args;
	const struct jobs *jobs = &call->session->jobs;
	struct record *list = record_list(&call->answer, "jobs");

	for (size_t i = 0; args->jobs.all && i < jobs->count; i++)
		end(jobs->job[i], list);
	for (size_t i = 0; i < args->jobs.count; i++)
		end(job_find(jobs, args->jobs.number[i]), list);
	return DONE;
}

const struct command cmd_cancel = {
	.name = "cancel", .group = "language", .summary = "end jobs",
	.params = params, .args_size = sizeof(struct cancel_args), .fields = fields,
	.say = "{?jobs:cancelled {jobs}}{!jobs:nothing to cancel: it has ended}", .run = run
};

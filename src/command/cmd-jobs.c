/* jobs: list what runs in the background. */

#include "base/number.h"
#include "command/session.h"

static const struct param params[] = { { 0 } };

static const struct field fields[] = {
	{ "jobs", "for each: job, state (waiting, running, done, failed, cancelled), command (as "
	  "it was typed), waits (the command that waits), socket (that it waits on), age (in "
	  "seconds)" },
	{ 0 }
};

static const char *
state(const struct job *job)
{
	if (!job->ended)
		return job->run.waiting ? "waiting" : "running";
	return job->good ? "done" : job->cancelled ? "cancelled" : "failed";
}

static void
add(struct record *list, const struct job *job)
{
	struct record *row = record_record(list, NULL);
	const struct call *call = &job->run.call;
	const struct value none = { .kind = VALUE_NONE };
	int64_t end = job->ended ? job->ended : number_now();
	bool waits = !job->ended && job->run.waiting;

	/* What does not apply keeps its place: the rows are a table's. */
	record_int(row, "job", job->number);
	record_text(row, "state", state(job));
	*record_put(row, "waits") = waits ? value_text(call->command->name) : none;
	*record_put(row, "socket") = waits && call->about && !call->bare ?
	    (struct value){ .kind = VALUE_INT, .number = call->about->number } : none;
	record_real(row, "age", (double)(end - job->began) / (double)NUMBER_SECOND);
	record_text(row, "command", job->text);
}

/* Those that run, and those whose end nobody has asked for yet. */
static enum outcome
run(struct call *call)
{
	const struct jobs *jobs = &call->session->jobs;
	struct record *list = record_list(&call->answer, "jobs");

	for (size_t i = 0; i < jobs->count; i++)
		if (!jobs->job[i]->ended || !jobs->job[i]->joined)
			add(list, jobs->job[i]);
	return DONE;
}

const struct command cmd_jobs = {
	.name = "jobs", .group = "language", .summary = "list what runs in the background",
	.params = params, .fields = fields,
	.say = "{!jobs:no jobs}", .run = run
};

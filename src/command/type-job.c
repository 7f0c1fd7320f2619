/* type-job: jobs as arguments: 1, %1, all. */
#include "command/type-job.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "base/pool.h"
#include "command/session.h"

static bool
parse_number(const struct text *text, int64_t *number, struct error *error)
{
	size_t percent = text->count && *text->bytes == '%';
	struct bytes_quoted quoted;

	return number_int(text->bytes + percent, text->count - percent, 1, UINT32_MAX, number,
	    error) || error_usage(error, "'%s' is no job: its number (1 or %%1), or all",
	    bytes_quote(&quoted, text->bytes, text->count));
}

static bool
add(const struct reading *reading, arg_jobs *jobs, unsigned number, struct error *error)
{
	const struct jobs *all = &reading->session->jobs;
	unsigned *old = jobs->number;

	if (!job_find(all, number))
		return error_usage(error, number <= all->last ? "job %u has ended long ago" :
		    "there is no job %u", number);
	for (size_t i = 0; i < jobs->count; i++)
		if (old[i] == number)
			return error_usage(error, "job %u stands here twice", number);
	/* The list doubles whenever it has come to a power of two. */
	if ((jobs->count & (jobs->count - 1)) == 0) {
		jobs->number = pool_new(reading->pool, (jobs->count * 2 + 1) * sizeof(*old));
		if (jobs->count)
			memcpy(jobs->number, old, jobs->count * sizeof(*old));
	}
	jobs->number[jobs->count++] = number;
	return true;
}

static bool
parse_jobs(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_jobs *jobs = at;
	bool all = text->count == 3 && memcmp(text->bytes, "all", 3) == 0;
	int64_t number;

	if (jobs->all || (all && jobs->count))
		return error_usage(error, "'all' stands alone");
	jobs->all = all;
	if (all)
		return true;
	/* Which there are, only the desk knows. */
	return parse_number(text, &number, error) &&
	    (!reading->session || add(reading, jobs, (unsigned)number, error));
}

static void
offer_jobs(const struct reading *reading, const char *typed, struct offer offer)
{
	const struct jobs *jobs = reading->session ? &reading->session->jobs : NULL;
	const arg_jobs *before = (const void *)((const char *)reading->args + reading->param->at);

	for (size_t i = 0; jobs && i < jobs->count; i++) {
		const struct job *job = jobs->job[i];
		char number[16];

		snprintf(number, sizeof(number), *typed == '%' ? "%%%u" : "%u", job->number);
		if (!job->ended)
			offer.word(offer.to, number, job->text);
	}
	if (!before->all && !before->count)
		offer.word(offer.to, "all", "all that run");
}

const struct type type_jobs = { .name = "JOB...|all", .help = "jobs, as 1 or %1, or all of them",
	.noun = "job", .parse = parse_jobs, .complete = offer_jobs };

/* type-job: jobs as arguments. */
#ifndef SOSH_COMMAND_TYPE_JOB_H
#define SOSH_COMMAND_TYPE_JOB_H
#include "command/job.h"
#include "lang/type.h"

/* By number, as the jobs may be forgotten while a command waits. */
typedef struct { bool all; unsigned *number; size_t count; } arg_jobs;

extern const struct type type_jobs;
#endif

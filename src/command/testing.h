/* testing: tests, what is theirs and ends with them, and what stands around them. */
#ifndef SOSH_COMMAND_TESTING_H
#define SOSH_COMMAND_TESTING_H
#include "base/match.h"
#include "command/call.h"
#include "lang/script.h"

struct run;
struct session;

enum test_result {
	TEST_PASSED, TEST_FAILED, TEST_SKIPPED,
	TEST_LEFT,              /* `quit` was said in it */
	TEST_CANCELLED,         /* Ctrl-C, or a signal: nothing can be said of it */
};
/* What of a test runs: its set-up, itself, its tear-down. */
enum test_stage { TEST_SETUP, TEST_BODY, TEST_TEARDOWN, TEST_STAGES };

/* A test that runs.  Sockets and jobs bear its number: they end with it. */
struct test {
	unsigned           number;      /* 1, 2, 3, ... in this session */
	const struct node *node;        /* where it stands */
	char              *name;        /* any bytes; a NUL behind them */
	size_t             count;
	int64_t            began, ended; /* number_now() */
	enum test_stage    stage;
	enum test_result   result;
	char              *why;         /* it was skipped, or NULL; any bytes, too */
	size_t             why_count;
	bool               cleaned;     /* all that was its own was told to end */
	size_t             depth;       /* of its frame */
	unsigned           sockets, dot; /* the highest number given, and `.`, before it */
};

/* What `setup` and `teardown` said last: the block, and the script that holds it. */
struct fixture {
	const struct block *block;
	const struct node  *node;
	struct script      *script;
};

/* Of a session; all zero: no test yet. */
struct testing {
	struct test   *now;             /* the one that runs, or NULL */
	unsigned       last;            /* the number of the newest */
	struct fixture fixture[TEST_STAGES]; /* of set-up and tear-down */
	struct match  *filter;          /* only tests with such names run; NULL: all.  Borrowed */
	unsigned       left_out;        /* that the filter did not let through */
};

void testing_clear(struct testing *);
/* "the set-up", "the tear-down", or NULL for the test itself. */
const char *testing_stage(const struct test *);

/* Begins the test that the call's node is: its block, with what stands around it. */
enum outcome testing_begin(struct call *, const struct text *name);
/* Takes the call's block for every test from now on; an empty one: no more. */
enum outcome testing_fixture(struct call *, enum test_stage);
/* A run that is no job has failed, and nothing caught that: it is the test's failure, where
 * the run belongs to one (a block of `on`, or of a served client), or nobody's. */
void testing_failed(struct run *);
/* Ends the test, or the file where no test runs, with the command that runs now. */
enum outcome testing_skip(struct call *, const struct text *why);
#endif

/* report: what came of the tests, in every form that was asked for. */
#ifndef SOSH_SHELL_REPORT_H
#define SOSH_SHELL_REPORT_H
#include "command/session.h"
#include "shell/heard.h"
#include "shell/mishap.h"
#include "shell/options.h"

struct report;
struct shell;

/* A test, or a file as a whole: one that has no test, was skipped, or in which something
 * failed outside of all tests. */
struct told {
	unsigned     number;       /* 1, 2, 3, ... of all that is told */
	bool         test;
	bool         last;         /* what failed ends all: nothing comes behind it */
	bool         several;      /* there are other files */
	const char  *name;         /* any bytes */
	size_t       count;
	const char  *file;         /* or what stands for one: "-c"; any bytes, too */
	unsigned     line;         /* or 0 */
	enum test_result result;
	const char  *why;          /* it was skipped; any bytes */
	size_t       why_count;
	int64_t      time;         /* nanoseconds */
	const struct mishap *mishap; /* what went wrong; with -k several */
	const struct heard *heard; /* what its commands said */
};

/* What there was in all. */
struct tally {
	unsigned told, passed, failed, skipped;
};

/* A form that reports have.  Each may be NULL. */
struct form {
	const char *name;
	bool        hears;         /* it wants what commands say */
	void (*begin)(struct report *);
	void (*file)(struct report *, const char *name, bool several);
	void (*said)(struct report *, const char *text, size_t count);
	void (*told)(struct report *, const struct told *);
	void (*file_end)(struct report *, const struct heard *);
	void (*end)(struct report *, const struct tally *);
};
extern const struct form form_text, form_tap, form_tap13, form_junit;

/* One of them, under way.  What is in `out` is written when its function returns. */
struct report {
	const struct form *form;
	const char *path;          /* NULL: standard output, and nothing else was said */
	int         fd;
	int         own;           /* the path is our own output: 1 or 2; else 0 */
	bool        broken;        /* it could not be written */
	bool        color;         /* of text: verdicts stand out */
	struct buf  out;
	struct buf  bail;          /* of TAP: nothing more is told, and this is the last line */
	struct buf  suites, cases; /* of JUnit: what is done, and the file that is under way */
	const char *suite;
	struct suite_count { unsigned tests, failures, errors, skipped; int64_t time; } count, all;
};

/* All of a sosh; all zero: none. */
struct reports {
	struct report *report;     /* the first is standard output's, unless that is JSON */
	size_t      count;
	struct tally tally;
	const char *file;          /* that is under way, or NULL */
	bool        several, hears;
	bool        beyond;        /* there is one that is not for people */
	unsigned    told;          /* of this file */
	unsigned    tests;         /* of all */
	int64_t     began;         /* when it began */
	struct mishap *mishap, **end; /* of the test that runs */
	struct heard heard, heard_outside;
	bool        told_signal, told_quit;
};

/* Opens the files.  False and an error where one cannot be. */
bool report_open(struct shell *, const struct options *, struct error *);
/* At a new desk: it tells what happens. */
void report_watch(struct shell *);
/* What follows is of this file (or "-c", "stdin"). */
void report_file(struct shell *, const char *name, bool several);
void report_file_end(struct shell *);
/* A command has answered, or failed.  True: that is all that is shown of it. */
bool report_answered(struct shell *, struct call *, enum outcome);
/* A notice is to be told, on standard error. */
void report_noticed(struct shell *, const char *lines, size_t count);
/* A complaint, for people; on standard error. */
void report_complain(struct shell *, const char *text, size_t count);
/* Something failed that is no test's; takes the mishap. */
void report_outside(struct shell *, struct mishap *);
/* The end: false if something could not be written. */
bool report_close(struct shell *);

/* "12 ms", "1.5 s": how long something took. */
void report_time(struct buf *, int64_t nanoseconds);
#endif

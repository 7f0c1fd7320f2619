/* options: the words that sosh was started with. */
#ifndef SOSH_SHELL_OPTIONS_H
#define SOSH_SHELL_OPTIONS_H
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

enum options_do { OPTIONS_RUN, OPTIONS_HELP, OPTIONS_VERSION, OPTIONS_COMPLETE, OPTIONS_HINT,
                  OPTIONS_MAN, OPTIONS_HINTS, OPTIONS_DECLARATIONS, OPTIONS_SELF_CHECK };

/* How answers, and what came of tests, are shown. */
enum options_form { FORM_TEXT, FORM_JSON, FORM_TAP, FORM_TAP13, FORM_JUNIT };

/* A report in a file of its own. */
struct options_report {
	enum options_form form;
	const char       *path;
};

struct options {
	enum options_do what;
	struct buf   commands;     /* of all -c, joined by newlines */
	bool         has_commands;
	const char  *file;         /* or NULL */
	char       **arg;          /* the file and its words; with --files: the files */
	int          args;
	enum options_form form;
	struct options_report *report;
	size_t       reports;
	const char  *filter;       /* a regular expression on the names of tests, or NULL */
	bool         files;        /* each of `arg` is a script of its own */
	const char  *complete;     /* the line of --complete and --hint */
	bool         interactive, keep_going, check_only, json, events, quiet, trace, safe, no_rc;
	bool         has_timeout;
	int64_t      timeout;
	int          color;
};

/* False and a usage error.  options_clear() frees what it made. */
bool options_read(struct options *, int argc, char **argv, struct error *);
void options_clear(struct options *);
/* The text of --help. */
void options_help(struct buf *);
/* The rows, as Markdown for the manual. */
void options_manual(struct buf *);
#endif

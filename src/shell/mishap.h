/* mishap: what went wrong in a test, or outside of all, as reports tell it. */
#ifndef SOSH_SHELL_MISHAP_H
#define SOSH_SHELL_MISHAP_H
#include "command/run.h"
#include "lang/script.h"

/* All texts are safe to look at: bytes_show() has made them so. */
struct mishap {
	struct mishap *next;
	enum error_kind kind;       /* ERROR_USAGE also of what was not understood */
	char          *command;     /* its name, or NULL */
	const char    *stage;       /* "the set-up", or NULL; static */
	char          *file;        /* or NULL */
	unsigned       line, column;
	struct buf     message;     /* one line */
	struct buf     text;        /* as a person is told, with its lines; cut where it is long */
	struct record  details;     /* expected, actual, ...: the bytes as they are, cut, too */
};

enum { MISHAP_TEXT = 16 << 10, MISHAP_BYTES = 1024 };

/* What the run's last command failed with; `stage` as testing_stage() tells it. */
struct mishap *mishap_of_run(const struct run *, const char *stage);
/* A text that was not understood. */
struct mishap *mishap_of_script(const struct script *, const struct error *);
/* Anything else. */
struct mishap *mishap_new(enum error_kind, const char *message);
/* With all that are behind it. */
void mishap_free(struct mishap *);
#endif

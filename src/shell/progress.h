/* progress: how far a long command of the foreground is, in one line that changes in place. */
#ifndef SOSH_SHELL_PROGRESS_H
#define SOSH_SHELL_PROGRESS_H
#include <stdbool.h>
#include <stdint.h>

#include "base/loop.h"
#include "shell/pace.h"

struct session;
struct shell;

/* Part of the shell; all zero is none. */
struct progress {
	const void       *who;       /* tells of itself; NULL: nobody does */
	char              verb[32];  /* "sent" */
	struct pace       pace;
	struct shell     *shell;
	struct loop_timer timer;     /* when the line is to be looked at */
	int64_t           told;      /* number_now() of the last time */
	unsigned          columns;   /* of the line that is on the screen, with the blanks behind
	                                it; 0: none is */
};

/* `progress` of the session.  At the prompt what is in the background has lines of its own
 * (stage.h).  Of the foreground nothing is shown for half a second, nor where there is no
 * terminal (at the prompt standard output, else standard error), nor in a pipeline, nor with
 * -q, JSON or TAP. */
void progress_report(struct session *, const void *who, const char *verb, uint64_t done,
    int64_t total);
/* Something else is to be written: the line is taken off, and comes back soon. */
void progress_hide(struct shell *);
/* The command has ended. */
void progress_end(struct shell *);
#endif

/* progress: how far a long command of the foreground is, in one line that changes in place. */
#ifndef SOSH_SHELL_PROGRESS_H
#define SOSH_SHELL_PROGRESS_H
#include <stdbool.h>
#include <stdint.h>

#include "base/loop.h"

struct session;
struct shell;

/* Part of the shell; all zero is none. */
struct progress {
	const void       *who;       /* tells of itself; NULL: nobody does */
	char              verb[32];  /* "sent" */
	uint64_t          done;      /* bytes; */
	int64_t           total;     /* of so many, or -1 */
	struct shell     *shell;
	struct loop_timer timer;     /* when the line is to be looked at */
	int64_t           told;      /* number_now() of the last time; */
	int64_t           looked;    /* when the line was, or when all began; */
	uint64_t          then;      /* what was done by then */
	double            rate;      /* bytes a second */
	unsigned          columns;   /* of the line that is on the screen, with the blanks behind
	                                it; 0: none is */
};

/* `progress` of the session: nothing is shown for half a second, nor where there is no
 * terminal (at the prompt standard output, else standard error), nor in a pipeline, nor with
 * -q, JSON or TAP. */
void progress_report(struct session *, const void *who, const char *verb, uint64_t done,
    int64_t total);
/* Something else is to be written: the line is taken off, and comes back soon. */
void progress_hide(struct shell *);
/* The command has ended. */
void progress_end(struct shell *);
#endif

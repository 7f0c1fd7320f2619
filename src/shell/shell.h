/* shell: scripts and lines, run, and what they answer, shown. */
#ifndef SOSH_SHELL_SHELL_H
#define SOSH_SHELL_SHELL_H
#include "command/session.h"
#include "shell/notice.h"
#include "shell/options.h"
#include "shell/progress.h"
#include "shell/report.h"
#include "shell/screen.h"

struct doctor;

struct shell {
	struct session session;
	struct run     run;        /* the script, or the prompt: its variables stay */
	struct screen  screen;
	struct buf     line;       /* what is rendered */
	bool           quiet;
	unsigned       show;       /* flags of bytes_show() */
	int            signal;     /* that ends sosh, or 0 */
	bool           interrupted; /* by Ctrl-C, at the prompt */
	bool           said;       /* an answer was shown since the prompt cleared this */
	bool           failed, misunderstood;
	bool           test_failed;
	bool           leaving;    /* what is cancelled now is no news */
	struct notices notices;    /* what is still to be told */
	bool           events;     /* what happens is told as JSON (--events) */
	struct doctor *doctor;     /* says why calls failed; NULL until one has */
	bool           advised;    /* a person was told of what it says */
	struct progress progress;  /* of a long command */
	struct prompt *prompt;     /* while a person is asked */
	enum options_form form;    /* how answers are shown */
	struct reports reports;    /* what came of tests */
	struct match  *filter;     /* of --filter, or NULL */
	bool           unwritten;  /* --files: as the session tells, of one before */
	bool           hung;       /* a thread is left */
	const struct options *options;
	const struct catalog *catalog;
	const char    *from;       /* what stands for the name of a nameless source */
};

/* Runs sosh; returns the exit status.  Ended by a signal, it does not return. */
int shell_main(const struct options *, const struct catalog *);

/* Runs a block to its end, with all its waits; false when something failed. */
bool shell_run(struct shell *, const struct block *, const struct text *arg, size_t args);
/* Lets jobs have their turn, and then the loop: it waits for something to happen if
 * `wait` and nobody could go on at once.  Signals are the caller's. */
void shell_turn(struct shell *, bool wait);
/* Runs all of a text, which is called `name` (NULL: by shell->from). */
void shell_text(struct shell *, const char *text, size_t count);
void shell_file(struct shell *, const char *path, char *const *arg, int args);
/* Runs commands as they come from standard input. */
void shell_input(struct shell *);
/* Has the session tell what happens at its desk. */
void shell_hooks(struct session *);
/* Tells of a file that could not be read. */
void shell_cannot_read(struct shell *, const struct error *);
/* Tells of a text that was not understood: of all that is known to be wrong in it, or of this
 * error; with -n also of literals. */
void shell_misunderstood(struct shell *, struct script *, const struct error *);
/* Tells of all that is wrong in a script that was parsed (-n); false if something is. */
bool shell_check(struct shell *, struct script *);
/* Looks at the signals that came; true when what runs has to stop. */
bool shell_signals(struct shell *);
#endif

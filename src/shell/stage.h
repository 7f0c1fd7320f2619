/* stage: the terminal at the prompt: the line being typed, what is printed above it, and
 * the live table below, with how far transfers are. */
#ifndef SOSH_SHELL_STAGE_H
#define SOSH_SHELL_STAGE_H
#include <stdbool.h>

#include "command/session.h"
#include "shell/line.h"
#include "shell/panel.h"
#include "shell/screen.h"
#include "shell/transfers.h"

/* Between stage_open() and stage_close(), whoever writes to the terminal calls
 * stage_above() first, and stage_settle() is called once in a turn of the loop. */
struct stage {
	struct screen            *screen;
	struct session           *session;
	const struct run         *run;      /* whose `.` is marked in the table */
	const struct line_editor *editor;
	struct line              *line;
	struct capabilities       can;
	struct error              cannot;   /* why there can be no table; kind NONE: it can */
	struct panel              panel;
	struct live               live;
	struct transfers          transfers;
	struct loop_timer         timer;    /* when the table is to be looked at */
	int64_t                   due;      /* when that is; 0: never */
	int64_t                   looked;   /* when it was looked at last */
	bool                      changed;  /* something has, since then */
	int64_t                   thin;     /* since when it has been too tall, or 0 */
	struct buf                prompt;
	unsigned                  show;     /* flags of bytes_show() */
	bool                      asking;   /* a line is being typed */
	bool                      hidden;   /* and is off the screen at the moment */
	bool                      away;     /* the terminal is somebody else's */
	bool                      stopped;  /* by ourselves: SIGCONT is to come */
	bool                      told;     /* how to turn the table off */
};

/* Takes the terminal, with the best line editor that can work there.  False and *error
 * if none can. */
bool stage_open(struct stage *, struct screen *, struct session *, const struct run *,
    const struct line_user *, struct error *);
/* Shows the prompt and reads a line; the table is up to date then.  While a line is
 * being typed it gets another prompt. */
void stage_ask(struct stage *, const char *prompt);
/* A command runs: the terminal is cooked, and what is printed scrolls above the table.
 * What was half typed comes back with the next stage_ask(). */
void stage_rest(struct stage *);
/* Makes room for output above the half-typed line, at the left edge of an empty row.
 * To be called before anything is written; costs nothing the second time. */
void stage_above(struct stage *);
/* The loop has turned: what was written is flushed, the half-typed line comes back. */
void stage_settle(struct stage *);
/* Ctrl-C at a half-typed line. */
void stage_interrupt(struct stage *);
/* SIGWINCH came. */
void stage_resized(struct stage *);
/* Ctrl-Z: gives the terminal back and stops this program, until it has the terminal
 * again. */
void stage_stop(struct stage *);
/* SIGCONT came: somebody else may have stopped this program, and used the terminal. */
void stage_continued(struct stage *);
/* Another program (a pager) has the terminal from the one to the other. */
void stage_suspend(struct stage *);
void stage_resume(struct stage *);
/* Ctrl-L, and the command of that name. */
void stage_clear_screen(struct stage *);
/* Something about a socket has changed: the table shows it soon. */
void stage_changed(struct stage *);
/* How far something is that goes on in the background (`progress` of the session): it gets a
 * line below the table, or without a table, if it takes long. */
void stage_transfer(struct stage *, const void *who, const char *what, uint64_t done,
    int64_t total);
/* Is there room and ability for the table here?  Else why not: `watch` tells. */
bool stage_watchable(const struct stage *, struct error *why);
/* Gives the terminal back as it was. */
void stage_close(struct stage *);
#endif

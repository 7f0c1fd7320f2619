/* progress: how far a long command of the foreground is, in one line that changes in place. */
#include "shell/progress.h"

#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"
#include "shell/prompt.h"
#include "shell/shell.h"
#include "shell/stage.h"
#include "shell/terminal.h"

#define FIRST (NUMBER_SECOND / 2)   /* what takes no longer needs no line */
#define NEXT  (NUMBER_SECOND / 5)   /* not more often than that */
enum { LEAST_WIDTH = 20,            /* a narrower terminal has no line */
       CONTROL_C = 2 };             /* columns that the terminal shows it in */

/* ---- where it says it ---- */

static int
way_out(const struct shell *shell)
{
	return shell->prompt ? STDOUT_FILENO : STDERR_FILENO;
}

/* Who reads it may have the terminal: a pager. */
static bool
is_piped(void)
{
	struct stat out;

	return fstat(STDOUT_FILENO, &out) == 0 && S_ISFIFO(out.st_mode);
}

static bool
is_wanted(const struct shell *shell)
{
	return !shell->quiet && !shell->session.formed && !shell->session.json &&
	    isatty(way_out(shell)) && !is_piped();
}

/* Who was put into the background does not write over what runs in front. */
static bool
is_ours(const struct shell *shell)
{
	pid_t front = tcgetpgrp(way_out(shell));

	return front < 0 || front == getpgrp();
}

static size_t
width(const struct shell *shell)
{
	return terminal_width_of(way_out(shell));
}

static void
put(struct shell *shell, const struct buf *text)
{
	if (way_out(shell) == STDERR_FILENO) {
		screen_error(&shell->screen, text->data, text->count);
		return;
	}
	screen_out(&shell->screen, text->data, text->count);
	screen_flush(&shell->screen);
}

/* Over the line that is there: with blanks, which every terminal has.  It gets no shorter, so
 * that the cursor, and a ^C behind it, is where it is known to be. */
static void
draw(struct shell *shell)
{
	struct progress *progress = &shell->progress;
	size_t most = width(shell) - CONTROL_C - 1;
	struct buf text = { 0 };

	buf_add_byte(&text, '\r');
	buf_format(&text, "%s ", progress->verb);
	pace_show(&text, &progress->pace);
	if (progress->columns > text.count - 1)
		buf_add_blanks(&text, progress->columns - (text.count - 1));
	if (text.count > most + 1)
		text.count = most + 1;
	progress->columns = (unsigned)text.count - 1;
	put(shell, &text);
	buf_clear(&text);
}

void
progress_hide(struct shell *shell)
{
	struct progress *progress = &shell->progress;
	struct buf text = { 0 };

	if (!progress->columns)
		return;
	buf_add_byte(&text, '\r');
	/* Ctrl-C may have been shown behind it. */
	buf_add_blanks(&text, progress->columns + CONTROL_C < width(shell) ?
	    progress->columns + CONTROL_C : width(shell) - 1);
	buf_add_byte(&text, '\r');
	progress->columns = 0;
	put(shell, &text);
	buf_clear(&text);
}

/* ---- when ---- */

static void
expired(struct loop_timer *timer)
{
	void *at = (char *)timer - offsetof(struct progress, timer);
	struct progress *progress = at;
	struct shell *shell = progress->shell;

	pace_look(&progress->pace, number_now());
	if (is_ours(shell) && width(shell) >= LEAST_WIDTH)
		draw(shell);
	loop_timer_start(shell->session.loop, timer, NEXT);
}

static void
begin(struct shell *shell, const void *who)
{
	struct progress *progress = &shell->progress;

	*progress = (struct progress){ .who = who, .shell = shell, .pace.looked = number_now(),
		.timer = { .inner = progress->timer.inner, .expired = expired } };
	if (is_wanted(shell))
		loop_timer_start(shell->session.loop, &progress->timer, FIRST);
}

static bool
is_front(const struct session *session, const void *who)
{
	return session->front && who == &session->front->call;
}

/* Does another tell how far it is, who is not to be put aside? */
static bool
is_anothers(const struct shell *shell, const void *who, int64_t now)
{
	const struct progress *progress = &shell->progress;

	return progress->who && progress->who != who && !is_front(&shell->session, who) &&
	    now - progress->told < NUMBER_SECOND;
}

/* In the line that is overwritten again and again. */
static void
report_here(struct shell *shell, const void *who, const char *verb, uint64_t done, int64_t total)
{
	struct progress *progress = &shell->progress;
	bool first = progress->who != who || done < progress->pace.done;
	int64_t now = number_now();

	if (!shell->session.loop || (first && is_anothers(shell, who, now)))
		return;
	if (total >= 0 && done >= (uint64_t)total) {
		if (!first)
			progress_end(shell);
		return;
	}
	if (first) {
		progress_end(shell);
		begin(shell, who);
		progress->pace.then = done;
	}
	snprintf(progress->verb, sizeof(progress->verb), "%s", verb);
	progress->told = now;
	progress->pace.done = done;
	progress->pace.total = total;
}

/* What is in the background has lines of its own at the prompt, below the one that is typed; where
 * the terminal can have none, this one while somebody waits. */
void
progress_report(struct session *session, const void *who, const char *verb, uint64_t done,
    int64_t total)
{
	struct shell *shell = session->shell;
	struct stage *stage = prompt_stage(shell);
	bool front = is_front(session, who);
	struct error ignored;

	if (!front && stage && !shell->quiet && !session->json)
		stage_transfer(stage, who, verb, done, total);
	if (front || (session->front && !(stage && stage_watchable(stage, &ignored))))
		report_here(shell, who, verb, done, total);
	else if (shell->progress.who == who)
		progress_end(shell);
}

void
progress_end(struct shell *shell)
{
	struct progress *progress = &shell->progress;

	if (!progress->who)
		return;
	progress_hide(shell);
	loop_timer_stop(&progress->timer);
	progress->who = NULL;
}

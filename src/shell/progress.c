/* progress: how far a long command of the foreground is, in one line that changes in place. */
#include "shell/progress.h"

#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"
#include "shell/shell.h"
#include "shell/terminal.h"

#define FIRST (NUMBER_SECOND / 2)   /* what takes no longer needs no line */
#define NEXT  (NUMBER_SECOND / 5)   /* not more often than that */
enum { LEAST_WIDTH = 20,            /* a narrower terminal has no line */
       CONTROL_C = 2 };             /* columns that the terminal shows it in */

/* ---- what it says ---- */

/* "512 bytes", "1.2 GiB", "640 KiB" */
static void
add_size(struct buf *out, double size)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB" };
	size_t unit = 0;

	if (size < 1024) {
		buf_format(out, "%.0f byte%s", size, size < 1.5 && size >= 0.5 ? "" : "s");
		return;
	}
	for (size /= 1024; size >= 1023.5 && unit < 4; size /= 1024)
		unit++;
	/* "4 GiB" and not "4.0 GiB". */
	buf_format(out, "%.*f %s", size < 99.95 && (int)(size * 10 + 0.5) % 10 ? 1 : 0, size,
	    units[unit]);
}

static void
add_left(struct buf *out, const struct progress *progress)
{
	double left = progress->total < 0 || (uint64_t)progress->total < progress->done ? -1 :
	    (double)((uint64_t)progress->total - progress->done);
	double seconds = progress->rate > 0 ? left / progress->rate : -1;

	/* Nobody waits for longer. */
	if (left < 0 || seconds < 0 || seconds > 1e6)
		return;
	buf_add_text(out, ", ");
	number_show_duration(out, ((int64_t)seconds + 1) * NUMBER_SECOND);
	buf_add_text(out, " left");
}

static void
add_line(struct buf *out, const struct progress *progress)
{
	buf_format(out, "%s ", progress->verb);
	add_size(out, (double)progress->done);
	if (progress->total >= 0) {
		buf_add_text(out, " of ");
		add_size(out, (double)progress->total);
	}
	buf_add_text(out, ", ");
	add_size(out, progress->rate);
	buf_add_text(out, "/s");
	add_left(out, progress);
}

/* What was fast a moment ago counts, too: the number is to be read. */
static void
look(struct progress *progress)
{
	int64_t now = number_now();
	double took = (double)(now - progress->looked) / (double)NUMBER_SECOND;
	double rate = took > 0 ? (double)(progress->done - progress->then) / took : 0;

	progress->rate = progress->rate > 0 ? progress->rate * 0.7 + rate * 0.3 : rate;
	progress->looked = now;
	progress->then = progress->done;
}

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
	add_line(&text, progress);
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

	look(progress);
	if (is_ours(shell) && width(shell) >= LEAST_WIDTH)
		draw(shell);
	loop_timer_start(shell->session.loop, timer, NEXT);
}

static void
begin(struct shell *shell, const void *who)
{
	struct progress *progress = &shell->progress;

	*progress = (struct progress){ .who = who, .shell = shell, .looked = number_now(),
		.timer = { .inner = progress->timer.inner, .expired = expired } };
	if (is_wanted(shell))
		loop_timer_start(shell->session.loop, &progress->timer, FIRST);
}

/* Does another tell how far it is, who is not to be put aside? */
static bool
is_anothers(const struct shell *shell, const void *who, int64_t now)
{
	const struct progress *progress = &shell->progress;
	const struct run *front = shell->session.front;

	return progress->who && progress->who != who && (!front || who != &front->call) &&
	    now - progress->told < NUMBER_SECOND;
}

void
progress_report(struct session *session, const void *who, const char *verb, uint64_t done,
    int64_t total)
{
	struct shell *shell = session->shell;
	struct progress *progress = &shell->progress;
	bool first = progress->who != who || done < progress->done;
	int64_t now = number_now();

	if (!session->loop || (first && is_anothers(shell, who, now)))
		return;
	if (total >= 0 && done >= (uint64_t)total) {
		if (!first)
			progress_end(shell);
		return;
	}
	if (first) {
		progress_end(shell);
		begin(shell, who);
		progress->then = done;
	}
	snprintf(progress->verb, sizeof(progress->verb), "%s", verb);
	progress->told = now;
	progress->done = done;
	progress->total = total;
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

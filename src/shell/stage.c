/* stage: the terminal at the prompt: the line being typed, what is printed above it, and
 * the live table below. */
#include "shell/stage.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/number.h"
#include "shell/editing.h"
#include "shell/terminal.h"
#include "socket/sys.h"

enum {
	LEAST_ROWS = 8, LEAST_COLUMNS = 20,  /* of a screen that has room for a table */
	SHARE = 3,                           /* the table takes a third at most */
};
#define REPAINT (NUMBER_SECOND / 20)        /* not more often than that */
#define SHRINK  (2 * NUMBER_SECOND)         /* for so long it stays too tall */

static void refresh(struct stage *);

/* ---- the screen's size ---- */

static bool
has_room(const struct stage *stage)
{
	return stage->panel.height >= LEAST_ROWS && stage->panel.width >= LEAST_COLUMNS;
}

bool
stage_watchable(const struct stage *stage, struct error *why)
{
	if (stage->cannot.kind != ERROR_NONE) {
		*why = stage->cannot;
		return false;
	}
	return has_room(stage) || error_set(why, ERROR_REFUSED,
	    "the terminal has %zu rows and %zu columns, and it takes %d and %d",
	    stage->panel.height, stage->panel.width, LEAST_ROWS, LEAST_COLUMNS);
}

/* Can the half-typed line be taken off the screen, and is it there? */
static bool
movable(const struct stage *stage)
{
	return stage->asking && !stage->editor->cooked;
}

static void
hide(struct stage *stage)
{
	stage->editor->hide(stage->line);
	stage->hidden = true;
}

static void
show(struct stage *stage)
{
	stage->editor->show(stage->line);
	stage->hidden = false;
}

static void
guard(const struct stage *stage)
{
	struct buf words = { 0 };

	panel_last_words(&stage->panel, &words);
	buf_add_text(&words, stage->editor->leave);
	screen_guard(&words);
	buf_clear(&words);
}

static void
off(struct stage *stage)
{
	panel_off(&stage->panel);
	guard(stage);
}

/* Before the size is known to the panel: what it has painted is anywhere by now, but
 * below the cursor. */
static void
clear_remnants(struct stage *stage)
{
	struct buf clear = { 0 };

	panel_lose(&stage->panel);
	if (movable(stage)) {
		stage->editor->rewind(stage->line);
	} else if (stage->cannot.kind == ERROR_NONE) {
		capability_add(&stage->can, CAN_CLEAR_DOWN, &clear);
		screen_out(stage->screen, clear.data, clear.count);
		screen_flush(stage->screen);
	}
	buf_clear(&clear);
}

static void
resize(struct stage *stage)
{
	bool shown = movable(stage) && !stage->hidden, had = stage->panel.rows > 0;

	screen_flush(stage->screen);
	if (shown || had)
		clear_remnants(stage);
	stage->hidden |= shown;
	stage->editor->resized(stage->line);
	screen_size(stage->screen, &stage->panel.height, &stage->panel.width);
	refresh(stage);
	if (had && !stage->panel.rows)
		panel_whole(&stage->panel);
	if (shown)
		show(stage);
}

/* A resize that was not told yet would make everybody count wrong. */
static void
check_size(struct stage *stage)
{
	size_t height, width;

	if (screen_size(stage->screen, &height, &width) &&
	    (height != stage->panel.height || width != stage->panel.width))
		resize(stage);
}

void
stage_resized(struct stage *stage)
{
	if (!stage->away)
		resize(stage);
}

/* ---- the table ---- */

static void
look(struct stage *stage)
{
	const struct session *session = stage->session;
	bool able = stage->cannot.kind == ERROR_NONE && has_room(stage);
	bool on = able && session->config.watch != WATCH_OFF;
	const struct live_view view = {
		.table = &session->sockets, .chosen = &session->config.columns,
		.dot = stage->run->scope->dot, .width = stage->panel.width,
		.height = on ? stage->panel.height / SHARE : 0, .show = stage->show,
		.now = number_now(),
	};

	struct sys_tracer *tracer = sys_hush();

	stage->looked = view.now;
	stage->changed = false;
	stage->panel.color = screen_color(stage->screen, session->config.color);
	live_look(&stage->live, &view);
	live_look_below(&stage->live, &stage->transfers, view.now, able ? stage->panel.height : 0);
	sys_loud(tracer);
}

static void
grow(struct stage *stage, size_t rows)
{
	bool shown = movable(stage) && !stage->hidden;

	if (shown)
		hide(stage);
	panel_grow(&stage->panel, rows, !movable(stage));
	guard(stage);
	panel_paint(&stage->panel, &stage->live);
	if (shown)
		show(stage);
}

/* It gets as tall as it has to at once, and smaller after a while: a row that goes and
 * comes back moves nothing. */
static void
fit(struct stage *stage)
{
	size_t want = live_height(&stage->live), rows = stage->panel.rows;
	bool wanted = stage->session->config.watch != WATCH_OFF;

	if (want >= rows)
		stage->thin = 0;
	if (want > rows) {
		grow(stage, want - rows);
	} else if (want < rows && !stage->thin) {
		stage->thin = stage->looked;
	}
	if (want < rows && (!wanted || stage->looked - stage->thin >= SHRINK)) {
		panel_shrink(&stage->panel, rows - want);
		stage->thin = 0;
		guard(stage);
	}
}

static void
wait_until(struct stage *stage, int64_t when)
{
	int64_t now = number_now();

	stage->due = when;
	loop_timer_start(stage->session->loop, &stage->timer, when > now ? when - now : 0);
}

static void
plan(struct stage *stage)
{
	int64_t next = stage->live.next, servers = stage->live.servers;

	if (servers >= 0 && (next < 0 || servers < next))
		next = servers;
	if (stage->thin && (next < 0 || stage->thin + SHRINK < next))
		next = stage->thin + SHRINK;
	if (next >= 0) {
		wait_until(stage, next < stage->looked + REPAINT ? stage->looked + REPAINT : next);
		return;
	}
	stage->due = 0;
	loop_timer_stop(&stage->timer);
}

/* The size is the caller's to see to. */
static void
refresh(struct stage *stage)
{
	if (stage->away)
		return;
	look(stage);
	if (stage->cannot.kind != ERROR_NONE)
		return;
	/* Somebody stopped us from outside and put us into the background. */
	if (!screen_is_ours(stage->screen)) {
		wait_until(stage, stage->looked + NUMBER_SECOND);
		return;
	}
	fit(stage);
	panel_paint(&stage->panel, &stage->live);
	plan(stage);
}

/* Nothing is due but a look whether servers have had something to do, and they have not. */
static bool
rests(struct stage *stage)
{
	const struct live *live = &stage->live;
	int64_t now = number_now();

	return live->servers >= 0 && !stage->changed && !stage->thin &&
	    (live->next < 0 || live->next > now) &&
	    !live_has_moved(live, &stage->session->sockets);
}

static void
expired(struct loop_timer *timer)
{
	void *at = (char *)timer - offsetof(struct stage, timer);
	struct stage *stage = at;

	stage->due = 0;
	check_size(stage);
	if (!rests(stage)) {
		refresh(stage);
		return;
	}
	stage->live.servers = number_now() + LIVE_SERVERS;
	plan(stage);
}

static void
look_by(struct stage *stage, int64_t when)
{
	if (stage->away || stage->cannot.kind != ERROR_NONE)
		return;
	if (stage->live.next < 0 || when < stage->live.next)
		stage->live.next = when;
	if (!stage->due || stage->due > when)
		wait_until(stage, when);
}

void
stage_changed(struct stage *stage)
{
	int64_t soon = stage->looked + REPAINT;

	if (stage->away || stage->cannot.kind != ERROR_NONE)
		return;
	stage->changed = true;
	if (!stage->due || stage->due > soon)
		wait_until(stage, soon);
}

void
stage_transfer(struct stage *stage, const void *who, const char *what, uint64_t done,
    int64_t total)
{
	/* One that has a line is looked at soon anyway. */
	if (total >= 0 && done >= (uint64_t)total)
		transfers_ended(&stage->transfers, who);
	else if (transfers_told(&stage->transfers, who, what, done, total))
		look_by(stage, number_now() + TRANSFERS_FIRST);
}

/* A line of its own, above the first prompt that has a table below it. */
static void
tell(struct stage *stage)
{
	static const char text[] = "the table below is live; watch off turns it off\n";

	if (stage->told || !stage->panel.rows)
		return;
	stage->told = true;
	if (stage->session->config.watch == WATCH_AUTO)
		screen_out(stage->screen, text, sizeof(text) - 1);
}

/* ---- the line ---- */

void
stage_ask(struct stage *stage, const char *prompt)
{
	if (prompt != stage->prompt.data) {
		buf_reset(&stage->prompt);
		buf_add_text(&stage->prompt, prompt);
		buf_add(&stage->prompt, "", 0);
	}
	check_size(stage);
	refresh(stage);
	if (!stage->asking)
		tell(stage);
	screen_flush(stage->screen);
	stage->editor->ask(stage->line, buf_text(&stage->prompt));
	stage->asking = true;
	stage->hidden = false;
}

void
stage_rest(struct stage *stage)
{
	screen_flush(stage->screen);
	stage->editor->rest(stage->line);
	stage->asking = stage->hidden = false;
}

/* While a command runs the table is kept up to date here as well: one that never waits
 * lets no timer expire. */
void
stage_above(struct stage *stage)
{
	if (stage->away || stage->hidden)
		return;
	check_size(stage);
	if (stage->asking)
		hide(stage);
	else if (number_now() - stage->looked >= REPAINT)
		refresh(stage);
}

void
stage_settle(struct stage *stage)
{
	screen_flush(stage->screen);
	if (stage->hidden)
		show(stage);
}

void
stage_interrupt(struct stage *stage)
{
	stage_settle(stage);
	stage->editor->interrupt(stage->line);
}

void
stage_clear_screen(struct stage *stage)
{
	screen_flush(stage->screen);
	if (stage->cannot.kind != ERROR_NONE)
		return;
	panel_clear_above(&stage->panel);
	panel_forget(&stage->panel);
	panel_paint(&stage->panel, &stage->live);
	if (stage->asking)
		show(stage);
}

/* ---- while another has the terminal ---- */

void
stage_suspend(struct stage *stage)
{
	bool asking = stage->asking;

	stage_rest(stage);
	off(stage);
	screen_unguard();
	stage->away = true;
	/* To be asked again. */
	stage->asking = asking;
}

void
stage_resume(struct stage *stage)
{
	bool asking = stage->asking;

	stage->away = stage->asking = false;
	guard(stage);
	if (asking) {
		stage_ask(stage, buf_text(&stage->prompt));
	} else {
		check_size(stage);
		refresh(stage);
	}
}

/* In the background (bg) there is nothing to do: what is painted there would be painted
 * over somebody else's screen. */
void
stage_stop(struct stage *stage)
{
	stage_suspend(stage);
	stage->stopped = true;
	do
		raise(SIGSTOP);
	while (!screen_is_ours(stage->screen));
	stage_resume(stage);
}

void
stage_continued(struct stage *stage)
{
	bool expected = stage->stopped;

	stage->stopped = false;
	if (expected || stage->away || !screen_is_ours(stage->screen))
		return;
	stage_suspend(stage);
	stage_resume(stage);
}

/* ---- beginning and end ---- */

static bool
open_editor(struct stage *stage, const struct line_user *user, struct error *error)
{
	struct loop *loop = stage->session->loop;
	bool able = terminal_can_edit(error);
	struct error ignored;

	stage->editor = able ? editing_load(&ignored)->line : &line_plain;
	stage->line = stage->editor->open(loop, user, error);
	if (stage->line || stage->editor == &line_plain)
		return stage->line != NULL;
	stage->editor = &line_plain;
	stage->line = line_plain.open(loop, user, error);
	return stage->line != NULL;
}

bool
stage_open(struct stage *stage, struct screen *screen, struct session *session,
    const struct run *run, const struct line_user *user, struct error *error)
{
	struct line_user mine = *user;

	*stage = (struct stage){ .screen = screen, .session = session, .run = run,
		.timer.expired = expired };
	if (terminal_can_edit(&stage->cannot) && capability_load(&stage->can, &stage->cannot))
		stage->cannot.kind = ERROR_NONE;
	else
		mine.clear = NULL;
	mine.can = &stage->can;
	screen_size(screen, &stage->panel.height, &stage->panel.width);
	stage->panel.screen = screen;
	stage->panel.can = &stage->can;
	if (!open_editor(stage, &mine, error)) {
		capability_clear(&stage->can);
		return false;
	}
	guard(stage);
	return true;
}

void
stage_close(struct stage *stage)
{
	if (!stage->away)
		stage_rest(stage);
	off(stage);
	loop_timer_stop(&stage->timer);
	stage->editor->close(stage->line);
	screen_unguard();
	live_clear(&stage->live);
	transfers_clear(&stage->transfers);
	panel_clear(&stage->panel);
	capability_clear(&stage->can);
	buf_clear(&stage->prompt);
}

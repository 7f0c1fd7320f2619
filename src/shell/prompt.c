/* prompt: lines from a person. */
#include "shell/prompt.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/number.h"
#include "lang/complete.h"
#include "lang/hint.h"
#include "shell/entry.h"
#include "shell/pager.h"
#include "shell/prompt-text.h"
#include "shell/queue.h"
#include "shell/rc.h"
#include "shell/rows.h"
#include "shell/stage.h"
#include "shell/talk.h"
#include "shell/terminal.h"
#include "socket/sys.h"

struct prompt {
	struct shell   *shell;
	struct stage    stage;
	struct queue    entered;
	struct entry    entry;     /* what was entered, and what is asked about it */
	struct script  *script;    /* what was entered of a block so far */
	struct talk     talk;
	bool            ended;     /* Ctrl-D, or the terminal is gone */
	bool            warned;    /* of the history file */
};

static struct prompt *
prompt_of(const struct session *session)
{
	return ((struct shell *)session->shell)->prompt;
}

static void
warn(struct prompt *prompt, const struct error *error)
{
	struct shell *shell = prompt->shell;

	if (prompt->warned)
		return;
	prompt->warned = true;
	buf_reset(&shell->line);
	bytes_show_text(&shell->line, error->text, shell->show | SHOW_SLASH);
	buf_add_byte(&shell->line, '\n');
	row_break(&shell->line, 0, screen_error_width(&shell->screen), ROW_HANG);
	screen_error(&shell->screen, shell->line.data, shell->line.count);
}

/* ---- what the line editor asks and tells ---- */

static void ask(struct prompt *);

static void
forget_script(struct prompt *prompt)
{
	script_drop(prompt->script);
	prompt->script = NULL;
}

/* What was entered of a block, or is asked for, is not wanted any more. */
static void
forget_line(struct prompt *prompt)
{
	forget_script(prompt);
	entry_forget(&prompt->entry);
}

/* Only noted here: running it turns the loop, which is calling this. */
static void
entered(void *to, const char *text)
{
	struct prompt *prompt = to;

	if (talk_takes(&prompt->talk, &prompt->stage, text))
		return;
	if (!text && (prompt->script || prompt->entry.question != ENTRY_NOTHING)) {
		forget_line(prompt);
		ask(prompt);
		return;
	}
	if (!text) {
		prompt->ended = true;
		return;
	}
	queue_add(&prompt->entered, text);
}

/* What stands before the text that is typed: the words of a line that lacks one. */
static bool
line_before(const struct prompt *prompt, struct buf *line)
{
	return !prompt->talk.call && entry_before(&prompt->entry, line);
}

static struct reading
reading_of(struct prompt *prompt, struct world *world)
{
	*world = session_world(&prompt->shell->run);
	return (struct reading){ .session = &prompt->shell->session, .run = &prompt->shell->run,
		.world = world };
}

static void
complete_line(void *to, const char *text, size_t point, size_t *start, struct offer offer)
{
	struct prompt *prompt = to;
	struct world world;
	const struct reading desk = reading_of(prompt, &world);
	struct sys_tracer *tracer = sys_hush();
	struct buf line = { 0 };
	size_t before;

	if (line_before(prompt, &line)) {
		before = line.count;
		buf_add_text(&line, text);
		*start += before;
		complete(prompt->shell->session.catalog, &desk, buf_text(&line), before + point,
		    start, offer);
		*start = *start > before ? *start - before : 0;
	}
	sys_loud(tracer);
	buf_clear(&line);
}

static void
hint_line(void *to, const char *text, size_t point, struct buf *out)
{
	struct prompt *prompt = to;
	struct world world;
	const struct reading desk = reading_of(prompt, &world);
	struct sys_tracer *tracer = sys_hush();
	struct buf line = { 0 };

	if (*text && !prompt->script && line_before(prompt, &line)) {
		point += line.count;
		buf_add_text(&line, text);
		hint(prompt->shell->session.catalog, &desk, buf_text(&line), point, out);
	}
	sys_loud(tracer);
	buf_clear(&line);
}

/* The prompt stays in sight. */
static size_t
list_rows(void *to)
{
	const struct panel *panel = &((struct prompt *)to)->stage.panel;

	return panel->height > panel->rows + 3 ? panel->height - panel->rows - 2 : 1;
}

static void
clear_screen(void *to)
{
	stage_clear_screen(&((struct prompt *)to)->stage);
}

/* Ctrl-]: of use only to a talk. */
static void
escape(void *to)
{
	struct prompt *prompt = to;

	talk_takes(&prompt->talk, &prompt->stage, NULL);
}

/* ---- lines ---- */

static void
ask(struct prompt *prompt)
{
	struct buf text = { 0 };
	/* Where lines are edited and the terminal can have no table, the prompt tells. */
	bool counts = prompt->stage.cannot.kind != ERROR_NONE && !prompt->stage.editor->cooked;

	if (prompt->entry.question != ENTRY_NOTHING)
		entry_prompt(&prompt->entry, &text);
	else if (prompt->script)
		buf_add_text(&text, "  ... ");
	else
		prompt_text(prompt->shell, counts, terminal_width(), &text);
	stage_ask(&prompt->stage, buf_text(&text));
	buf_clear(&text);
}

static void
remember(struct prompt *prompt, const char *text)
{
	struct error warning;

	if (!history_add(&prompt->shell->session.history, text, &warning))
		warn(prompt, &warning);
	if (*text && *text != ' ')
		prompt->stage.editor->remember(prompt->stage.line, text);
}

/* Runs what was entered, as soon as it is whole. */
static void
run_line(struct prompt *prompt, const char *text)
{
	struct shell *shell = prompt->shell;
	struct error error = { .kind = ERROR_NONE };
	enum words_state state = WORDS_BAD;

	remember(prompt, text);
	shell->said = false;
	shell->session.width = screen_width(&shell->screen);
	if (!prompt->script)
		prompt->script = script_new(shell->session.catalog, NULL, 1, true);
	if (script_add(prompt->script, text, strlen(text), &error) &&
	    script_add(prompt->script, "\n", 1, &error))
		state = script_parse(prompt->script, &error);
	if (state == WORDS_MORE)
		return;
	if (state == WORDS_BAD)
		shell_misunderstood(shell, prompt->script, &error);
	else
		shell_run(shell, &prompt->script->block, NULL, 0);
	/* Ctrl-C came before there was a command to be cancelled: the terminal has shown
	 * ^C, and nobody a line end. */
	if (shell->run.cancelled && !shell->said)
		screen_out(&shell->screen, "\n", 1);
	forget_script(prompt);
}

static void
take(struct prompt *prompt, const char *text)
{
	struct world world;
	const struct reading desk = reading_of(prompt, &world);
	struct sys_tracer *tracer = sys_hush();
	enum entry_next next = entry_take(&prompt->entry, prompt->shell->session.catalog, &desk,
	    text, prompt->script);

	sys_loud(tracer);
	if (next == ENTRY_RUN)
		run_line(prompt, buf_text(&prompt->entry.line));
}

static bool
goes_on(const struct prompt *prompt)
{
	return !prompt->shell->session.ending && !prompt->shell->signal;
}

static void
take_all(struct prompt *prompt)
{
	char *text;

	stage_rest(&prompt->stage);
	while (goes_on(prompt) && (text = queue_take(&prompt->entered))) {
		take(prompt, text);
		free(text);
	}
	if (goes_on(prompt) && !prompt->ended)
		ask(prompt);
}

static void
signals(struct prompt *prompt)
{
	struct shell *shell = prompt->shell;

	/* One that ended a wait is none of the prompt. */
	shell->interrupted = false;
	shell_signals(shell);
	if (shell->interrupted) {
		/* What was entered and has not begun is not wanted any more, either.  The
		 * editor has given the terminal back by then: see run_line(). */
		if (prompt->entered.first)
			screen_out(&shell->screen, "\n", 1);
		queue_clear(&prompt->entered);
		forget_line(prompt);
		stage_interrupt(&prompt->stage);
		stage_rest(&prompt->stage);
		ask(prompt);
	}
}

static void
turn(struct prompt *prompt)
{
	struct shell *shell = prompt->shell;

	while (!prompt->ended && goes_on(prompt)) {
		shell_turn(shell, true);
		if (loop_signal_pending())
			signals(prompt);
		if (prompt->entered.first)
			take_all(prompt);
	}
}

/* ---- what the rest of the shell asks and tells ---- */

void
prompt_signal(struct shell *shell, int number)
{
	struct prompt *prompt = shell->prompt;

	progress_hide(shell);
	if (number == SIGTSTP && !prompt)
		raise(SIGSTOP);
	else if (number == SIGTSTP)
		stage_stop(&prompt->stage);
	else if (number == SIGWINCH && prompt)
		stage_resized(&prompt->stage);
	else if (number == SIGCONT && prompt)
		stage_continued(&prompt->stage);
}

void
prompt_above(struct shell *shell)
{
	progress_hide(shell);
	if (shell->prompt)
		stage_above(&shell->prompt->stage);
}

void
prompt_settle(struct shell *shell)
{
	if (shell->prompt)
		stage_settle(&shell->prompt->stage);
	else
		screen_flush(&shell->screen);
}

struct stage *
prompt_stage(struct shell *shell)
{
	return shell->prompt ? &shell->prompt->stage : NULL;
}

bool
prompt_page(struct shell *shell, const char *text, size_t count)
{
	struct prompt *prompt = shell->prompt;
	const struct panel *panel;
	struct error unable;
	size_t rows;
	bool shown;

	if (!prompt || shell->session.safe || prompt->stage.asking || !terminal_can_edit(&unable))
		return false;
	panel = &prompt->stage.panel;
	rows = pager_rows(text, count, panel->width);
	if (rows + panel->rows < panel->height)
		return false;
	screen_flush(&shell->screen);
	stage_suspend(&prompt->stage);
	shown = pager_show(text, count);
	stage_resume(&prompt->stage);
	return shown;
}

static void
clear_it(struct session *session)
{
	stage_clear_screen(&prompt_of(session)->stage);
}

static bool
watchable(struct session *session, struct error *why)
{
	return stage_watchable(&prompt_of(session)->stage, why);
}

static void
lend_lines(struct session *session, struct call *call, const char *text,
    void (*said)(struct call *, const char *text))
{
	struct prompt *prompt = prompt_of(session);

	talk_begin(&prompt->talk, &prompt->stage, call, text, said);
}

static void
take_lines_back(struct session *session)
{
	struct prompt *prompt = prompt_of(session);

	talk_end(&prompt->talk, &prompt->stage);
}

/* ---- beginning and end ---- */

static void
open_session(struct prompt *prompt)
{
	struct session *session = &prompt->shell->session;

	prompt->shell->prompt = prompt;
	session->watchable = watchable;
	session->clear_screen = clear_it;
	session->lines_begin = lend_lines;
	session->lines_end = take_lines_back;
	/* Also those of the start-up file. */
	session_watch_all(session);
}

static void
close_session(struct prompt *prompt)
{
	struct session *session = &prompt->shell->session;

	stage_close(&prompt->stage);
	prompt->shell->prompt = NULL;
	session->watchable = NULL;
	session->clear_screen = NULL;
	session->lines_begin = NULL;
	session->lines_end = NULL;
	queue_clear(&prompt->entered);
	forget_script(prompt);
	entry_clear(&prompt->entry);
}

static void
greet(struct prompt *prompt)
{
	struct shell *shell = prompt->shell;

	if (shell->quiet || shell->session.json)
		return;
	buf_reset(&shell->line);
	buf_format(&shell->line, "sosh %s, the socket shell\n"
	    "help tells what there is, quit or Ctrl-D leaves\n", PACKAGE_VERSION);
	row_break(&shell->line, 0, screen_width(&shell->screen), ROW_HANG);
	screen_out(&shell->screen, shell->line.data, shell->line.count);
}

static bool
open_stage(struct prompt *prompt, struct error *error)
{
	struct shell *shell = prompt->shell;
	const struct line_user user = { .to = prompt, .entered = entered,
		.complete = complete_line, .hint = hint_line, .rows = list_rows,
		.clear = clear_screen, .escape = escape };

	if (!session_loop(&shell->session, error) ||
	    !stage_open(&prompt->stage, &shell->screen, &shell->session, &shell->run, &user, error))
		return false;
	prompt->stage.show = shell->show;
	prompt->stage.told = shell->quiet || shell->session.json;
	return true;
}

static void
open_history(struct prompt *prompt)
{
	struct history *history = &prompt->shell->session.history;
	struct error warning;

	history->size = (size_t)prompt->shell->session.config.history;
	if (!history_open(history, &warning))
		warn(prompt, &warning);
	for (size_t i = 0; i < history->count; i++)
		prompt->stage.editor->remember(prompt->stage.line, history->line[i]);
}

void
prompt_run(struct shell *shell, const struct options *options)
{
	struct prompt prompt = { .shell = shell };
	struct error error;

	if (!isatty(STDIN_FILENO)) {
		shell_input(shell);
		return;
	}
	shell->from = NULL;
	shell->session.interactive = true;
	if (!options->has_timeout)
		shell->session.config.timeout = NUMBER_NEVER;
	if (!options->no_rc && !options->safe && !options->file && !options->has_commands)
		rc_run(shell);
	if (!open_stage(&prompt, &error)) {
		warn(&prompt, &error);
		shell->misunderstood = true;
		return;
	}
	open_session(&prompt);
	if (!options->safe)
		open_history(&prompt);
	greet(&prompt);
	ask(&prompt);
	turn(&prompt);
	close_session(&prompt);
	/* What failed at the prompt was seen there. */
	shell->failed = shell->misunderstood = false;
}

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
#include "shell/rc.h"
#include "shell/stage.h"

/* A line that was entered and is still to be run. */
struct entered {
	char           *text;
	struct entered *next;
};

struct prompt {
	struct shell   *shell;
	struct stage    stage;
	struct entered *first, **last;
	struct script  *script;    /* what was entered of a block so far */
	bool            ended;     /* Ctrl-D, or the terminal is gone */
	bool            warned;    /* of the history file */
	/* Who wanted to know what happens before us, or NULL. */
	void          (*happened)(struct session *, struct sock *, unsigned events);
};

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
	screen_error(&shell->screen, shell->line.data, shell->line.count);
}

/* Only noted here: running it turns the loop, which is calling this. */
static void
entered(void *to, const char *text)
{
	struct prompt *prompt = to;
	struct entered *new;

	if (!text) {
		prompt->ended = true;
		return;
	}
	new = mem_new(1, sizeof(*new));
	new->text = mem_copy(text);
	*prompt->last = new;
	prompt->last = &new->next;
}

static void
complete_line(void *to, const char *text, size_t point, size_t *start, struct offer offer)
{
	struct prompt *prompt = to;
	struct world world = session_world(&prompt->shell->run);
	const struct reading desk = { .session = &prompt->shell->session,
		.run = &prompt->shell->run, .world = &world };

	complete(prompt->shell->session.catalog, &desk, text, point, start, offer);
}

static void
ask(struct prompt *prompt)
{
	stage_ask(&prompt->stage, prompt->script ? "  ... " : "sosh> ");
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

static void
forget_script(struct prompt *prompt)
{
	script_free(prompt->script);
	prompt->script = NULL;
}

/* Runs what was entered, as soon as it is whole. */
static void
take(struct prompt *prompt, const char *text)
{
	struct shell *shell = prompt->shell;
	struct error error = { .kind = ERROR_NONE };
	enum words_state state = WORDS_BAD;

	remember(prompt, text);
	shell->said = false;
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

static struct entered *
next_entered(struct prompt *prompt)
{
	struct entered *first = prompt->first;

	prompt->first = first->next;
	if (!prompt->first)
		prompt->last = &prompt->first;
	return first;
}

static void
take_all(struct prompt *prompt)
{
	stage_rest(&prompt->stage);
	while (prompt->first && !prompt->shell->session.ending && !prompt->shell->signal) {
		struct entered *first = next_entered(prompt);

		take(prompt, first->text);
		free(first->text);
		free(first);
	}
	if (!prompt->shell->session.ending && !prompt->shell->signal && !prompt->ended)
		ask(prompt);
}

static void
drop_entered(struct prompt *prompt)
{
	while (prompt->first) {
		struct entered *first = next_entered(prompt);

		free(first->text);
		free(first);
	}
}

static void
signals(struct prompt *prompt)
{
	struct shell *shell = prompt->shell;

	/* One that ended a wait is none of the prompt. */
	shell->interrupted = false;
	shell_signals(shell);
	if (shell->interrupted) {
		/* What was entered and has not begun is not wanted any more, either. */
		drop_entered(prompt);
		forget_script(prompt);
		stage_interrupt(&prompt->stage);
		stage_rest(&prompt->stage);
		ask(prompt);
	}
}

static void
turn(struct prompt *prompt)
{
	struct shell *shell = prompt->shell;

	while (!prompt->ended && !shell->session.ending && !shell->signal) {
		stage_settle(&prompt->stage);
		if (!loop_signal_pending())
			loop_turn(shell->session.loop, true);
		if (loop_signal_pending())
			signals(prompt);
		if (prompt->first)
			take_all(prompt);
	}
}

void
prompt_signal(struct shell *shell, int number)
{
	struct prompt *prompt = shell->prompt;

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
	if (shell->prompt)
		stage_above(&shell->prompt->stage);
}

static void
happened(struct session *session, struct sock *sock, unsigned events)
{
	struct prompt *prompt = ((struct shell *)session->shell)->prompt;

	stage_changed(&prompt->stage);
	if (prompt->happened)
		prompt->happened(session, sock, events);
}

static bool
watchable(struct session *session, struct error *why)
{
	return stage_watchable(&((struct shell *)session->shell)->prompt->stage, why);
}

/* From now on what happens to sockets is heard of, also to those of the rc file. */
static void
begin_watching(struct prompt *prompt)
{
	struct session *session = &prompt->shell->session;

	prompt->happened = session->happened;
	session->happened = happened;
	session->watchable = watchable;
	session_watch_all(session);
}

static void
end_watching(struct prompt *prompt)
{
	prompt->shell->session.happened = prompt->happened;
	prompt->shell->session.watchable = NULL;
}

static void
clear_screen(void *to)
{
	stage_clear_screen(&((struct prompt *)to)->stage);
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
	screen_out(&shell->screen, shell->line.data, shell->line.count);
}

static bool
open_stage(struct prompt *prompt, struct error *error)
{
	struct shell *shell = prompt->shell;
	const struct line_user user = { .to = prompt, .entered = entered,
		.complete = complete_line, .clear = clear_screen };

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
	prompt.last = &prompt.first;
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
	shell->prompt = &prompt;
	begin_watching(&prompt);
	if (!options->safe)
		open_history(&prompt);
	greet(&prompt);
	ask(&prompt);
	turn(&prompt);
	end_watching(&prompt);
	stage_close(&prompt.stage);
	shell->prompt = NULL;
	drop_entered(&prompt);
	forget_script(&prompt);
	/* What failed at the prompt was seen there. */
	shell->failed = shell->misunderstood = false;
}

static void
add_offer(void *to, const char *word, const char *help)
{
	struct buf *out = to;

	bytes_show_text(out, word, SHOW_SLASH);
	if (help && *help) {
		buf_add_byte(out, '\t');
		bytes_show_text(out, help, SHOW_SLASH);
	}
	buf_add_byte(out, '\n');
}

void
prompt_complete(const struct catalog *catalog, const char *line, struct buf *out)
{
	struct session session;
	struct run run;
	struct world world;
	struct reading desk;
	size_t start;

	session_init(&session, catalog);
	run_init(&run, &session);
	world = session_world(&run);
	desk = (struct reading){ .session = &session, .run = &run, .world = &world };
	complete(catalog, &desk, line, strlen(line), &start, (struct offer){ add_offer, out });
	run_clear(&run);
	session_clear(&session);
}

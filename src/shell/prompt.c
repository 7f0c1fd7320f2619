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
#include "shell/line.h"
#include "shell/prompt-text.h"
#include "shell/offers.h"
#include "shell/rc.h"
#include "shell/terminal.h"

/* A line that was entered and is still to be run. */
struct entered {
	char           *text;
	struct entered *next;
};

struct prompt {
	struct shell             *shell;
	const struct line_editor *editor;
	struct line              *line;
	struct entered           *first, **last;
	struct script            *script;    /* what was entered of a block so far */
	bool                      busy;      /* a command runs */
	bool                      hidden;    /* the line made room for output above it */
	struct call              *talker;    /* the command that the lines are for, or NULL */
	char                     *talk;      /* what it asks with */
	void                    (*said)(struct call *, const char *text);
	bool                      ended;     /* Ctrl-D, or the terminal is gone */
	bool                      warned;    /* of the history file */
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

	if (prompt->talker) {
		prompt->said(prompt->talker, text);
		if (text)
			prompt->editor->ask(prompt->line, prompt->talk);
		return;
	}
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

	if (prompt->talker)
		return;
	complete(prompt->shell->session.catalog, &desk, text, point, start, offer);
}

static void
ask(struct prompt *prompt)
{
	struct buf text = { 0 };

	screen_flush(&prompt->shell->screen);
	if (prompt->script)
		buf_add_text(&text, "  ... ");
	else
		prompt_text(prompt->shell, true, terminal_width(), &text);
	prompt->editor->ask(prompt->line, buf_text(&text));
	buf_clear(&text);
}

static void
remember(struct prompt *prompt, const char *text)
{
	struct error warning;

	if (!history_add(&prompt->shell->session.history, text, &warning))
		warn(prompt, &warning);
	if (*text && *text != ' ')
		prompt->editor->remember(prompt->line, text);
}

static void
forget_script(struct prompt *prompt)
{
	script_drop(prompt->script);
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
	prompt->editor->rest(prompt->line);
	prompt->busy = true;
	while (prompt->first && !prompt->shell->session.ending && !prompt->shell->signal) {
		struct entered *first = next_entered(prompt);

		take(prompt, first->text);
		free(first->text);
		free(first);
	}
	prompt->busy = false;
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
		prompt->editor->interrupt(prompt->line);
		prompt->editor->rest(prompt->line);
		ask(prompt);
	}
}

static void
turn(struct prompt *prompt)
{
	struct shell *shell = prompt->shell;

	while (!prompt->ended && !shell->session.ending && !shell->signal) {
		shell_turn(shell, true);
		if (loop_signal_pending())
			signals(prompt);
		if (prompt->first)
			take_all(prompt);
	}
}

static void
stop(struct prompt *prompt)
{
	prompt->editor->rest(prompt->line);
	raise(SIGSTOP);
	ask(prompt);
}

void
prompt_above(struct shell *shell)
{
	struct prompt *prompt = shell->prompt;

	if (!prompt || (prompt->busy && !prompt->talker) || prompt->hidden)
		return;
	prompt->hidden = true;
	prompt->editor->hide(prompt->line);
}

void
prompt_settle(struct shell *shell)
{
	struct prompt *prompt = shell->prompt;

	screen_flush(&shell->screen);
	if (!prompt || !prompt->hidden)
		return;
	prompt->hidden = false;
	prompt->editor->show(prompt->line);
}

void
prompt_signal(struct shell *shell, int number)
{
	struct prompt *prompt = shell->prompt;

	if (number == SIGWINCH && prompt)
		prompt->editor->resized(prompt->line);
	else if (number == SIGTSTP && prompt && !prompt->busy)
		stop(prompt);
	else if (number == SIGTSTP)
		raise(SIGSTOP);
}

/* Ctrl-]: of use only to a talk. */
static void
escape(void *to)
{
	struct prompt *prompt = to;

	if (prompt->talker)
		prompt->said(prompt->talker, NULL);
}

void
prompt_lend(struct session *session, struct call *call, const char *text,
    void (*said)(struct call *, const char *text))
{
	struct prompt *prompt = ((struct shell *)session->shell)->prompt;

	prompt->talker = call;
	prompt->talk = mem_copy(text);
	prompt->said = said;
	prompt->editor->ask(prompt->line, text);
}

void
prompt_take_back(struct session *session)
{
	struct prompt *prompt = ((struct shell *)session->shell)->prompt;

	prompt_settle(session->shell);
	prompt->editor->rest(prompt->line);
	prompt->talker = NULL;
	free(prompt->talk);
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
open_editor(struct prompt *prompt, struct loop *loop, struct error *error)
{
	const struct line_user user = { prompt, entered, complete_line };
	const char *term = getenv("TERM");
	bool able = term && *term && strcmp(term, "dumb") != 0 && isatty(STDOUT_FILENO);

	prompt->editor = able ? &line_best : &line_plain;
	prompt->line = prompt->editor->open(loop, &user, error);
	if (prompt->line || prompt->editor == &line_plain)
		return prompt->line != NULL;
	prompt->editor = &line_plain;
	prompt->line = line_plain.open(loop, &user, error);
	return prompt->line != NULL;
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
		prompt->editor->remember(prompt->line, history->line[i]);
}

void
prompt_run(struct shell *shell, const struct options *options)
{
	struct prompt prompt = { .shell = shell };
	struct error error;
	struct loop *loop;

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
	loop = session_loop(&shell->session, &error);
	if (!loop || !open_editor(&prompt, loop, &error)) {
		warn(&prompt, &error);
		shell->misunderstood = true;
		return;
	}
	shell->prompt = &prompt;
	shell->session.lines_begin = prompt_lend;
	shell->session.lines_end = prompt_take_back;
	session_watch_all(&shell->session);
	if (!options->safe)
		open_history(&prompt);
	greet(&prompt);
	ask(&prompt);
	turn(&prompt);
	prompt.editor->rest(prompt.line);
	prompt.editor->close(prompt.line);
	shell->prompt = NULL;
	shell->session.lines_begin = NULL;
	drop_entered(&prompt);
	forget_script(&prompt);
	/* What failed at the prompt was seen there. */
	shell->failed = shell->misunderstood = false;
}

/* A desk where nothing has happened yet, for those who ask from outside. */
struct lone_desk {
	struct session session;
	struct run     run;
	struct world   world;
	struct reading reading;
};

static void
lone_desk_init(struct lone_desk *desk, const struct catalog *catalog)
{
	session_init(&desk->session, catalog);
	run_init(&desk->run, &desk->session);
	desk->world = session_world(&desk->run);
	desk->reading = (struct reading){ .session = &desk->session, .run = &desk->run,
		.world = &desk->world };
}

static void
lone_desk_clear(struct lone_desk *desk)
{
	run_clear(&desk->run);
	session_clear(&desk->session);
}

static void
complete_alone(void *to, const char *text, size_t point, size_t *start, struct offer offer)
{
	const struct lone_desk *desk = to;

	complete(desk->session.catalog, &desk->reading, text, point, start, offer);
}

void
prompt_complete(const struct catalog *catalog, const char *line, struct buf *out)
{
	struct lone_desk desk;
	const struct line_user user = { .to = &desk, .complete = complete_alone };
	struct offers offers = { 0 };

	lone_desk_init(&desk, catalog);
	offers_gather(&offers, &user, line, strlen(line));
	for (size_t i = 0; i < offers.count; i++) {
		bytes_show_text(out, offers.item[i].word, SHOW_SLASH);
		if (offers.item[i].help) {
			buf_add_byte(out, '\t');
			bytes_show_text(out, offers.item[i].help, SHOW_SLASH);
		}
		buf_add_byte(out, '\n');
	}
	offers_clear(&offers);
	lone_desk_clear(&desk);
}

void
prompt_hint(const struct catalog *catalog, const char *line, struct buf *out)
{
	struct lone_desk desk;

	lone_desk_init(&desk, catalog);
	hint(catalog, &desk.reading, line, strlen(line), out);
	buf_add_byte(out, '\n');
	lone_desk_clear(&desk);
}

/* shell: one sosh, from its options to its exit status. */
#include "shell/shell.h"

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/number.h"
#include "command/source-file.h"
#include "shell/aside.h"
#include "shell/prompt.h"
#include "shell/render-json.h"
#include "shell/render-text.h"
#include "socket/others.h"

static void
answered(struct session *session, struct call *call, enum outcome outcome)
{
	struct shell *shell = session->shell;
	struct buf *line = &shell->line;
	const struct look look = { .quiet = shell->quiet, .show = shell->show,
		.color = outcome == FAILED && screen_color(&shell->screen, session->config.color),
		.width = screen_width(&shell->screen) };

	if (shell->leaving && !session->json)
		return;
	if (shell->prompt && call->run->job && !session->json &&
	    !notice_may_answer(shell, call->run->job))
		return;
	prompt_above(shell);
	shell->said = true;
	buf_reset(line);
	if (session->json) {
		render_json(line, call, outcome);
	} else if (outcome == DONE) {
		render_text(line, call, &look);
		if ((call->command->flags & COMMAND_PAGED) &&
		    prompt_page(shell, line->data, line->count))
			return;
	} else {
		render_text_error(line, call, &look);
		screen_error(&shell->screen, line->data, line->count);
		return;
	}
	screen_out(&shell->screen, line->data, line->count);
	session->ending |= shell->screen.gone;
}

/* What is said of a job at the prompt alone: elsewhere its answer is enough. */
static void
tell_job(struct shell *shell, const struct job *job, const char *what)
{
	struct session *session = &shell->session;

	if (!session->interactive || session->json || shell->quiet || shell->leaving ||
	    !(session->config.notices & NOTICE_JOB))
		return;
	prompt_above(shell);
	buf_reset(&shell->line);
	buf_format(&shell->line, "%%%u %s", job->number, what);
	bytes_show_text(&shell->line, job->text, shell->show | SHOW_SLASH);
	buf_add_byte(&shell->line, '\n');
	screen_out(&shell->screen, shell->line.data, shell->line.count);
}

/* What comes while a person talks with a socket. */
static void
piece(struct session *session, struct call *call, const void *bytes, size_t count)
{
	struct shell *shell = session->shell;
	const struct look look = { .show = shell->show };
	struct record event = { 0 };

	prompt_above(shell);
	buf_reset(&shell->line);
	if (session->json) {
		record_text(&event, "event", "data");
		record_int(&event, "socket", call->socket);
		record_int(&event, "bytes", (int64_t)count);
		record_bytes(&event, "data", bytes, count);
		render_json_record(&shell->line, &event);
		record_clear(&event);
	} else {
		render_text_piece(&shell->line, call, bytes, count, &look);
	}
	screen_out(&shell->screen, shell->line.data, shell->line.count);
}

static void
remark(struct session *session, const char *text)
{
	struct shell *shell = session->shell;

	prompt_above(shell);
	buf_reset(&shell->line);
	bytes_show_text(&shell->line, text, shell->show | SHOW_SLASH);
	buf_add_byte(&shell->line, '\n');
	screen_error(&shell->screen, shell->line.data, shell->line.count);
}

static void
happened(struct session *session, struct sock *sock, unsigned bits)
{
	struct shell *shell = session->shell;

	prompt_changed(shell);
	if (shell->events)
		aside_events(shell, sock, bits);
	if (shell->prompt && !session->json && session->config.notices)
		notice_happened(shell, sock, bits);
}

bool
shell_signals(struct shell *shell)
{
	int number;

	while ((number = loop_signal()) != 0) {
		if (number == SIGINT && shell->session.interactive) {
			shell->interrupted = true;
			return true;
		}
		if (number == SIGWINCH || number == SIGTSTP || number == SIGCONT) {
			prompt_signal(shell, number);
			continue;
		}
		shell->signal = number;
		shell->screen.hurry = true;
		return true;
	}
	return shell->signal != 0;
}

static bool
stopped(struct session *session)
{
	return shell_signals(session->shell);
}

void
shell_turn(struct shell *shell, bool wait)
{
	struct session *session = &shell->session;
	bool busy = programs_go(session);

	busy |= jobs_go(session);
	if (wait)
		busy |= reactions_go(session);
	/* A job may have ended that somebody waits for. */
	busy |= session->front && (session->front->call.woken || session->front->broken);
	notice_tell(shell);
	prompt_settle(shell);
	if (session->loop && !loop_signal_pending() && !shell->screen.gone)
		loop_turn(session->loop, wait && !busy && !session->ending);
}

/* The end of a script, of its input, or of the prompt. */
static void
end_jobs(struct shell *shell)
{
	shell->leaving = true;
	/* What failed at the prompt was seen there. */
	if (!jobs_end(&shell->session) && !shell->session.interactive)
		shell->failed = true;
	reactions_end(&shell->session);
	if (!shell->session.interactive)
		shell->failed |= shell->session.reactions.failed;
	programs_end(&shell->session);
	shell->leaving = false;
}

/* "%1 accept 1": what the prompt was given back for. */
static void
job_started(struct session *session, struct job *job)
{
	tell_job(session->shell, job, "");
}

/* Most have told their answer by now; not a block, nor one whose error was one of too
 * many. */
static void
job_ended(struct session *session, struct job *job)
{
	if (job->good && !*job->node->command->say)
		tell_job(session->shell, job, "done: ");
	else if (!job->good && job->left_out)
		tell_job(session->shell, job, "failed: ");
}

/* quit in a job, or nobody reads any more: the command in the foreground is of no use
 * to anybody. */
static void
end_front(struct shell *shell, struct run *run)
{
	shell->leaving = true;
	run_cancel(run);
	run_go(run);
	shell->leaving = false;
}

bool
shell_run(struct shell *shell, const struct block *block, const struct text *arg, size_t args)
{
	struct run *run = &shell->run;
	enum run_state state;

	run_begin(run, block, arg, args);
	run->broken = NULL;
	run->failed = run->cancelled = false;
	shell->session.front = run;
	while ((state = run_go(run)) == RUN_WAITING || state == RUN_BUSY) {
		shell_turn(shell, state == RUN_WAITING);
		shell->session.ending |= shell->screen.gone;
		if (shell->session.ending) {
			end_front(shell, run);
			state = RUN_DONE;
			break;
		}
		if (loop_signal_pending() && shell_signals(shell))
			run_cancel(run);
	}
	shell->session.front = NULL;
	shell->failed |= state == RUN_FAILED || run->failed;
	return state == RUN_DONE;
}

void
shell_misunderstood(struct shell *shell, const struct script *script, const struct error *error)
{
	shell->misunderstood = true;
	buf_reset(&shell->line);
	render_text_syntax(&shell->line, script->source, script->where, error, shell->from,
	    shell->show);
	screen_error(&shell->screen, shell->line.data, shell->line.count);
}

static void
wrong(void *to, struct script *script, const struct error *error)
{
	shell_misunderstood(to, script, error);
}

bool
shell_check(struct shell *shell, struct script *script)
{
	return script_check(script, wrong, shell);
}

/* A whole text that was parsed: runs it, or with -n looks at its literals. */
static void
run_script(struct shell *shell, struct script *script, const struct text *arg, size_t args)
{
	if (shell->session.check_only)
		shell_check(shell, script);
	else
		shell_run(shell, &script->block, arg, args);
}

void
shell_text(struct shell *shell, const char *text, size_t count)
{
	struct script *script = script_new(shell->session.catalog, NULL, 1, false);
	struct error error = { .kind = ERROR_NONE };
	enum words_state state = WORDS_BAD;

	if (script_add(script, text, count, &error))
		state = script_parse(script, &error);
	if (state == WORDS_MORE)
		script_cut_short(script, &error);
	if (state == WORDS_WHOLE)
		run_script(shell, script, NULL, 0);
	else
		shell_misunderstood(shell, script, &error);
	script_drop(script);
}

static void
cannot_read(struct shell *shell, const struct error *error)
{
	buf_reset(&shell->line);
	buf_add_text(&shell->line, "sosh: ");
	bytes_show_text(&shell->line, error->text, shell->show | SHOW_SLASH);
	buf_add_byte(&shell->line, '\n');
	screen_error(&shell->screen, shell->line.data, shell->line.count);
	shell->misunderstood = true;
}

void
shell_file(struct shell *shell, const char *path, char *const *arg, int args)
{
	struct error error;
	struct script *script = source_file(shell->session.catalog, path,
	    shell->session.config.timeout, &error);
	struct text *word;

	if (!script) {
		cannot_read(shell, &error);
		return;
	}
	word = pool_new(&script->pool, (size_t)(args + 1) * sizeof(*word));
	for (int i = 0; i < args; i++)
		word[i] = (struct text){ .bytes = arg[i], .count = strlen(arg[i]) };
	if (error.kind == ERROR_NONE)
		run_script(shell, script, word, (size_t)args);
	else
		shell_misunderstood(shell, script, &error);
	script_drop(script);
}

/* A terminal or pipe may come without its 0, 1, 2: no socket must become one. */
static void
keep_standard_descriptors(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_WRONLY : O_RDONLY) < 0)
			return;
}

/* Without a locale that says UTF-8, nothing but ASCII is shown. */
static unsigned
show_flags(const struct screen *screen)
{
	const char *names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	if (!screen->terminal)
		return 0;
	for (size_t i = 0; i < 3; i++) {
		const char *name = getenv(names[i]);

		if (name && *name)
			return strstr(name, "UTF-8") || strstr(name, "utf8") ||
			    strstr(name, "UTF8") || strstr(name, "utf-8") ? 0 : SHOW_ASCII;
	}
	return SHOW_ASCII;
}

static bool
is_interactive(const struct options *options)
{
	if (options->check_only)
		return false;
	if (options->interactive)
		return true;
	return !options->file && !options->has_commands && isatty(STDIN_FILENO) &&
	    isatty(STDERR_FILENO);
}

static void
init(struct shell *shell, const struct options *options, const struct catalog *catalog)
{
	struct session *session = &shell->session;

	keep_standard_descriptors();
	loop_signals();
	session_init(session, catalog);
	screen_init(&shell->screen);
	shell->quiet = options->quiet;
	shell->show = show_flags(&shell->screen);
	session->shell = shell;
	session->answered = answered;
	session->stopped = stopped;
	session->piece = piece;
	session->remark = remark;
	session->notice = aside_notice;
	session->event = options->events && options->json ? aside_event : NULL;
	session->show = shell->show;
	session->job_started = job_started;
	session->job_ended = job_ended;
	session->json = options->json;
	session->terminal = shell->screen.terminal;
	session->safe = options->safe;
	if (options->safe)
		others_hide(session->sockets.others);
	session->check_only = options->check_only;
	session->keep_going = options->keep_going;
	session->config.color = options->color;
	session->config.timeout = options->has_timeout ? options->timeout : 30 * NUMBER_SECOND;
	session->happened = happened;
	shell->events = options->events && options->json;
	session->watching = shell->events;
	run_init(&shell->run, session, vars_new(NULL), 0);
}

static int
status(const struct shell *shell, bool written)
{
	const struct session *session = &shell->session;

	if (!written || session->unwritten)
		return 3;
	if (shell->misunderstood)
		return 2;
	if (session->ending && session->status >= 0)
		return session->status;
	return shell->failed ? 1 : 0;
}

/* Ends as the signal would have ended it, so that a parent sees it. */
static void
end_by(int number)
{
	sigset_t set;

	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
}

static int
finish(struct shell *shell)
{
	bool written = screen_flush(&shell->screen), alone;
	int result;

	notice_clear(&shell->notices);
	run_clear(&shell->run);
	result = status(shell, written);
	alone = session_clear(&shell->session);
	screen_clear(&shell->screen);
	buf_clear(&shell->line);
	if (shell->signal)
		end_by(shell->signal);
	/* A look-up that hangs on its thread must not hold the program. */
	if (!alone)
		_exit(result);
	return result;
}

int
shell_main(const struct options *options, const struct catalog *catalog)
{
	struct shell shell = { .from = "-c" };
	bool interactive = is_interactive(options);

	init(&shell, options, catalog);
	if (options->has_commands)
		shell_text(&shell, options->commands.data, options->commands.count);
	else if (options->file)
		shell_file(&shell, options->file, options->arg, options->args);
	/* One that came while a file was read, which no run saw. */
	if (loop_signal_pending())
		shell_signals(&shell);
	if (interactive && !shell.signal && !shell.session.ending)
		prompt_run(&shell, options);
	else if (!interactive && !options->has_commands && !options->file)
		shell_input(&shell);
	end_jobs(&shell);
	return finish(&shell);
}

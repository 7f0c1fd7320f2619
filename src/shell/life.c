/* life: one sosh, from its options to its exit status. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/number.h"
#include "command/service.h"
#include "command/tracing.h"
#include "shell/prompt.h"
#include "shell/shell.h"
#include "socket/others.h"
#include "teach/doctor.h"

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

/* A new desk: no sockets, no variables. */
static void
open_desk(struct shell *shell)
{
	struct session *session = &shell->session;
	const struct options *options = shell->options;
	struct error ignored;

	session_init(session, shell->catalog);
	session->shell = shell;
	shell_hooks(session);
	session->json = options->json;
	session->terminal = shell->screen.terminal;
	session->formed = options->json || shell->form != FORM_TEXT;
	session->safe = options->safe;
	if (options->safe)
		others_hide(session->sockets.others);
	session->check_only = options->check_only;
	session->keep_going = options->keep_going;
	session->config.color = options->color;
	session->config.timeout = options->has_timeout ? options->timeout : 30 * NUMBER_SECOND;
	session->watching = shell->events;
	report_watch(shell);
	run_init(&shell->run, session, vars_new(NULL), 0);
	if (options->trace)
		tracing_begin(session, &ignored);
}

static void
init(struct shell *shell)
{
	struct error ignored;

	keep_standard_descriptors();
	loop_signals();
	screen_init(&shell->screen);
	shell->quiet = shell->options->quiet;
	shell->form = shell->options->json ? FORM_JSON : shell->options->form;
	shell->show = show_flags(&shell->screen);
	shell->events = shell->options->events && shell->options->json;
	if (shell->options->filter)
		shell->filter = match_new(shell->options->filter, strlen(shell->options->filter),
		    &ignored);
	open_desk(shell);
}

/* The end of a desk: its sockets are closed. */
static void
close_desk(struct shell *shell)
{
	notice_clear(&shell->notices);
	run_clear(&shell->run);
	shell->unwritten |= shell->session.unwritten;
	shell->hung |= !session_clear(&shell->session);
}

static int
status(const struct shell *shell, bool written)
{
	const struct session *session = &shell->session;

	if (!written || shell->unwritten || session->unwritten)
		return 3;
	if (shell->misunderstood)
		return 2;
	/* A test that was told as failed never looks like success. */
	if (session->ending && session->status >= 0)
		return session->status ? session->status : shell->test_failed;
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

/* One that came while a file was read, or a report written, which no run saw. */
static void
see_signals(struct shell *shell)
{
	if (loop_signal_pending())
		shell_signals(shell);
}

static int
finish(struct shell *shell)
{
	bool written = report_close(shell);
	int result;

	see_signals(shell);
	written &= screen_flush(&shell->screen);
	result = status(shell, written);
	close_desk(shell);
	match_free(shell->filter);
	doctor_free(shell->doctor);
	screen_clear(&shell->screen);
	buf_clear(&shell->line);
	if (shell->signal)
		end_by(shell->signal);
	/* A look-up that hangs on its thread must not hold the program. */
	if (shell->hung)
		_exit(result);
	return result;
}

/* Reports tell which they were. */
static void
report_jobs(struct shell *shell)
{
	const struct jobs *jobs = &shell->session.jobs;

	for (size_t i = 0; shell->reports.count && i < jobs->count; i++) {
		const struct job *job = jobs->job[i];

		if (job->ended && !job->good && !job->joined && !job->cancelled)
			report_outside(shell, mishap_of_run(&job->run, NULL));
	}
}

/* The end of a script, of its input, or of the prompt. */
static void
end_jobs(struct shell *shell)
{
	shell->leaving = true;
	report_jobs(shell);
	/* What failed at the prompt was seen there. */
	if (!jobs_end(&shell->session) && !shell->session.interactive)
		shell->failed = true;
	reactions_end(&shell->session);
	if (!shell->session.interactive)
		shell->failed |= shell->session.reactions.failed;
	programs_end(&shell->session);
	shell->leaving = false;
}

/* Who writes a first script with a server wonders where that is.  Programs do not: what they
 * read of a script that went well is what it said. */
static void
tell_unseen(struct shell *shell)
{
	struct session *session = &shell->session;
	char text[160];

	for (const struct service *service = session->services; service; service = service->next) {
		if (!service->server || server_counts(service->server)->total)
			continue;
		snprintf(text, sizeof(text), "serve %u: nobody has come before the end of the "
		    "script, which is the server's, too: 'join all' waits for that",
		    service->socket);
		session->remark(session, text);
	}
}

/* Who leaves the prompt hears whom that cuts off, who breaks a script off what it served. */
static void
tell_clients(struct shell *shell)
{
	struct session *session = &shell->session;

	for (const struct service *service = session->services; service; service = service->next) {
		const struct serving *counts =
		    service->server ? server_counts(service->server) : NULL;
		struct buf text = { 0 };

		if (!counts || session->json || !(shell->signal ? counts->total : counts->clients))
			continue;
		buf_format(&text, "[%u] ends with sosh: ", service->socket);
		/* It has no rate any more. */
		serving_show(counts, INT64_MAX, 0, &text);
		session->remark(session, buf_text(&text));
		buf_clear(&text);
	}
}

static void
run_given(struct shell *shell)
{
	const struct options *options = shell->options;

	report_file(shell, options->has_commands ? "-c" : options->file ? options->file : "stdin",
	    false);
	if (options->has_commands)
		shell_text(shell, options->commands.data, options->commands.count);
	else if (options->file)
		shell_file(shell, options->file, options->arg, options->args);
	else
		shell_input(shell);
	see_signals(shell);
	if ((options->has_commands || options->file) && !shell->session.ending && !shell->signal &&
	    !shell->failed && !shell->session.json && isatty(STDERR_FILENO))
		tell_unseen(shell);
	if (shell->signal == SIGINT)
		tell_clients(shell);
	end_jobs(shell);
	report_file_end(shell);
}

/* Each at a desk of its own. */
static void
run_files(struct shell *shell)
{
	const struct options *options = shell->options;

	for (int i = 0; i < options->args && !shell->signal && !shell->screen.gone; i++) {
		report_file(shell, options->arg[i], true);
		shell_file(shell, options->arg[i], options->arg + i, 1);
		see_signals(shell);
		end_jobs(shell);
		shell->failed |= shell->session.ending && shell->session.status > 0;
		report_file_end(shell);
		close_desk(shell);
		open_desk(shell);
	}
}

static void
run_all(struct shell *shell, bool interactive)
{
	const struct options *options = shell->options;

	if (options->files) {
		run_files(shell);
	} else if (!interactive || options->has_commands || options->file) {
		run_given(shell);
	}
	if (!interactive || shell->signal || shell->session.ending)
		return;
	report_file(shell, "the prompt", false);
	prompt_run(shell, options);
	tell_clients(shell);
	end_jobs(shell);
}

int
shell_main(const struct options *options, const struct catalog *catalog)
{
	struct shell shell = { .from = "-c", .options = options, .catalog = catalog };
	bool interactive = is_interactive(options);
	struct error error;

	init(&shell);
	if (options->trace && !shell.session.tracing && !tracing_begin(&shell.session, &error)) {
		shell_cannot_read(&shell, &error);
		shell.misunderstood = true;
	} else if (!report_open(&shell, options, &error)) {
		shell_cannot_read(&shell, &error);
		shell.session.unwritten = error.kind != ERROR_USAGE;
	} else {
		run_all(&shell, interactive);
	}
	return finish(&shell);
}

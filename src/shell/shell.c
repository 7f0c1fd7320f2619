/* shell: scripts and lines, run, and what they answer, shown. */
#include "shell/shell.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/bytes.h"
#include "command/noting.h"
#include "command/source-file.h"
#include "shell/advice.h"
#include "shell/aside.h"
#include "shell/prompt.h"
#include "shell/render-json.h"
#include "shell/render-text.h"
#include "shell/rows.h"
#include "shell/stage.h"

static void
show(struct shell *shell, struct call *call, enum outcome outcome)
{
	struct session *session = &shell->session;
	struct buf *line = &shell->line;
	const struct look look = { .quiet = shell->quiet, .show = shell->show,
		.person = session->interactive,
		.color = screen_color(&shell->screen, session->config.color),
		.width = outcome == DONE ? screen_width(&shell->screen) :
		    screen_error_width(&shell->screen) };

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
		advice_once(shell, call, line);
		screen_error(&shell->screen, line->data, line->count);
		return;
	}
	screen_out(&shell->screen, line->data, line->count);
}

APART static bool
has_bytes(struct call *call)
{
	call_tell(call);
	for (size_t i = 0; i < call->answer.count; i++) {
		enum value_kind kind = call->answer.field[i].value.kind;

		if (kind == VALUE_BYTES || kind == VALUE_TEXT)
			return true;
	}
	return false;
}

/* With -q bytes and texts are shown, and nothing else. */
static inline bool
is_quiet(const struct shell *shell, enum outcome outcome)
{
	return shell->quiet && outcome == DONE && !shell->session.json && !shell->reports.count;
}

APART static void
answer(struct shell *shell, struct call *call, enum outcome outcome)
{
	struct session *session = &shell->session;
	bool left_out;

	call_tell(call);
	if ((shell->leaving || session->clearing) && !session->json)
		return;
	left_out = shell->prompt && call->run->job && !session->json &&
	    !notice_may_answer(shell, call->run->job);
	/* Only of what somebody sees. */
	if (outcome == FAILED && !left_out)
		advice_add(shell, call);
	if ((shell->reports.count && report_answered(shell, call, outcome)) || left_out)
		return;
	if (outcome == DONE && noting_is_on(session) && !shell->quiet)
		noting_after(call);
	prompt_above(shell);
	shell->said = true;
	show(shell, call, outcome);
	session->ending |= shell->screen.gone;
}

APART static void
look_and_answer(struct shell *shell, struct call *call, enum outcome outcome)
{
	if (shell->progress.who && call->run == shell->session.front)
		progress_end(shell);
	if (!is_quiet(shell, outcome) || (call->show != CALL_SHOW_NONE && has_bytes(call)))
		answer(shell, call, outcome);
}

static void
answered(struct session *session, struct call *call, enum outcome outcome)
{
	struct shell *shell = session->shell;

	if (shell->progress.who || call->show != CALL_SHOW_NONE || !is_quiet(shell, outcome))
		look_and_answer(shell, call, outcome);
}

/* What is said of a job at the prompt alone: elsewhere its answer is enough. */
static void
tell_job(struct shell *shell, const struct job *job, const char *what)
{
	struct session *session = &shell->session;

	if (!session->interactive || session->json || shell->quiet || shell->leaving ||
	    session->clearing ||
	    !(session->config.notices & NOTICE_JOB))
		return;
	prompt_above(shell);
	buf_reset(&shell->line);
	buf_format(&shell->line, "%%%u %s", job->number, what);
	bytes_show_text(&shell->line, job->text, shell->show | SHOW_SLASH);
	buf_add_byte(&shell->line, '\n');
	row_break(&shell->line, 0, screen_width(&shell->screen), ROW_HANG);
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
	row_break(&shell->line, 0, screen_error_width(&shell->screen), ROW_HANG);
	screen_error(&shell->screen, shell->line.data, shell->line.count);
}

static void
happened(struct session *session, struct sock *sock, unsigned bits)
{
	struct shell *shell = session->shell;
	struct stage *stage = prompt_stage(shell);

	if (stage)
		stage_changed(stage);
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
	busy |= bodies_go(session);
	if (wait)
		busy |= reactions_go(session);
	/* A job may have ended that somebody waits for. */
	busy |= session->front && (session->front->call.woken || session->front->broken);
	notice_tell(shell);
	prompt_settle(shell);
	if (session->loop && !loop_signal_pending() && !shell->screen.gone)
		loop_turn(session->loop, wait && !busy && !session->ending);
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
	progress_end(shell);
	shell->failed |= state == RUN_FAILED || run->failed;
	return state == RUN_DONE;
}

/* Of a fault at script->where. */
static void
tell_fault(struct shell *shell, const struct script *script, const struct error *error)
{
	const struct look look = { .show = shell->show,
		.width = screen_error_width(&shell->screen) };

	buf_reset(&shell->line);
	render_text_syntax(&shell->line, script->source, script->where, error, shell->from, &look);
	report_complain(shell, shell->line.data, shell->line.count);
}

/* Of these there are so many that each would be too much. */
static void
tell_more(struct shell *shell, const struct script *script, size_t more)
{
	const char *name = script->source->name ? script->source->name : shell->from;

	buf_reset(&shell->line);
	bytes_show_text(&shell->line, name ? name : "sosh", shell->show | SHOW_SLASH);
	buf_format(&shell->line, ": and %zu more such error%s\n", more, more == 1 ? "" : "s");
	report_complain(shell, shell->line.data, shell->line.count);
}

/* Of each of a script's faults, or of this error, at script->where. */
static void
tell_faults(struct shell *shell, struct script *script, const struct error *error)
{
	const struct faults *faults = &script->faults;
	size_t kept = faults_kept(faults);
	struct mishap *first = NULL, **end = &first;

	shell->misunderstood = true;
	for (size_t i = 0; i < kept || !i; i++) {
		const struct error *one = kept ? &faults->item[i].error : error;

		if (kept)
			script->where = faults->item[i].where;
		tell_fault(shell, script, one);
		*end = mishap_of_script(script, one);
		end = &(*end)->next;
	}
	if (faults->count > kept)
		tell_more(shell, script, faults->count - kept);
	report_outside(shell, first);
}

void
shell_misunderstood(struct shell *shell, struct script *script, const struct error *error)
{
	/* What stands beside it may be wrong, too. */
	if (shell->session.check_only)
		script_check(script);
	tell_faults(shell, script, error);
}

bool
shell_check(struct shell *shell, struct script *script)
{
	bool good = script_check(script);

	if (!good)
		tell_faults(shell, script, NULL);
	return good;
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

void
shell_cannot_read(struct shell *shell, const struct error *error)
{
	buf_reset(&shell->line);
	buf_add_text(&shell->line, "sosh: ");
	bytes_show_text(&shell->line, error->text, shell->show | SHOW_SLASH);
	buf_add_byte(&shell->line, '\n');
	row_break(&shell->line, 0, screen_error_width(&shell->screen), ROW_HANG);
	report_complain(shell, shell->line.data, shell->line.count);
	shell->misunderstood = true;
	report_outside(shell, mishap_new(error->kind, error->text));
}

void
shell_file(struct shell *shell, const char *path, char *const *arg, int args)
{
	struct error error;
	struct script *script = source_file(shell->session.catalog, path,
	    shell->session.config.timeout, &error);
	struct text *word;

	if (!script) {
		shell_cannot_read(shell, &error);
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

void
shell_hooks(struct session *session)
{
	const struct shell *shell = session->shell;

	session->answered = answered;
	session->stopped = stopped;
	session->piece = piece;
	session->remark = remark;
	session->notice = aside_notice;
	session->own_output = aside_own_output;
	session->event = shell->events ? aside_event : NULL;
	session->show = shell->show;
	session->job_started = job_started;
	session->job_ended = job_ended;
	session->happened = happened;
	session->progress = progress_report;
}

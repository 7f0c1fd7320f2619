/* report: what came of the tests, in every form that was asked for. */
#include "shell/report.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/outfile.h"
#include "shell/prompt.h"
#include "shell/render-json.h"
#include "shell/render-text.h"
#include "shell/report-file.h"

#define EACH(reports, one) \
	(struct report *one = (reports)->report; \
	(reports)->count && one < (reports)->report + (reports)->count; one++)

static void
flush(struct shell *shell, struct report *report)
{
	if (!report->out.count)
		return;
	if (report->own == STDERR_FILENO) {
		prompt_above(shell);
		screen_error(&shell->screen, report->out.data, report->out.count);
	} else if (report->path && !report->own) {
		report_file_write(report, shell);
	} else {
		prompt_above(shell);
		screen_out(&shell->screen, report->out.data, report->out.count);
		/* Whoever reads sees each test when it has ended. */
		if (!shell->prompt)
			screen_flush(&shell->screen);
		shell->session.ending |= shell->screen.gone;
	}
	buf_reset(&report->out);
}

/* As errors are; but on standard output, which may be no terminal. */
static bool
shows_color(const struct shell *shell)
{
	int color = shell->session.config.color;

	return screen_color(&shell->screen, color) && (color == 1 || shell->screen.terminal);
}

static void
tell(struct shell *shell, struct told *told)
{
	struct reports *reports = &shell->reports;

	told->number = ++reports->tally.told;
	told->several = reports->several;
	told->heard = &reports->heard;
	reports->told++;
	for EACH(reports, report) {
		report->color = !report->path && shows_color(shell);
		if (report->form->told)
			report->form->told(report, told);
		flush(shell, report);
	}
}

/* --events: programs learn of a test's end, too. */
static void
tell_event(struct shell *shell, const struct test *test)
{
	static const char *const results[] = { "passed", "failed", "skipped", "failed",
		"cancelled" };
	struct record event = { 0 };

	if (!shell->events)
		return;
	record_text(&event, "event", "test");
	record_bytes(&event, "name", test->name, test->count);
	record_text(&event, "result", results[test->result]);
	record_real(&event, "time", (double)(test->ended - test->began) / 1e9);
	buf_reset(&shell->line);
	render_json_record(&shell->line, &event);
	screen_out(&shell->screen, shell->line.data, shell->line.count);
	record_clear(&event);
}

static void
add_mishap(struct reports *reports, struct mishap *mishap)
{
	*reports->end = mishap;
	reports->end = &mishap->next;
}

static void
forget_mishaps(struct reports *reports)
{
	mishap_free(reports->mishap);
	reports->mishap = NULL;
	reports->end = &reports->mishap;
}

static void
test_began(struct session *session, const struct test *test)
{
	struct shell *shell = session->shell;

	(void)test;
	forget_mishaps(&shell->reports);
	heard_reset(&shell->reports.heard);
}

static void
test_failed(struct session *session, const struct test *test, struct run *run)
{
	struct shell *shell = session->shell;

	add_mishap(&shell->reports, mishap_of_run(run, testing_stage(test)));
}

static void
count(struct tally *tally, enum test_result result)
{
	tally->passed += result == TEST_PASSED;
	tally->failed += result == TEST_FAILED || result == TEST_LEFT;
	tally->skipped += result == TEST_SKIPPED;
}

static void
test_ended(struct session *session, const struct test *test)
{
	struct shell *shell = session->shell;
	struct reports *reports = &shell->reports;
	struct told told = { .test = true, .name = test->name, .count = test->count,
		.file = test->node->source->name, .line = test->node->place.line,
		.result = test->result, .why = test->why, .why_count = test->why_count,
		.time = test->ended - test->began };

	if (!told.file)
		told.file = reports->file ? reports->file : "sosh";
	reports->told_quit |= test->result == TEST_LEFT;
	if (test->result == TEST_LEFT)
		add_mishap(reports, mishap_new(ERROR_EXPECTATION, "quit left the test"));
	if (test->result == TEST_CANCELLED)
		add_mishap(reports, mishap_new(ERROR_CANCELLED, "cancelled"));
	told.mishap = reports->mishap;
	told.last = test->result == TEST_CANCELLED;
	reports->told_signal |= told.last;
	reports->tests++;
	count(&reports->tally, test->result);
	shell->test_failed = reports->tally.failed > 0;
	tell_event(shell, test);
	tell(shell, &told);
	forget_mishaps(reports);
}

/* A file as a whole: the one that runs, unless `told` names another. */
static void
tell_file(struct shell *shell, struct told *told)
{
	struct reports *reports = &shell->reports;

	if (!told->file)
		told->file = reports->file ? reports->file : "sosh";
	told->name = told->file;
	told->count = strlen(told->name);
	told->time = number_now() - reports->began;
	/* What was said is told with the file, at its end. */
	heard_reset(&reports->heard);
	tell(shell, told);
}

static void
file_skipped(struct session *session, const char *file, unsigned line, const struct text *why)
{
	struct told told = { .result = TEST_SKIPPED, .why = why->bytes, .why_count = why->count,
		.file = file, .line = line };

	tell_file(session->shell, &told);
}

void
report_outside(struct shell *shell, struct mishap *mishap)
{
	struct told told = { .result = TEST_FAILED, .line = mishap->line, .mishap = mishap,
		.last = !shell->reports.several &&
		    (!shell->session.keep_going || shell->misunderstood) };

	/* What fails at the prompt is seen there. */
	if (!shell->prompt)
		tell_file(shell, &told);
	mishap_free(mishap);
}

static void
run_failed(struct session *session, struct run *run)
{
	struct shell *shell = session->shell;

	/* A script that goes on (-k) may fail often, and people have seen it. */
	if (shell->reports.beyond)
		report_outside(shell, mishap_of_run(run, NULL));
}

/* Where the last report is to go nothing else may: they would destroy each other.  Only what
 * is for people does no harm, in our standard error. */
static bool
has_own_place(const struct shell *shell, const struct report *last, struct error *error)
{
	const struct reports *reports = &shell->reports;
	int fd = last->own ? last->own : last->fd;

	if (last->own == STDOUT_FILENO)
		return error_usage(error, "'%.200s' is standard output, which tells something "
		    "else: -o %s shows the report there", last->path, last->form->name);
	for (const struct report *one = reports->report; one < last; one++)
		if (one->path && outfile_is_same(fd, one->own ? one->own : one->fd))
			return error_usage(error, "'%.200s' cannot hold two reports", last->path);
	return true;
}

/* Our own output is not opened once more: it goes on where it is. */
static bool
open_path(struct shell *shell, struct report *report, struct error *error)
{
	report->own = outfile_own(report->path);
	report->broken = !report->own && !report_file_open(report, error);
	if (report->broken)
		return false;
	if (!has_own_place(shell, report, error)) {
		if (report->fd >= 0)
			close(report->fd);
		shell->reports.count--;
		return false;
	}
	return true;
}

static bool
add_report(struct shell *shell, const struct form *form, const char *path, struct error *error)
{
	struct reports *reports = &shell->reports;
	struct report *report;

	reports->report = mem_grow(reports->report, reports->count + 1, sizeof(*report));
	report = &reports->report[reports->count++];
	*report = (struct report){ .form = form, .path = path, .fd = -1 };
	reports->hears |= form->hears;
	reports->beyond |= form != &form_text;
	if (path && !open_path(shell, report, error))
		return false;
	if (form->begin)
		form->begin(report);
	return true;
}

void
report_watch(struct shell *shell)
{
	struct session *session = &shell->session;

	session->test_began = test_began;
	session->test_failed = test_failed;
	session->test_ended = test_ended;
	session->file_skipped = file_skipped;
	session->run_failed = run_failed;
	session->testing.filter = shell->filter;
}

bool
report_open(struct shell *shell, const struct options *options, struct error *error)
{
	static const struct form *const forms[] = { [FORM_TEXT] = &form_text,
		[FORM_TAP] = &form_tap, [FORM_TAP13] = &form_tap13, [FORM_JUNIT] = &form_junit };
	shell->reports.end = &shell->reports.mishap;
	if (shell->form != FORM_JSON && !(shell->form == FORM_TEXT && shell->quiet))
		add_report(shell, forms[shell->form], NULL, error);
	/* With -n no test runs, and what a file tells of those that did is not to be lost. */
	for (size_t i = 0; !options->check_only && i < options->reports; i++)
		if (!add_report(shell, forms[options->report[i].form], options->report[i].path,
		    error))
			return false;
	for EACH(&shell->reports, report)
		flush(shell, report);
	return true;
}

void
report_file(struct shell *shell, const char *name, bool several)
{
	struct reports *reports = &shell->reports;

	reports->file = name;
	reports->several = several;
	reports->told = 0;
	reports->began = number_now();
	for EACH(reports, report) {
		if (report->form->file)
			report->form->file(report, name, several);
		flush(shell, report);
	}
}

void
report_file_end(struct shell *shell)
{
	struct reports *reports = &shell->reports;
	const struct session *session = &shell->session;
	struct told told = { .result = TEST_PASSED };

	/* What is told is not to look better than the status. */
	if (session->ending && session->status > 0 && !shell->prompt && !reports->told_quit)
		report_outside(shell, mishap_new(ERROR_EXPECTATION, "quit with a status above 0"));
	reports->told_quit = false;
	/* A file without a test is one. */
	if (!reports->told && !shell->prompt && !shell->filter &&
	    !shell->signal && !shell->session.check_only)
		tell_file(shell, &told);
	for EACH(reports, report) {
		if (report->form->file_end)
			report->form->file_end(report, &reports->heard_outside);
		flush(shell, report);
	}
	heard_reset(&reports->heard_outside);
	reports->file = NULL;
}

static void
hear(struct shell *shell, const char *text, size_t size)
{
	struct reports *reports = &shell->reports;

	heard_add(shell->session.testing.now ? &reports->heard : &reports->heard_outside, text,
	    size);
}

bool
report_answered(struct shell *shell, struct call *call, enum outcome outcome)
{
	struct reports *reports = &shell->reports;
	const struct form *form = reports->count ? reports->report->form : NULL;
	bool ours = shell->form >= FORM_TAP;
	const struct look look = { .quiet = shell->quiet };
	enum call_show show = call->show;
	struct buf text = { 0 };

	if (!ours && !reports->hears)
		return false;
	/* Bytes as they are would spoil it. */
	if (show == CALL_SHOW_RAW)
		call->show = CALL_SHOW_TEXT;
	if (outcome == DONE)
		render_text(&text, call, &look);
	else
		render_text_error(&text, call, &look);
	call->show = show;
	if (reports->hears)
		hear(shell, buf_text(&text), text.count);
	if (ours && outcome == FAILED)
		report_complain(shell, buf_text(&text), text.count);
	else if (ours && form->said && text.count)
		form->said(reports->report, text.data, text.count);
	if (ours)
		flush(shell, reports->report);
	buf_clear(&text);
	return ours;
}

void
report_complain(struct shell *shell, const char *text, size_t size)
{
	struct report tap = { .form = &form_tap };

	if (shell->form != FORM_TAP && shell->form != FORM_TAP13) {
		screen_error(&shell->screen, text, size);
		return;
	}
	/* As what prove lets through: a comment. */
	form_tap.said(&tap, text, size);
	screen_error(&shell->screen, buf_text(&tap.out), tap.out.count);
	buf_clear(&tap.out);
}

void
report_noticed(struct shell *shell, const char *lines, size_t size)
{
	if (shell->reports.hears)
		hear(shell, lines, size);
	report_complain(shell, lines, size);
}

/* Ended by a signal, outside of all tests. */
static void
tell_signal(struct shell *shell)
{
	char text[64];
	struct told told = { .result = TEST_FAILED, .last = true };
	struct mishap *mishap;

	if (!shell->signal || shell->reports.told_signal || !shell->reports.count)
		return;
	snprintf(text, sizeof(text), "ended by %s",
	    shell->signal == SIGINT ? "SIGINT" : shell->signal == SIGTERM ? "SIGTERM" :
	    "a signal");
	mishap = mishap_new(ERROR_CANCELLED, text);
	told.mishap = mishap;
	tell_file(shell, &told);
	mishap_free(mishap);
}

/* A slip in a filter must not look like success. */
static void
tell_filter(struct shell *shell)
{
	static const char text[] = "sosh: no test matches --filter\n";

	if (!shell->filter || shell->reports.tests || shell->misunderstood || shell->signal ||
	    shell->session.interactive || shell->session.check_only)
		return;
	report_complain(shell, text, sizeof(text) - 1);
	shell->failed = true;
}

bool
report_close(struct shell *shell)
{
	struct reports *reports = &shell->reports;
	bool good = true;

	tell_signal(shell);
	tell_filter(shell);
	if (reports->file)
		report_file_end(shell);
	for EACH(reports, report) {
		if (report->form->end)
			report->form->end(report, &reports->tally);
		flush(shell, report);
		good &= report_file_close(report, shell);
		buf_clear(&report->out);
		buf_clear(&report->bail);
		buf_clear(&report->suites);
		buf_clear(&report->cases);
	}
	forget_mishaps(reports);
	heard_clear(&reports->heard);
	heard_clear(&reports->heard_outside);
	free(reports->report);
	*reports = (struct reports){ 0 };
	return good;
}

void
report_time(struct buf *out, int64_t nanoseconds)
{
	double seconds = (double)nanoseconds / 1e9;

	if (seconds < 1)
		buf_format(out, "%.*f ms", seconds < 0.1 ? 1 : 0, seconds * 1e3);
	else
		buf_format(out, "%.2f s", seconds);
}

/* render-tests: a line for each test and a sum at the end, for people. */
#include "base/bytes.h"
#include "shell/report.h"

static void
text_file(struct report *report, const char *name, bool several)
{
	if (!several)
		return;
	buf_add_text(&report->out, "== ");
	bytes_show_text(&report->out, name, SHOW_SLASH);
	buf_add_byte(&report->out, '\n');
}

static void
add_time(struct buf *out, const struct told *told)
{
	buf_add_text(out, " (");
	report_time(out, told->time);
	buf_add_byte(out, ')');
}

/* What failed was told when it did; of a file as a whole there is nothing to say but why
 * it was skipped. */
static void
text_told(struct report *report, const struct told *told)
{
	static const struct { const char *word, *color; } results[] = {
		[TEST_PASSED] = { "ok", "\033[32m" }, [TEST_FAILED] = { "not ok", "\033[1;31m" },
		[TEST_SKIPPED] = { "skipped", NULL }, [TEST_LEFT] = { "not ok", "\033[1;31m" },
		[TEST_CANCELLED] = { NULL, NULL } };
	const char *word = results[told->result].word;
	const char *color = report->color ? results[told->result].color : NULL;
	struct buf *out = &report->out;

	if (!word || (!told->test && told->result != TEST_SKIPPED))
		return;
	buf_format(out, "%s%s%s ", color ? color : "", word, color ? "\033[0m" : "");
	if (told->test)
		buf_format(out, "%u - ", ++report->count.tests);
	bytes_show(out, told->name, told->count, SHOW_SLASH);
	if (told->result == TEST_LEFT)
		buf_add_text(out, ": quit left the test");
	if (told->why) {
		buf_add_text(out, ": ");
		bytes_show(out, told->why, told->why_count, SHOW_SLASH);
	} else {
		add_time(out, told);
	}
	buf_add_byte(out, '\n');
}

static void
text_end(struct report *report, const struct tally *tally)
{
	if (!report->count.tests)
		return;
	buf_format(&report->out, "%u passed, %u failed", tally->passed, tally->failed);
	if (tally->skipped)
		buf_format(&report->out, ", %u skipped", tally->skipped);
	buf_add_byte(&report->out, '\n');
}

const struct form form_text = { .name = "text", .file = text_file, .told = text_told,
	.end = text_end };

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
	static const char *const results[] = { "ok", "not ok", "skipped", "not ok", NULL };
	struct buf *out = &report->out;

	if (!results[told->result] || (!told->test && told->result != TEST_SKIPPED))
		return;
	buf_format(out, told->test ? "%s %u - " : "%s ", results[told->result],
	    report->count.tests += told->test);
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

/* render-junit: the XML that CI servers read. */
#include <string.h>
#include <time.h>

#include "base/bytes.h"
#include "base/error.h"
#include "shell/report.h"

/* Text that is safe to look at: XML has no way to say control characters, not even as
 * references, and here they are escapes already. */
static void
add_safe(struct buf *out, const char *text, size_t count)
{
	static const char special[] = "&<>\"'";
	static const char *const entity[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&apos;" };

	for (size_t i = 0; i < count; i++) {
		const char *at = text[i] ? strchr(special, text[i]) : NULL;

		if (at)
			buf_add_text(out, entity[at - special]);
		else
			buf_add_byte(out, text[i]);
	}
}

static void
add_bytes(struct buf *out, const char *bytes, size_t count)
{
	struct buf shown = { 0 };

	bytes_show(&shown, bytes, count, SHOW_SLASH);
	add_safe(out, buf_text(&shown), shown.count);
	buf_clear(&shown);
}

static void
add_attribute(struct buf *out, const char *name, const char *bytes, size_t count)
{
	buf_format(out, " %s=\"", name);
	add_bytes(out, bytes, count);
	buf_add_byte(out, '"');
}

static void
add_seconds(struct buf *out, int64_t nanoseconds)
{
	buf_format(out, " time=\"%.6f\"", (double)nanoseconds / 1e9);
}

static void
add_counts(struct buf *out, const struct suite_count *count)
{
	buf_format(out, " tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\"", count->tests,
	    count->failures, count->errors, count->skipped);
	add_seconds(out, count->time);
}

static void
add_heard(struct buf *out, const struct heard *heard)
{
	struct buf text = { 0 };

	heard_show(heard, &text);
	if (text.count) {
		buf_add_text(out, "<system-out>");
		add_safe(out, text.data, text.count);
		buf_add_text(out, "</system-out>\n");
	}
	buf_clear(&text);
}

/* <failure> or <error>: the first as its message, all of them as its text. */
static void
add_mishaps(struct buf *out, const char *element, const struct mishap *mishap)
{
	buf_format(out, "<%s message=\"", element);
	if (mishap)
		add_safe(out, buf_text(&mishap->message), mishap->message.count);
	buf_format(out, "\" type=\"%s\">", mishap ? error_kind_name(mishap->kind) : "");
	for (; mishap; mishap = mishap->next) {
		if (mishap->stage)
			buf_format(out, "in %s:\n", mishap->stage);
		if (mishap->text.count)
			add_safe(out, mishap->text.data, mishap->text.count);
		else
			add_safe(out, buf_text(&mishap->message), mishap->message.count);
	}
	buf_format(out, "</%s>\n", element);
}

static void
add_result(struct report *report, const struct told *told)
{
	struct buf *out = &report->cases;
	struct suite_count *count = &report->count;

	if (told->result == TEST_SKIPPED) {
		count->skipped++;
		buf_add_text(out, "<skipped");
		add_attribute(out, "message", told->why, told->why_count);
		buf_add_text(out, "/>\n");
	} else if (told->result == TEST_CANCELLED || (!told->test && told->mishap)) {
		count->errors++;
		add_mishaps(out, "error", told->mishap);
	} else if (told->result != TEST_PASSED) {
		count->failures++;
		add_mishaps(out, "failure", told->mishap);
	}
}

static void
junit_told(struct report *report, const struct told *told)
{
	struct buf *out = &report->cases;

	report->count.tests++;
	buf_add_text(out, "<testcase");
	add_attribute(out, "name", told->name, told->count);
	add_attribute(out, "classname", told->file, strlen(told->file));
	add_attribute(out, "file", told->file, strlen(told->file));
	if (told->line)
		buf_format(out, " line=\"%u\"", told->line);
	add_seconds(out, told->time);
	report->count.time += told->test ? told->time : 0;
	buf_add_text(out, ">\n");
	add_result(report, told);
	add_heard(out, told->heard);
	buf_add_text(out, "</testcase>\n");
}

static void
junit_file(struct report *report, const char *name, bool several)
{
	(void)several;
	report->suite = name;
	report->count = (struct suite_count){ 0 };
	buf_reset(&report->cases);
}

static void
junit_file_end(struct report *report, const struct heard *heard)
{
	struct buf *out = &report->suites;
	const struct suite_count *count = &report->count;

	buf_add_text(out, "<testsuite");
	add_attribute(out, "name", report->suite, strlen(report->suite));
	add_counts(out, count);
	buf_add_text(out, ">\n");
	buf_add(out, buf_text(&report->cases), report->cases.count);
	add_heard(out, heard);
	buf_add_text(out, "</testsuite>\n");
	report->all.tests += count->tests;
	report->all.failures += count->failures;
	report->all.errors += count->errors;
	report->all.skipped += count->skipped;
	report->all.time += count->time;
}

static void
junit_end(struct report *report, const struct tally *tally)
{
	struct buf *out = &report->out;

	(void)tally;
	buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"sosh\"");
	add_counts(out, &report->all);
	buf_add_text(out, ">\n");
	buf_add(out, buf_text(&report->suites), report->suites.count);
	buf_add_text(out, "</testsuites>\n");
}

const struct form form_junit = { .name = "junit", .hears = true, .file = junit_file,
	.told = junit_told, .file_end = junit_file_end, .end = junit_end };

/* explain-build: a meaning, put together part by part. */
#include <ctype.h>
#include <string.h>

#include "teach/explain-inner.h"

void
explained_begin(struct explained *it, const struct explain_ask *ask, bool brief,
    struct record *list, const char *what, const char *name)
{
	*it = (struct explained){ .ask = ask, .brief = brief,
		.record = record_record(list, NULL) };
	record_text(it->record, "what", what);
	record_text(it->record, "name", name);
	buf_format(&it->text, "# %s", name);
}

void
explained_title(struct explained *it, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	buf_add_text(&it->text, ", ");
	buf_vformat(&it->text, format, list);
	va_end(list);
}

/* A paragraph as one line, as a program wants it. */
static void
add_line(struct buf *out, const char *text, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_add_byte(out, text[i] == '\n' ? ' ' : text[i]);
}

void
explained_means(struct explained *it, const char *text, size_t count)
{
	struct buf line = { 0 };

	add_line(&line, text, count);
	record_text(it->record, "means", buf_text(&line));
	buf_format(&it->text, "\n\n%s", buf_text(&line));
	buf_clear(&line);
}

void
explained_part(struct explained *it, const char *heading, const char *text)
{
	if (!text || !*text)
		return;
	if (heading)
		buf_format(&it->text, "\n\n## %s\n\n", heading);
	else
		buf_add_text(&it->text, "\n\n");
	buf_add_text(&it->text, text);
	while (it->text.data[it->text.count - 1] == '\n')
		it->text.data[--it->text.count] = '\0';
}

void
explained_code(struct explained *it, const char *heading, const char *field, struct buf *code)
{
	if (code->count) {
		if (code->data[code->count - 1] == '\n')
			code->data[--code->count] = '\0';
		record_text(it->record, field, buf_text(code));
		buf_format(&it->text, "\n\n## %s\n\n```%s\n%s\n```", heading, field, code->data);
	}
	buf_clear(code);
}

void
explained_code_of(struct explained *it, const char *heading, const char *field,
    struct buf *code, const char *page)
{
	struct buf note = { 0 };
	size_t count;
	const char *part = page ? explain_page_part(page, heading, &count) : NULL;

	explained_code(it, heading, field, code);
	if (part && !it->brief)
		buf_add(&note, part, count);
	explained_part(it, NULL, buf_text(&note));
	buf_clear(&note);
}

void
explained_more(struct explained *it)
{
	const struct value *what = record_get(it->record, "what");
	const struct value *name = record_get(it->record, "name");
	struct buf text = { 0 };

	if (it->brief)
		buf_format(&text, "`explain %s %s` tells more.", what->bytes.data,
		    name->bytes.data);
	explained_part(it, NULL, buf_text(&text));
	buf_clear(&text);
}

void
explained_end(struct explained *it)
{
	struct buf text = { 0 };

	buf_add_byte(&it->text, '\n');
	explain_layout(buf_text(&it->text), it->ask->width, &text);
	record_text(it->record, "text", buf_text(&text));
	buf_clear(&it->text);
	buf_clear(&text);
}

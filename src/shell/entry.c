/* entry: what a person enters, and what is asked before it runs. */
#include "shell/entry.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

static unsigned
count_lines(const char *text)
{
	unsigned count = 1;

	while ((text = strchr(text, '\n')) && text[1]) {
		text++;
		count++;
	}
	return count;
}

static bool
says_yes(const char *text)
{
	return !*text || strcasecmp(text, "y") == 0 || strcasecmp(text, "yes") == 0;
}

static enum entry_next
ask_about_lines(struct entry *entry)
{
	asked_clear(&entry->asked);
	entry->question = ENTRY_PASTED;
	return ENTRY_ASK;
}

/* Where the line would end without a `&` at its end; its end if there is none. */
static size_t
before_ampersand(const struct buf *line)
{
	size_t end = line->count;

	while (end && line->data[end - 1] == ' ')
		end--;
	if (end < 2 || line->data[end - 1] != '&' || line->data[end - 2] != ' ')
		return line->count;
	end--;
	while (end && line->data[end - 1] == ' ')
		end--;
	return end;
}

/* What is missing stands before a `&`, which is put back in the end. */
static void
take_ampersand(struct entry *entry, const struct catalog *catalog, const struct reading *desk)
{
	size_t end = before_ampersand(&entry->line);
	struct asked asked = { 0 };
	char *front;

	if (end == entry->line.count)
		return;
	front = mem_copy_bytes(entry->line.data, end);
	entry->background = ask_missing(catalog, desk, front, &asked);
	if (entry->background) {
		buf_reset(&entry->line);
		buf_add_text(&entry->line, front);
	}
	asked_clear(&asked);
	free(front);
}

static enum entry_next
look_for_missing(struct entry *entry, const struct catalog *catalog,
    const struct reading *desk)
{
	asked_clear(&entry->asked);
	entry->question = ENTRY_NOTHING;
	if (count_lines(buf_text(&entry->line)) == 1 &&
	    ask_missing(catalog, desk, buf_text(&entry->line), &entry->asked)) {
		entry->question = ENTRY_MISSING;
		return ENTRY_ASK;
	}
	if (entry->background)
		buf_add_text(&entry->line, " &");
	entry->background = false;
	return ENTRY_RUN;
}

/* An empty answer is the one in brackets; without one there is none. */
static bool
add_answer(struct entry *entry, const char *text)
{
	text += strspn(text, " \t");
	if (!*text && !entry->asked.fallback.count)
		return false;
	buf_add_byte(&entry->line, ' ');
	buf_add_text(&entry->line, *text ? text : buf_text(&entry->asked.fallback));
	return true;
}

enum entry_next
entry_take(struct entry *entry, const struct catalog *catalog, const struct reading *desk,
    const char *text, bool continues)
{
	switch (entry->question) {
	case ENTRY_NOTHING:
		buf_reset(&entry->line);
		buf_add_text(&entry->line, text);
		if (count_lines(text) > 1)
			return ask_about_lines(entry);
		if (!continues)
			take_ampersand(entry, catalog, desk);
		break;
	case ENTRY_PASTED:
		entry->question = ENTRY_NOTHING;
		return says_yes(text) ? ENTRY_RUN : ENTRY_DROP;
	case ENTRY_MISSING:
		if (!add_answer(entry, text)) {
			entry_forget(entry);
			return ENTRY_DROP;
		}
		if (count_lines(buf_text(&entry->line)) > 1)
			return ask_about_lines(entry);
		break;
	}
	return continues ? ENTRY_RUN : look_for_missing(entry, catalog, desk);
}

void
entry_prompt(const struct entry *entry, struct buf *out)
{
	switch (entry->question) {
	case ENTRY_NOTHING:
		break;
	case ENTRY_PASTED:
		buf_format(out, "run these %u lines? [Y/n] ", count_lines(buf_text(&entry->line)));
		break;
	case ENTRY_MISSING:
		buf_add_text(out, entry->asked.noun);
		if (entry->asked.fallback.count)
			buf_format(out, " [%s]", buf_text(&entry->asked.fallback));
		buf_add_text(out, ": ");
		break;
	}
}

bool
entry_before(const struct entry *entry, struct buf *out)
{
	if (entry->question == ENTRY_MISSING)
		buf_format(out, "%s ", buf_text(&entry->line));
	return entry->question != ENTRY_PASTED;
}

void
entry_forget(struct entry *entry)
{
	asked_clear(&entry->asked);
	buf_reset(&entry->line);
	entry->question = ENTRY_NOTHING;
	entry->background = false;
}

void
entry_clear(struct entry *entry)
{
	asked_clear(&entry->asked);
	buf_clear(&entry->line);
	*entry = (struct entry){ 0 };
}

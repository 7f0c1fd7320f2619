/* explain-page: the pages of docs/explain, and their parts. */
#include <string.h>

#include "teach/explain-inner.h"

const char *
explain_page(const char *name)
{
	for (const struct page *page = explain_pages; page->name; page++)
		if (strcmp(page->name, name) == 0)
			return page->text;
	return NULL;
}

/* The next line that is a heading, not one in a session; or the end. */
static const char *
next_heading(const char *text)
{
	bool fenced = false;

	while (*text && (fenced || strncmp(text, "## ", 3) != 0)) {
		fenced ^= strncmp(text, "```", 3) == 0;
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return text;
}

static const char *
behind_line(const char *text)
{
	return text + strcspn(text, "\n") + strspn(text + strcspn(text, "\n"), "\n");
}

const char *
explain_page_part(const char *page, const char *heading, size_t *count)
{
	const char *begin = behind_line(page), *end = next_heading(begin);

	while (heading && *end) {
		begin = end + 3;
		end = next_heading(begin);
		if (strncmp(begin, heading, strlen(heading)) == 0 && begin[strlen(heading)] == '\n')
			break;
		begin = end;
	}
	if (heading)
		begin = begin < end ? behind_line(begin) : end;
	while (end > begin && end[-1] == '\n')
		end--;
	*count = (size_t)(end - begin);
	return begin;
}

void
explain_page_parts(struct explained *it, const char *page, const char *const *heading)
{
	for (; *heading; heading++) {
		struct buf text = { 0 };
		size_t count;
		const char *part = explain_page_part(page, *heading, &count);

		buf_add(&text, part, count);
		explained_part(it, *heading, buf_text(&text));
		buf_clear(&text);
	}
}

void
explain_page_means(struct explained *it, const char *page, const char *under)
{
	size_t count, first;
	const char *part = explain_page_part(page, NULL, &count), *end = strstr(part, "\n\n");
	struct buf rest = { 0 };

	first = end && end < part + count ? (size_t)(end - part) : count;
	explained_means(it, part, first);
	explained_part(it, NULL, under);
	if (first < count && !it->brief)
		buf_add(&rest, part + first + 2, count - first - 2);
	explained_part(it, NULL, buf_text(&rest));
	buf_clear(&rest);
}

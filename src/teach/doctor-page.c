/* doctor-page: all rows for review, and whether they are sound. */
#include <string.h>

#include "base/names.h"
#include "lang/sentence.h"
#include "teach/doctor-library.h"

static const char *
name_of(const struct hint *hint)
{
	const char *name = hint->kind == ERROR_SYSTEM ? names_of(names_errno, hint->number) :
	    hint->kind == ERROR_RESOLVE ? names_of(names_eai, hint->number) :
	    error_kind_name(hint->kind);

	return name ? name : "?";
}

static bool
is_same(const struct hint *a, const struct hint *b)
{
	return a->kind == b->kind && a->number == b->number && strcmp(a->call, b->call) == 0;
}

/* The next row of the same call and number, from where `at` is on; NULL: there is none. */
static const struct hint *
next_same(struct doctor_rows *at, const struct hint *hint)
{
	for (; *at->table; at->table++, at->next = *at->table)
		for (; at->next->call; at->next++)
			if (is_same(at->next, hint))
				return at->next++;
	return NULL;
}

static struct doctor_rows
all(void)
{
	return (struct doctor_rows){ doctor_tables, *doctor_tables };
}

static void
add_row(struct buf *out, const struct hint *hint)
{
	buf_format(out, "- *%s:* %s\n", hint->when, hint->says);
	if (hint->next)
		buf_format(out, "  Next: `%s`\n", hint->next);
}

/* Where its first row stands, all rows of a call and number. */
static void
add_rows(struct buf *out, const struct hint *hint)
{
	struct doctor_rows at = all();
	const struct hint *row = next_same(&at, hint);

	if (row != hint)
		return;
	buf_format(out, "\n### %s: %s\n\n", hint->call, name_of(hint));
	for (; row; row = next_same(&at, hint))
		add_row(out, row);
}

/* Calls `each` with all rows, or with those of a call. */
typedef void each_hint(struct buf *, const struct hint *);

static void
go_through(struct buf *out, const char *call, each_hint *each)
{
	for (const struct hint *const *table = doctor_tables; *table; table++)
		for (const struct hint *hint = *table; hint->call; hint++)
			if (!call || strcmp(hint->call, call) == 0)
				each(out, hint);
}

/* Where its first row stands, all of a call. */
static void
add_call(struct buf *out, const struct hint *hint)
{
	for (const struct hint *const *table = doctor_tables; *table; table++)
		for (const struct hint *other = *table; other->call; other++) {
			if (other == hint) {
				buf_format(out, "\n## %s\n", hint->call);
				go_through(out, hint->call, add_rows);
				return;
			}
			if (strcmp(other->call, hint->call) == 0)
				return;
		}
}

void
doctor_rows_page(struct buf *out)
{
	buf_add_text(out, "# Hints\n\n"
	    "What sosh says of a call that failed, under its error: for each call and errno when\n"
	    "that is said, the sentence, and the command to type next. Where there are several,\n"
	    "the first one that holds is said. Fields in braces are filled in; `{?field:...}` is\n"
	    "there only where the field is. This page is made from the tables in\n"
	    "`src/teach/hints-*.c`.\n");
	go_through(out, NULL, add_call);
}

static bool
is_last(const struct hint *hint)
{
	struct doctor_rows at = all();
	const struct hint *last = NULL;

	for (const struct hint *row; (row = next_same(&at, hint)) != NULL; )
		last = row;
	return last == hint;
}

static const char *
fault_in_text(const char *text)
{
	size_t count = text ? strlen(text) : 0;

	if (!count)
		return "it is missing";
	if (text[count - 1] == '.' || text[count - 1] == ' ' || *text == ' ')
		return "it ends with a full stop, or there is a blank too many";
	return sentence_check(text, NULL, NULL);
}

static size_t
complain(struct buf *out, const struct hint *hint, const char *what, const char *fault)
{
	if (!fault)
		return 0;
	buf_format(out, "hint for %s %s: %s: %s\n", hint->call, name_of(hint), what, fault);
	return 1;
}

static size_t
check_row(struct buf *out, const struct hint *hint)
{
	bool last = is_last(hint);
	const char *holds = last && hint->holds ? "it is the last, and does not always hold" :
	    !last && !hint->holds ? "it always holds, and there are others behind it" : NULL;

	return complain(out, hint, "'when'", fault_in_text(hint->when)) +
	    complain(out, hint, "'says'", fault_in_text(hint->says)) +
	    complain(out, hint, "'next'", hint->next ? fault_in_text(hint->next) : NULL) +
	    complain(out, hint, hint->when ? hint->when : "", holds);
}

size_t
doctor_rows_check(struct buf *complaints)
{
	size_t faults = 0;

	for (const struct hint *const *table = doctor_tables; *table; table++)
		for (const struct hint *hint = *table; hint->call; hint++)
			faults += check_row(complaints, hint);
	return faults;
}

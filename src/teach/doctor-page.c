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
	return b->call && a->kind == b->kind && a->number == b->number &&
	    strcmp(a->call, b->call) == 0;
}

static void
add_row(struct buf *out, const struct hint *hint)
{
	buf_format(out, "- %s:\n  %s\n", hint->when, hint->says);
	if (hint->next)
		buf_format(out, "  `%s`\n", hint->next);
}

void
doctor_rows_page(struct buf *out)
{
	buf_add_text(out, "# Hints\n\nWhat is said of a call that failed, by call and errno. The "
	    "first line of a row tells\nwhen it is said; of several rows the first one that holds "
	    "is. `{...}` is filled in.\n");
	for (const struct hint *const *table = doctor_tables; *table; table++) {
		const struct hint *before = NULL;

		for (const struct hint *hint = *table; hint->call; before = hint++) {
			if (!before || !is_same(hint, before))
				buf_format(out, "\n## %s: %s\n\n", hint->call, name_of(hint));
			add_row(out, hint);
		}
	}
}

static bool
is_last(const struct hint *hint)
{
	return !is_same(hint, hint + 1);
}

static const char *
fault_of(const struct hint *hint)
{
	const char *fault = NULL;

	if (!hint->when || !*hint->when)
		return "it does not tell when it is said";
	if (!hint->says || !*hint->says)
		return "it says nothing";
	fault = sentence_check(hint->says, NULL, NULL);
	if (!fault && hint->next)
		fault = sentence_check(hint->next, NULL, NULL);
	if (!fault && hint->says[strlen(hint->says) - 1] == '.')
		fault = "it ends with a full stop";
	if (!fault && is_last(hint) && hint->holds)
		fault = "it is the last of its call and errno, and does not always hold";
	if (!fault && !is_last(hint) && !hint->holds)
		fault = "it always holds, and is not the last of its call and errno";
	return fault;
}

size_t
doctor_rows_check(struct buf *complaints)
{
	size_t faults = 0;

	for (const struct hint *const *table = doctor_tables; *table; table++)
		for (const struct hint *hint = *table; hint->call; hint++) {
			const char *fault = fault_of(hint);

			if (!fault)
				continue;
			buf_format(complaints, "hint for %s %s, '%s': %s\n", hint->call,
			    name_of(hint), hint->when ? hint->when : "", fault);
			faults++;
		}
	return faults;
}

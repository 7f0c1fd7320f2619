/* explain-note: which calls go well and surprise. */
#include <string.h>

#include "teach/explain-inner.h"
#include "teach/note.h"

void
explain_notes(const char *command, struct buf *out)
{
	for (const struct note *const *table = note_library.tables; *table; table++)
		for (const struct note *row = *table; row->name; row++)
			if (strcmp(row->command, command) == 0)
				buf_format(out, "- %s. %s\n", row->when, row->why);
}

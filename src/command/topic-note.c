/* topic-note: what help tells of calls that go well and surprise. */
#include "command/topic-note.h"

#include <string.h>

#include "base/bytes.h"
#include "lang/layout.h"
#include "teach/note.h"

static size_t
widest(const struct note *const *tables)
{
	size_t width = 0;

	for (const struct note *const *table = tables; *table; table++)
		for (const struct note *row = *table; row->name; row++)
			width = layout_wider(width, strlen(row->name));
	return width;
}

static void
write_row(const struct note *row, size_t width, struct buf *out)
{
	struct buf text = { 0 };

	buf_format(&text, "%s. %s", row->when, row->why);
	layout_row(row->name, buf_text(&text), width, out);
	buf_clear(&text);
}

void
topic_notes(const struct catalog *catalog, struct buf *out)
{
	struct error error;
	const struct note *const *tables = note_tables(&error);

	(void)catalog;
	layout_text("Calls that go well and surprise: at the prompt a note under the answer tells "
	    "each once. config notes on tells them in scripts, too (in JSON as note of the "
	    "answer), off nowhere.", 0, out);
	if (!tables) {
		bytes_show_text(out, error.text, SHOW_SLASH);
		buf_add_byte(out, '\n');
		return;
	}
	for (const struct note *const *table = tables; *table; table++)
		for (const struct note *row = *table; row->name; row++)
			write_row(row, widest(tables), out);
}

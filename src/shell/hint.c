/* hint: a word of help behind the cursor, painted around the line editor. */
#include "shell/hint.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

static bool
able(const struct line_user *user)
{
	const struct capabilities *can = user->can;

	return user->hint && can->text[CAN_SAVE] && can->text[CAN_RESTORE] &&
	    can->text[CAN_DIM] && can->text[CAN_PLAIN] && can->text[CAN_CLEAR_ROW];
}

/* The last column stays free, as a terminal goes to the next row behind it. */
bool
hint_paint(FILE *screen, const struct line_user *user, const char *text, size_t count,
    struct row_place end, size_t width)
{
	struct buf hint = { 0 };
	size_t columns = 0, fits;
	char *copy;

	if (!able(user) || end.column + 1 >= width)
		return false;
	/* In libedit's buffer what stood there before goes on behind it. */
	copy = mem_copy_bytes(text, count);
	user->hint(user->to, copy, count, &hint);
	free(copy);
	fits = row_fit(buf_text(&hint), hint.count, width - end.column - 1, &columns);
	/* Whole words of it: half a bracket helps nobody. */
	while (fits && fits < hint.count && hint.data[fits] != ' ')
		fits--;
	if (fits)
		fprintf(screen, "%s%s%.*s%s%s", user->can->text[CAN_SAVE],
		    user->can->text[CAN_DIM], (int)fits, hint.data,
		    user->can->text[CAN_PLAIN], user->can->text[CAN_RESTORE]);
	buf_clear(&hint);
	return fits > 0;
}

void
hint_wipe(FILE *screen, const struct line_user *user)
{
	fputs(user->can->text[CAN_CLEAR_ROW], screen);
}

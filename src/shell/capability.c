/* capability: what the terminal can do. */
#include "shell/capability.h"

#include <stdlib.h>

#include "shell/editing.h"

static const char *const names[CAPABILITIES] = {
	[CAN_REGION] = "csr", [CAN_SAVE] = "sc", [CAN_RESTORE] = "rc", [CAN_GO] = "cup",
	[CAN_CLEAR_ROW] = "el", [CAN_CLEAR_DOWN] = "ed", [CAN_UP] = "cuu1",
	[CAN_HIDE] = "civis", [CAN_SHOW] = "cnorm", [CAN_BOLD] = "bold", [CAN_DIM] = "dim",
	[CAN_REVERSE] = "rev", [CAN_COLOR] = "setaf", [CAN_PLAIN] = "sgr0",
};

bool
capability_load(struct capabilities *can, struct error *why)
{
	error_set(why, ERROR_REFUSED, "this sosh was built without terminfo");
	*can = (struct capabilities){ .terminfo = editing_load(why)->terminfo };
	if (!can->terminfo)
		return false;
	can->terminfo->load(names, CAPABILITIES, can->text);
	for (size_t i = 0; i <= CAN_UP; i++)
		if (!can->text[i])
			return error_set(why, ERROR_REFUSED,
			    "the terminal has no scroll region (TERM is '%.60s', and terminfo "
			    "knows no '%s' of it)", getenv("TERM") ? getenv("TERM") : "",
			    names[i]);
	return true;
}

static const char *
with(const struct capabilities *can, enum capability what, size_t first, size_t second)
{
	return can->text[what] ? can->terminfo->with(can->text[what], (int)first, (int)second) :
	    NULL;
}

static void
add(struct buf *to, const char *string)
{
	if (string)
		buf_add_text(to, string);
}

void
capability_add(const struct capabilities *can, enum capability what, struct buf *to)
{
	add(to, can->text[what]);
}

void
capability_add_region(const struct capabilities *can, size_t first, size_t last,
    struct buf *to)
{
	add(to, with(can, CAN_REGION, first, last));
}

void
capability_add_go(const struct capabilities *can, size_t row, size_t column, struct buf *to)
{
	add(to, with(can, CAN_GO, row, column));
}

void
capability_add_up(const struct capabilities *can, size_t rows, struct buf *to)
{
	while (rows--)
		add(to, can->text[CAN_UP]);
}

void
capability_add_color(const struct capabilities *can, int color, struct buf *to)
{
	if (can->text[CAN_PLAIN])
		add(to, with(can, CAN_COLOR, (size_t)color, 0));
}

void
capability_clear(struct capabilities *can)
{
	for (size_t i = 0; i < CAPABILITIES; i++)
		free(can->text[i]);
	*can = (struct capabilities){ 0 };
}

/* capability: what the terminal can do, by terminfo; the one user of that library. */
#include "shell/capability.h"

#include <stdlib.h>
#include <unistd.h>

#include "shell/terminal.h"

#ifdef HAVE_TERMINFO
#include <curses.h>
/* behind what it needs */
#include <term.h>

const bool capability_built_in = true;

static const char *const names[CAPABILITIES] = {
	[CAN_REGION] = "csr", [CAN_SAVE] = "sc", [CAN_RESTORE] = "rc", [CAN_GO] = "cup",
	[CAN_CLEAR_ROW] = "el", [CAN_CLEAR_DOWN] = "ed", [CAN_UP] = "cuu1",
	[CAN_HIDE] = "civis", [CAN_SHOW] = "cnorm", [CAN_BOLD] = "bold", [CAN_DIM] = "dim",
	[CAN_REVERSE] = "rev", [CAN_COLOR] = "setaf", [CAN_PLAIN] = "sgr0",
};

static char *
read_string(const char *name)
{
	const char *string = tigetstr((NCURSES_CONST char *)name);

	/* What it is not a string of is (char *)-1. */
	return string && string != (const char *)-1 ? terminal_capability(string) : NULL;
}

/* A line editor uses the library as well: its terminal stays the present one. */
bool
capability_load(struct capabilities *can, struct error *why)
{
	TERMINAL *before = set_curterm(NULL);
	int result;

	*can = (struct capabilities){ 0 };
	if (setupterm(NULL, STDOUT_FILENO, &result) == OK) {
		for (size_t i = 0; i < CAPABILITIES; i++)
			can->text[i] = read_string(names[i]);
		del_curterm(cur_term);
	}
	set_curterm(before);
	for (size_t i = 0; i <= CAN_UP; i++)
		if (!can->text[i])
			return error_set(why, ERROR_REFUSED,
			    "the terminal has no scroll region (TERM is '%.60s', and terminfo "
			    "knows no '%s' of it)", getenv("TERM") ? getenv("TERM") : "",
			    names[i]);
	return true;
}

static const char *
with(const char *string, size_t first, size_t second)
{
	return string ? tiparm(string, (int)first, (int)second) : NULL;
}

#else

const bool capability_built_in = false;

bool
capability_load(struct capabilities *can, struct error *why)
{
	*can = (struct capabilities){ 0 };
	return error_set(why, ERROR_REFUSED, "this sosh was built without terminfo");
}

static const char *
with(const char *string, size_t first, size_t second)
{
	(void)string, (void)first, (void)second;
	return NULL;
}
#endif

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
	add(to, with(can->text[CAN_REGION], first, last));
}

void
capability_add_go(const struct capabilities *can, size_t row, size_t column, struct buf *to)
{
	add(to, with(can->text[CAN_GO], row, column));
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
		add(to, with(can->text[CAN_COLOR], (size_t)color, 0));
}

void
capability_clear(struct capabilities *can)
{
	for (size_t i = 0; i < CAPABILITIES; i++)
		free(can->text[i]);
	*can = (struct capabilities){ 0 };
}

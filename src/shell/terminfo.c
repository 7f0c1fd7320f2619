/* terminfo: the one user of that library. */
#include "shell/terminfo.h"

#include <curses.h>
/* behind what it needs */
#include <term.h>

#include <unistd.h>

#include "shell/terminal.h"

static char *
read_string(const char *name)
{
	const char *string = tigetstr((NCURSES_CONST char *)name);

	/* What it is not a string of is (char *)-1. */
	return string && string != (const char *)-1 ? terminal_capability(string) : NULL;
}

/* A line editor uses the library as well: its terminal stays the present one. */
static void
load(const char *const *name, size_t count, char **text)
{
	TERMINAL *before = set_curterm(NULL);
	int result;

	if (setupterm(NULL, STDOUT_FILENO, &result) == OK) {
		for (size_t i = 0; i < count; i++)
			text[i] = read_string(name[i]);
		del_curterm(cur_term);
	}
	set_curterm(before);
}

static const char *
with(const char *string, int first, int second)
{
	return tiparm(string, first, second);
}

const struct terminfo terminfo = { .load = load, .with = with };

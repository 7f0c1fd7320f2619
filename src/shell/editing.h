/* editing: what a terminal is worked with, loaded where there is one: the line editor, and
 * terminfo. */
#ifndef SOSH_SHELL_EDITING_H
#define SOSH_SHELL_EDITING_H
#include "shell/line.h"
#include "shell/terminfo.h"

struct editing {
	const struct line_editor *line;     /* line_plain where the build has none */
	const struct terminfo    *terminfo; /* or NULL */
};

/* Plain lines and no terminfo where the module is not there; *why says so then. */
const struct editing *editing_load(struct error *why);

/* In the module "terminal", where there are modules: */
extern const struct editing editing_best;
extern const struct line_editor line_best;
#endif

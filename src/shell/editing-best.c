/* editing-best: the best that this build has for a terminal. */
#include "shell/editing.h"

const struct editing editing_best = {
#if defined HAVE_READLINE || defined HAVE_LIBEDIT
	.line = &line_best,
#else
	.line = &line_plain,
#endif
#ifdef HAVE_TERMINFO
	.terminfo = &terminfo,
#endif
};

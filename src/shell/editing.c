/* editing: loads what a terminal is worked with. */
#include "shell/editing.h"

#include "base/module.h"

#if defined HAVE_READLINE || defined HAVE_LIBEDIT || defined HAVE_TERMINFO
static const struct editing *
best(struct error *why)
{
#ifdef HAVE_MODULES
	return module_symbol("terminal", "editing_best", why);
#else
	(void)why;
	return &editing_best;
#endif
}
#else
static const struct editing *
best(struct error *why)
{
	error_set(why, ERROR_REFUSED, "this sosh was built without a line editor and terminfo");
	return NULL;
}
#endif

const struct editing *
editing_load(struct error *why)
{
	static const struct editing plain = { .line = &line_plain };
	const struct editing *editing = best(why);

	return editing ? editing : &plain;
}

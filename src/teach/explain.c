/* explain: loads what explains, and has the names of what it explains. */
#include "teach/explain.h"

#include "base/module.h"
#include "base/names.h"
#include "teach/explain-inner.h"

const struct name explain_whats[] = {
	{ "errno", EXPLAIN_ERRNO, "an error of the system: ECONNREFUSED" },
	{ "state", EXPLAIN_STATE, "a state of TCP: TIME-WAIT" },
	{ "command", EXPLAIN_COMMAND, "a command of sosh: connect" },
	{ "flag", EXPLAIN_FLAG, "a flag of send or recv: MSG_PEEK" },
	{ "option", EXPLAIN_OPTION, "a socket option: nodelay" },
	{ "property", EXPLAIN_PROPERTY, "a property of a socket: sendq" },
	{ "kind", EXPLAIN_KIND, "a kind of socket: unix-dgram" },
	{ "term", EXPLAIN_TERM, "a term: handshake, RST" },
	{ NULL, 0, NULL }
};

#ifdef HAVE_MODULES
/* Only tests have it linked in. */
#pragma weak explain_teach
#endif

const struct explain_library *
explain_library(struct error *error)
{
#ifdef HAVE_MODULES
	if (!&explain_teach)
		return module_symbol("teach", "explain_teach", error);
#else
	(void)error;
#endif
	return &explain_teach;
}

/* trace: loads what writes a system call as a line. */
#include "socket/trace.h"

#include "base/module.h"

#if defined __linux__ && defined HAVE_MODULES
/* Only tests have it linked in. */
#pragma weak trace_linux

const struct trace_library *
trace_open(struct error *error)
{
	if (&trace_linux)
		return &trace_linux;
	return module_symbol("trace", "trace_linux", error);
}

#elif defined __linux__

const struct trace_library *
trace_open(struct error *error)
{
	(void)error;
	return &trace_linux;
}

#else

const struct trace_library *
trace_open(struct error *error)
{
	error_set(error, ERROR_REFUSED, "system calls are shown on Linux only");
	return NULL;
}
#endif

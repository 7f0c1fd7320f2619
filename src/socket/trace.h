/* trace: a system call on a socket as a line, in the notation of strace(1). */
#ifndef SOSH_SOCKET_TRACE_H
#define SOSH_SOCKET_TRACE_H
#include "base/buf.h"
#include "base/error.h"
#include "socket/sys.h"

/* Loaded when it is first wanted; all of it is in the module "trace". */
struct trace_library {
	/* Adds `connect(3, {sa_family=...}, 16) = -1 EINPROGRESS (...) <0.000031>` and a line
	 * feed.  What others had a say in is escaped; what is long is cut, as strace does. */
	void (*show)(struct buf *, const struct sys_call *);
};

/* NULL and ERROR_REFUSED where there is none: another system, or the module is missing. */
const struct trace_library *trace_open(struct error *);

extern const struct trace_library trace_linux;
#endif

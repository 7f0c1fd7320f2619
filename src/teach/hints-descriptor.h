/* hints-descriptor: the rows of what any call on a socket can fail for: its descriptor. */
#ifndef SOSH_TEACH_HINTS_DESCRIPTOR_H
#define SOSH_TEACH_HINTS_DESCRIPTOR_H
#include <errno.h>

#include "teach/find-calls.h"

#define HINTS_NOT_OPEN(call) \
	{ call, ERROR_SYSTEM, EBADF, "the number is no open descriptor", find_calls_descriptor, \
	  "descriptor {fd} is not open: either it was closed, or never there", "status" }, \
	{ call, ERROR_SYSTEM, EBADF, "no descriptor any more", NULL, \
	  "the descriptor is not open: either it was closed, or never there", "status" }
#define HINTS_NO_SOCKET(call) \
	{ call, ERROR_SYSTEM, ENOTSOCK, "the descriptor is something else", find_calls_no_socket, \
	  "descriptor {fd} is open, but it is '{what}' and no socket", "status" }, \
	{ call, ERROR_SYSTEM, ENOTSOCK, "the descriptor is something else", NULL, \
	  "the descriptor is open, but it is no socket: a file, a pipe or a terminal", "status" }
#endif

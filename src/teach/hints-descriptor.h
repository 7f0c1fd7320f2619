/* hints-descriptor: the rows of what any call on a socket can fail for: its descriptor. */
#ifndef SOSH_TEACH_HINTS_DESCRIPTOR_H
#define SOSH_TEACH_HINTS_DESCRIPTOR_H
#include <errno.h>

#include "teach/find-descriptor.h"

#define HINTS_NO_DESCRIPTOR(call) \
	{ call, ERROR_SYSTEM, EBADF, "the number is below 0", find_descriptor_negative, \
	  "no descriptor is below 0: {fd} is rather what a call returned that had failed", \
	  "status" }, \
	{ call, ERROR_SYSTEM, EBADF, "a socket of ours had the number, and is closed", \
	  find_descriptor_ours, \
	  "descriptor {fd} was that of socket {own}, which was closed {ago} ago", "status" }, \
	{ call, ERROR_SYSTEM, EBADF, "the number is beyond the limit", find_descriptor_beyond, \
	  "there never was a descriptor {fd}: those that this process may have end before " \
	  "{limit} (RLIMIT_NOFILE)", "status" }, \
	{ call, ERROR_SYSTEM, EBADF, "it only stands for the place of a file", \
	  find_descriptor_place, \
	  "descriptor {fd} is open, but only as the place of '{what}' (O_PATH), which no call " \
	  "on sockets takes", "status" }
#define HINTS_NOT_OPEN(call) \
	HINTS_NO_DESCRIPTOR(call), \
	{ call, ERROR_SYSTEM, EBADF, "the number is no open descriptor", find_descriptor_gone, \
	  "descriptor {fd} is not open: either it was closed, or never there", "status" }, \
	{ call, ERROR_SYSTEM, EBADF, "no descriptor any more", NULL, \
	  "the descriptor is not open: either it was closed, or never there", "status" }
#define HINTS_NO_SOCKET(call) \
	{ call, ERROR_SYSTEM, ENOTSOCK, "the descriptor is something else", \
	  find_descriptor_other, \
	  "descriptor {fd} is open, but it is '{what}'{?sort:, {sort},} and no socket", \
	  "status" }, \
	{ call, ERROR_SYSTEM, ENOTSOCK, "the descriptor is something else", NULL, \
	  "the descriptor is open, but it is no socket: a file, a pipe or a terminal", "status" }
#endif

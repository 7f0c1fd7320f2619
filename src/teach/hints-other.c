/* hints-other: what can be the matter with calls that are not about sockets. */
#include <errno.h>

#include "teach/doctor.h"
#include "teach/find-limit.h"

#define NO_DESCRIPTOR(call, what) \
	{ call, ERROR_SYSTEM, EMFILE, "the limit of the process is reached", find_limit_files, \
	  what ", and all {limit} that this process may have are open (RLIMIT_NOFILE), " \
	  "{sockets} as sockets here: close some{?hard:, or raise that by " \
	  "'ulimit -n {hard}' before sosh is started}", NULL }, \
	{ call, ERROR_SYSTEM, EMFILE, "the limit of the process is reached", NULL, \
	  what ", and none is left of those that this process may have (RLIMIT_NOFILE): " \
	  "close some sockets", NULL }

const struct hint hints_other[] = {
	{ "open", ERROR_SYSTEM, ENOENT, "there is no such file", NULL,
	  "there is no such file, or a folder on the way to it is missing; a path that does not "
	  "begin with / begins where sosh was started", NULL },
	{ "open", ERROR_SYSTEM, EACCES, "the rights do not suffice", NULL,
	  "the rights of the file, or of a folder on the way to it, keep this user out", NULL },
	{ "open", ERROR_SYSTEM, EISDIR, "it is a folder", NULL,
	  "this is a folder, and a file is wanted", NULL },
	{ "open", ERROR_SYSTEM, ENOTDIR, "a part of the path is no folder", NULL,
	  "something on the way to the file is no folder", NULL },
	{ "open", ERROR_SYSTEM, EROFS, "nothing can be written there", NULL,
	  "the file system there is mounted for reading only", NULL },
	NO_DESCRIPTOR("open", "an open file takes a descriptor"),
	NO_DESCRIPTOR("pipe", "a pipe takes two descriptors"),
	NO_DESCRIPTOR("epoll_create", "to wait takes a few descriptors"),
	NO_DESCRIPTOR("eventfd", "to wait takes a few descriptors"),
	{ "fork", ERROR_SYSTEM, EAGAIN, "there are too many processes", NULL,
	  "no more processes are allowed: by RLIMIT_NPROC of this user (ulimit -u), or by the "
	  "control group that sosh is in (pids.max)", NULL },
	{ 0 }
};

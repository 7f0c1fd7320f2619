/* osdep-process-none: programs on a system that has nothing of its own for them. */
#include <fcntl.h>
#include <unistd.h>

#include "base/osdep-process.h"

bool
osdep_adopt_orphans(void)
{
	return false;
}

size_t
osdep_children(int *pid, size_t room)
{
	(void)pid, (void)room;
	return 0;
}

bool
osdep_group_is_left(int group)
{
	(void)group;
	return false;
}

void
osdep_call_process(const char *name)
{
	(void)name;
}

void
osdep_die_with(int parent)
{
	if (getppid() != parent)
		_exit(1);
}

void
osdep_close_from(int lowest, bool now)
{
	long most = sysconf(_SC_OPEN_MAX);

	for (int fd = lowest; fd < most; fd++) {
		if (now)
			close(fd);
		else
			fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
}

/* osdep-process-none: programs on a system that has nothing of its own for them. */
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
	long most = now ? sysconf(_SC_OPEN_MAX) : 0;

	for (int fd = lowest; fd < most; fd++)
		close(fd);
}

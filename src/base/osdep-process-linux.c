/* osdep-process-linux: prctl(2), close_range(2) and /proc for programs. */
#include "base/osdep-process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Of close_range(2); older headers lack it. */
enum { RANGE_CLOEXEC = 1 << 2 };

bool
osdep_adopt_orphans(void)
{
	return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
}

size_t
osdep_children(int *pid, size_t room)
{
	char path[64];
	size_t count = 0;
	FILE *list;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	list = fopen(path, "re");
	if (!list)
		return 0;
	while (count < room && fscanf(list, "%d", &pid[count]) == 1)
		count++;
	fclose(list);
	return count;
}

bool
osdep_group_is_left(int group)
{
	siginfo_t info;

	return waitid(P_PGID, (id_t)group, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

void
osdep_call_process(const char *name)
{
	prctl(PR_SET_NAME, name, 0, 0, 0);
}

void
osdep_die_with(int parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	/* It may have died before that. */
	if (getppid() != parent)
		_exit(1);
}

void
osdep_close_from(int lowest, bool now)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, (unsigned)lowest, ~0U, now ? 0 : RANGE_CLOEXEC) == 0)
		return;
#endif
	for (long fd = lowest, most = now ? sysconf(_SC_OPEN_MAX) : 0; fd < most; fd++)
		close((int)fd);
}

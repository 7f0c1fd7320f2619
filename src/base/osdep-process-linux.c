/* osdep-process-linux: prctl(2), close_range(2) and /proc for programs. */
#include "base/osdep-process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
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

static void
close_one(int fd, bool now)
{
	if (now)
		close(fd);
	else
		fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* A row of getdents64(2), as the kernel writes it. */
struct row {
	uint64_t       inode;
	int64_t        next;
	unsigned short size;
	unsigned char  type;
	char           name[];
};

/* The number that a name of digits is; -1: it is none. */
static int
number_of(const char *name)
{
	int number = 0;

	if (!*name)
		return -1;
	for (; *name >= '0' && *name <= '9' && number < INT_MAX / 10 - 1; name++)
		number = number * 10 + (*name - '0');
	return *name ? -1 : number;
}

/* Not by opendir(3): it allocates, and a thread of ours may have held that lock. */
static bool
close_listed(int lowest, bool now)
{
	_Alignas(struct row) char room[2048];
	int list = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	long count;

	if (list < 0)
		return false;
	while ((count = syscall(SYS_getdents64, list, room, sizeof(room))) > 0)
		for (long at = 0; at < count;) {
			const struct row *row = (const void *)(room + at);
			int fd = number_of(row->name);

			if (fd >= lowest && fd != list)
				close_one(fd, now);
			at += row->size;
		}
	close(list);
	return count == 0;
}

void
osdep_close_from(int lowest, bool now)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, (unsigned)lowest, ~0U, now ? 0 : RANGE_CLOEXEC) == 0)
		return;
#endif
	/* Before Linux 5.11, or in a sandbox. */
	if (close_listed(lowest, now))
		return;
	for (long fd = lowest, most = sysconf(_SC_OPEN_MAX); fd < most; fd++)
		close_one((int)fd, now);
}

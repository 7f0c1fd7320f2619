/* osdep-linux-process: which process has which socket, by /proc. */
#include "socket/osdep.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"

/* "socket:[12345]"; 0 of what is none. */
static uint64_t
inode_of(const char *link, size_t count)
{
	static const char before[] = "socket:[";
	size_t from = sizeof(before) - 1;
	struct error ignored;
	uint64_t inode;

	if (count <= from + 1 || memcmp(link, before, from) != 0 || link[count - 1] != ']' ||
	    !number_unsigned(link + from, count - from - 1, UINT64_MAX, &inode, &ignored))
		return 0;
	return inode;
}

/* False: no more.  `*whole` is taken back where there is no descriptor to look with. */
static bool
each_of_process(const char *pid, bool (*each)(void *, uint64_t, int), void *to, bool *whole)
{
	const int number = (int)strtol(pid, NULL, 10);
	bool more = each(to, 0, number);
	char path[64], link[64];
	const struct dirent *entry;
	DIR *folder;

	snprintf(path, sizeof(path), "/proc/%.20s/fd", pid);
	folder = opendir(path);
	/* Another user's, or gone meanwhile. */
	if (!folder)
		return *whole &= errno != EMFILE && errno != ENFILE, more;
	while (more && (entry = readdir(folder))) {
		ssize_t count = readlinkat(dirfd(folder), entry->d_name, link, sizeof(link));

		more = each(to, count > 0 ? inode_of(link, (size_t)count) : 0, number);
	}
	closedir(folder);
	return more;
}

static bool
is_of(DIR *processes, const char *pid, int64_t uid)
{
	struct stat stat;

	return uid < 0 || (fstatat(dirfd(processes), pid, &stat, 0) == 0 && stat.st_uid == uid);
}

bool
osdep_each_descriptor(int64_t uid, bool (*each)(void *to, uint64_t inode, int pid), void *to)
{
	DIR *processes = opendir("/proc");
	const struct dirent *entry;
	bool more = true, whole = true;

	if (!processes)
		return false;
	while (more && (entry = readdir(processes)))
		if (isdigit((unsigned char)*entry->d_name) &&
		    is_of(processes, entry->d_name, uid))
			more = each_of_process(entry->d_name, each, to, &whole);
	closedir(processes);
	return whole;
}

bool
osdep_process_name(int pid, char *name, size_t room)
{
	char path[64];
	ssize_t count;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	count = read(fd, name, room - 1);
	close(fd);
	if (count <= 0)
		return false;
	count -= name[count - 1] == '\n';
	name[count] = '\0';
	return true;
}

int
osdep_process_meant(int fd)
{
	static const char before[] = "\nPid:";
	char path[64], told[1024];
	const char *line;
	ssize_t count;
	int info;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = open(path, O_RDONLY | O_CLOEXEC);
	if (info < 0)
		return 0;
	count = read(info, told, sizeof(told) - 1);
	close(info);
	told[count > 0 ? count : 0] = '\0';
	line = strstr(told, before);
	return line ? (int)strtol(line + strlen(before), NULL, 10) : 0;
}

bool
osdep_inode(int fd, uint64_t *inode, int64_t *uid)
{
	struct stat stat;

	if (fstat(fd, &stat) < 0)
		return false;
	*inode = stat.st_ino;
	*uid = stat.st_uid;
	return true;
}

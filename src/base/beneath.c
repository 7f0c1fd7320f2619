/* beneath: files that are served out of a folder. */
#include "base/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/osdep-file.h"

enum { READING = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };

static void
close_quietly(int fd)
{
	int saved = errno;

	if (fd >= 0)
		close(fd);
	errno = saved;
}

static bool
is_served(const struct stat *file)
{
	if (S_ISREG(file->st_mode) || S_ISDIR(file->st_mode))
		return true;
	errno = S_ISLNK(file->st_mode) ? ELOOP : EACCES;
	return false;
}

/* What was opened is what is told: the name may be another's by now. */
static int
checked(int fd, struct stat *file)
{
	if (fd >= 0 && fstat(fd, file) == 0 && is_served(file))
		return fd;
	close_quietly(fd);
	return -1;
}

/* Opening a pipe would wake who writes to it, and a device may do anything. */
static int
open_part(int folder, const char *name, struct stat *file)
{
	if (fstatat(folder, name, file, AT_SYMLINK_NOFOLLOW) < 0 || !is_served(file))
		return -1;
	return checked(openat(folder, name, READING | O_NOFOLLOW), file);
}

int
beneath_walk(int folder, const char *path, struct stat *file)
{
	char name[NAME_MAX + 1];
	int at = open_part(folder, ".", file);

	while (at >= 0 && *(path += strspn(path, "/"))) {
		size_t count = strcspn(path, "/");
		int next = -1;

		errno = ENAMETOOLONG;
		if (count <= NAME_MAX) {
			memcpy(name, path, count);
			name[count] = '\0';
			errno = EXDEV;
			if (strcmp(name, "..") != 0)
				next = open_part(at, name, file);
		}
		close_quietly(at);
		at = next;
		path += count;
	}
	return at;
}

int
beneath_open(int folder, const char *path, struct stat *file)
{
	int way = osdep_open_beneath(folder, *path ? path : ".", osdep_path_only | O_CLOEXEC);

	if (way < 0 && errno == ENOSYS)
		return beneath_walk(folder, path, file);
	way = checked(way, file);
	if (way < 0)
		return -1;
	close(way);
	return checked(osdep_open_beneath(folder, *path ? path : ".", READING), file);
}

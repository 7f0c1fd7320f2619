/* outfile: files that are asked for by name, and turn out to be our own output. */
#include "base/outfile.h"

#include <sys/stat.h>
#include <unistd.h>

static bool
is_same(const struct stat *file, int fd)
{
	struct stat ours;

	return fstat(fd, &ours) == 0 && ours.st_dev == file->st_dev &&
	    ours.st_ino == file->st_ino && (!S_ISCHR(ours.st_mode) || isatty(fd));
}

int
outfile_own(const char *path)
{
	struct stat file;

	if (stat(path, &file) < 0)
		return 0;
	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++)
		if (is_same(&file, fd))
			return fd;
	return 0;
}

bool
outfile_is_same(int fd, int other)
{
	struct stat file;

	return fstat(fd, &file) == 0 && is_same(&file, other);
}

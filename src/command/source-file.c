/* source-file: a file of commands, read and parsed whole. */
#include "command/source-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/loop.h"

/* Opening a pipe that nobody writes to must not wait; reading one may. */
static int
open_file(const char *path, struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), flags;
	struct stat stat;

	if (fd < 0) {
		error_file(error, "open", path, errno);
		return -1;
	}
	if (fstat(fd, &stat) == 0 && S_ISDIR(stat.st_mode)) {
		error_file(error, "open", path, EISDIR);
		close(fd);
		return -1;
	}
	flags = fcntl(fd, F_GETFL);
	if (flags >= 0)
		fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
	return fd;
}

/* 1: more may come, 0: the end, -1: *error. */
static int
read_some(int fd, const char *path, struct script *script, unsigned *times,
    struct error *error)
{
	char chunk[8192];   /* a stack may have 64 KiB */
	ssize_t count;

	if (!loop_wait_input(fd) && loop_signal_ends())
		return error_set(error, ERROR_CANCELLED, "cancelled"), -1;
	count = read(fd, chunk, sizeof(chunk));
	if (count < 0 && error_interrupted(times))
		return 1;
	if (count < 0)
		return error_file(error, "read", path, errno), -1;
	if (count > 0 && !script_add(script, chunk, (size_t)count, error))
		return -1;
	return count > 0;
}

struct script *
source_file(const struct catalog *catalog, const char *path, struct error *error)
{
	int fd = open_file(path, error), state = 1;
	struct script *script;
	unsigned times = 0;

	if (fd < 0)
		return NULL;
	script = script_new(catalog, path, 1, false);
	error->kind = ERROR_NONE;
	while (state > 0)
		state = read_some(fd, path, script, &times, error);
	close(fd);
	if (state < 0 && error->kind != ERROR_USAGE)
		return script_free(script), NULL;
	if (state == 0 && script_parse(script, error) == WORDS_MORE)
		script_cut_short(script, error);
	return script;
}

/* history-file: whole lines into the history's file, whole lines out of it. */
#include "command/history-file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum {
	FILE_READ = 32 << 20,  /* no more than this of a file is looked at */
	FILE_WAIT_MS = 1500,   /* how long another sosh may hold it, or replace it */
};

static bool
file_error(const char *path, struct error *error, const char *call, int number)
{
	error_system(error, call, number);
	snprintf(error->text, sizeof(error->text), "history file '%.200s': %s",
	    path, strerror(number));
	return false;
}

/* Waits for the lock; takes what it waits off `*patience`. */
static bool
lock_file(int fd, int how, int *patience)
{
	while (flock(fd, how | LOCK_NB) < 0) {
		/* A file system without locks: appending is whole there, too. */
		if (errno != EWOULDBLOCK && errno != EINTR)
			return true;
		if (--*patience < 0)
			return false;
		poll(NULL, 0, 1);
	}
	return true;
}

static const char *
why_not_ours(const struct stat *status)
{
	if (S_ISLNK(status->st_mode))
		return "it is a symbolic link";
	if (S_ISDIR(status->st_mode))
		return "it is a directory";
	if (!S_ISREG(status->st_mode))
		return "it is no regular file";
	if (status->st_uid != geteuid())
		return "it belongs to somebody else";
	return NULL;
}

static bool
check_ours(const char *path, const struct stat *status, struct error *error)
{
	const char *why = why_not_ours(status);

	if (!why)
		return true;
	return error_set(error, ERROR_REFUSED, "history file '%.200s' is left alone: %s",
	    path, why);
}

/* Opens and locks (LOCK_SH, LOCK_EX or 0) the file that has the name now: another
 * sosh may put a new one in its place at any time.  -1 and an error, of number
 * ENOENT where there is none and `flags` make none. */
static int
open_file(const char *path, int flags, int lock, struct error *error)
{
	struct stat named, opened;
	int patience = FILE_WAIT_MS;

	while (patience-- >= 0) {
		bool ours = false;
		int fd;

		/* Looked at before it is opened: opening a FIFO or a device does things. */
		if (!lstat(path, &named) && !check_ours(path, &named, error))
			return -1;
		fd = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
		if (fd < 0) {
			file_error(path, error, "open", errno);
			return -1;
		}
		if (fstat(fd, &opened) < 0)
			file_error(path, error, "fstat", errno);
		else if (check_ours(path, &opened, error))
			ours = true;
		if (!ours) {
			close(fd);
			return -1;
		}
		if (!lock)
			return fd;
		if (!lock_file(fd, lock, &patience)) {
			file_error(path, error, "flock", EWOULDBLOCK);
			close(fd);
			return -1;
		}
		if (!lstat(path, &named) && named.st_ino == opened.st_ino &&
		    named.st_dev == opened.st_dev)
			return fd;
		close(fd);
	}
	file_error(path, error, "open", EBUSY);
	return -1;
}

static bool
read_file(const char *path, int fd, struct buf *to, struct error *error)
{
	struct stat status;
	unsigned times = 0;
	off_t from;
	ssize_t count;
	char *end;

	if (fstat(fd, &status) < 0)
		return file_error(path, error, "fstat", errno);
	from = status.st_size > FILE_READ ? status.st_size - FILE_READ : 0;
	buf_add(to, "", 0);
	do {
		char *room = buf_reserve(to, 65536);

		count = pread(fd, room, 65536, from + (off_t)to->count);
		if (count < 0 && !error_interrupted(&times))
			return file_error(path, error, "read", errno);
		to->count += count > 0 ? (size_t)count : 0;
	} while (count != 0 && to->count < 2 * (size_t)FILE_READ);
	to->data[to->count] = '\0';
	if (!from)
		return true;
	end = memchr(to->data, '\n', to->count);
	buf_drop(to, end ? (size_t)(end + 1 - to->data) : to->count);
	return true;
}

bool
history_file_read(const char *path, struct buf *to, struct error *error)
{
	int fd = open_file(path, O_RDONLY, 0, error);
	bool done = fd >= 0 && read_file(path, fd, to, error);

	if (fd >= 0)
		close(fd);
	return done;
}

const char *
history_next(const char *at, const char *end, size_t *count)
{
	const char *feed = memchr(at, '\n', (size_t)(end - at));

	*count = (size_t)((feed ? feed : end) - at);
	return feed ? feed + 1 : end;
}

size_t
history_lines(const struct buf *text)
{
	const char *at = text->data, *end = at + text->count;
	size_t lines = 0, count;

	for (; at < end; lines++)
		at = history_next(at, end, &count);
	return lines;
}

const char *
history_newest(const struct buf *text, size_t size)
{
	size_t lines = history_lines(text), count;
	const char *at = text->data;

	for (; lines > size; lines--)
		at = history_next(at, text->data + text->count, &count);
	return at;
}

static bool
make_folders(const char *path)
{
	char *folder = mem_copy(path);
	bool made = true;

	for (char *at = strchr(folder + 1, '/'); made && at; at = strchr(at + 1, '/')) {
		*at = '\0';
		made = !mkdir(folder, 0700) || errno == EEXIST;
		*at = '/';
	}
	free(folder);
	return made;
}

/* Cuts off what did not fit, unless another sosh has written behind it. */
static void
take_back(int fd, ssize_t count)
{
	off_t end = lseek(fd, 0, SEEK_CUR);
	struct stat status;

	if (flock(fd, LOCK_EX | LOCK_NB) < 0 || fstat(fd, &status) < 0 || status.st_size != end)
		return;
	if (ftruncate(fd, end - count) < 0)
		return;
}

/* False for a file whose last line has no end: one that was written by hand, or
 * that another sosh is writing to just now. */
static bool
ends_well(int fd)
{
	struct stat status;
	char last = '\n';

	return fstat(fd, &status) < 0 || !status.st_size ||
	    pread(fd, &last, 1, status.st_size - 1) != 1 || last == '\n';
}

static int
open_to_append(const char *path, bool folder, int lock, struct error *error)
{
	int flags = O_RDWR | O_APPEND | O_CREAT;
	int fd = open_file(path, flags, lock, error);

	if (fd < 0 && error->number == ENOENT && folder && make_folders(path))
		fd = open_file(path, flags, lock, error);
	return fd;
}

static bool
write_line(const char *path, int fd, const char *line, size_t size, struct error *error)
{
	struct stat status;
	ssize_t count;

	if (fstat(fd, &status) < 0 || ((status.st_mode & 0777) != 0600 && fchmod(fd, 0600) < 0))
		return file_error(path, error, "fchmod", errno);
	count = write(fd, line, size);
	if (count == (ssize_t)size)
		return true;
	file_error(path, error, "write", count < 0 ? errno : ENOSPC);
	if (count > 0)
		take_back(fd, count);
	return false;
}

bool
history_file_append(const char *path, bool folder, const char *text, struct error *error)
{
	struct buf line = { 0 };
	int fd = open_to_append(path, folder, LOCK_SH, error);
	bool written = false;

	if (fd >= 0 && !ends_well(fd)) {
		close(fd);
		fd = open_to_append(path, folder, LOCK_EX, error);
		if (fd >= 0 && !ends_well(fd))
			buf_add_byte(&line, '\n');
	}
	if (fd >= 0) {
		buf_format(&line, "%s\n", text);
		written = write_line(path, fd, line.data, line.count, error);
		close(fd);
	}
	buf_clear(&line);
	return written;
}

static bool
write_all(int fd, const char *bytes, size_t count)
{
	unsigned times = 0;

	while (count) {
		ssize_t written = write(fd, bytes, count);

		if (written < 0 && !error_interrupted(&times))
			return false;
		if (written > 0) {
			bytes += written;
			count -= (size_t)written;
		}
	}
	return true;
}

/* The old file keeps its name until the new one is whole and on the disk. */
static bool
replace_file(const char *path, const char *bytes, size_t count, struct error *error)
{
	struct buf new = { 0 };
	bool replaced;
	int fd;

	/* One name for all: whoever holds the lock removes what a killed one left. */
	buf_format(&new, "%s.new", path);
	unlink(new.data);
	fd = open(new.data, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	replaced = fd >= 0 && !fchmod(fd, 0600) && write_all(fd, bytes, count) &&
	    !fsync(fd) && !rename(new.data, path);
	if (!replaced)
		file_error(path, error, fd < 0 ? "open" : "rename", errno);
	if (!replaced && fd >= 0)
		unlink(new.data);
	if (fd >= 0)
		close(fd);
	buf_clear(&new);
	return replaced;
}

bool
history_file_shrink(const char *path, size_t size, size_t *stored, struct error *error)
{
	struct buf text = { 0 };
	const char *from;
	bool done;
	int fd = open_file(path, O_RDONLY, LOCK_EX, error);

	*stored = 0;
	if (fd < 0)
		return error->number == ENOENT;
	done = read_file(path, fd, &text, error);
	if (done) {
		*stored = history_lines(&text);
		from = history_newest(&text, size);
		if (*stored > size)
			done = replace_file(path, from,
			    (size_t)(text.data + text.count - from), error);
		if (done && *stored > size)
			*stored = size;
	}
	buf_clear(&text);
	close(fd);
	return done;
}

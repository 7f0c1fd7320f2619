/* find-descriptor: a descriptor that is not open, or is something else than a socket. */
#include "teach/find-descriptor.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "socket/sys.h"
#include "teach/evidence.h"

static bool
put(const struct look *look, struct record *evidence)
{
	if (look->scene->sock)
		record_int(evidence, "fd", look->scene->sock->fd);
	return look->scene->sock != NULL;
}

bool
find_descriptor_gone(struct look *look, struct record *evidence)
{
	return put(look, evidence) && sys_fcntl(look->scene->sock->fd, F_GETFD, 0) < 0;
}

bool
find_descriptor_negative(struct look *look, struct record *evidence)
{
	/* A socket with a number has -1 once it is closed. */
	return put(look, evidence) && look->scene->sock->fd < 0 && !look->scene->sock->number;
}

bool
find_descriptor_beyond(struct look *look, struct record *evidence)
{
	struct rlimit limit;

	if (!find_descriptor_gone(look, evidence) || getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    limit.rlim_cur == RLIM_INFINITY || look->scene->sock->fd < (int64_t)limit.rlim_cur)
		return false;
	record_int(evidence, "limit", (int64_t)limit.rlim_cur);
	return true;
}

/* The one that had it last. */
static const struct sock *
former(const struct sock_table *table, int fd)
{
	const struct sock *last = NULL;

	for (size_t i = 0; i < table->count; i++) {
		const struct sock *sock = table->sock[i];

		if (sock->fd < 0 && sock->fd_before == fd && (!last || sock->ended > last->ended))
			last = sock;
	}
	return last;
}

bool
find_descriptor_ours(struct look *look, struct record *evidence)
{
	const struct sock *sock;

	if (!find_descriptor_gone(look, evidence))
		return false;
	sock = former(look->scene->table, look->scene->sock->fd);
	if (!sock)
		return false;
	record_int(evidence, "own", sock->number);
	evidence_ago(evidence, "ago", sock->ended);
	return true;
}

/* Its name, as the system tells it: a path, or "pipe:[4711]". */
static bool
put_what(const struct look *look, struct record *evidence)
{
	char path[64], what[256];
	ssize_t count;

	if (!put(look, evidence))
		return false;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", look->scene->sock->fd);
	count = readlink(path, what, sizeof(what));
	if (count > 0)
		record_bytes(evidence, "what", what, (size_t)count);
	return count > 0;
}

bool
find_descriptor_place(struct look *look, struct record *evidence)
{
#ifdef O_PATH
	int flags = look->scene->sock ? sys_fcntl(look->scene->sock->fd, F_GETFL, 0) : -1;

	return flags >= 0 && flags & O_PATH && put_what(look, evidence);
#else
	(void)look, (void)evidence;
	return false;
#endif
}

static const char *
pipe_end(int fd)
{
	int mode = sys_fcntl(fd, F_GETFL, 0) & O_ACCMODE;

	return mode == O_WRONLY ? "the end of a pipe that is written to" :
	    mode == O_RDONLY ? "the end of a pipe that is read from" : "a pipe";
}

static const char *
sort_of(int fd)
{
	static const struct { unsigned mode; const char *sort; } sorts[] = {
		{ S_IFREG, "a file" }, { S_IFDIR, "a folder" }, { S_IFCHR, "a device" },
		{ S_IFBLK, "a device" },
	};
	struct stat is;

	if (isatty(fd))
		return "a terminal";
	if (fstat(fd, &is) < 0)
		return NULL;
	if (S_ISFIFO(is.st_mode))
		return pipe_end(fd);
	for (size_t i = 0; i < sizeof(sorts) / sizeof(*sorts); i++)
		if ((is.st_mode & S_IFMT) == sorts[i].mode)
			return sorts[i].sort;
	return NULL;
}

bool
find_descriptor_other(struct look *look, struct record *evidence)
{
	const char *sort;

	if (!put_what(look, evidence))
		return false;
	sort = sort_of(look->scene->sock->fd);
	if (sort)
		record_text(evidence, "sort", sort);
	return true;
}

/* lines: a file, a line at a time. */
#include "base/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum { CHUNK = 65536 };

bool
lines_open(struct lines *lines, const char *path, struct error *error)
{
	struct stat stats;

	*lines = (struct lines){ .path = mem_copy(path) };
	/* Neither this nor reading waits for somebody at the other end of a pipe. */
	lines->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (lines->fd < 0)
		return error_file(error, "open", path, errno);
	if (fstat(lines->fd, &stats) == 0 && S_ISDIR(stats.st_mode))
		return error_file(error, "open", path, EISDIR);
	return true;
}

void
lines_clear(struct lines *lines)
{
	if (lines->path && lines->fd >= 0)
		close(lines->fd);
	free(lines->path);
	buf_clear(&lines->buf);
	*lines = (struct lines){ .fd = -1 };
}

static enum lines_found
take(struct lines *lines, size_t end, bool feed, const char **line, size_t *count)
{
	*line = lines->buf.data + lines->at;
	*count = end - lines->at;
	if (feed && *count && (*line)[*count - 1] == '\r')
		--*count;
	lines->at = lines->seen = end + feed;
	return LINES_ONE;
}

enum lines_found
lines_next(struct lines *lines, const char **line, size_t *count)
{
	size_t left = lines->buf.count - lines->seen;
	const char *from = buf_text(&lines->buf) + lines->seen;
	const char *feed = left ? memchr(from, '\n', left) : NULL;

	if (feed)
		return take(lines, (size_t)(feed - lines->buf.data), true, line, count);
	lines->seen = lines->buf.count;
	if (!lines->ended)
		return LINES_LATER;
	if (lines->at == lines->buf.count)
		return LINES_END;
	return take(lines, lines->buf.count, false, line, count);
}

/* The end of a pipe that had a writer hangs up; without one it is just empty. */
static bool
has_no_writer(int fd)
{
	struct pollfd one = { .fd = fd, .events = POLLIN };

	return poll(&one, 1, 0) == 0;
}

enum lines_found
lines_read(struct lines *lines, struct error *error)
{
	unsigned times = 0;
	ssize_t count;

	buf_drop(&lines->buf, lines->at);
	lines->seen -= lines->at;
	lines->at = 0;
	if (lines->buf.count > LINES_MOST) {
		error_set(error, ERROR_LIMIT, "'%.200s' has a line that is longer than 16 MiB",
		    lines->path);
		return LINES_BAD;
	}
	do {
		count = read(lines->fd, buf_reserve(&lines->buf, CHUNK), CHUNK);
	} while (count < 0 && error_interrupted(&times));
	if (count < 0 && errno == EAGAIN)
		return LINES_LATER;
	if (count < 0)
		return error_file(error, "read", lines->path, errno), LINES_BAD;
	if (count == 0 && has_no_writer(lines->fd))
		return LINES_LATER;
	lines->buf.count += (size_t)count;
	lines->ended = count == 0;
	return LINES_ONE;
}

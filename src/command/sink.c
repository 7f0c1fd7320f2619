/* sink: the file that received bytes go to. */
#include "command/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outfile.h"
#include "command/session.h"

static bool
failed(struct call *call, const struct sink *sink, const char *system)
{
	call->session->unwritten = true;
	return error_file(&call->error, system, sink->path, errno);
}

/* The descriptor of our own output, where the path leads to it and it is a regular file: a
 * second descriptor would write over what was told there, and the other way round. */
static int
own_file(const struct session *session, const char *path)
{
	int own = session->own_output ? outfile_own(path) : 0;
	struct stat file;

	return own && fstat(own, &file) == 0 && S_ISREG(file.st_mode) ? own : 0;
}

bool
sink_open(struct call *call, struct sink *sink, const char *path)
{
	*sink = (struct sink){ .path = path, .own = own_file(call->session, path) };
	if (sink->own)
		return true;
	/* A pipe that nobody reads is not waited for. */
	sink->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0666);
	sink->open = sink->fd >= 0;
	return sink->open || failed(call, sink, "open");
}

enum did
sink_write(struct call *call, struct sink *sink, const char *bytes, size_t *count)
{
	size_t left = *count;
	unsigned times = 0;

	if (sink->own) {
		call->session->own_output(call->session, sink->own, bytes, left);
		sink->bytes += left;
		return DID_IT;
	}
	*count = 0;
	while (left) {
		ssize_t written = write(sink->fd, bytes, left);

		if (written < 0 && error_interrupted(&times))
			continue;
		if (written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return DID_LATER;
		if (written < 0)
			return failed(call, sink, "write"), DID_FAIL;
		bytes += written;
		left -= (size_t)written;
		*count += (size_t)written;
		sink->bytes += (uint64_t)written;
	}
	return DID_IT;
}

bool
sink_close(struct call *call, struct sink *sink)
{
	bool open = sink->open;

	sink->open = false;
	return !open || close(sink->fd) == 0 || failed(call, sink, "close");
}

void
sink_drop(struct sink *sink)
{
	if (sink->open)
		close(sink->fd);
	sink->open = false;
}

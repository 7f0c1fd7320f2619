/* tls-openssl-file: certificates and keys, from files. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "socket/tls-openssl.h"

/* A bundle of all authorities there are has a tenth. */
enum { MOST = 4 << 20, PIECE = 16 << 10 };

static bool
read_all(int fd, const char *path, struct buf *to, struct error *error)
{
	for (;;) {
		ssize_t count = read(fd, buf_reserve(to, PIECE), PIECE);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return error_file(error, "read", path, errno);
		if (count == 0)
			return true;
		to->count += (size_t)count;
		if (to->count > MOST)
			return error_usage(error, "'%.200s' has more than %d bytes", path, MOST);
	}
}

/* A pipe could keep us waiting for ever. */
bool
tls_file_read(const char *path, struct buf *to, struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;
	bool good;

	if (fd < 0)
		return error_file(error, "open", path, errno);
	good = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ?
	    read_all(fd, path, to, error) :
	    error_usage(error, "'%.200s' is not a file", path);
	close(fd);
	buf_add(to, "", 0);
	return good;
}

/* osdep-file: openat2(2). */
#include "base/osdep-file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

const int osdep_path_only = O_PATH;

int
osdep_open_beneath(int folder, const char *path, int flags)
{
	const struct open_how how = { .flags = (unsigned)flags,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
	long fd = syscall(SYS_openat2, folder, path, &how, sizeof(how));

	/* What filters system calls may know none so new. */
	if (fd < 0 && errno == EPERM)
		errno = ENOSYS;
	return (int)fd;
}

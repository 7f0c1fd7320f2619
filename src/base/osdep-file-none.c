/* osdep-file, where the system has no such call. */
#include "base/osdep-file.h"

#include <errno.h>

const int osdep_path_only = 0;

int
osdep_open_beneath(int folder, const char *path, int flags)
{
	(void)folder, (void)path, (void)flags;
	errno = ENOSYS;
	return -1;
}

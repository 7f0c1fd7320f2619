/* outfile: files that are asked for by name, and turn out to be our own output. */
#ifndef SOSH_BASE_OUTFILE_H
#define SOSH_BASE_OUTFILE_H
#include <stdbool.h>

/* The descriptor, 1 or 2, of our standard output or standard error where the path leads to
 * the same file, pipe, socket or terminal ("/dev/stdout", or a file that it was redirected
 * to); 0: neither.  To open and empty it would destroy what is written there. */
int outfile_own(const char *path);
/* Do these descriptors write to one place?  What has no place (/dev/null) is none. */
bool outfile_is_same(int fd, int other);
#endif

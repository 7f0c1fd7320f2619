/* beneath: files that are served out of a folder: what others ask for does not lead out of
 * it. */
#ifndef SOSH_BASE_BENEATH_H
#define SOSH_BASE_BENEATH_H
#include <stdbool.h>
#include <sys/stat.h>

/* Opens a regular file, or a folder, for reading; "" is the folder itself.  A symbolic link
 * is followed as long as it stays below (Linux 5.6), else none is.  -1 and an errno: EXDEV or
 * ELOOP where it leads out, EACCES also of what is neither file nor folder, which is not
 * touched. */
int beneath_open(int folder, const char *path, struct stat *);
/* The same without openat2(2), part by part: no symbolic link is followed. */
int beneath_walk(int folder, const char *path, struct stat *);
#endif

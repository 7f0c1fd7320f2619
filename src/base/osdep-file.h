/* osdep-file: what each system has to keep a path within a folder. */
#ifndef SOSH_BASE_OSDEP_FILE_H
#define SOSH_BASE_OSDEP_FILE_H

/* openat(2) of a path that leads nowhere but below the folder, through symbolic links, too;
 * ENOSYS where this system has no such call. */
int osdep_open_beneath(int folder, const char *path, int flags);
/* The flag that opens nothing but the way to a file; or 0. */
extern const int osdep_path_only;
#endif

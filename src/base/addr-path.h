/* addr-path: the address of a UNIX socket, of its text. */
#ifndef SOSH_BASE_ADDR_PATH_H
#define SOSH_BASE_ADDR_PATH_H
#include "base/addr.h"
#include "base/error.h"

/* A path, "@name" (abstract, unix(7)), or nothing: then the kernel chooses one at bind.  False
 * and a usage error where it has no room in sun_path, or ends within. */
bool addr_read_path(struct addr *, const char *text, size_t count, struct error *);
#endif

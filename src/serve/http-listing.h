/* http-listing: a folder as a page. */
#ifndef SOSH_SERVE_HTTP_LISTING_H
#define SOSH_SERVE_HTTP_LISTING_H
#include <stdbool.h>

#include "base/buf.h"

/* Adds the page of a folder, whose descriptor is closed; `path` is how it is called below
 * `top`.  Names that would be refused are left out; what is more than HTTP_LISTING is told as
 * such.  False and errno. */
enum { HTTP_LISTING = 2000 };
bool http_add_listing(struct buf *, int top, const char *path, int folder);
#endif

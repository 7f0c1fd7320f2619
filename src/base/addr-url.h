/* addr-url: what is typed for an address and is a URL. */
#ifndef SOSH_BASE_ADDR_URL_H
#define SOSH_BASE_ADDR_URL_H
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* "http://example.com/x"?  Then a usage error that says which address it has. */
bool addr_is_url(const char *text, size_t count, struct error *);
#endif

/* kind: the kinds of socket, and the three numbers of socket(2). */
#ifndef SOSH_SOCKET_KIND_H
#define SOSH_SOCKET_KIND_H
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct kind {
	const char *name;
	int         family, type, protocol;
	const char *help;
};
/* Ends with a nameless row. */
extern const struct kind kinds[];

/* The kind of this name, or NULL. */
const struct kind *kind_named(const char *name);
/* The name of the kind that has these; NULL if none has; static. */
const char *kind_name(int family, int type, int protocol);
/* The name for three numbers: a kind's, else "inet/stream/6" with names where
 * there are some.  Protocol 0 and the family's usual one are the same.  `text`
 * has 64 bytes; returns it. */
const char *kind_text(int family, int type, int protocol, char *text);
#endif

/* safe: what a stranger's script may do (--safe); all of it in one table. */
#ifndef SOSH_COMMAND_SAFE_H
#define SOSH_COMMAND_SAFE_H
#include <stdbool.h>

#include "base/addr.h"
#include "base/error.h"

enum safe_what { SAFE_COMMAND, SAFE_FLAG, SAFE_PREFIX, SAFE_KIND, SAFE_VARIABLE,
	SAFE_OPTION };

/* What is allowed, or why it is not.  What has no row is refused; but flags, and
 * options that have a name, are allowed without one. */
struct safe_row {
	enum safe_what what;
	const char    *name;     /* "send", "recv --out", "--fd-number", "file:", "tcp", "env",
	                          "IP_OPTIONS", "LEVEL:OPTION" */
	const char    *refusal;  /* NULL: allowed */
};
/* Ends with a nameless row. */
extern const struct safe_row safe_rows[];

/* False and an error of kind `refused`. */
bool safe_allows(enum safe_what, const char *name, struct error *);
/* An address must lie on this machine, and must be no file. */
bool safe_address(const struct addr *, struct error *);
/* A host that needs nobody to be asked: localhost, a numeric address of this machine. */
bool safe_host(const char *host, struct error *);
/* An address whose name is localhost, without a question: 127.0.0.1 and ::1. */
bool safe_reverse(const struct addr *, struct error *);
#endif

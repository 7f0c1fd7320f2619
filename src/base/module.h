/* module: parts of sosh that are loaded when they are first wanted, so that nobody waits for
 * libraries that he does not use. */
#ifndef SOSH_BASE_MODULE_H
#define SOSH_BASE_MODULE_H
#include "base/error.h"

/* What the module `name` ("terminal": the file sosh-terminal.so) calls `symbol`; the module
 * stays loaded.  It is looked for beside the program, as in a build folder, then in
 * $(pkglibdir).  NULL and ERROR_REFUSED if there is none (dlopen(3)). */
const void *module_symbol(const char *name, const char *symbol, struct error *);
#endif

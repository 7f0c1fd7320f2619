/* vars: what `let` set. */
#ifndef SOSH_LANG_VARS_H
#define SOSH_LANG_VARS_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct variable;
/* Variables of one run; those of the run around it are read through. */
struct vars {
	struct variable *variable;
	size_t           count, room;
	const struct vars *outer;
};

void vars_set(struct vars *, const char *name, size_t name_count, const char *bytes,
    size_t count);
/* Adds what it holds; false if it was never set. */
bool vars_get(const struct vars *, const char *name, size_t name_count, struct buf *);
/* The name of the variable at `index`, below `count`. */
const char *vars_name(const struct vars *, size_t index);
void vars_clear(struct vars *);
#endif

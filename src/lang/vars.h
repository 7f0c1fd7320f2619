/* vars: what `let` set. */
#ifndef SOSH_LANG_VARS_H
#define SOSH_LANG_VARS_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct variable;
/* Variables of one run, call or test; those around it are read through.  Who uses them
 * holds them: a job outlives the call that began it. */
struct vars {
	struct variable *variable;
	size_t           count, room;
	size_t          *slot;      /* where each stands, by a hash of its name; NULL: few */
	size_t           slots;
	struct vars     *outer;     /* held, or NULL */
	unsigned         holders;
};

/* None yet, with those of `outer` (or NULL) read through.  One holder.  What is around
 * `outer`, and held by nothing else, becomes a part of that. */
struct vars *vars_new(struct vars *outer);
struct vars *vars_hold(struct vars *);
void vars_drop(struct vars *);

void vars_set(struct vars *, const char *name, size_t name_count, const char *bytes,
    size_t count);
/* Adds what it holds; false if it was never set. */
bool vars_get(const struct vars *, const char *name, size_t name_count, struct buf *);
/* The name of the variable at `index`, below `count`. */
const char *vars_name(const struct vars *, size_t index);
#endif

/* render-failure: what there is to say of an error beyond its sentence, for people. */
#ifndef SOSH_SHELL_RENDER_FAILURE_H
#define SOSH_SHELL_RENDER_FAILURE_H
#include "base/value.h"

/* Adds a line or more for each: expected and actual with a caret under the first byte that
 * differs, the calls before, a hint.  `show`: flags of bytes_show(). */
void render_failure(struct buf *, const struct record *failure, unsigned show);
#endif

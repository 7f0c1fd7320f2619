/* render-failure: what there is to say of an error beyond its sentence, for people. */
#ifndef SOSH_SHELL_RENDER_FAILURE_H
#define SOSH_SHELL_RENDER_FAILURE_H
#include "base/value.h"
#include "shell/render-text.h"

/* Adds a line or more for each: expected and actual with a caret under the first byte that
 * differs, the calls before, a hint; what shows that it is right is for programs. */
void render_failure(struct buf *, const struct record *failure, const struct look *);
/* Adds a sentence that needs no name, indented, in lines of the terminal's width. */
void render_hint(struct buf *, const struct value *, const struct look *);
#endif

/* render-json: answers for programs; the one door to jansson. */
#ifndef SOSH_SHELL_RENDER_JSON_H
#define SOSH_SHELL_RENDER_JSON_H
#include "command/call.h"

/* Adds one line for a command that was run. */
void render_json(struct buf *, const struct call *, enum outcome);
/* Adds any tree as one line: {"event":...}, the declarations. */
void render_json_record(struct buf *, const struct record *);
#endif

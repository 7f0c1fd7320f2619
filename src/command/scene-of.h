/* scene-of: a call as those see it who have something to say about it. */
#ifndef SOSH_COMMAND_SCENE_OF_H
#define SOSH_COMMAND_SCENE_OF_H
#include "command/call.h"
#include "teach/scene.h"

/* What the call was, and how it ended; what only its command knows, that one tells (`scene`
 * of struct command).  Good as long as the call's words are there: as it is answered. */
void call_scene(const struct call *, struct scene *);
#endif

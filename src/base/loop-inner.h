/* loop-inner: what the loop's own files tell each other. */
#ifndef SOSH_BASE_LOOP_INNER_H
#define SOSH_BASE_LOOP_INNER_H
#include <stdbool.h>

#include "base/error.h"
#include "base/loop.h"

/* loop-signals: the pipe that a signal wakes the loop by.  Returns the end to
 * watch, or -1 and an error. */
int  loop_wake_open(struct error *);
void loop_wake_drain(void);
void loop_wake_close(void);

/* loop-signals: SIGCHLD is noted and wakes the loop, too, from the first time on; then
 * whether one came since the last call, and the same without taking it off. */
void signals_watch_children(void);
bool signals_child_ended(void);
bool signals_child_pending(void);

/* loop-jobs: where threads leave what they have finished.  `wake` is called on
 * their side, and makes the loop call hall_tell() on its own. */
struct hall;
struct hall *hall_new(void (*wake)(void *to), void *to);
void hall_tell(struct hall *);
/* The loop leaves: what was finished or still runs is dropped.  True when no thread
 * is left. */
bool hall_leave(struct hall *);
struct hall *loop_hall(struct loop *);
#endif

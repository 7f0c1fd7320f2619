/* queue: lines that were entered and are still to be run. */
#ifndef SOSH_SHELL_QUEUE_H
#define SOSH_SHELL_QUEUE_H

struct queued;
/* All zero is an empty one. */
struct queue {
	struct queued *first, *last;
};

void  queue_add(struct queue *, const char *text);
/* Takes the first one off: the caller frees it.  NULL if there is none. */
char *queue_take(struct queue *);
void  queue_clear(struct queue *);
#endif

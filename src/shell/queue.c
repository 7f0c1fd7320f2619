/* queue: lines that were entered and are still to be run. */
#include "shell/queue.h"

#include <stdlib.h>

#include "base/mem.h"

struct queued {
	char          *text;
	struct queued *next;
};

void
queue_add(struct queue *queue, const char *text)
{
	struct queued *new = mem_new(1, sizeof(*new));

	new->text = mem_copy(text);
	if (queue->last)
		queue->last->next = new;
	else
		queue->first = new;
	queue->last = new;
}

char *
queue_take(struct queue *queue)
{
	struct queued *first = queue->first;
	char *text;

	if (!first)
		return NULL;
	text = first->text;
	queue->first = first->next;
	if (!queue->first)
		queue->last = NULL;
	free(first);
	return text;
}

void
queue_clear(struct queue *queue)
{
	char *text;

	while ((text = queue_take(queue)))
		free(text);
}

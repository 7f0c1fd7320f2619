/* dues: what is due at some time, the next first: a heap. */
#include "serve/dues.h"

#include <stdlib.h>

#include "base/mem.h"

enum { FIRST = 16 };

static struct due *
get(const struct dues *dues, size_t at)
{
	return at && at <= dues->count ? dues->due[at - 1] : NULL;
}

static void
set(struct dues *dues, size_t at, struct due *due)
{
	dues->due[at - 1] = due;
	due->at = at;
}

/* To the place at or above `at` that is its own. */
static void
rise(struct dues *dues, struct due *due, size_t at)
{
	for (; at > 1 && get(dues, at / 2)->when > due->when; at /= 2)
		set(dues, at, get(dues, at / 2));
	set(dues, at, due);
}

static void
sink(struct dues *dues, struct due *due, size_t at)
{
	for (size_t next = 2 * at; next <= dues->count; at = next, next = 2 * at) {
		if (next < dues->count && get(dues, next + 1)->when < get(dues, next)->when)
			next++;
		if (get(dues, next)->when >= due->when)
			break;
		set(dues, at, get(dues, next));
	}
	set(dues, at, due);
}

static void
settle(struct dues *dues, struct due *due, size_t at)
{
	if (at > 1 && get(dues, at / 2)->when > due->when)
		rise(dues, due, at);
	else
		sink(dues, due, at);
}

void
dues_put(struct dues *dues, struct due *due, int64_t when)
{
	if (!due->at && dues->count == dues->room) {
		dues->room = dues->room ? dues->room * 2 : FIRST;
		dues->due = mem_grow(dues->due, dues->room, sizeof(struct due *));
	}
	due->when = when;
	settle(dues, due, due->at ? due->at : ++dues->count);
}

void
dues_drop(struct dues *dues, struct due *due)
{
	size_t at = due->at;
	struct due *last;

	if (!at)
		return;
	due->at = 0;
	last = dues->due[--dues->count];
	if (last != due)
		settle(dues, last, at);
}

struct due *
dues_first(const struct dues *dues)
{
	return get(dues, 1);
}

void
dues_clear(struct dues *dues)
{
	free(dues->due);
	*dues = (struct dues){ 0 };
}

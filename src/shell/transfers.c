/* transfers: how far those are that go on in the background, a line for each that is long. */
#include "shell/transfers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "shell/pace.h"

/* A server may send a file to thousands. */
enum { BUCKETS = 1024 };

struct transfer {
	struct transfer *before, *next;   /* by number */
	struct transfer *beside;          /* in its bucket */
	const void      *who;
	char             what[40];        /* "[2] sent" */
	unsigned         number;          /* 2 */
	int64_t          began;
	struct pace      pace;
};

/* Where the pointer to it stands, or would stand. */
static struct transfer **
place_of(const struct transfers *transfers, const void *who)
{
	uint64_t hash = (uint64_t)(uintptr_t)who * UINT64_C(0x9e3779b97f4a7c15);
	struct transfer **at = &transfers->bucket[(hash >> 32) % BUCKETS];

	while (*at && (*at)->who != who)
		at = &(*at)->beside;
	return at;
}

static unsigned
number_of(const char *what)
{
	const char *bracket = strchr(what, '[');

	return bracket ? (unsigned)strtoul(bracket + 1, NULL, 10) : 0;
}

/* The newest has the highest number, most often. */
static void
line_up(struct transfers *transfers, struct transfer *transfer)
{
	struct transfer *before = transfers->last;

	while (before && before->number > transfer->number)
		before = before->before;
	transfer->before = before;
	transfer->next = before ? before->next : transfers->first;
	*(before ? &before->next : &transfers->first) = transfer;
	*(transfer->next ? &transfer->next->before : &transfers->last) = transfer;
}

static struct transfer *
add(struct transfers *transfers, struct transfer **at, const void *who, const char *what)
{
	struct transfer *transfer = mem_new(1, sizeof(*transfer));

	*transfer = (struct transfer){ .who = who, .number = number_of(what),
		.began = number_now() };
	snprintf(transfer->what, sizeof(transfer->what), "%s", what);
	line_up(transfers, transfer);
	transfers->count++;
	return *at = transfer;
}

bool
transfers_told(struct transfers *transfers, const void *who, const char *what, uint64_t done,
    int64_t total)
{
	struct transfer **at, *transfer;
	bool new;

	if (!transfers->bucket)
		transfers->bucket = mem_new(BUCKETS, sizeof(*transfers->bucket));
	at = place_of(transfers, who);
	new = !*at;
	transfer = new ? add(transfers, at, who, what) : *at;
	/* The same once more, from its beginning. */
	if (new || done < transfer->pace.done)
		transfer->pace = (struct pace){ .then = done, .looked = number_now() };
	transfer->pace.done = done;
	transfer->pace.total = total;
	return new;
}

void
transfers_ended(struct transfers *transfers, const void *who)
{
	struct transfer **at = transfers->count ? place_of(transfers, who) : NULL;
	struct transfer *transfer = at ? *at : NULL;

	if (!transfer)
		return;
	*at = transfer->beside;
	*(transfer->before ? &transfer->before->next : &transfers->first) = transfer->next;
	*(transfer->next ? &transfer->next->before : &transfers->last) = transfer->before;
	transfers->count--;
	free(transfer);
}

/* ---- the lines ---- */

static bool
is_long(const struct transfer *transfer, int64_t now)
{
	return now - transfer->began >= TRANSFERS_FIRST;
}

static void
look_again(int64_t *next, int64_t when)
{
	if (*next == NUMBER_NEVER || when < *next)
		*next = when;
}

/* Measures all that are long; how many those are. */
static size_t
look(struct transfers *transfers, int64_t now, int64_t *next)
{
	size_t count = 0;

	*next = NUMBER_NEVER;
	for (struct transfer *one = transfers->first; one; one = one->next) {
		if (!is_long(one, now)) {
			look_again(next, one->began + TRANSFERS_FIRST);
			continue;
		}
		count++;
		look_again(next, now + TRANSFERS_NEXT);
		if (now - one->pace.looked >= TRANSFERS_NEXT)
			pace_look(&one->pace, now);
	}
	return count;
}

static const struct transfer *
next_long(const struct transfer *transfer, int64_t now)
{
	while (transfer && !is_long(transfer, now))
		transfer = transfer->next;
	return transfer;
}

static void
show(struct buf *line, const char *what, const struct pace *pace)
{
	buf_reset(line);
	buf_format(line, "  %s ", what);
	pace_show(line, pace);
}

/* One line for `count` of them; `before`: others have lines of their own. */
static void
show_sum(struct buf *line, const struct transfer *transfer, size_t count, bool before, int64_t now)
{
	struct pace sum = { .total = 0 };
	char what[80];

	snprintf(what, sizeof(what), before ? "... and %zu more:" : "%zu transfers:", count);
	for (; transfer; transfer = next_long(transfer->next, now)) {
		const struct pace *pace = &transfer->pace;

		sum.done += pace->done;
		sum.rate += pace->rate;
		sum.total = sum.total < 0 || pace->total < 0 ? -1 : sum.total + pace->total;
	}
	show(line, what, &sum);
}

size_t
transfers_show(struct transfers *transfers, int64_t now, struct buf *line, size_t most,
    int64_t *next)
{
	size_t count = look(transfers, now, next), lines = count < most ? count : most;
	size_t single = count > most ? most - (most > 0) : count;
	const struct transfer *transfer = next_long(transfers->first, now);

	for (size_t i = 0; i < single; i++, transfer = next_long(transfer->next, now))
		show(&line[i], transfer->what, &transfer->pace);
	if (single < lines)
		show_sum(&line[single], transfer, count - single, single > 0, now);
	return lines;
}

void
transfers_clear(struct transfers *transfers)
{
	while (transfers->first)
		transfers_ended(transfers, transfers->first->who);
	free(transfers->bucket);
	*transfers = (struct transfers){ 0 };
}

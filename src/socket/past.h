/* past: the last system calls on a socket, for whoever wants to know how it got there. */
#ifndef SOSH_SOCKET_PAST_H
#define SOSH_SOCKET_PAST_H
#include <errno.h>
#include <stdint.h>

#include "base/number.h"

enum { PAST_CALLS = 8, PAST_WAY = 4 };

struct past_call {
	const char *call;      /* "recv"; static */
	int64_t     result;    /* what it returned: bytes, 0; below 0: it failed */
	int         number;    /* with this errno */
	unsigned    times;     /* one after the other, with the same outcome */
	int64_t     when;      /* number_now() of the last of them */
};

/* Part of every socket; all zero: nothing was done yet.  The newest is call[(count - 1) %
 * PAST_CALLS]. */
struct past {
	struct past_call call[PAST_CALLS];
	uint64_t         count;
	uint64_t         begun;     /* as the last command about it began */
	const char      *made;      /* the call that made it, or NULL; static */
	/* Those that brought it where it is, past_step(), of which sends and receives push none
	 * out: the first of them, and the last. */
	struct past_call way[PAST_WAY];
	unsigned         ways;
};

/* Right after the call: with -1 it failed with errno, which stays. */
static inline void
past_add(struct past *past, const char *call, int64_t result)
{
	struct past_call *last = &past->call[(past->count - 1) % PAST_CALLS];
	int number = result < 0 ? errno : 0;

	/* Who looks again and again for the same would push all else out. */
	if (!past->count || result >= 0 || last->call != call || last->number != number) {
		last = &past->call[past->count++ % PAST_CALLS];
		*last = (struct past_call){ .call = call, .result = result, .number = number };
	}
	last->times++;
	last->when = number_now();
}

/* The same of a call that changes what the socket is: bind, listen, connect, shutdown. */
static inline void
past_step(struct past *past, const char *call, int64_t result)
{
	past_add(past, call, result);
	if (result < 0)
		return;
	past->ways += past->ways < PAST_WAY;
	past->way[past->ways - 1] = past->call[(past->count - 1) % PAST_CALLS];
}

/* The `at`th of those that are remembered, the oldest first; NULL behind the newest. */
static inline const struct past_call *
past_get(const struct past *past, unsigned at)
{
	uint64_t first = past->count > PAST_CALLS ? past->count - PAST_CALLS : 0;

	return first + at < past->count ? &past->call[(first + at) % PAST_CALLS] : (void *)0;
}
#endif

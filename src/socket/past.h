/* past: the last system calls on a socket, for whoever wants to know how it got there. */
#ifndef SOSH_SOCKET_PAST_H
#define SOSH_SOCKET_PAST_H
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"

enum { PAST_CALLS = 16, PAST_WAY = 4 };

/* `asked` of a recv with no room, which takes nothing; no flag that recv(2) has. */
enum { PAST_NO_ROOM = 1 << 14 };

struct past_call {
	const char *call;      /* "recv"; static */
	int64_t     result;    /* what it returned: bytes, 0; below 0: it failed */
	short       number;    /* with this errno */
	short       asked;     /* MSG_... of send and recv; SHUT_... of shutdown */
	unsigned    times;     /* one after the other, with the same outcome */
	int64_t     when;      /* number_now() of the last of them */
};

/* What a layer (TLS) said in such calls, or was told. */
struct past_said {
	const char *name;      /* "ServerHello"; static; NULL: it has none but */
	int         number;    /* this one */
	bool        out;       /* it went */
	bool        alert;
	unsigned    bytes;
	int64_t     when;      /* number_now() */
	uint64_t    calls;     /* so many calls had been made by then */
};

/* Of what was said the first are kept, a handshake, and the last; bytes of the program are
 * only counted, by their direction: [1] went. */
enum { PAST_SAID_FIRST = 24, PAST_SAID = 32 };
struct past_talk {
	struct past_said said[PAST_SAID];
	uint64_t         count;
	uint64_t         records[2], bytes[2];
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
	struct past_talk *talk;     /* NULL: there never was a layer; the owner frees it */
};

/* Right after the call: with -1 it failed with errno, which stays.  What was `asked` for
 * is MSG_... or SHUT_..., or 0. */
static inline void
past_add_asked(struct past *past, const char *call, int64_t result, int asked)
{
	struct past_call *last = &past->call[(past->count - 1) % PAST_CALLS];
	int number = result < 0 ? errno : 0;

	/* Who looks again and again for the same would push all else out. */
	if (!past->count || result >= 0 || last->call != call || last->number != number) {
		last = &past->call[past->count++ % PAST_CALLS];
		*last = (struct past_call){ .call = call, .result = result,
			.number = (short)number, .asked = (short)asked };
	}
	last->times++;
	last->when = number_now();
}

static inline void
past_add(struct past *past, const char *call, int64_t result)
{
	past_add_asked(past, call, result, 0);
}

/* The same of a call that changes what the socket is: bind, listen, connect, shutdown. */
static inline void
past_step(struct past *past, const char *call, int64_t result, int asked)
{
	past_add_asked(past, call, result, asked);
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

/* The place of what was said as the `number`th. */
static inline unsigned
past_talk_place(uint64_t number)
{
	enum { LAST = PAST_SAID - PAST_SAID_FIRST };

	return (unsigned)(number < PAST_SAID_FIRST ? number :
	    PAST_SAID_FIRST + (number - PAST_SAID_FIRST) % LAST);
}

static inline void
past_talk_add(struct past_talk *talk, const struct past_said *said)
{
	talk->said[past_talk_place(talk->count++)] = *said;
}

/* The `at`th of what was said that is remembered, the oldest first; NULL behind the newest. */
static inline const struct past_said *
past_talk_get(const struct past_talk *talk, unsigned at)
{
	uint64_t number = at;

	if (at >= PAST_SAID_FIRST && talk->count > PAST_SAID)
		number += talk->count - PAST_SAID;
	return number < talk->count ? &talk->said[past_talk_place(number)] : (void *)0;
}
#endif

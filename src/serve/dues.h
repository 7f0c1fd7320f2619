/* dues: what is due at some time, the next first; for thousands, which seldom change. */
#ifndef SOSH_SERVE_DUES_H
#define SOSH_SERVE_DUES_H
#include <stddef.h>
#include <stdint.h>

/* Part of what is due; all zero: it is not in. */
struct due {
	int64_t when;     /* number_now() */
	size_t  at;       /* its place, from 1 on; 0: it is not in */
};

/* All zero is an empty one. */
struct dues {
	struct due **due;      /* each no later than those at twice its place and one behind */
	size_t count, room;
};

/* Puts it in, or moves it. */
void dues_put(struct dues *, struct due *, int64_t when);
void dues_drop(struct dues *, struct due *);
/* The next; NULL: there is none. */
struct due *dues_first(const struct dues *);
void dues_clear(struct dues *);
#endif

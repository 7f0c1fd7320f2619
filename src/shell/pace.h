/* pace: how far something long is, how fast it goes, and what is left of it. */
#ifndef SOSH_SHELL_PACE_H
#define SOSH_SHELL_PACE_H
#include <stdint.h>

#include "base/buf.h"

struct pace {
	uint64_t done;      /* bytes; */
	int64_t  total;     /* of so many, or -1: nobody knows */
	uint64_t then;      /* what was done when it was looked at last, */
	int64_t  looked;    /* which was at number_now(); or when it began */
	double   rate;      /* bytes a second */
};

/* Measures the rate anew. */
void pace_look(struct pace *, int64_t now);
/* "12 MiB of 64 MiB, 5.2 MiB/s, 10s left" */
void pace_show(struct buf *, const struct pace *);
#endif

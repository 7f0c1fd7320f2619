/* story: what happened on a socket, as a ladder: our calls, and what they put on the wire. */
#ifndef SOSH_TEACH_STORY_H
#define SOSH_TEACH_STORY_H
#include "base/error.h"
#include "base/value.h"
#include "socket/sock.h"

/* Who asks.  All of it is borrowed. */
struct story_ask {
	const struct sock_table *table;
	const struct sock       *sock;
	uint64_t                 last;      /* so many calls at most; 0: all that are known */
	bool                     ascii;     /* arrows are drawn with - | > */
	size_t                   width;     /* of the terminal; 0: the usual lines */
};

struct story_library {
	/* Puts "state", the list "story", "forgotten" (calls that are not remembered), with TLS
	 * "records", and "text", all of it as lines for people. */
	void (*tell)(const struct story_ask *, struct record *answer);
};
extern const struct story_library story_teach;
/* NULL, and ERROR_REFUSED, where that part of sosh is not there. */
const struct story_library *story_library(struct error *);
#endif

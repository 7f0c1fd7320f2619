/* later: what the desk does for the clients of `serve N block` and `serve N exec`, beside the
 * loop: commands, and programs. */
#ifndef SOSH_SERVE_LATER_H
#define SOSH_SERVE_LATER_H
#include "base/error.h"
#include "serve/role.h"

struct sock;

/* So many clients have a block or a program at once; others wait to be accepted. */
enum { LATER_AT_ONCE = 1000 };

/* The owner's own struct begins with it. */
struct server_later {
	uint64_t failed;    /* what came to its end by itself, and not well */
	/* Begins what is to be done for a client, `fd` being what a program is to have of it.
	 * `over` is called once it has come to its end by itself, in a later turn.  NULL and an
	 * error. */
	void *(*begin)(struct server_later *, struct client *, struct sock *, int fd,
	    void (*over)(struct client *), struct error *);
	/* The client is about to be closed: what is not over yet ends where it stands.  Always
	 * called, once for each. */
	void (*end)(void *);
	/* No client is left. */
	void (*free)(struct server_later *);
};
#endif

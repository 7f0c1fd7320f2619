/* receive: gathers bytes in a socket's inbox until a frame is whole. */
#ifndef SOSH_COMMAND_RECEIVE_H
#define SOSH_COMMAND_RECEIVE_H
#include <sys/socket.h>

#include "command/call.h"
#include "command/sink.h"
#include "socket/framing.h"

/* In memory a frame may be so long, unless one says otherwise. */
#define RECEIVE_MAX (UINT64_C(16) << 20)

/* A length in front is so long at most. */
enum { RECEIVE_HEAD = 8 };

/* Where a frame goes to, as far as it is known to be one.  All zero but the sink at first. */
struct receive_out {
	struct sink    sink;
	bool           full;       /* it takes nothing now */
	bool           found;      /* the frame is whole, and */
	size_t         rest;       /* so much of it is to go there yet */
	char           head[RECEIVE_HEAD]; /* the length in front, which was taken off */
	size_t         heads;      /* and is so long, or 0 */
};
/* What each system call brought. */
struct receive_pieces {
	struct record *rows;
	uint64_t       offset;     /* of the next one */
	int64_t        since;      /* number_now() when it began */
};

/* Part of the command's own struct, which is copied for each call: what few need stands behind
 * pointers.  Set before the first call: */
struct receive {
	struct sock   *sock;
	struct framing framing;    /* kind, its own fields, max */
	const char    *what;       /* what does not come, in messages: "line", "10 bytes" */
	call_step     *again;      /* of the command: it calls receive() once more */
	struct receive_out *out;   /* the frame goes there, and is not in memory; or NULL */
	struct receive_pieces *pieces; /* receive_in_pieces(), or NULL */
	bool           dontwait;
	/* Afterwards, and framing.whole is where the frame ends: */
	bool           ended;      /* the peer has finished sending */
	const char    *bytes;      /* the frame, in the inbox; */
	size_t         count;
	/* Its own. */
	size_t         turn;       /* what came since others had their turn */
	uint64_t       taken;      /* of the inbox, as it was at the last look */
};

/* Begins as it was planned. */
static inline void
receive_begin(struct receive *receive, const struct receive *plan, struct sock *sock)
{
	receive->sock = sock;
	receive->framing = plan->framing;
	receive->what = plan->what;
	receive->again = plan->again;
	receive->dontwait = plan->dontwait;
	receive->out = NULL;
	receive->pieces = NULL;
	receive->ended = false;
	receive->turn = receive->taken = 0;
}
/* Waits until the frame is whole: DONE, and it is taken by receive_take(); what lies behind
 * it stays first in line for whoever receives next.  FAILED leaves all bytes where they
 * are: kind timeout, cancelled, eof, system (with `partial` in call->failure) or limit.
 * Frames of messages lie within one message, but those of FRAMING_EOF and FRAMING_FOR:
 * these are all messages that come. */
enum outcome receive(struct call *, struct receive *);
/* Before that, once the socket is set: tells in the answer what each system call brings. */
void receive_in_pieces(struct call *, struct receive *);
/* Does the frame go on over all that comes? */
static inline bool
receive_is_all(const struct receive *receive)
{
	return receive->framing.kind == FRAMING_EOF || receive->framing.kind == FRAMING_FOR;
}
/* Somebody took bytes from the inbox: wakes others that wait, if it still has some. */
void receive_wake(struct sock *);
static inline void
receive_left(struct sock *sock)
{
	if (sock->waiters)
		receive_wake(sock);
}
/* Takes the frame off the inbox; `bytes` are gone then. */
static inline void
receive_take(struct receive *receive)
{
	if (receive->sock->type != SOCK_STREAM && receive_is_all(receive))
		inbox_drop_all(receive->sock);
	else
		inbox_drop(receive->sock, receive->framing.whole);
	receive_left(receive->sock);
}
#endif

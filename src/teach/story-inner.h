/* story-inner: what the files of story share; for them only. */
#ifndef SOSH_TEACH_STORY_INNER_H
#define SOSH_TEACH_STORY_INNER_H
#include "socket/facts.h"
#include "teach/story.h"

enum story_what {
	STORY_CALL,
	STORY_SEGMENT,      /* implied by a call or a state: nobody saw it */
	STORY_DATA,         /* what a call moved, or what the kernel holds */
	STORY_SAID          /* a message of TLS */
};

/* One step of the ladder.  A call goes before what it brought about. */
struct story_row {
	enum story_what  what;
	int64_t          when;      /* nanoseconds since the socket was made */
	bool             now;       /* it is no part of a call: the kernel tells it */
	struct past_call call;
	const char      *message;   /* "SYN", "ClientHello"; NULL: a call, or only `number` */
	int              number;
	bool             out, alert;
	int64_t          bytes;     /* -1: it has none */
	const char      *state;     /* from here on; NULL: as before */
};

struct story {
	const struct sock *sock;
	struct facts       facts;
	const char        *now;       /* the state that the kernel tells */
	const char        *state;     /* the one by now; NULL: unknown */
	bool               fin_out, fin_in, reset, asked, deaf;
	uint64_t           forgotten; /* calls, behind `gap` rows */
	size_t             gap;
	struct story_row  *row;
	size_t             count, room;
};

/* story-rows.c: all that is known, row by row; story_clear() frees it. */
void story_init(struct story *, const struct sock_table *, const struct sock *);
void story_clear(struct story *);
struct story_row *story_add(struct story *, enum story_what, int64_t when);
/* What `name` is called in the tables of calls: "recvmsg" is a recv. */
const char *story_command(const char *name);
bool story_moves(const struct past_call *);

/* story-wire.c: what a call brought about; what has come by now that no call has told of. */
void story_wire(struct story *, const struct past_call *);
void story_now(struct story *);

/* story-state.c: the state behind a call, behind a segment (">FIN"). */
void story_state_call(struct story *, struct story_row *);
void story_state_segment(struct story *, struct story_row *, const char *segment);
/* What brought the kernel's state about, where that is not ours; or "". */
const char *story_state_between(const struct story *);

/* story-ladder.c: rows from `first` on, as lines. */
void story_ladder(const struct story *, size_t first, const struct story_ask *, struct buf *);
#endif

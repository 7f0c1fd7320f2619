/* send: what the files of the command send share. */
#ifndef SOSH_COMMAND_SEND_H
#define SOSH_COMMAND_SEND_H
#include "command/beside.h"
#include "command/call.h"
#include "command/raw.h"
#include "command/type-message.h"
#include "command/types.h"
#include "lang/data.h"
#include "socket/io.h"
#include "socket/stamps.h"

enum { SEND_ONE_CALL = 64 << 10,    /* of a stream: no more than this goes out as one */
       SEND_MESSAGE_MOST = 64 << 20,
       SEND_TURN = 4 << 20 };  /* then others have their turn, and a Ctrl-C is seen */

struct send_args {
	arg_sock     sock;
	arg_data     data;
	arg_address  to;
	arg_flag     once, dontwait, oob, more, dontroute, confirm, nosignal, anyway;
	arg_flag     zerocopy, eor, fastopen, null;
	arg_send_flags flags;
	arg_duration timeout, every;
	arg_number   chunk_size;
	struct beside beside;
	struct raw   raw;
	/* How far it is. */
	const char  *chunk;
	size_t       count, at;     /* of the chunk: its bytes, and how many went */
	size_t       gathered;      /* of a message or --chunk that comes in pieces */
	int64_t      chunks;        /* with --chunk: so many went */
	int64_t      due;           /* number_now() when the next may go */
	int64_t      sent, total;   /* of so many; -1: unknown */
	int          file;          /* with `by_file`: it is of this file, and in no memory */
	bool         by_file, unfit; /* this file cannot go so */
	size_t       turn;          /* what went since others had their turn */
	bool         started, ended, opened, paused;
	bool         whole;         /* all of it is wanted in memory, */
	struct send_all *all;       /* as it goes to many */
	struct io_way way;
	struct buf   control;
	struct stamps stamps;
};

/* send-refill.c: the next bytes to send; DATA_END when there are none. */
enum data_state send_refill(struct call *, struct send_args *);
/* send-push.c: one call sends what is left of them, as far as that goes. */
enum did send_push(struct call *, struct send_args *);
/* send-suits.c: does the socket take all that is asked for?  With --safe a socket that has no
 * address of its own gets one.  False, and an error. */
bool send_suits(struct call *, const struct send_args *);
bool send_is_safe(struct call *, struct sock *);
/* send-all.c: `sock` is one whose clients are meant. */
enum outcome send_all(struct call *);
#endif

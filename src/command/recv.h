/* recv: what the files of the command recv share. */
#ifndef SOSH_COMMAND_RECV_H
#define SOSH_COMMAND_RECV_H
#include "command/call.h"
#include "command/frame.h"
#include "command/raw.h"
#include "command/types.h"
#include "socket/io.h"

struct recv_args {
	arg_sock     sock;
	arg_size     size;
	arg_flag     peek, oob, waitall, dontwait, trunc, hex, text, itself, none;
	arg_flag     errqueue, pieces;
	bool         sized;       /* SIZE was given */
	arg_recv_flags flags;
	struct raw   raw;
	bool         streamed;    /* what comes goes to the file at once */
	bool         simple;      /* its bytes are all that there is to tell of a stream's */
	bool         asks;        /* where its bytes go is not free to everybody */
	bool         prepares;    /* there is something to make ready before it waits */
	arg_path     out;
	arg_duration timeout;
	struct frame_args frame;
	enum framing_kind kind;
	enum call_show show;
	const struct receive *plan; /* for that frame, as it begins; all zero: for none */

	/* Not of its words: made anew each time by who runs it. */
	struct receive waits;
	struct recv_out *to;      /* what writes to the file; or NULL */
	size_t       behind;      /* bytes that came behind the frame */
};

/* recv-deliver.c: tells what was received, and writes it to the file of --out; without `got`
 * they are bytes of a stream, of which there is no more to tell, and no file.  WAITING: the
 * bytes may be taken off, as with DONE; the call ends when who reads the pipe has them.
 * FAILED: recv_out_went() tells how many are in the file; the others are to stay. */
enum outcome recv_deliver(struct call *, const struct io_got *, const char *bytes,
    size_t count);
/* What is first in the inbox was received with this. */
void recv_held(const struct sock *, struct io_got *);

/* recv-out.c: the bytes to the file of --out, each once.  What does not get there although
 * the call has waited is first in line again, as it came; without `got` (of --errqueue) it is
 * the failure's `partial`. */
enum outcome recv_out(struct call *, const char *bytes, size_t count, const struct io_got *);
size_t recv_out_went(const struct recv_args *);
/* FAILED, of what was in the inbox: takes off what is in the file. */
void recv_keep_rest(const struct recv_args *);
/* It waits, and the rest of the message that its bytes are of is first in the inbox. */
void recv_out_shares(const struct recv_args *);

/* recv-frame.c: what waits for a frame, args->kind.  Do the flags go together, and what is it
 * that they ask for?  False and a usage error. */
bool recv_frame_plan(struct recv_args *, bool bare, struct pool *, struct error *);
enum outcome recv_frame(struct call *, struct recv_args *);
/* The `more` of recv: frames that are held already. */
uint64_t recv_frame_more(struct call *, uint64_t most);
#endif

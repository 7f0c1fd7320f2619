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
	arg_recv_flags flags;
	struct raw   raw;
	arg_path     out;
	arg_duration timeout;
	struct frame_args frame;
	struct receive *receive;  /* what waits for that frame */
};

/* recv-deliver.c: tells what was received, and writes it to the file of --out. */
enum outcome recv_deliver(struct call *, const struct io_got *, const char *bytes,
    size_t count);
bool recv_to_file(struct call *, const char *path, const char *bytes, size_t count);
/* What is first in the inbox was received with this. */
void recv_held(const struct sock *, struct io_got *);

/* recv-frame.c: what waits for a frame.  Do the flags go together?  `sized`: SIZE was
 * given.  False and a usage error. */
bool recv_frame_suits(struct call *, const struct recv_args *, enum framing_kind, bool sized);
enum outcome recv_frame(struct call *, struct recv_args *, enum framing_kind);
#endif

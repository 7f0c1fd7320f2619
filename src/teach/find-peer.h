/* find-peer: what became of the other end. */
#ifndef SOSH_TEACH_FIND_PEER_H
#define SOSH_TEACH_FIND_PEER_H
#include "teach/doctor.h"

/* What they put down: `ago`, when it happened, or when we learnt of it; `own` and the like
 * of the other end (evidence.h); and what each says. */

/* The other end was a socket of ours, and: was destroyed from outside; was reset on purpose
 * (reset, or SO_LINGER with 0 seconds); was closed with so many of our bytes unread (`unread`);
 * took its peer back; was closed. */
finder find_peer_destroyed_here, find_peer_reset_here, find_peer_unread_here,
    find_peer_left_here, find_peer_closed_here;
/* It was never accepted: a socket of ours listened there, and was closed. */
finder find_peer_unaccepted_here;
/* It was ours, had received all that was sent, and was closed. */
finder find_peer_read_here;
/* It was a program that was started here, and that has ended: `program`, `status` or
 * `signal`. */
finder find_peer_program_ended;
/* An earlier call has told already: of an error (`told`), of the end of what the peer sends. */
finder find_peer_was_reset, find_peer_had_ended;
/* The last two, where TCP is over: what was sent was answered by a reset. */
finder find_peer_ended_answered, find_peer_bytes_answered;
/* Both have shut their ends, or it was broken off: TCP is CLOSED, and had a peer. */
finder find_peer_over;
/* The same, and this one was shut for writing. */
finder find_peer_both_shut;
/* We have sent it something: `sent` bytes.  Or nobody has. */
finder find_peer_had_bytes, find_peer_had_none;

/* There is a peer, of ours, another process, somebody: of which nothing has come (`nothing`),
 * or nothing since `ago`. */
finder find_peer_quiet_here, find_peer_quiet_process, find_peer_quiet;
/* There is one, and nobody has accepted it: it waits at `own`, a listener of ours. */
finder find_peer_waits_here;
/* So many bytes have come (`buffered`), and the frame is not whole. */
finder find_peer_partial;
#endif

/* find-flow: what is under way on a connection, and what does not get through. */
#ifndef SOSH_TEACH_FIND_FLOW_H
#define SOSH_TEACH_FIND_FLOW_H
#include "teach/doctor.h"

/* TCP: the handshake is under way: `syns` were sent, the `next` comes in so long, where that
 * is known.  It was given up: `took`; how many were sent the kernel forgets then. */
finder find_flow_handshake, find_flow_no_handshake;
/* The first, and SO_SNDTIMEO (`limit`) has ended the wait for it. */
finder find_flow_handshake_limit;

/* TCP: so many bytes (`waiting`) are not acknowledged, and were sent `times` again; `next`:
 * when they are again. */
finder find_flow_silent;
/* The peer takes no more: `waiting` bytes are here, `window` would fit there (`shut`: too few to
 * be sent).  The other end is ours (`own`), and has `unread` bytes; it is in another process; it
 * is somebody's. */
finder find_flow_full_here, find_flow_full;
/* The other end is ours, served, and has sent what nobody takes here: `answers` bytes. */
finder find_flow_full_served;
/* The last, and SO_SNDTIMEO (`limit`) has run out. */
finder find_flow_full_limit;
/* UNIX: the socket that is sent to has as many datagrams waiting as may: `most`, and `own` or
 * `holder` where it is known. */
finder find_flow_datagrams_here, find_flow_datagrams;

/* The connection was given up: TCP_USER_TIMEOUT (`limit`) has run out with a peer that had no
 * room; with bytes that were not acknowledged (`times` sent again); keepalive had no answer
 * (`idle`, `interval`, `probes`). */
finder find_flow_gave_up_full, find_flow_gave_up_limit, find_flow_gave_up_keepalive;
#endif

/* find-calls: what the socket's own history says: which call is missing, or was one too many;
 * and what the words of this one say (find-words.c). */
#ifndef SOSH_TEACH_FIND_CALLS_H
#define SOSH_TEACH_FIND_CALLS_H
#include "teach/doctor.h"

/* The socket listens, and is served: `local`. */
finder find_calls_serves;
/* The socket listens: `local`. */
finder find_calls_listens;
/* It never had a peer; and what find_listener_target() finds. */
finder find_calls_no_peer;
/* The same, and the last connect failed: `told` its errno, `ago`. */
finder find_calls_connect_failed;
/* It has one: `peer`; `ago`, where connect is among its last calls. */
finder find_calls_has_peer;
/* It was shut for writing: `ago`; a shutdown for writing failed, before it had a peer. */
finder find_calls_mute, find_calls_mute_early;
/* It has no peer, and shutdown has failed for that, and shut it. */
finder find_calls_shut_early;
/* An earlier connect(2) is under way: `ago`, `peer` where the address was passed again. */
finder find_calls_connecting;
/* A connect that was under way failed, and another call was told: which one, SO_ERROR perhaps;
 * `told` its errno, `by` which, `ago`. */
finder find_calls_error_taken, find_calls_error_told;
/* Nobody can send to it: it has no address; it has one (`local`). */
finder find_calls_unbound, find_calls_bound;
/* A datagram socket: an earlier send told that the peer is gone; the peer (`peer`), and what
 * was sent to it `ago`, which ICMP has answered. */
finder find_calls_peer_was_lost, find_calls_icmp;
/* Control data was sent along. */
finder find_calls_control;

/* It is of these kinds. */
finder find_calls_is_inet, find_calls_is_tcp, find_calls_is_udp, find_calls_is_ping,
    find_calls_is_unix, find_calls_is_unix_stream, find_calls_is_datagrams;

/* Why a call does not wait: SO_RCVTIMEO or SO_SNDTIMEO, whichever the call goes by, was set
 * and has run out (`option`, `limit`); MSG_DONTWAIT, O_NONBLOCK. */
finder find_calls_own_limit, find_calls_dontwait, find_calls_nonblock;
/* These flags were given: MSG_OOB; that, to a datagram socket; MSG_ERRQUEUE; MSG_FASTOPEN;
 * that, where a socket of ours is bound and does not listen; where it has a peer (`peer`). */
finder find_calls_oob, find_calls_oob_udp, find_calls_errqueue, find_calls_fastopen,
    find_calls_fastopen_idle, find_calls_fastopen_peer;
/* The urgent byte is kept among the others (SO_OOBINLINE); it was passed over; it was received
 * already. */
finder find_calls_oob_inline, find_calls_oob_passed, find_calls_oob_taken;
/* It is not connected, and asked to be told of ICMP's errors all the same (IP_RECVERR). */
finder find_calls_recverr;

/* The address: is of another family (`given`, `family`; `takes`: the kind that takes it); has fewer
 * bytes than its family's (`length`, `needs`); more than any has (`most`), or fewer than 0; is
 * port 0. */
finder find_calls_family, find_calls_short, find_calls_long, find_calls_port_zero;
/* The socket is bound to loopback, and the address is elsewhere: `local`, `host`. */
finder find_calls_loopback;
/* It is bound to a port from which there is a connection to that address already: `local`,
 * `own` or `holder`. */
finder find_calls_twice;
/* No port is left to choose from, as far as is known: as find_port_range(). */
finder find_calls_no_port, find_calls_udp_no_port;
#endif

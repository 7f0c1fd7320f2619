/* waiting: connections that wait to be accepted by a listener of ours. */
#ifndef SOSH_SOCKET_WAITING_H
#define SOSH_SOCKET_WAITING_H
#include "socket/diag.h"
#include "socket/sock.h"

struct facts;
struct waiting_listener;
struct waiting_one;
/* All zero is one that has not looked. */
struct waiting {
	struct waiting_listener *listener;  /* TCP listeners that are open here */
	size_t              listeners;
	struct waiting_one *one;
	size_t              count, room;
};

/* Finds the listeners among the sockets; asks nothing of sock_diag yet. */
void waiting_begin(struct waiting *, const struct sock_table *);
/* The same of one socket, which may be no listener; does any wait there, as it tells? */
bool waiting_add(struct waiting *, const struct sock *);
/* The number of the listener at which a socket that nobody holds waits; 0: at none.
 * Others may listen at the same address (SO_REUSEPORT), and sock_diag does not tell at
 * which one a connection waits: ours is given no more than its queue holds. */
unsigned waiting_take(struct waiting *, const struct diag_sock *);
/* What it will be once that listener's accept(2) takes it: TCP's, or MPTCP's. */
int waiting_protocol(const struct waiting *, unsigned listener, const struct diag_sock *);
/* Do all waiting ones come up where the connections of these families (AF_...; 0: none)
 * are asked for, together with those in SYN-RECEIVED?  waiting_told() then takes what
 * nobody holds, in place of waiting_look(). */
bool waiting_is_seen_with(const struct waiting *, const int family[2]);
bool waiting_told(void *waiting, const struct diag_sock *);
/* Asks for all that wait at TCP listeners, anew.  Without sock_diag there are none. */
void waiting_look(struct waiting *, const struct sock_table *);
/* Calls `each` with what waits at this listener, TCP's or UNIX's. */
void waiting_each(const struct waiting *, const struct sock_table *, const struct sock *,
    void (*each)(void *to, const struct diag_sock *), void *to);
/* TCP_INFO and its own address as they were asked of this listener, for facts; false: they were
 * not, or it is one of too many. */
bool waiting_tell(const struct waiting *, struct facts *);
void waiting_clear(struct waiting *);
#endif

/* ghost: TCP connections, and MPTCP's, whose socket has no descriptor any more, or one that
 * tells nothing, while the kernel still brings them to their end. */
#ifndef SOSH_SOCKET_GHOST_H
#define SOSH_SOCKET_GHOST_H
#include <stdbool.h>
#include <stdint.h>

#include "socket/diag.h"
#include "socket/sock.h"

/* Remembers what a connection of TCP or MPTCP is known by; other sockets have no ghosts. */
void ghost_know(struct sock *, const struct addr *local, const struct addr *peer);
/* The same before a call that may end it, where nobody told of it yet. */
void ghost_know_now(struct sock *);
/* That of `sock` for another descriptor of the same socket. */
void ghost_share(struct sock *to, const struct sock *);
/* It may have been bound to another interface, which counts where it is looked for. */
void ghost_bound(struct sock *);
/* Forgets that. */
void ghost_never(struct sock *);

/* What the kernel has of a socket that was closed here, or whose descriptor says
 * CLOSED; false if nothing. */
bool ghost_look(const struct sock_table *, const struct sock *, struct diag_sock *);
/* Is there a ghost of a closed socket?  As it was within the second before `now`. */
bool ghost_is_there(const struct sock_table *, const struct sock *, int64_t now);
/* When it was there last, as number_now(); 0 if never. */
int64_t ghost_seen(const struct sock *);
/* Is it that of a later socket too, which was a dup? */
bool ghost_is_shared(const struct sock_table *, const struct sock *);
/* Is what the kernel told of what is left of this one's connection?  Of MPTCP, one of its
 * paths: where that has an inode, ghost_look() knows. */
bool ghost_is(const struct sock *, const struct diag_sock *);
/* The same number for both, where it is: of a socket that has a ghost, and of what the
 * kernel told. */
uint64_t ghost_hash(const struct sock *);
uint64_t ghost_hash_of(const struct diag_sock *);
#endif

/* offer-sock: sockets as what may come next, those that make sense first. */
#ifndef SOSH_COMMAND_OFFER_SOCK_H
#define SOSH_COMMAND_OFFER_SOCK_H
#include "base/buf.h"
#include "lang/type.h"
#include "socket/sock.h"

/* How far a socket has come. */
enum standing { STANDING_FRESH, STANDING_BOUND, STANDING_LISTENING, STANDING_CONNECTING,
	STANDING_CONNECTED, STANDINGS };
enum standing offer_sock_standing(const struct sock_table *, const struct sock *);

/* Offers numbers and names with kind, state and an address beside them; which, and
 * in what order, the row of `reading` says (its `wants`).  `but` are left out: they
 * were named already.  `closed`: closed ones, too, behind the open ones. */
void offer_socks(const struct reading *, const char *typed, struct offer, bool closed,
    struct sock *const *but, size_t count);
/* Offers "2.PROPERTY" and "NAME.PROPERTY" (".PROPERTY": of the one used last) where
 * the socket was typed with its dot, else what stands before: "2." and "NAME.". */
void offer_sock_properties(const struct reading *, const char *typed, struct offer);
/* Adds the number of the socket that is meant where none was named: the one of `.`
 * where it makes sense, else the best; nothing where that cannot be told. */
void offer_sock_guess(const struct reading *, struct buf *);
/* The socket that `.` means, or NULL. */
const struct sock *offer_sock_dot(const struct reading *);
#endif

/* offer-address: addresses as what may come next. */
#ifndef SOSH_COMMAND_OFFER_ADDRESS_H
#define SOSH_COMMAND_OFFER_ADDRESS_H
#include "base/buf.h"
#include "lang/type.h"
#include "socket/sock.h"

/* Offers addresses for a socket, or for any where it is NULL.  `own`: to bind to;
 * else to be reached: first those of our own sockets that can be, then those used
 * before.  Then this machine's own and its hosts; behind a `:`, services. */
void offer_addresses(const struct reading *, const struct sock *, bool own, const char *typed,
    struct offer);
/* Offers hosts, and services behind a `:`; for look-ups. */
void offer_hosts(const struct reading *, const char *typed, struct offer);
/* Offers numeric addresses without ports. */
void offer_numeric(const struct reading *, const char *typed, struct offer);
/* Offers the interfaces of this machine. */
void offer_interfaces(struct offer);
/* Adds the address that is meant where a socket is to reach one and none was named:
 * of the newest socket of ours that can be reached, else the one used last. */
void offer_address_guess(const struct reading *, const struct sock *, struct buf *);
#endif

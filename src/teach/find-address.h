/* find-address: whether an address fits this machine and this socket. */
#ifndef SOSH_TEACH_FIND_ADDRESS_H
#define SOSH_TEACH_FIND_ADDRESS_H
#include "teach/doctor.h"

/* Of the address that was passed, which no interface that is up has: `host`, `port`, and
 * `loopback`, the same port there.  `interface` has it, and is down; has it, and it is not the
 * one that was named, which `scoped` does; has it, but may not use it yet.  IPv6 is switched off
 * here; `mine` are those that there are, where they are few; `count` of them, where they are
 * not. */
finder find_address_down, find_address_elsewhere, find_address_tentative;
finder find_address_no_inet6, find_address_foreign, find_address_many;
/* It is link-local and names no interface: `scoped`, the same with one that has such addresses;
 * names one that there is none of: `index`. */
finder find_address_no_scope, find_address_bad_scope;
/* It stands for one of IPv4 (::ffff:127.0.0.1), and the socket is for IPv6 alone. */
finder find_address_only_inet6;
/* It has none, but the socket is bound to an interface that is gone: `index`. */
finder find_address_stuck;
/* `interfaces`: those that there are. */
finder find_address_interfaces;
/* It is of another family, and what it means is `instead` in the socket's: find-calls.h has the
 * rest of the names. */
finder find_address_instead;
/* UNIX: more bytes than an address has, `length` and `most`. */
finder find_address_long;
/* The socket has an address already: `local`; and is connected: `peer`. */
finder find_address_bound, find_address_connected;
#endif

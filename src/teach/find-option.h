/* find-option: what an option wants, and what was passed. */
#ifndef SOSH_TEACH_FIND_OPTION_H
#define SOSH_TEACH_FIND_OPTION_H
#include "teach/doctor.h"

/* All put `name`, the option's name in the headers; and where a value was typed, that is
 * `value`. */

/* The table has no row for it: `level`, `number`. */
finder find_option_unknown;
/* It is none of these, as far as is known: always. */
finder find_option_lacking;
/* It can only be read; only be set. */
finder find_option_fixed, find_option_mute;
/* It is for other sockets: `level`, `on`, a kind that has it. */
finder find_option_misfit;
/* A length below 0, or a value too short for it: `length`, and `needs`. */
finder find_option_negative, find_option_short;
/* Its value was passed as a null pointer; tells where a filter is. */
finder find_option_null, find_option_filter;
/* It wants a struct, `takes` as it would be typed, and got an int. */
finder find_option_struct;
/* The value is not among `range`; not among `choices`; no group. */
finder find_option_range, find_option_choice, find_option_group;
/* It has its time, which is over or has not come: `when`, and `local`, if it is bound. */
finder find_option_late;
/* It is this option: SO_BINDTODEVICE, of a socket that is bound to `device`; */
finder find_option_device;
/* SO_LOCK_FILTER; and without the capability: SO_PRIORITY; one that forces a buffer's size:
 * `plain`, the option that keeps to `limit`, and `most`, what that is; */
finder find_option_lock, find_option_priority, find_option_force;
/* TCP_CONGESTION: `allowed` without it, `available`, and the `first` of these; TCP_ULP:
 * `available`; */
finder find_option_allowed, find_option_available, find_option_upper;
/* one that takes a filter away; that names an interface, of which there are `interfaces`; that
 * joins a group, which `group` is where it is known; that leaves one; that joins
 * one for a source; that turns a socket of IPv6 to IPv4: `peer`; */
finder find_option_detach, find_option_nowhere, find_option_join, find_option_leave,
    find_option_source, find_option_turned;
/* that joins groups of IPv4: `limit` of them; IP_MTU or its like. */
finder find_option_memberships, find_option_mtu;
#endif

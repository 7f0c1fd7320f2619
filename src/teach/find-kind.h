/* find-kind: the three numbers of socket(2), and what a listener was before. */
#ifndef SOSH_TEACH_FIND_KIND_H
#define SOSH_TEACH_FIND_KIND_H
#include "teach/doctor.h"

/* All put `family`, `type` and `protocol`, by name where they have one. */

/* The family has a name, so this kernel lacks it; has none: `number`. */
finder find_kind_family, find_kind_no_family;
/* The type has bits of flags that there are none of (`bits`); is no type. */
finder find_kind_flags, find_kind_no_type;
/* It has a name, and such sockets have no connections. */
finder find_kind_loose;
/* The family has no such type: `types`, those that it has. */
finder find_kind_type;
/* The protocol is for sockets of another type, `other`, a kind with it. */
finder find_kind_other;
/* A raw socket without a protocol; UNIX with one; why the kernel lacks it: `lack`. */
finder find_kind_raw, find_kind_unix, find_kind_lack;
/* Always: for the names. */
finder find_kind_numbers;

/* accept: a bit of the flags means nothing (`bits`); the `length` is below 0; it listened, and
 * was shut down, `ago`; it listened, and does no more; it is bound, `local`, and does not
 * listen; it does not listen. */
finder find_kind_accept_flags, find_kind_length, find_kind_shut, find_kind_over, find_kind_deaf,
    find_kind_idle;
#endif

/* find-unix: who is at a UNIX path or abstract name, and what he does not do. */
#ifndef SOSH_TEACH_FIND_UNIX_H
#define SOSH_TEACH_FIND_UNIX_H
#include "teach/doctor.h"

/* All put down `holder` and the like (evidence.h), and what find-path.h tells of who is bound
 * to the address that was passed.
 *
 * It is bound, and does not listen: a socket of ours, another. */
finder find_unix_own_idle, find_unix_idle;
/* So many wait to be accepted (`queued`) that no more are let in (`backlog`): likewise. */
finder find_unix_full_own, find_unix_full;
/* It is of another kind (`kind`) than this one (`our_kind`). */
finder find_unix_kind;
/* The name is abstract, and nobody has it. */
finder find_unix_no_name;
/* It has no name at all, which asks for one. */
finder find_unix_empty;
/* It is abstract. */
finder find_unix_abstract;
#endif

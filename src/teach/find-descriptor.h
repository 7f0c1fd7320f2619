/* find-descriptor: a descriptor that is not open, or is something else than a socket. */
#ifndef SOSH_TEACH_FIND_DESCRIPTOR_H
#define SOSH_TEACH_FIND_DESCRIPTOR_H
#include "teach/doctor.h"

/* All put `fd`. */

/* It is below 0; so high that there is none of that number: `limit` is the first that there is
 * none of. */
finder find_descriptor_negative, find_descriptor_beyond;
/* It is not open, and was that of a socket of ours, which is closed: `own`, `ago`. */
finder find_descriptor_ours;
/* It is not open. */
finder find_descriptor_gone;
/* It stands for the place of a file, and nothing can be done with that (O_PATH): `what`. */
finder find_descriptor_place;
/* It is open, and what is that? `what`, and where more is known, `sort`: "a folder". */
finder find_descriptor_other;
#endif

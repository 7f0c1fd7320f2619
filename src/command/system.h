/* system: the sockets of the whole machine. */
#ifndef SOSH_COMMAND_SYSTEM_H
#define SOSH_COMMAND_SYSTEM_H
#include "command/listing.h"

/* Adds every TCP, UDP and UNIX socket of this network namespace, those of ours under
 * their numbers; false and an error where the kernel is not to be asked. */
bool system_list(struct listing *);
#endif

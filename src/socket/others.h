/* others: what is asked of the kernel beyond our own descriptors: sock_diag, and which
 * process has a socket. */
#ifndef SOSH_SOCKET_OTHERS_H
#define SOSH_SOCKET_OTHERS_H
#include <stdbool.h>
#include <stdint.h>

#include "socket/diag.h"

struct others;
struct others *others_new(void);
void others_free(struct others *);
/* All that follows takes NULL for one that knows nothing. */
struct diag *others_diag(const struct others *);

/* A new look begins: what was known of processes holds no longer.  They are gone
 * through at the first question, once for the whole look. */
void others_begin(struct others *);
/* The same, and it has to be over by then (number_now()). */
void others_begin_until(struct others *, int64_t until);
/* Has this look taken so long that it has to do with what is known by now? */
bool others_is_late(const struct others *);
/* From now on other processes are not looked at, and nothing is told of them. */
void others_hide(struct others *);
bool others_are_hidden(const struct others *);
/* Were they gone through to the end?  Else nothing is known of what was not found. */
bool others_saw_all(const struct others *);
/* The process that has a descriptor of the socket with this inode, as far as we may
 * see; of several the one with the lowest number; 0 if there is none. */
int others_pid(struct others *, uint64_t inode);
/* The same for who asks about one or two: the processes of the socket's user (-1: unknown) are
 * gone through first, and no further than to one that has it, which is the answer. */
int others_pid_first(struct others *, uint64_t inode, int64_t uid);
/* The name of a process, whatever it chose to be called, until the next call; NULL, and
 * errno, if it is gone.  Many rows are of the same one, which is asked once. */
enum { OTHERS_NAME = 256 };
const char *others_name(struct others *, int pid);
#endif

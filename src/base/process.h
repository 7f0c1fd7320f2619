/* process: programs: started, waited for, ended. */
#ifndef SOSH_BASE_PROCESS_H
#define SOSH_BASE_PROCESS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/guard.h"

/* All that we started; zero at first. */
struct processes {
	bool begun;
	bool adopts;     /* those who leave their group, and their parents, are found, too */
	struct guard guard;
};

/* Starts `sh -c COMMAND`, with the `words`, which end with NULL, as its $1, $2 and so on (NULL:
 * none), with `more`, likewise ("NAME=VALUE"), in its environment beside what is in ours, and
 * with these descriptors as its 0, 1 and 2, in a session of its own:
 * it has no terminal, and no key reaches it.  Its signals are those of a fresh program, no
 * other descriptor of ours goes along.  It dies with us, in whatever way we do.
 * Returns its number, which is that of its group, too; -1 and a system error. */
int process_start(struct processes *, const char *command, const char *const *words,
    const char *const *more, const int end[3], struct error *);

/* Has a child ended since the last call?  loop_turn() ends its wait for it. */
bool process_ended(void);
/* Waits for one that has ended, if there is one: its number and its status, as of
 * waitpid(2); 0: there is none. */
int process_reap(int *status);
/* Waits until a child ends, `nanoseconds` at most; for a moment only, where others may end
 * that nobody tells of. */
void process_wait(const struct processes *, int64_t nanoseconds);
/* Is anybody left in its group?  Of one that was waited for. */
bool process_group_is_left(const struct processes *, int group);
/* May the last of a group go without process_ended()? */
bool process_ends_unheard(const struct processes *);
/* Nobody is left in its group. */
void process_gone(const struct processes *, int group);
/* No program is to be started any more, and none is left. */
void process_end_all(struct processes *);

/* What is done to processes: nothing, SIGTERM, SIGKILL. */
enum process_end { PROCESS_LOOK, PROCESS_TERM, PROCESS_KILL };
/* To all of a group. */
void process_end_group(int group, enum process_end);
/* To all our children: also such as left the group of the program that they come from.
 * Returns how many there are; 0 where the system cannot tell them. */
size_t process_end_strays(const struct processes *, enum process_end);
#endif

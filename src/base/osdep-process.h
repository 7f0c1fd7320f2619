/* osdep-process: what each system has for programs that must not outlive us. */
#ifndef SOSH_BASE_OSDEP_PROCESS_H
#define SOSH_BASE_OSDEP_PROCESS_H
#include <stdbool.h>
#include <stddef.h>

/* From now on whoever loses its parent, among those who come from us, is a child of ours:
 * so it can be ended and waited for.  False where this system has no such thing. */
bool osdep_adopt_orphans(void);
/* The children that there are, at most `room` of them; returns how many, 0 where that
 * cannot be told. */
size_t osdep_children(int *pid, size_t room);
/* Where orphans are ours: is anybody left in this group of processes, whose leader was a child
 * of ours and has been waited for? */
bool osdep_group_is_left(int group);

/* What ps calls this process from now on, where there is such a thing. */
void osdep_call_process(const char *name);

/* Both in a child that is about to become a program: */
/* It is killed when `parent`, which it comes from, dies, in whatever way; where that
 * happened already, it ends at once. */
void osdep_die_with(int parent);
/* Descriptors from `lowest` on are closed: `now`, or as it becomes the program, also those
 * that came from a parent without close-on-exec. */
void osdep_close_from(int lowest, bool now);
#endif

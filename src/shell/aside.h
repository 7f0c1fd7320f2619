/* aside: what is said beside answers: notices, and events as JSON. */
#ifndef SOSH_SHELL_ASIDE_H
#define SOSH_SHELL_ASIDE_H
#include "shell/shell.h"

/* `notice`, `own_output` and `event` of the session. */
void aside_notice(struct session *, const char *lines, size_t count);
void aside_own_output(struct session *, int fd, const char *bytes, size_t count);
void aside_event(struct session *, const struct record *);
/* --events: a line for each thing that happened by itself (LOOP_... bits). */
void aside_events(struct shell *, const struct sock *, unsigned bits);
#endif

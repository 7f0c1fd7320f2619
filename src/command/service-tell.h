/* service-tell: what is told of servers and their clients: notices, events, failures. */
#ifndef SOSH_COMMAND_SERVICE_TELL_H
#define SOSH_COMMAND_SERVICE_TELL_H
#include "command/service.h"

/* A line about a client, or (NULL) the server: ten a second at most, the others are counted.
 * At the prompt a notice, with --events an event; elsewhere failures go to standard error. */
void service_tell(struct service *, const struct sock *, bool failure, const char *line);
/* A client has come, or is about to be closed: at the prompt, as `config notices` says. */
void service_tell_come(struct service *, const struct sock *);
void service_tell_gone(struct service *, const struct sock *);
/* How many were left out, now. */
void service_tell_rest(struct service *);
#endif

/* service-exec: the programs of `serve N exec COMMAND`, one for each connection. */
#ifndef SOSH_COMMAND_SERVICE_EXEC_H
#define SOSH_COMMAND_SERVICE_EXEC_H
#include "serve/later.h"

struct service;

/* COMMAND is what sh(1) is given; it is copied. */
struct server_later *service_exec_new(struct service *, const char *command);
#endif

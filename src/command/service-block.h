/* service-block: the block of `serve N block { ... }`, which runs for each connection. */
#ifndef SOSH_COMMAND_SERVICE_BLOCK_H
#define SOSH_COMMAND_SERVICE_BLOCK_H
#include "command/run.h"
#include "serve/later.h"

struct body;
struct session;

/* The bodies of all servers: one for each connection that such a block runs for. */
struct bodies {
	struct body *first;
	size_t       count;
	bool         turning;      /* they have their turn right now */
};

/* `call` is that of `serve`, whose block it is; `job` is where its job stands once that has
 * begun. */
struct server_later *service_block_new(struct call *, struct job *const *job);
/* Lets every body go on that can.  True when one could go on at once. */
bool bodies_go(struct session *);
#endif

/* role-discard: takes what comes, and throws it away (RFC 863). */
#include "serve/role.h"

static void
datagram(struct server *server, const struct addr *from, const char *bytes, size_t count)
{
	(void)server;
	(void)from;
	(void)bytes;
	(void)count;
}

const struct role role_discard = {
	.name = "discard", .summary = "takes what comes, and throws it away",
	.flags = ROLE_STREAM | ROLE_DATAGRAM | ROLE_MESSAGE | ROLE_NOWHERE, .datagram = datagram,
};

/* role-echo: sends back what comes (RFC 862). */
#include "serve/role.h"

static void
came(struct client *client, const char *bytes, size_t count)
{
	client_send(client, bytes, count);
}

const struct role role_echo = {
	.name = "echo", .summary = "sends back what comes",
	.flags = ROLE_STREAM | ROLE_DATAGRAM | ROLE_MESSAGE,
	.came = came, .datagram = server_reply,
};

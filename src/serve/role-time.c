/* role-time: tells the time, for programs: seconds since 1900 in 32 bits (RFC 868). */
#include "serve/role.h"

#include <time.h>

enum { TIME = 4 };

/* It begins anew in 2036, as the RFC has no more bits. */
static void
tell(char bytes[TIME])
{
	const uint64_t before_1970 = UINT64_C(2208988800);
	uint32_t now = (uint32_t)((uint64_t)time(NULL) + before_1970);

	for (int i = 0; i < TIME; i++)
		bytes[i] = (char)(now >> (8 * (TIME - 1 - i)));
}

static void
opened(struct client *client)
{
	char bytes[TIME];

	tell(bytes);
	client_send(client, bytes, sizeof(bytes));
	client_finish(client);
}

static void
datagram(struct server *server, const struct addr *from, const char *came, size_t count)
{
	char bytes[TIME];

	(void)came;
	(void)count;
	tell(bytes);
	server_reply(server, from, bytes, sizeof(bytes));
}

const struct role role_time = {
	.name = "time", .summary = "tells the seconds since 1900 in 4 bytes, and closes",
	.flags = ROLE_STREAM | ROLE_DATAGRAM | ROLE_MESSAGE | ROLE_NOWHERE, .opened = opened,
	.datagram = datagram,
};

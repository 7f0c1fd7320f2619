/* role-reply: sends the same to whatever comes. */
#include "serve/role.h"

#include <stdlib.h>

#include "base/mem.h"

struct reply {
	char  *bytes;
	size_t count;
};

struct visitor {
	size_t at;    /* it has had so much of the answer that it is sent now */
};

static bool
begin(struct server *server, const struct role_word *word, size_t words, struct error *error)
{
	struct reply *reply = server_own(server);

	(void)words;
	(void)error;
	reply->bytes = mem_copy_bytes(word->bytes, word->count);
	reply->count = word->count;
	return true;
}

static void
end(struct server *server)
{
	free(((struct reply *)server_own(server))->bytes);
}

/* However long it is, it is there once for all: until it is sent nothing more is read. */
static void
room(struct client *client)
{
	const struct reply *reply = server_own(client_server(client));
	struct visitor *visitor = client_own(client);

	visitor->at += client_send_some(client, reply->bytes + visitor->at,
	    reply->count - visitor->at);
	if (visitor->at < reply->count)
		return;
	client_want_room(client, false);
	client_pause(client, false);
}

static void
opened(struct client *client)
{
	client_want_room(client, false);
}

static void
came(struct client *client, const char *bytes, size_t count)
{
	const struct reply *reply = server_own(client_server(client));
	struct visitor *visitor = client_own(client);

	(void)bytes;
	(void)count;
	/* A message goes as a whole, also an empty one. */
	if (client_has_messages(client)) {
		client_send(client, reply->bytes, reply->count);
		return;
	}
	visitor->at = client_send_some(client, reply->bytes, reply->count);
	if (visitor->at == reply->count)
		return;
	client_pause(client, true);
	client_want_room(client, true);
}

static bool
under_way(struct client *client, uint64_t *sent, uint64_t *of)
{
	const struct reply *reply = server_own(client_server(client));
	const struct visitor *visitor = client_own(client);

	*sent = visitor->at;
	*of = reply->count;
	return client_wants_room(client);
}

static void
datagram(struct server *server, const struct addr *from, const char *bytes, size_t count)
{
	const struct reply *reply = server_own(server);

	(void)bytes;
	(void)count;
	server_reply(server, from, reply->bytes, reply->count);
}

const struct role role_reply = {
	.name = "reply", .words = "DATA...", .least = 1, .most = 1,
	.summary = "sends DATA to whatever comes",
	.flags = ROLE_STREAM | ROLE_DATAGRAM | ROLE_MESSAGE | ROLE_DATA,
	.server_size = sizeof(struct reply),
	.client_size = sizeof(struct visitor), .begin = begin, .end = end, .opened = opened,
	.came = came, .room = room, .under_way = under_way, .datagram = datagram,
};

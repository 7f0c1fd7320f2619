/* block: commands of sosh for each connection (`serve N block { ... }`). */
#include "serve/later.h"
#include "serve/server-inner.h"

struct blocked {
	void    *work;
	uint64_t received, sent;   /* before it was served */
	bool     counted;          /* its bytes are the server's, too */
};

/* The commands receive and send by themselves. */
static void
count(struct client *client)
{
	struct blocked *blocked = client_own(client);
	struct serving *serving = &client->server->serving;

	if (blocked->counted)
		return;
	blocked->counted = true;
	serving->received += client->sock->received - blocked->received;
	serving->sent += client->sock->sent - blocked->sent;
}

static void
over(struct client *client)
{
	count(client);
	client_finish(client);
}

static void
opened(struct client *client)
{
	struct blocked *blocked = client_own(client);
	struct server_later *later = client->server->desk->later;
	struct error error;

	blocked->received = client->sock->received;
	blocked->sent = client->sock->sent;
	client_pause(client, true);
	blocked->work = later->begin(later, client, client->sock, -1, over, &error);
}

/* Whatever its block waits for: nobody is there for whom that would be done. */
static void
cut(struct client *client)
{
	if (client->flags & CLIENT_BROKEN)
		client_drop(client, false);
}

static void
closed(struct client *client)
{
	struct blocked *blocked = client_own(client);

	count(client);
	if (blocked->work)
		client->server->desk->later->end(blocked->work);
}

const struct role role_block = {
	.name = "block", .words = "{ ... }", .summary = "runs commands for each client, $client",
	.flags = ROLE_STREAM | ROLE_MESSAGE | ROLE_LATER, .at_once = LATER_AT_ONCE,
	.client_size = sizeof(struct blocked), .opened = opened, .cut = cut,
	.closed = closed
};

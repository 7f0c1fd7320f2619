/* client-due: what happens to a client after a while: it is idle, it has its share of the rate
 * again, it takes too long, its role wanted to be woken. */
#include "base/number.h"
#include "serve/server-inner.h"
#include "socket/layer.h"
#include "socket/osdep.h"

/* The first of its times; 0: it has none. */
static int64_t
first(const struct client *client)
{
	const struct server_want *want = &client->server->want;
	const int64_t times[] = {
		want->idle && client->flags & CLIENT_OPENED ? client->used + want->idle : 0,
		client->limit,
		client->after,
		client->flags & CLIENT_SPENT_IN ? rate_due(&client->in, want->rate) : 0,
		client->flags & CLIENT_SPENT_OUT ? rate_due(&client->out, want->rate) : 0,
	};
	int64_t soonest = 0;

	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++)
		if (times[i] && (!soonest || times[i] < soonest))
			soonest = times[i];
	return soonest;
}

/* A time that has got later is looked at when it would have been due: so that bytes that go to
 * and fro cost nothing here. */
void
client_schedule(struct client *client)
{
	struct server *server = client->server;
	int64_t when = first(client);

	if (client->flags & CLIENT_GONE || !when || (client->due.at && client->due.when <= when))
		return;
	dues_put(&server->dues, &client->due, when);
	server_due(server);
}

/* Where bytes come and go behind the back of the server, TCP tells when; of others only what
 * came is known. */
static int64_t
last_used(const struct client *client)
{
	const struct sock *sock = client->sock;
	int64_t used = sock->used > client->used ? sock->used : client->used, since[2];
	struct osdep_tcp tcp;

	if (!sock_is_tcp(sock) || !osdep_tcp(sock->fd, &tcp))
		return used;
	since[0] = osdep_measure(&tcp, MEASURE_LAST_DATA_RECV);
	since[1] = osdep_measure(&tcp, MEASURE_LAST_DATA_SENT);
	for (int i = 0; i < 2; i++)
		if (since[i] >= 0 && client->server->now - since[i] * 1000 > used)
			used = client->server->now - since[i] * 1000;
	return used;
}

static bool
is_idle(struct client *client)
{
	const struct server *server = client->server;

	if (!server->want.idle || !(client->flags & CLIENT_OPENED))
		return false;
	if (server->role->flags & ROLE_LATER)
		client->used = last_used(client);
	return client->used + server->want.idle <= server->now;
}

static void
drop_idle(struct client *client)
{
	client->server->serving.dropped++;
	server_tell(client->server, client, false, "client %u was idle: closed (--idle)",
	    client->sock->number);
	client_close(client, false);
}

/* Something may have come while we had no time for it. */
static void
look_once_more(struct client *client)
{
	client->flags |= CLIENT_READABLE;
	client_go(client);
	if (!(client->flags & CLIENT_GONE) && is_idle(client))
		drop_idle(client);
}

void
client_last(struct client *client)
{
	if ((client->flags & (CLIENT_FINISHES | CLIENT_SHUT)) == CLIENT_FINISHES)
		client->limit = loop_now(client->server->desk->loop) +
		    SERVER_LAST_S * NUMBER_SECOND;
}

static void
drop_late(struct client *client)
{
	bool shakes = client->flags & CLIENT_SHAKES;

	if (shakes || !(client->flags & CLIENT_SHUT)) {
		client->server->serving.dropped++;
		server_tell(client->server, client, true, shakes ?
		    "client %u has not finished its TLS handshake in time: closed" :
		    "client %u has not taken the last of what it was sent in time: closed",
		    client->sock->number);
		client_close(client, true);
		return;
	}
	/* What is still on its way to it goes on. */
	client_close(client, false);
}

static void
share_again(struct client *client)
{
	struct server *server = client->server;
	unsigned spent = client->flags & (CLIENT_SPENT_IN | CLIENT_SPENT_OUT);

	if (rate_due(&client->in, server->want.rate) <= server->now)
		client->flags &= ~(unsigned)CLIENT_SPENT_IN;
	if (rate_due(&client->out, server->want.rate) <= server->now)
		client->flags &= ~(unsigned)CLIENT_SPENT_OUT;
	if ((client->flags & (CLIENT_SPENT_IN | CLIENT_SPENT_OUT)) != spent)
		client_go(client);
}

void
client_due(struct client *client)
{
	const int64_t now = client->server->now;

	if (client->limit && client->limit <= now) {
		drop_late(client);
		return;
	}
	if (is_idle(client))
		look_once_more(client);
	if (client->flags & CLIENT_GONE)
		return;
	if (client->after && client->after <= now) {
		client->after = 0;
		client->wake(client);
	}
	if (!(client->flags & CLIENT_GONE))
		share_again(client);
	if (!(client->flags & CLIENT_GONE))
		client_schedule(client);
}

void
client_after(struct client *client, int64_t nanoseconds, void (*wake)(struct client *))
{
	client->wake = wake;
	client->after = nanoseconds > 0 ? number_now() + nanoseconds : 0;
	client_schedule(client);
}

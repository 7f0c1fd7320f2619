/* client-tls: a client's handshake. */
#include "base/number.h"
#include "serve/server-inner.h"
#include "socket/layer.h"

bool
client_begin_tls(struct client *client, struct error *error)
{
	const struct server *server = client->server;
	int64_t most = SERVER_HANDSHAKE_S * NUMBER_SECOND, idle = server->want.idle;
	struct tls_told told;

	/* One that was given may be through with it. */
	if (tls_tell(client->sock, &told) && told.state == TLS_OPEN)
		return true;
	if (!tls_begin(server->desk->tls, client->sock, server->want.tls, error))
		return false;
	client->flags |= CLIENT_SHAKES;
	most = idle && idle < most ? idle : most;
	client->limit = server->now + most;
	return true;
}

void
client_shake(struct client *client)
{
	struct error error;

	client_costs(client, SERVER_STEP);
	switch (tls_handshake(client->sock, &error)) {
	case DID_LATER:
		if (layer_busy(client->sock))
			client_again(client);
		return;
	case DID_FAIL:
		client->server->serving.dropped++;
		server_tell(client->server, client, true, "client %u: %s", client->sock->number,
		    error.text);
		client_close(client, false);
		return;
	case DID_IT:
		break;
	}
	client->flags &= ~(unsigned)CLIENT_SHAKES;
	/* Bytes may have come right behind it, and be in the layer already. */
	client->flags |= CLIENT_READABLE;
	client->limit = 0;
	client->used = client->server->now;
	client_schedule(client);
}

/* layer: what stands between a socket and its bytes: TLS. */
#include "socket/layer.h"

#include "socket/sock.h"

void
layer_set(struct sock *sock, struct layer *layer)
{
	layer_drop(sock);
	sock->layer = layer;
}

void
layer_drop(struct sock *sock)
{
	struct layer *layer = sock->layer;

	if (!layer)
		return;
	record_clear(&layer->failure);
	layer->calls->free(sock);
	sock->layer = NULL;
}

unsigned
layer_wants(const struct sock *sock, unsigned events)
{
	return sock->layer && sock->layer->wants ? sock->layer->wants : events;
}

bool
layer_busy(const struct sock *sock)
{
	return sock->layer && sock->layer->busy;
}

bool
layer_ready(const struct sock *sock)
{
	return sock->layer && sock->layer->ready;
}

bool
layer_owes(const struct sock *sock)
{
	return sock->layer && sock->layer->owes;
}

enum did
layer_settle(struct sock *sock, struct error *error)
{
	return layer_owes(sock) ? sock->layer->calls->flush(sock, error) : DID_IT;
}

void
layer_flush(struct sock *sock)
{
	struct error ignored;

	if (layer_owes(sock) && sock->fd >= 0)
		sock->layer->calls->flush(sock, &ignored);
}

enum did
layer_finish(struct sock *sock, struct error *error)
{
	return sock->layer ? sock->layer->calls->finish(sock, error) : DID_IT;
}

void
layer_part(struct sock *sock)
{
	struct error ignored;

	char byte;
	size_t count = 1;

	if (!sock->layer || sock->fd < 0)
		return;
	layer_finish(sock, &ignored);
	/* What came for the layer alone, such as tickets, would make an RST of the close. */
	sock->layer->calls->recv(sock, &byte, &count, true, &ignored);
}

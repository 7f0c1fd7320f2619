/* tap: somebody sees all that goes over a socket, in both directions. */
#include "socket/tap.h"

void
tap_set(struct sock *sock, struct tap *tap)
{
	tap_free(sock);
	sock->tap = tap;
}

void
tap_free(struct sock *sock)
{
	struct tap *tap = sock->tap;

	sock->tap = NULL;
	if (tap)
		tap->free(tap);
}

void
tap_tell(struct sock *sock, bool sent, const char *bytes, size_t count,
    const struct addr *other)
{
	struct tap *tap = sock->tap;
	uint64_t *so_far = sent ? &tap->sent : &tap->received;
	const struct tap_piece piece = { .sent = sent, .bytes = bytes, .count = count,
		.from = *so_far, .other = other };

	*so_far += count;
	tap->told(tap, sock, &piece);
}

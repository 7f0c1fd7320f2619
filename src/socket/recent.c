/* recent: of many sockets the few that were used last. */
#include "socket/recent.h"

#include "socket/serving.h"

int64_t
recent_use(const struct sock *sock)
{
	int64_t last = sock->used > sock->made ? sock->used : sock->made;

	if (serving_is(sock) && sock->serving->used > last)
		last = sock->serving->used;
	return sock->ended > last ? sock->ended : last;
}

static size_t
least_used(const struct recent *recent)
{
	size_t least = 0;

	for (size_t i = 1; i < recent->count; i++)
		if (recent_use(recent->sock[i]) < recent_use(recent->sock[least]))
			least = i;
	return least;
}

void
recent_add(struct recent *recent, struct sock *sock)
{
	if (recent->count < recent->room)
		recent->sock[recent->count++] = sock;
	else if (recent->room && recent_use(sock) > recent_use(recent->sock[recent->least]))
		recent->sock[recent->least] = sock;
	else
		return;
	if (recent->count == recent->room)
		recent->least = least_used(recent);
}

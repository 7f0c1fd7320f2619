/* probe: does somebody listen at an address? */
#include "socket/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/number.h"

/* One that is not answered is given up then, and begun anew. */
#define PATIENCE (1 * NUMBER_SECOND)

struct search {
	const struct addr *addr;
	struct addr       *there;
	bool               found;
};

static bool
look(void *to, const struct diag_sock *row)
{
	struct search *search = to;
	const struct addr *addr = search->addr;

	if (addr->any.sa_family == AF_UNIX)
		search->found = row->local.length == addr->length &&
		    memcmp(row->local.room, addr->room, addr->length) == 0;
	else if (row->family == addr->any.sa_family)
		search->found = addr_is_wildcard(&row->local) || addr_is_wildcard(addr) ||
		    addr_is_same_host(&row->local, addr);
	else
		search->found = addr_is_wildcard(&row->local) && !row->only_inet6;
	if (search->found && addr_is_wildcard(addr))
		*search->there = row->local;
	return !search->found;
}

static bool
ask(struct diag *diag, int family, struct search *search)
{
	const struct diag_ask about = { .family = family,
		.protocol = family == AF_UNIX ? 0 : IPPROTO_TCP, .states = DIAG_LISTEN,
		.port = family == AF_UNIX ? 0 : addr_port(search->addr) };
	struct error ignored;

	return diag_dump(diag, &about, look, search, &ignored);
}

enum probe
probe_look(struct diag *diag, const struct addr *addr, bool *sure, struct addr *there)
{
	struct search search = { .addr = addr, .there = there };
	const int family = addr->any.sa_family;
	bool told;

	*sure = false;
	*there = *addr;
	if (family != AF_UNIX && !addr_is_loopback(addr) && !addr_is_wildcard(addr))
		return PROBE_NOBODY;
	told = ask(diag, family, &search);
	if (told && !search.found && family == AF_INET)
		told = ask(diag, AF_INET6, &search);
	*sure = told;
	return search.found ? PROBE_SOMEBODY : PROBE_NOBODY;
}

void
probe_end(struct probing *probing)
{
	if (probing->fd >= 0)
		close(probing->fd);
	probing->fd = -1;
}

/* Any address stands for this machine; its socket knows for which. */
static void
find_there(const struct probing *probing, const struct addr *addr, struct addr *there)
{
	socklen_t length = sizeof(there->room);

	*there = *addr;
	if (!addr_is_wildcard(addr))
		return;
	if (getpeername(probing->fd, &there->any, &length) < 0)
		*there = *addr;
	else
		there->length = length;
}

static enum probe
ended(struct probing *probing, int number)
{
	probe_end(probing);
	probing->number = number;
	return number ? PROBE_NOBODY : PROBE_SOMEBODY;
}

static enum probe
connected(struct probing *probing, const struct addr *addr, struct addr *there)
{
	find_there(probing, addr, there);
	return ended(probing, 0);
}

static enum probe
go_on(struct probing *probing, const struct addr *addr, struct addr *there)
{
	struct pollfd one = { .fd = probing->fd, .events = POLLOUT };
	socklen_t length = sizeof(int);
	int number = 0;

	if (poll(&one, 1, 0) <= 0) {
		if (number_now() - probing->since < PATIENCE)
			return PROBE_WAIT;
		return ended(probing, ETIMEDOUT);
	}
	if (getsockopt(probing->fd, SOL_SOCKET, SO_ERROR, &number, &length) < 0)
		number = errno;
	return number ? ended(probing, number) : connected(probing, addr, there);
}

enum probe
probe_connect(struct probing *probing, const struct addr *addr, struct addr *there)
{
	int fd;

	if (probing->fd >= 0)
		return go_on(probing, addr, there);
	fd = socket(addr->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return ended(probing, errno);
	probing->fd = fd;
	probing->since = number_now();
	if (connect(fd, &addr->any, addr->length) == 0)
		return connected(probing, addr, there);
	/* A UNIX listener whose backlog is full is there all the same. */
	if (errno == EAGAIN && addr->any.sa_family == AF_UNIX)
		return connected(probing, addr, there);
	/* On this machine it is over by now, mostly, and who looks once sees it. */
	return errno == EINPROGRESS ? go_on(probing, addr, there) : ended(probing, errno);
}

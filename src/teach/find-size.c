/* find-size: how much may go in one message, or lie in one buffer. */
#include "teach/find-size.h"

#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "socket/kind.h"
#include "socket/sys.h"
#include "teach/evidence.h"
#include "teach/find.h"

enum { UDP_HEADER = 8, IP_MOST = 65535, IP_HEADER = 20, IP6_HEADER = 40, ETHERNET_HEADER = 14 };

static bool
is_of(const struct look *look, int type)
{
	const struct sock *sock = look->scene->sock;

	return sock && (sock->family == AF_INET || sock->family == AF_INET6) && sock->type == type;
}

/* Is what was sent more than `most` bytes? */
static bool
is_more(struct look *look, struct record *evidence, int64_t most)
{
	if (most < 0 || (int64_t)look->scene->count <= most)
		return false;
	record_int(evidence, "count", (int64_t)look->scene->count);
	record_int(evidence, "most", most);
	return true;
}

static int64_t
header(const struct look *look)
{
	return look->scene->sock->family == AF_INET ? IP_HEADER : IP6_HEADER;
}

/* The length of IPv6 does not count its header, IPv4's does. */
bool
find_size_udp(struct look *look, struct record *evidence)
{
	if (!is_of(look, SOCK_DGRAM))
		return false;
	return is_more(look, evidence, IP_MOST - UDP_HEADER -
	    (look->scene->sock->family == AF_INET ? IP_HEADER : 0));
}

bool
find_size_raw(struct look *look, struct record *evidence)
{
	if (!is_of(look, SOCK_RAW))
		return false;
	return is_more(look, evidence, IP_MOST);
}

bool
find_size_unix(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;
	int buffer;

	if (!sock || sock->family != AF_UNIX || sock->type == SOCK_STREAM)
		return false;
	buffer = evidence_option(sock, "sndbuf");
	/* The kernel keeps some of it for itself. */
	if (buffer < 0 || (int64_t)look->scene->count <= buffer - 64)
		return false;
	record_int(evidence, "count", (int64_t)look->scene->count);
	record_int(evidence, "buffer", buffer);
	return true;
}

bool
find_size_path(struct look *look, struct record *evidence)
{
	int mtu;

	if (!is_of(look, SOCK_DGRAM))
		return false;
	mtu = evidence_option(look->scene->sock, "mtu");
	if (mtu <= 0 || !is_more(look, evidence, mtu - header(look) - UDP_HEADER))
		return false;
	record_int(evidence, "mtu", mtu);
	return true;
}

/* Which interface a packet socket sends by; false: none. */
static bool
interface_of(struct look *look, struct ifreq *ask)
{
	const struct sock *sock = look->scene->sock;
	const struct addr *local;
	struct buf name = { 0 };
	size_t count;

	memset(ask, 0, sizeof(*ask));
	if (!sock || !kind_has_interfaces(sock->family))
		return false;
	local = look->scene->address ? look->scene->address : facts_local(&look->facts);
	if (!local)
		return false;
	addr_show(&name, local);
	count = strcspn(buf_text(&name), ":");
	if (count < sizeof(ask->ifr_name))
		memcpy(ask->ifr_name, buf_text(&name), count);
	buf_clear(&name);
	return *ask->ifr_name;
}

bool
find_size_frame(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;
	struct ifreq ask;

	if (!interface_of(look, &ask) || sys_ioctl(sock->fd, SIOCGIFMTU, &ask) < 0 ||
	    !is_more(look, evidence, ask.ifr_mtu + (sock->type == SOCK_RAW ? ETHERNET_HEADER : 0)))
		return false;
	record_int(evidence, "mtu", ask.ifr_mtu);
	record_bytes(evidence, "interface", ask.ifr_name, strlen(ask.ifr_name));
	return true;
}

bool
find_size_interface(struct look *look, struct record *evidence)
{
	struct ifreq ask;

	if (!interface_of(look, &ask))
		return false;
	record_bytes(evidence, "interface", ask.ifr_name, strlen(ask.ifr_name));
	return true;
}

bool
find_size_pieces(struct look *look, struct record *evidence)
{
	int buffer = is_of(look, SOCK_DGRAM) ? evidence_option(look->scene->sock, "sndbuf") : -1;

	if (buffer < 0 || look->scene->count <= (size_t)buffer)
		return false;
	record_int(evidence, "count", (int64_t)look->scene->count);
	record_int(evidence, "buffer", buffer);
	return true;
}

bool
find_size_control(struct look *look, struct record *evidence)
{
	int64_t most = evidence_sysctl("net/core/optmem_max");

	if (!look->scene->call || strcmp(look->scene->call, "sendmsg") != 0 || most < 0)
		return false;
	record_int(evidence, "most", most);
	return true;
}

static bool
can_receive(const struct look *look, const struct sock *sock)
{
	struct facts facts;

	if (sock->fd < 0 || sock->family != AF_UNIX || sock_listens(sock))
		return false;
	facts_begin(&facts, look->scene->table, sock);
	return facts_ready(&facts) & POLLIN;
}

bool
find_size_passed_elsewhere(struct look *look, struct record *evidence)
{
	const struct sock_table *table = look->scene->table;
	const struct sock *sock = look->scene->sock;
	const struct sock *pair = sock && sock->pair ? sock_find(table, sock->pair) : NULL;

	if (!pair || pair->fd < 0 || can_receive(look, pair) || !find_size_passed(look, evidence))
		return false;
	for (size_t i = 0; i < table->count && !find_is_late(look); i++) {
		if (!can_receive(look, table->sock[i]))
			continue;
		record_int(evidence, "own", table->sock[i]->number);
		break;
	}
	return true;
}

bool
find_size_passed(struct look *look, struct record *evidence)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return false;
	record_int(evidence, "limit", (int64_t)limit.rlim_cur);
	if (look->scene->sock && look->scene->sock->pair)
		record_int(evidence, "pair", look->scene->sock->pair);
	return true;
}

/* find-words: what the words of a call say: the socket's kind, flags, the address. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/names.h"
#include "base/number.h"
#include "socket/errqueue.h"
#include "socket/kind.h"
#include "socket/osdep.h"
#include "socket/sys.h"
#include "teach/evidence.h"
#include "teach/find-calls.h"
#include "teach/find-listener.h"
#include "teach/find.h"

static const struct sock *
sock_of(const struct look *look)
{
	return look->scene->sock;
}

bool
find_calls_control(struct look *look, struct record *evidence)
{
	(void)evidence;
	return strcmp(look->scene->call, "sendmsg") == 0;
}

static bool
is_inet(const struct sock *sock)
{
	return sock && (sock->family == AF_INET || sock->family == AF_INET6);
}

bool
find_calls_is_inet(struct look *look, struct record *evidence)
{
	(void)evidence;
	return is_inet(sock_of(look));
}

bool
find_calls_is_ping(struct look *look, struct record *evidence)
{
	(void)evidence;
	return find_calls_is_inet(look, evidence) && sock_of(look)->type == SOCK_DGRAM &&
	    (sock_of(look)->protocol == IPPROTO_ICMP || sock_of(look)->protocol == IPPROTO_ICMPV6);
}

bool
find_calls_is_udp(struct look *look, struct record *evidence)
{
	return find_calls_is_inet(look, evidence) && sock_of(look)->type == SOCK_DGRAM &&
	    !find_calls_is_ping(look, evidence);
}

bool
find_calls_is_tcp(struct look *look, struct record *evidence)
{
	(void)evidence;
	return is_inet(sock_of(look)) && sock_of(look)->type == SOCK_STREAM;
}

bool
find_calls_is_unix(struct look *look, struct record *evidence)
{
	(void)evidence;
	return sock_of(look) && sock_of(look)->family == AF_UNIX;
}

bool
find_calls_is_unix_stream(struct look *look, struct record *evidence)
{
	return find_calls_is_unix(look, evidence) && sock_of(look)->type == SOCK_STREAM;
}

bool
find_calls_is_datagrams(struct look *look, struct record *evidence)
{
	return find_calls_is_unix(look, evidence) && sock_of(look)->type == SOCK_DGRAM;
}

static bool
is_sending(const struct look *look)
{
	return strncmp(look->scene->call, "send", 4) == 0 ||
	    strcmp(look->scene->call, "connect") == 0;
}

bool
find_calls_dontwait(struct look *look, struct record *evidence)
{
	(void)evidence;
	return look->scene->flags & MSG_DONTWAIT;
}

/* Somebody else may have made it so, of a descriptor that came from elsewhere. */
bool
find_calls_nonblock(struct look *look, struct record *evidence)
{
	(void)evidence;
	return sock_of(look) && sock_of(look)->nonblock;
}

bool
find_calls_own_limit(struct look *look, struct record *evidence)
{
	bool sending = is_sending(look);
	int64_t limit;

	if (!sock_of(look) || find_calls_dontwait(look, evidence) ||
	    find_calls_nonblock(look, evidence))
		return false;
	limit = sock_time_limit(sock_of(look), sending);
	if (limit == NUMBER_NEVER)
		return false;
	record_text(evidence, "option", sending ? "SO_SNDTIMEO" : "SO_RCVTIMEO");
	record_text(evidence, "setting", sending ? "sndtimeo" : "rcvtimeo");
	evidence_time(evidence, "limit", limit);
	return true;
}

bool
find_calls_oob(struct look *look, struct record *evidence)
{
	(void)evidence;
	return look->scene->flags & MSG_OOB;
}

bool
find_calls_oob_udp(struct look *look, struct record *evidence)
{
	return sock_of(look) && sock_of(look)->type == SOCK_DGRAM && find_calls_oob(look, evidence);
}

bool
find_calls_errqueue(struct look *look, struct record *evidence)
{
	(void)evidence;
	return look->scene->flags & osdep_errqueue;
}

bool
find_calls_fastopen(struct look *look, struct record *evidence)
{
	(void)evidence;
	return look->scene->flags & osdep_fastopen;
}

bool
find_calls_oob_inline(struct look *look, struct record *evidence)
{
	return find_calls_oob(look, evidence) &&
	    evidence_option(sock_of(look), "oobinline") > 0;
}

bool
find_calls_fastopen_idle(struct look *look, struct record *evidence)
{
	return find_calls_fastopen(look, evidence) && find_listener_idle(look, evidence);
}

bool
find_calls_fastopen_peer(struct look *look, struct record *evidence)
{
	return find_calls_fastopen(look, evidence) && find_calls_has_peer(look, evidence);
}

bool
find_calls_recverr(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);

	(void)evidence;
	return is_inet(sock) && !sock->connected && errqueue_is_asked(sock);
}

static socklen_t
needed(int family)
{
	return family == AF_INET ? sizeof(struct sockaddr_in) :
	    family == AF_INET6 ? 24 : sizeof(sa_family_t);
}

bool
find_calls_short(struct look *look, struct record *evidence)
{
	const struct addr *addr = look->scene->address;
	const struct sock *sock = sock_of(look);

	/* Of a null pointer that is 0 bytes long nothing is read. */
	if (!addr || !sock || addr->length >= needed(sock->family))
		return false;
	record_int(evidence, "length", (int)addr->length);
	record_int(evidence, "needs", sock->family == AF_INET6 ? (int)sizeof(struct sockaddr_in6) :
	    (int)needed(sock->family));
	return true;
}

bool
find_calls_long(struct look *look, struct record *evidence)
{
	const struct addr *addr = look->scene->address;

	if (!addr || addr->length <= sizeof(struct sockaddr_storage))
		return false;
	record_int(evidence, "length", (int)addr->length);
	record_int(evidence, "most", (int)sizeof(struct sockaddr_storage));
	return true;
}

bool
find_calls_family(struct look *look, struct record *evidence)
{
	const struct addr *addr = look->scene->address;
	const struct sock *sock = sock_of(look);
	const char *takes;
	char name[32];

	if (!addr || addr->null || !sock || addr->any.sa_family == sock->family)
		return false;
	names_brief(names_family, "AF_", addr->any.sa_family, name, sizeof(name));
	record_bytes(evidence, "given", name, strlen(name));
	names_brief(names_family, "AF_", sock->family, name, sizeof(name));
	record_bytes(evidence, "family", name, strlen(name));
	takes = kind_name(addr->any.sa_family, sock->type, sock->protocol);
	if (!takes)
		takes = kind_name(addr->any.sa_family, sock->type, 0);
	if (takes)
		record_text(evidence, "takes", takes);
	return true;
}

bool
find_calls_port_zero(struct look *look, struct record *evidence)
{
	const struct addr *addr = look->scene->address;

	(void)evidence;
	return addr && !addr->null && is_inet(sock_of(look)) && addr_port(addr) == 0;
}

bool
find_calls_loopback(struct look *look, struct record *evidence)
{
	const struct addr *addr = look->scene->address;
	const struct addr *local = sock_of(look) ? facts_local(&look->facts) : NULL;

	if (!addr || addr->null || !local || !is_inet(sock_of(look)) ||
	    !addr_is_loopback(local) || addr_is_loopback(addr) || addr_is_wildcard(addr))
		return false;
	find_put_address(evidence, "local", local);
	evidence_host(evidence, "host", addr);
	return true;
}

/* find-calls: what the socket's own history and the words of the call say: which call is
 * missing, or was one too many, or cannot be so. */
#include "teach/find-calls.h"

#include <errno.h>
#include <fcntl.h>
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
#include "socket/others.h"
#include "socket/sys.h"
#include "teach/evidence.h"
#include "teach/find-listener.h"
#include "teach/find-port.h"
#include "teach/find.h"

static const struct sock *
sock_of(const struct look *look)
{
	return look->scene->sock;
}

/* The newest of the calls of this name that are remembered, which came to `number`. */
static const struct past_call *
last(const struct sock *sock, const char *call, int number)
{
	const struct past_call *found = NULL, *each;

	for (unsigned i = 0; (each = past_get(&sock->past, i)); i++)
		if (strcmp(each->call, call) == 0 && each->number == number)
			found = each;
	return found;
}

static void
put_kind(struct record *evidence, int family, int type, int protocol)
{
	const char *name = kind_name(family, type, protocol);

	if (name)
		record_text(evidence, "kind", name);
}

static void
put_own_kind(struct record *evidence, const struct sock *sock)
{
	put_kind(evidence, sock->family, sock->type, sock->protocol);
}

bool
find_calls_listens(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct addr *local;

	if (!sock || !sock_listens(sock))
		return false;
	local = facts_local(&look->facts);
	if (local)
		find_put_address(evidence, "local", local);
	put_own_kind(evidence, sock);
	return true;
}

bool
find_calls_no_peer(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);

	if (!sock || !sock->type || sock->connected || sock->connecting)
		return false;
	put_own_kind(evidence, sock);
	find_listener_target(look, evidence);
	return true;
}

bool
find_calls_has_peer(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct addr *peer = sock ? facts_peer(&look->facts) : NULL;
	const struct past_call *connect;

	if (!peer)
		return false;
	connect = last(sock, "connect", 0);
	put_own_kind(evidence, sock);
	if (addr_is_named(peer))
		find_put_address(evidence, "peer", peer);
	if (connect)
		evidence_ago(evidence, "ago", connect->when);
	return true;
}

bool
find_calls_mute(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);

	if (!sock || !sock->mute)
		return false;
	evidence_ago(evidence, "ago", sock->mute);
	return true;
}

bool
find_calls_deaf(struct look *look, struct record *evidence)
{
	(void)evidence;
	return sock_of(look) && sock_of(look)->deaf;
}

bool
find_calls_shut(struct look *look, struct record *evidence)
{
	return find_calls_deaf(look, evidence) && find_calls_mute(look, evidence);
}

bool
find_calls_connecting(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct past_call *begun = sock ? last(sock, "connect", EINPROGRESS) : NULL;

	if (!sock || !sock->connecting)
		return false;
	if (begun)
		evidence_ago(evidence, "ago", begun->when);
	return true;
}

bool
find_calls_error_taken(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);

	(void)evidence;
	return sock && last(sock, "connect", EINPROGRESS);
}

bool
find_calls_unbound(struct look *look, struct record *evidence)
{
	const struct addr *local = sock_of(look) ? facts_local(&look->facts) : NULL;

	(void)evidence;
	return local && !addr_is_named(local) && !sock_of(look)->connected;
}

bool
find_calls_bound(struct look *look, struct record *evidence)
{
	const struct addr *local = sock_of(look) ? facts_local(&look->facts) : NULL;

	if (!local || !addr_is_named(local))
		return false;
	find_put_address(evidence, "local", local);
	return true;
}

/* The newest send that came to `number`. */
static const struct past_call *
last_send(const struct sock *sock, int number)
{
	const struct past_call *found = NULL, *each;

	for (unsigned i = 0; (each = past_get(&sock->past, i)); i++)
		if (strncmp(each->call, "send", 4) == 0 && each->number == number)
			found = each;
	return found;
}

bool
find_calls_peer_was_lost(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);

	(void)evidence;
	return sock && sock->type == SOCK_DGRAM && last_send(sock, ECONNREFUSED);
}

bool
find_calls_icmp(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct addr *peer = sock ? facts_peer(&look->facts) : NULL;
	const struct past_call *sent = sock ? last_send(sock, 0) : NULL;

	if (!peer || !sent || sock->type != SOCK_DGRAM)
		return false;
	find_put_address(evidence, "peer", peer);
	evidence_ago(evidence, "ago", sent->when);
	return true;
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
find_calls_is_udp(struct look *look, struct record *evidence)
{
	if (!is_inet(sock_of(look)) || sock_of(look)->type != SOCK_DGRAM)
		return false;
	put_own_kind(evidence, sock_of(look));
	return true;
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
	if (!sock_of(look) || sock_of(look)->family != AF_UNIX)
		return false;
	put_own_kind(evidence, sock_of(look));
	return true;
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

bool
find_calls_is_packet(struct look *look, struct record *evidence)
{
	(void)evidence;
	return sock_of(look) && kind_has_interfaces(sock_of(look)->family);
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
	if (!(look->scene->flags & MSG_OOB))
		return false;
	if (sock_of(look))
		put_own_kind(evidence, sock_of(look));
	return true;
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

/* All flags of a call that went well are not kept; but a byte that recv got alone, where
 * none is left to be had, was that one most likely. */
bool
find_calls_oob_taken(struct look *look, struct record *evidence)
{
	const struct past_call *got;

	if (!find_calls_oob(look, evidence))
		return false;
	got = last(sock_of(look), "recv", 0);
	if (!got || got->result != 1)
		return false;
	evidence_ago(evidence, "ago", got->when);
	return true;
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

	if (!addr || addr->null || !sock || addr->length >= needed(sock->family))
		return false;
	record_int(evidence, "length", (int)addr->length);
	record_int(evidence, "needs", sock->family == AF_INET6 ? (int)sizeof(struct sockaddr_in6) :
	    (int)needed(sock->family));
	return true;
}

bool
find_calls_family(struct look *look, struct record *evidence)
{
	const struct addr *addr = look->scene->address;
	const struct sock *sock = sock_of(look);
	char name[32];

	if (!addr || addr->null || !sock || addr->any.sa_family == sock->family)
		return false;
	names_brief(names_family, "AF_", addr->any.sa_family, name, sizeof(name));
	record_bytes(evidence, "given", name, strlen(name));
	names_brief(names_family, "AF_", sock->family, name, sizeof(name));
	record_bytes(evidence, "family", name, strlen(name));
	put_kind(evidence, addr->any.sa_family, sock->type, sock->protocol);
	return true;
}

bool
find_calls_null(struct look *look, struct record *evidence)
{
	(void)evidence;
	return look->scene->address && look->scene->address->null;
}

bool
find_calls_port_zero(struct look *look, struct record *evidence)
{
	const struct addr *addr = look->scene->address;

	(void)evidence;
	return addr && !addr->null && is_inet(sock_of(look)) && addr_port(addr) == 0;
}

bool
find_calls_no_scope(struct look *look, struct record *evidence)
{
	const struct addr *addr = look->scene->address;
	struct sockaddr_in6 in6;

	if (!addr || addr->null || addr->any.sa_family != AF_INET6)
		return false;
	memcpy(&in6, addr->room, sizeof(in6));
	if (!IN6_IS_ADDR_LINKLOCAL(&in6.sin6_addr) || in6.sin6_scope_id)
		return false;
	evidence_host(evidence, "host", addr);
	record_int(evidence, "port", addr_port(addr));
	return true;
}

bool
find_calls_address(struct look *look, struct record *evidence)
{
	(void)evidence;
	return look->scene->address && !look->scene->address->null;
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

static bool
is_same(const struct addr *a, const struct addr *b)
{
	struct buf left = { 0 }, right = { 0 };
	bool same;

	addr_show(&left, a);
	addr_show(&right, b);
	same = left.count == right.count && memcmp(buf_text(&left), buf_text(&right),
	    left.count) == 0;
	buf_clear(&left);
	buf_clear(&right);
	return same;
}

bool
find_calls_twice(struct look *look, struct record *evidence)
{
	const struct addr *to = look->scene->address, *local;
	struct diag_sock found;
	struct error ignored;
	struct addr peer;

	local = sock_of(look) ? facts_local(&look->facts) : NULL;
	if (!to || to->null || !local || !find_calls_is_tcp(look, evidence) ||
	    addr_port(local) <= 0)
		return false;
	find_put_address(evidence, "local", local);
	for (size_t i = 0; i < look->scene->table->count; i++) {
		const struct sock *sock = look->scene->table->sock[i];
		struct addr mine;

		if (sock->fd < 0 || sock == sock_of(look) || !sock_is_tcp(sock) ||
		    !sock_local(sock, &mine, &ignored) || !is_same(&mine, local) ||
		    !sock_peer(sock, &peer, &ignored) || !is_same(&peer, to))
			continue;
		evidence_own(evidence, sock);
		return true;
	}
	if (!diag_one(others_diag(look->scene->table->others), IPPROTO_TCP, local, to, 0, false,
	    &found, &ignored))
		return false;
	record_text(evidence, "state", found.state);
	evidence_holder(look, evidence, &found);
	return true;
}

bool
find_calls_no_port(struct look *look, struct record *evidence)
{
	const struct value *ports, *taken;

	if (!find_port_range(look, evidence))
		return false;
	ports = record_get(evidence, "ports");
	taken = record_get(evidence, "taken");
	/* Some are never given (ip_local_reserved_ports). */
	return !taken || taken->number * 10 >= ports->number * 9;
}

bool
find_calls_udp_no_port(struct look *look, struct record *evidence)
{
	return sock_of(look) && sock_of(look)->type == SOCK_DGRAM &&
	    find_calls_no_port(look, evidence);
}

bool
find_calls_descriptor(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);

	if (!sock || sys_fcntl(sock->fd, F_GETFD, 0) >= 0)
		return false;
	record_int(evidence, "fd", sock->fd);
	return true;
}

bool
find_calls_no_socket(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	char path[64], what[256];
	ssize_t count;

	if (!sock)
		return false;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", sock->fd);
	count = readlink(path, what, sizeof(what));
	if (count <= 0)
		return false;
	record_int(evidence, "fd", sock->fd);
	record_bytes(evidence, "what", what, (size_t)count);
	return true;
}

/* find-calls: what the socket's own history says: which call is missing, or was one too many. */
#include "teach/find-calls.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/names.h"
#include "base/number.h"
#include "socket/kind.h"
#include "teach/evidence.h"
#include "teach/find-listener.h"
#include "teach/find-port.h"
#include "teach/find.h"

static const struct sock *
sock_of(const struct look *look)
{
	return look->scene->sock;
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
	return true;
}

bool
find_calls_serves(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);

	return sock && sock->serving && find_calls_listens(look, evidence);
}

bool
find_calls_no_peer(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);

	if (!sock || !sock->type || sock->connected || sock->connecting)
		return false;
	find_listener_target(look, evidence);
	return true;
}

bool
find_calls_connect_failed(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct past_call *found = NULL, *each;
	const char *name;

	for (unsigned i = 0; sock && (each = past_get(&sock->past, i)); i++)
		if (strcmp(each->call, "connect") == 0)
			found = each;
	name = found && found->number ? names_of(names_errno, found->number) : NULL;
	/* EISCONN tells of what was there before. */
	if (!name || found->number == EISCONN || sock->connected || sock->connecting)
		return false;
	record_text(evidence, "told", name);
	evidence_ago(evidence, "ago", found->when);
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
	connect = find_past(sock, "connect", 0);
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
find_calls_mute_early(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);

	if (!sock || !sock->mute_early)
		return false;
	evidence_ago(evidence, "ago", sock->mute_early);
	return true;
}

bool
find_calls_shut_early(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);

	(void)evidence;
	return sock && !sock->connected && !sock->connecting && sock->family != AF_UNIX &&
	    (sock->mute_early || sock->deaf);
}

bool
find_calls_connecting(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct past_call *begun = sock ? find_past(sock, "connect", EINPROGRESS) : NULL;

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
	return sock && find_past(sock, "connect", EINPROGRESS);
}

bool
find_calls_error_told(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct past_call *begun = sock ? find_past(sock, "connect", EINPROGRESS) : NULL;
	const struct past_call *told = NULL, *each;

	for (unsigned i = 0; begun && (each = past_get(&sock->past, i)); i++)
		if (each->when > begun->when && each->number && each->number != EAGAIN &&
		    strcmp(each->call, "connect") != 0)
			told = each;
	if (!told || !names_of(names_errno, told->number))
		return false;
	record_text(evidence, "told", names_of(names_errno, told->number));
	record_text(evidence, "by", told->call);
	evidence_ago(evidence, "ago", told->when);
	return true;
}

bool
find_calls_unbound(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct addr *local = sock && !sock->connected ? facts_local(&look->facts) : NULL;

	(void)evidence;
	/* Raw and packet sockets get what comes to this machine, bound or not. */
	return local && !addr_is_named(local) && sock->type != SOCK_RAW &&
	    sock->family != AF_PACKET;
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

bool
find_calls_peer_was_lost(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct past_call *lost = sock ? find_past(sock, "send", ECONNREFUSED) : NULL;

	(void)evidence;
	/* What was sent to an address of its own says nothing of the peer. */
	return lost && sock->type == SOCK_DGRAM && strcmp(lost->call, "sendto") != 0;
}

static bool
connected_since(const struct sock *sock, const struct past_call *sent)
{
	const struct past_call *connect = find_past(sock, "connect", 0);

	return connect && connect->when > sent->when;
}

bool
find_calls_icmp(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct addr *peer = sock ? facts_peer(&look->facts) : NULL;
	const struct past_call *sent = sock ? find_past(sock, "send", 0) : NULL;

	/* What was sent before the last connect went to another peer. */
	if (!peer || !sent || sock->type != SOCK_DGRAM || connected_since(sock, sent))
		return false;
	find_put_address(evidence, "peer", peer);
	evidence_ago(evidence, "ago", sent->when);
	return true;
}

/* More has come than was received and waits: a recv that begins at an urgent byte leaves it
 * out. */
bool
find_calls_oob_passed(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct osdep_tcp *tcp;

	/* Others may have received what is missing. */
	if (!find_calls_oob(look, evidence) || !sock || sock->lent || sock->layer ||
	    sock_twin(look->scene->table, sock))
		return false;
	tcp = facts_measures(&look->facts);
	return tcp && osdep_measure(tcp, MEASURE_BYTES_RECEIVED) - osdep_has_ended(sock->fd) >
	    (int64_t)sock->received + facts_recvq(&look->facts);
}

/* All flags of a call that went well are not kept; but a byte that recv got alone, where
 * none is left to be had, was that one most likely. */
bool
find_calls_oob_taken(struct look *look, struct record *evidence)
{
	const struct past_call *got;

	if (!find_calls_oob(look, evidence))
		return false;
	got = find_past(sock_of(look), "recv", 0);
	if (!got || got->result != 1)
		return false;
	evidence_ago(evidence, "ago", got->when);
	return true;
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
	for (size_t i = 0; i < look->scene->table->count && !find_is_late(look); i++) {
		const struct sock *sock = look->scene->table->sock[i];
		struct addr mine;

		if (sock->fd < 0 || sock == sock_of(look) || !sock_is_tcp(sock) ||
		    !sock_local(sock, &mine, &ignored) || !addr_is_same(&mine, local) ||
		    !sock_peer(sock, &peer, &ignored) || !addr_is_same(&peer, to))
			continue;
		evidence_own(evidence, sock);
		return true;
	}
	if (!diag_one(find_diag(look), IPPROTO_TCP, local, to, 0, false, &found, &ignored))
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

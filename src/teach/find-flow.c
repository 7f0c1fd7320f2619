/* find-flow: what is under way on a connection, and what does not get through. */
#include "teach/find-flow.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/number.h"
#include "socket/others.h"
#include "teach/evidence.h"
#include "teach/find-calls.h"
#include "teach/find.h"

static const struct sock *
sock_of(const struct look *look)
{
	return look->scene->sock;
}

static int64_t
measure(struct look *look, enum measure what)
{
	const struct osdep_tcp *tcp = sock_of(look) ? facts_tcp(&look->facts) : NULL;

	return tcp ? osdep_measure(tcp, what) : -1;
}

struct search {
	uint64_t         inode;
	bool             found;
	struct diag_sock row;
};

static bool
look_at(void *to, const struct diag_sock *row)
{
	struct search *search = to;

	search->found = row->inode == search->inode;
	if (search->found)
		search->row = *row;
	return !search->found;
}

/* One that is due this very moment is still to come. */
static void
put_expiry(struct record *evidence, const struct diag_sock *row)
{
	if (row->expires >= 0)
		evidence_time(evidence, "next", row->expires > 0 ?
		    (int64_t)(row->expires * 1e9) : 1);
}

/* One that has no peer yet cannot be asked for by its addresses. */
static void
put_timer(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct addr *local = facts_local(&look->facts);
	const struct diag_ask about = { .family = sock->family, .protocol = IPPROTO_TCP,
		.states = DIAG_SYN_SENT, .port = local ? addr_port(local) : 0 };
	struct search search = { .inode = sock->inode };
	struct error ignored;

	if (local && about.port > 0 && !sock->network && !find_is_late(look) &&
	    diag_dump(find_diag(look), &about, look_at, &search, &ignored) && search.found)
		put_expiry(evidence, &search.row);
}

bool
find_flow_handshake(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct osdep_tcp *tcp = sock && !sock->connected ? facts_tcp(&look->facts) : NULL;
	int64_t again;

	if (!tcp || !tcp->state || strcmp(tcp->state, "SYN-SENT") != 0)
		return false;
	again = measure(look, MEASURE_TIMEOUTS);
	record_int(evidence, "syns", again >= 0 ? again + 1 : 1);
	put_timer(look, evidence);
	return true;
}

/* The newest connect(2) that left a handshake under way. */
static const struct past_call *
begun(const struct look *look)
{
	return sock_of(look) ? find_past(sock_of(look), "connect", EINPROGRESS) : NULL;
}

bool
find_flow_handshake_limit(struct look *look, struct record *evidence)
{
	const struct past_call *first = begun(look);
	int64_t limit = sock_of(look) ? sock_time_limit(sock_of(look), true) : NUMBER_NEVER;

	if (limit == NUMBER_NEVER || !first || number_now() - first->when < limit ||
	    !find_flow_handshake(look, evidence))
		return false;
	evidence_time(evidence, "limit", limit);
	return true;
}

bool
find_flow_no_handshake(struct look *look, struct record *evidence)
{
	const struct past_call *first = begun(look);

	if (!first)
		return false;
	evidence_ago(evidence, "took", first->when);
	return true;
}

static void
put_next(struct look *look, struct record *evidence)
{
	const struct diag_sock *asked = facts_asked(&look->facts);

	if (asked && asked->timer)
		put_expiry(evidence, asked);
}

bool
find_flow_silent(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	int64_t again = measure(look, MEASURE_TIMEOUTS), waiting;

	if (!sock || !sock->connected || again <= 0 || measure(look, MEASURE_UNACKED) <= 0)
		return false;
	waiting = facts_sendq(&look->facts);
	if (waiting <= 0)
		return false;
	record_int(evidence, "waiting", waiting);
	record_int(evidence, "times", again);
	put_next(look, evidence);
	return true;
}

/* Is it that the other side has no room?  TCP tells; of a UNIX socket nothing else holds. */
static bool
is_full(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	int64_t window = measure(look, MEASURE_SND_WND), waiting;

	if (!sock || !sock->connected || sock->type == SOCK_DGRAM)
		return false;
	waiting = facts_sendq(&look->facts);
	if (waiting >= 0)
		record_int(evidence, "waiting", waiting);
	if (window >= 0)
		record_int(evidence, "window", window);
	/* What is less than a segment is kept back, too. */
	if (window >= 0 && window < measure(look, MEASURE_MSS))
		record_bool(evidence, "shut", true);
	return true;
}

bool
find_flow_full_here(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct sock *other = sock && sock->pair ?
	    sock_find(look->scene->table, sock->pair) : NULL;
	struct facts facts = { 0 };
	int64_t unread;

	if (!other || other->fd < 0 || !is_full(look, evidence))
		return false;
	facts_begin(&facts, look->scene->table, other);
	unread = facts_recvq(&facts);
	if (unread <= 0)
		return false;
	record_int(evidence, "unread", unread);
	evidence_own(evidence, other);
	find_calls_own_limit(look, evidence);
	return true;
}

bool
find_flow_full_served(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);
	const struct sock *other = sock && sock->pair ?
	    sock_find(look->scene->table, sock->pair) : NULL;
	int64_t answers = other && other->serving ? facts_recvq(&look->facts) : 0;

	if (answers <= 0 || !find_flow_full_here(look, evidence))
		return false;
	record_int(evidence, "answers", answers);
	return true;
}

bool
find_flow_full_limit(struct look *look, struct record *evidence)
{
	return find_calls_own_limit(look, evidence) && find_flow_full(look, evidence);
}

bool
find_flow_full(struct look *look, struct record *evidence)
{
	const struct other *other;
	const char *name;

	if (!is_full(look, evidence))
		return false;
	other = find_is_late(look) ? NULL : facts_other(&look->facts);
	if (!other || other->number || !other->pid)
		return true;
	name = others_name(look->scene->table->others, other->pid);
	record_int(evidence, "pid", other->pid);
	if (name)
		record_bytes(evidence, "process", name, strlen(name));
	return true;
}

static bool
is_datagrams(const struct sock *sock)
{
	return sock && sock->family == AF_UNIX && sock->type == SOCK_DGRAM;
}

/* Whom it is sent to: by the address that was passed, or the peer's; a pair has none. */
static const struct sock *
receiver(struct look *look)
{
	const struct sock *sock = sock_of(look);
	const struct addr *to = look->scene->address ? look->scene->address :
	    facts_peer(&look->facts);
	const struct sock_table *table = look->scene->table;
	struct error ignored;
	struct addr local;

	if (sock->pair && !look->scene->address)
		return sock_find(table, sock->pair);
	for (size_t i = 0; to && addr_is_named(to) && i < table->count && !find_is_late(look); i++)
		if (is_datagrams(table->sock[i]) && table->sock[i]->fd >= 0 &&
		    sock_local(table->sock[i], &local, &ignored) && local.length == to->length &&
		    memcmp(local.room, to->room, to->length) == 0)
			return table->sock[i];
	return NULL;
}

/* One more than this may wait. */
static void
put_most(struct record *evidence)
{
	int64_t most = evidence_sysctl("net/unix/max_dgram_qlen");

	if (most >= 0)
		record_int(evidence, "most", most + 1);
}

bool
find_flow_datagrams_here(struct look *look, struct record *evidence)
{
	const struct sock *other = is_datagrams(sock_of(look)) ? receiver(look) : NULL;

	if (!other || other->fd < 0)
		return false;
	put_most(evidence);
	evidence_own(evidence, other);
	return true;
}

bool
find_flow_datagrams(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);

	if (!is_datagrams(sock) || (!sock->connected && !look->scene->address))
		return false;
	put_most(evidence);
	return true;
}

static bool
had_limit(struct look *look, struct record *evidence)
{
	int limit = sock_of(look) ? evidence_option(sock_of(look), "user_timeout") : 0;

	if (limit > 0)
		evidence_time(evidence, "limit", (int64_t)limit * 1000000);
	return limit > 0;
}

bool
find_flow_gave_up_full(struct look *look, struct record *evidence)
{
	if (measure(look, MEASURE_SND_WND) != 0)
		return false;
	had_limit(look, evidence);
	return true;
}

bool
find_flow_gave_up_limit(struct look *look, struct record *evidence)
{
	int64_t again = measure(look, MEASURE_TIMEOUTS);

	if (again > 0)
		record_int(evidence, "times", again);
	return had_limit(look, evidence);
}

bool
find_flow_gave_up_keepalive(struct look *look, struct record *evidence)
{
	const struct sock *sock = sock_of(look);

	if (!sock || evidence_option(sock, "keepalive") <= 0 ||
	    measure(look, MEASURE_TIMEOUTS) > 0)
		return false;
	/* With that the number of probes is none of the kernel's concern. */
	if (had_limit(look, evidence))
		return true;
	evidence_time(evidence, "idle", NUMBER_SECOND *
	    evidence_option(sock, "keepidle"));
	record_int(evidence, "probes", evidence_option(sock, "keepcnt"));
	return true;
}

/* find-peer: what became of the other end. */
#include "teach/find-peer.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/names.h"
#include "socket/end.h"
#include "socket/others.h"
#include "socket/program.h"
#include "teach/evidence.h"
#include "teach/find.h"
#include "teach/note.h"

static const struct sock *
other_end(const struct look *look)
{
	const struct sock *sock = look->scene->sock;

	return sock && sock->pair ? sock_find(look->scene->table, sock->pair) : NULL;
}

static bool
is_same(const struct sock *a, const struct sock *b)
{
	return a == b || (a->inode && a->inode == b->inode);
}

/* Of what we sent, so much the other end has never received; each may have had several
 * descriptors (dup). */
static int64_t
unread(const struct look *look, const struct sock *other)
{
	const struct sock *sock = look->scene->sock;
	uint64_t sent = 0, received = 0;

	for (size_t i = 0; i < look->scene->table->count; i++) {
		const struct sock *each = look->scene->table->sock[i];

		sent += is_same(each, sock) ? each->sent : 0;
		received += is_same(each, other) ? each->received : 0;
	}
	return sent > received ? (int64_t)(sent - received) : 0;
}

static bool
put_end(struct record *evidence, const struct sock *other)
{
	evidence_own(evidence, other);
	if (other->ended)
		evidence_ago(evidence, "ago", other->ended);
	return true;
}

static bool
was_closed(const struct sock *other)
{
	return other && other->fd < 0 && other->ended;
}

bool
find_peer_destroyed_here(struct look *look, struct record *evidence)
{
	const struct sock *other = other_end(look);

	if (!other || other->parted_by != ECONNABORTED || !other->parted)
		return false;
	evidence_own(evidence, other);
	return true;
}

bool
find_peer_reset_here(struct look *look, struct record *evidence)
{
	const struct sock *other = other_end(look);

	return was_closed(other) && other->cut && put_end(evidence, other);
}

bool
find_peer_unread_here(struct look *look, struct record *evidence)
{
	const struct sock *other = other_end(look);

	if (!was_closed(other) || other->cut || !unread(look, other))
		return false;
	record_int(evidence, "unread", unread(look, other));
	return put_end(evidence, other);
}

bool
find_peer_left_here(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;
	const struct sock *other = sock ? sock_find(look->scene->table, sock->left_by) : NULL;

	return other && put_end(evidence, other);
}

bool
find_peer_closed_here(struct look *look, struct record *evidence)
{
	const struct sock *other = other_end(look);

	return was_closed(other) && put_end(evidence, other);
}

/* Of a connection that was reset the kernel tells no peer any more; but in one machine both
 * ends have the same host. */
bool
find_peer_unaccepted_here(struct look *look, struct record *evidence)
{
	const struct sock_table *table = look->scene->table;
	const struct sock *sock = look->scene->sock;
	const struct addr *local = sock && sock->there && !sock->pair && sock_is_tcp(sock) ?
	    facts_local(&look->facts) : NULL;

	for (size_t i = 0; local && i < table->count; i++) {
		const struct sock *other = table->sock[i];
		struct addr there;

		if (!was_closed(other) || other->listened <= 0)
			continue;
		there = find_with_port(local, other->listened);
		if ((end_hash(&there) ^ sock->network) == sock->there)
			return put_end(evidence, other);
	}
	return false;
}

/* So much went over the connection, whoever sent it; -1: the kernel does not tell. */
static int64_t
bytes_sent(struct look *look)
{
	const struct osdep_tcp *tcp = look->scene->sock ? facts_tcp(&look->facts) : NULL;

	return tcp ? osdep_measure(tcp, MEASURE_BYTES_SENT) : -1;
}

bool
find_peer_read_here(struct look *look, struct record *evidence)
{
	const struct sock *other = other_end(look);
	int64_t sent = bytes_sent(look);

	return was_closed(other) && sent >= 0 && (uint64_t)sent <= other->received &&
	    put_end(evidence, other);
}

bool
find_peer_program_ended(struct look *look, struct record *evidence)
{
	const struct sock_program *program = look->scene->sock ? look->scene->sock->program : NULL;

	if (!program || !program->ended)
		return false;
	record_bytes(evidence, "program", program->command, strlen(program->command));
	record_int(evidence, "pid", program->pid);
	if (program->signal)
		record_text(evidence, "signal", program->signal);
	else
		record_int(evidence, "status", program->status);
	return true;
}

bool
find_peer_was_reset(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;
	const char *name;

	if (!sock || !sock->parted || !sock->parted_by)
		return false;
	name = names_of(names_errno, sock->parted_by);
	record_text(evidence, "told", name ? name : "an error");
	evidence_ago(evidence, "ago", sock->parted);
	return true;
}

bool
find_peer_had_ended(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;

	if (!sock || !sock->parted || sock->parted_by)
		return false;
	evidence_ago(evidence, "ago", sock->parted);
	return true;
}

bool
find_peer_over(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;
	const struct osdep_tcp *tcp = sock ? facts_tcp(&look->facts) : NULL;

	(void)evidence;
	return sock && sock->connected && tcp && tcp->state && strcmp(tcp->state, "CLOSED") == 0;
}

bool
find_peer_ended_answered(struct look *look, struct record *evidence)
{
	return find_peer_over(look, evidence) && find_peer_had_ended(look, evidence);
}

bool
find_peer_bytes_answered(struct look *look, struct record *evidence)
{
	return find_peer_over(look, evidence) && find_peer_had_bytes(look, evidence);
}

bool
find_peer_both_shut(struct look *look, struct record *evidence)
{
	if (!find_peer_over(look, evidence) || !look->scene->sock->mute)
		return false;
	evidence_ago(evidence, "ago", look->scene->sock->mute);
	return true;
}

bool
find_peer_had_none(struct look *look, struct record *evidence)
{
	(void)evidence;
	/* Who shares the connection, or had it before, may have. */
	return look->scene->sock && !look->scene->sock->sent && bytes_sent(look) <= 0;
}

bool
find_peer_had_bytes(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;

	if (!sock || !sock->sent)
		return false;
	record_int(evidence, "sent", (int64_t)sock->sent);
	return true;
}

static void
put_silence(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;
	const struct osdep_tcp *tcp = facts_measures(&look->facts);
	int64_t since = tcp ? osdep_measure(tcp, MEASURE_LAST_DATA_RECV) : -1;

	record_int(evidence, "received", (int64_t)sock->received);
	if (!sock->received)
		record_bool(evidence, "nothing", true);
	else if (since >= 0)
		evidence_time(evidence, "ago", since * 1000);
}

static bool
has_peer(struct look *look)
{
	const struct sock *sock = look->scene->sock;

	return sock && sock->connected && facts_peer(&look->facts);
}

/* Of UNIX the kernel tells those who wait by their inodes. */
static bool
is_in_queue(struct look *look, struct facts *listener)
{
	const struct diag_sock *row = find_diag(look) ? facts_asked(listener) : NULL;

	for (size_t i = 0; row && i < row->waits; i++)
		if (row->waiting[i] == look->scene->sock->inode)
			return true;
	return false;
}

/* A connection of TCP gets an inode when it is accepted; where it is not asked for, a queue with
 * somebody in it has to do. */
static bool
waits_at(struct look *look, const struct sock *listener, const struct addr *peer)
{
	struct facts facts = { .table = look->scene->table, .sock = listener };
	const struct addr *local = facts_local(&look->facts);
	struct diag_sock found;
	struct error ignored;

	if (listener->fd < 0 || !sock_listens(listener) ||
	    listener->type != look->scene->sock->type || !local || !facts_local(&facts) ||
	    !note_is_at(facts_local(&facts), peer) || !(facts_ready(&facts) & POLLIN))
		return false;
	if (!sock_is_tcp(listener))
		return is_in_queue(look, &facts);
	return !diag_one(find_diag(look), IPPROTO_TCP, peer, local, 0, false, &found,
	    &ignored) || !found.inode;
}

bool
find_peer_waits_here(struct look *look, struct record *evidence)
{
	const struct sock_table *table = look->scene->table;
	const struct addr *peer = has_peer(look) && !other_end(look) && !find_is_foreign(look) ?
	    facts_peer(&look->facts) : NULL;

	for (size_t i = 0; peer && i < table->count && !find_is_late(look); i++)
		if (waits_at(look, table->sock[i], peer)) {
			evidence_own(evidence, table->sock[i]);
			return true;
		}
	return false;
}

bool
find_peer_quiet_here(struct look *look, struct record *evidence)
{
	const struct sock *other = other_end(look);

	if (!has_peer(look) || !other || other->fd < 0)
		return false;
	evidence_own(evidence, other);
	put_silence(look, evidence);
	return true;
}

bool
find_peer_quiet_process(struct look *look, struct record *evidence)
{
	const struct other *other;
	const char *name;

	if (!has_peer(look) || find_is_late(look))
		return false;
	other = facts_other(&look->facts);
	if (other->number || !other->pid)
		return false;
	name = others_name(look->scene->table->others, other->pid);
	if (!name)
		return false;
	record_int(evidence, "pid", other->pid);
	record_bytes(evidence, "process", name, strlen(name));
	put_silence(look, evidence);
	return true;
}

bool
find_peer_quiet(struct look *look, struct record *evidence)
{
	const struct addr *peer = has_peer(look) ? facts_peer(&look->facts) : NULL;

	if (!peer)
		return false;
	if (addr_is_named(peer))
		find_put_address(evidence, "peer", peer);
	put_silence(look, evidence);
	return true;
}

bool
find_peer_partial(struct look *look, struct record *evidence)
{
	size_t count = look->scene->sock ? inbox_count(look->scene->sock) : 0;

	if (!count)
		return false;
	record_int(evidence, "buffered", (int64_t)count);
	return true;
}

/* find-unix: who is at a UNIX path or abstract name, and what he does not do. */
#include "teach/find-unix.h"

#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "socket/kind.h"
#include "teach/evidence.h"
#include "teach/find-path.h"

static bool
is_held(struct look *look, struct record *evidence, bool ours)
{
	if (ours ? !find_path_own(look, evidence) :
	    !find_path_process(look, evidence) && !find_path_unseen(look, evidence))
		return false;
	evidence_words(evidence);
	return true;
}

static bool
is_idle(struct look *look, struct record *evidence, bool ours)
{
	return is_held(look, evidence, ours) && look->path.sock.type != SOCK_DGRAM &&
	    !(look->path.sock.state_bit & DIAG_LISTEN);
}

bool
find_unix_own_idle(struct look *look, struct record *evidence)
{
	return is_idle(look, evidence, true);
}

bool
find_unix_idle(struct look *look, struct record *evidence)
{
	return is_idle(look, evidence, false);
}

static bool
is_full(struct look *look, struct record *evidence, bool ours)
{
	const struct diag_sock *row = &look->path.sock;
	const struct sock *own;

	if (!is_held(look, evidence, ours) || !(row->state_bit & DIAG_LISTEN))
		return false;
	own = ours ? sock_find(look->scene->table, look->path.own) : NULL;
	/* Who asked our own descriptors only, knows no more than what listen was given. */
	if (own) {
		record_int(evidence, "backlog", own->backlog);
		record_int(evidence, "queued", own->backlog + 1);
	} else if (row->recvq > row->sendq) {
		record_int(evidence, "backlog", row->sendq);
		record_int(evidence, "queued", row->recvq);
	}
	return own || row->recvq > row->sendq;
}

bool
find_unix_full_own(struct look *look, struct record *evidence)
{
	return is_full(look, evidence, true);
}

bool
find_unix_full(struct look *look, struct record *evidence)
{
	return is_full(look, evidence, false);
}

bool
find_unix_kind(struct look *look, struct record *evidence)
{
	const struct sock *sock = look->scene->sock;

	if (!sock || (!is_held(look, evidence, true) && !is_held(look, evidence, false)) ||
	    look->path.sock.type == sock->type)
		return false;
	record_text(evidence, "our_kind", kind_name(sock->family, sock->type, sock->protocol));
	return true;
}

bool
find_unix_abstract(struct look *look, struct record *evidence)
{
	const struct addr *addr = look->scene->address;
	const size_t at = offsetof(struct sockaddr_un, sun_path);

	(void)evidence;
	return addr && !addr->null && addr->any.sa_family == AF_UNIX && addr->length > at &&
	    !addr->room[at];
}

bool
find_unix_empty(struct look *look, struct record *evidence)
{
	const struct addr *addr = look->scene->address;

	(void)evidence;
	return addr && !addr->null && addr->any.sa_family == AF_UNIX &&
	    addr->length == offsetof(struct sockaddr_un, sun_path);
}

bool
find_unix_no_name(struct look *look, struct record *evidence)
{
	return find_unix_abstract(look, evidence) && !find_path_own(look, evidence) &&
	    !find_path_itself(look, evidence) && !find_path_process(look, evidence) &&
	    !find_path_unseen(look, evidence) && look->path.sure;
}

/* find-bound: who is bound to a UNIX path, or to a name that is abstract. */
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "socket/others.h"
#include "teach/evidence.h"
#include "teach/find-path.h"
#include "teach/find.h"

enum { PATH_AT = offsetof(struct sockaddr_un, sun_path) };

/* The more of these, the more likely is it the one that is meant: several may have been
 * bound to one file, by links. */
enum { RANK_BOUND = 1, RANK_LISTENS };

static bool
is_path(const struct addr *addr)
{
	return addr->any.sa_family == AF_UNIX && addr->length > PATH_AT && addr->room[PATH_AT];
}

static bool
is_same_name(const struct addr *a, const struct addr *b)
{
	return a->length == b->length && memcmp(a->room, b->room, a->length) == 0;
}

static size_t
path_count(const struct addr *addr)
{
	return strnlen(addr->room + PATH_AT, addr->length - PATH_AT);
}

/* What the name leads to from here; the name may be another folder's. */
static bool
is_file(const struct found_path *found, const struct addr *addr)
{
	char path[256];
	struct stat is;

	if (!is_path(addr) || !S_ISSOCK(found->mode))
		return false;
	memcpy(path, addr->room + PATH_AT, path_count(addr));
	path[path_count(addr)] = '\0';
	return stat(path, &is) == 0 && is.st_ino == found->file && is.st_dev == found->device;
}

/* The part of a path behind its last slash. */
static const char *
last_part(const struct addr *addr, size_t *count)
{
	const char *path = addr->room + PATH_AT, *end = path + path_count(addr), *part = end;

	while (part > path && part[-1] != '/')
		part--;
	*count = (size_t)(end - part);
	return part;
}

/* File systems that are laid over others number their files twice, so a number that is
 * another tells nothing there: then such a name may be it. */
static bool
may_be_file(const struct look *look, const struct diag_sock *sock)
{
	size_t left, right;
	const char *a, *b;

	if (!is_path(&sock->local) || sock->device == look->path.device)
		return false;
	a = last_part(&sock->local, &left);
	b = last_part(look->scene->address, &right);
	return left == right && memcmp(a, b, left) == 0;
}

/* What was accepted has its listener's name, and is bound to nothing. */
static int
rank_of(const struct diag_sock *sock)
{
	if (sock->state_bit & DIAG_LISTEN)
		return RANK_LISTENS;
	return sock->state_bit & DIAG_ESTABLISHED && sock->type != SOCK_DGRAM ? 0 : RANK_BOUND;
}

/* An abstract name stands for one socket of each type. */
static bool
is_of_type(const struct look *look, int type)
{
	return !look->scene->sock || look->scene->sock->type == type;
}

static void
keep_unlike(struct look *look, const struct diag_sock *sock)
{
	if (is_path(look->scene->address) || !rank_of(sock) ||
	    !is_same_name(look->scene->address, &sock->local))
		return;
	look->path.has_unlike = true;
	look->path.unlike = *sock;
}

static bool
fits(const struct look *look, const struct diag_sock *sock)
{
	const struct addr *addr = look->scene->address;

	if (!is_path(addr))
		return is_same_name(addr, &sock->local) && is_of_type(look, sock->type);
	return S_ISSOCK(look->path.mode) && sock->file && sock->file == look->path.file &&
	    sock->device == look->path.device;
}

static void
keep(struct look *look, const struct diag_sock *sock, unsigned own)
{
	struct found_path *found = &look->path;

	if (rank_of(sock) <= (found->found ? rank_of(&found->sock) : 0))
		return;
	found->found = true;
	found->sock = *sock;
	found->own = own;
}

static bool
each(void *to, const struct diag_sock *sock)
{
	struct look *look = to;
	const struct sock *own;

	if (fits(look, sock)) {
		own = sock_with_inode(look->scene->table, sock->inode);
		keep(look, sock, own ? own->number : 0);
	} else if (!is_path(look->scene->address)) {
		keep_unlike(look, sock);
	} else if (rank_of(sock) && may_be_file(look, sock)) {
		look->path.sure = false;
	}
	if (!find_is_late(look))
		return true;
	look->path.sure = false;
	return false;
}

/* For where sock_diag does not tell. */
static void
look_here(struct look *look)
{
	const struct sock_table *table = look->scene->table;
	struct error ignored;

	for (size_t i = 0; i < table->count && !find_is_late(look); i++) {
		const struct sock *sock = table->sock[i];
		struct diag_sock row = { .family = AF_UNIX, .type = sock->type, .uid = -1 };

		if (sock->fd < 0 || sock->family != AF_UNIX ||
		    !sock_local(sock, &row.local, &ignored) || !(is_path(look->scene->address) ?
		    is_file(&look->path, &row.local) :
		    is_same_name(&row.local, look->scene->address)))
			continue;
		osdep_inode(sock->fd, &row.inode, &row.uid);
		row.state_bit = sock_listens(sock) ? DIAG_LISTEN :
		    sock->connected ? DIAG_ESTABLISHED : DIAG_CLOSED;
		if (is_path(look->scene->address) || is_of_type(look, sock->type))
			keep(look, &row, sock->number);
		else
			keep_unlike(look, &row);
	}
}

/* NULL if nobody is known to be. */
static const struct found_path *
holder(struct look *look)
{
	const struct diag_ask ask = { .family = AF_UNIX, .with_file = true,
		.states = DIAG_LISTEN | DIAG_CLOSED | DIAG_ESTABLISHED };
	struct found_path *found = &look->path;
	const struct addr *addr = look->scene->address;
	struct others *others = look->scene->table->others;
	struct error ignored;

	if (found->asked || !addr || addr->null || addr->any.sa_family != AF_UNIX ||
	    addr->length <= PATH_AT || addr->length > sizeof(addr->room))
		return found->found ? found : NULL;
	found->asked = found->sure = true;
	find_path_walk(look);
	if (!diag_dump(find_diag(look), &ask, each, look, &ignored)) {
		found->sure = false;
		look_here(look);
	}
	if (found->found && !found->own)
		found->pid = others_pid_first(others, found->sock.inode, found->sock.uid);
	return found->found ? found : NULL;
}

static bool
put(struct look *look, struct record *evidence)
{
	const struct found_path *found = &look->path;
	const char *kind = kind_name(AF_UNIX, found->sock.type, 0);

	find_path_put(look, evidence);
	evidence_holder(look, evidence, &found->sock);
	if (kind)
		record_text(evidence, "kind", kind);
	if (found->sock.state_bit & DIAG_LISTEN)
		record_bool(evidence, "listens", true);
	return true;
}

static bool
is_itself(const struct look *look, const struct found_path *found)
{
	return found->own && look->scene->sock && found->own == look->scene->sock->number;
}

bool
find_path_itself(struct look *look, struct record *evidence)
{
	const struct found_path *found = holder(look);

	return found && is_itself(look, found) && put(look, evidence);
}

bool
find_path_own(struct look *look, struct record *evidence)
{
	const struct found_path *found = holder(look);

	return found && found->own && !is_itself(look, found) && put(look, evidence);
}

bool
find_path_process(struct look *look, struct record *evidence)
{
	const struct found_path *found = holder(look);

	return found && !found->own && found->pid && put(look, evidence);
}

bool
find_path_unseen(struct look *look, struct record *evidence)
{
	const struct found_path *found = holder(look);

	return found && !found->own && !found->pid && put(look, evidence);
}

bool
find_path_unlike(struct look *look, struct record *evidence)
{
	if (holder(look) || !look->path.has_unlike)
		return false;
	find_path_put(look, evidence);
	evidence_holder(look, evidence, &look->path.unlike);
	record_text(evidence, "kind", kind_name(AF_UNIX, look->path.unlike.type, 0));
	return true;
}

bool
find_path_stale(struct look *look, struct record *evidence)
{
	if (holder(look) || !look->path.sure || !S_ISSOCK(look->path.mode))
		return false;
	find_path_put(look, evidence);
	return true;
}

bool
find_path_left(struct look *look, struct record *evidence)
{
	const struct sock_table *table = look->scene->table;

	for (size_t i = 0; i < table->paths; i++)
		if (table->path[i].inode == look->path.file &&
		    table->path[i].device == look->path.device)
			return find_path_stale(look, evidence);
	return false;
}

bool
find_path_unasked(struct look *look, struct record *evidence)
{
	if (holder(look) || look->path.sure || !S_ISSOCK(look->path.mode))
		return false;
	find_path_put(look, evidence);
	return true;
}

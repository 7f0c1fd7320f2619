/* property-beyond: what the kernel knows of a socket beyond its descriptor. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "socket/others.h"
#include "socket/program.h"
#include "socket/property-get.h"

struct value
property_get_pair(struct facts *facts)
{
	unsigned number = facts_pair(facts);

	if (!number && facts->sock->family == AF_UNIX && !facts->sparing)
		number = facts_other(facts)->number;

	return number ? give_number(number) : give_none();
}

/* Its name; where that may not be seen, so much as may. */
static struct value
name_of(const struct facts *facts, const struct other *other)
{
	struct others *others = facts->table->others;
	const char *name;
	struct buf buf = { 0 };
	struct value value;

	if (other->pid != getpid() && others_are_hidden(others))
		return give_none();
	name = other->pid && others ? others_name(others, other->pid) : NULL;
	if (name)
		return value_bytes(name, strlen(name));
	if (!other->hidden && (!other->pid || errno == EMFILE || errno == ENFILE))
		return give_none();
	if (other->uid >= 0)
		buf_format(&buf, "of user %lld, not ours to see", (long long)other->uid);
	else
		buf_add_text(&buf, "not ours to see");
	value = value_text(buf_text(&buf));
	buf_clear(&buf);
	return value;
}

/* Of a program that spawn started, and that has not ended, it is known. */
static bool
is_spawned(const struct facts *facts)
{
	return facts_is_open(facts) && facts->sock->program && !facts->sock->program->ended;
}

struct value
property_get_peer_process(struct facts *facts)
{
	const struct other spawned = { .pid = is_spawned(facts) ? facts->sock->program->pid : 0,
		.uid = -1 };

	if (spawned.pid)
		return name_of(facts, &spawned);
	return facts->sparing ? give_none() : name_of(facts, facts_other(facts));
}

struct value
property_get_peer_pid(struct facts *facts)
{
	if (is_spawned(facts))
		return give_number(facts->sock->program->pid);
	return !facts->sparing && facts_other(facts)->pid ? give_number(facts_other(facts)->pid) :
	    give_none();
}

/* The process that has the socket itself. */
static struct other
own(struct facts *facts)
{
	struct other other = { .uid = -1 };
	uint64_t inode;

	if (facts->sparing)
		return other;
	if (facts_is_open(facts))
		other.pid = getpid();
	else if (facts_inode(facts, &inode, &other.uid) && inode) {
		other.pid = others_pid(facts->table->others, inode);
		other.hidden = !other.pid && others_saw_all(facts->table->others);
	}
	return other;
}

struct value
property_get_process(struct facts *facts)
{
	const struct other other = own(facts);

	return name_of(facts, &other);
}

struct value
property_get_pid(struct facts *facts)
{
	const struct other other = own(facts);

	return other.pid ? give_number(other.pid) : give_none();
}

struct value
property_get_uid(struct facts *facts)
{
	uint64_t inode;
	int64_t uid;

	return !facts->sparing && facts_inode(facts, &inode, &uid) ? give_number(uid) : give_none();
}

struct value
property_get_inode(struct facts *facts)
{
	uint64_t inode;
	int64_t uid;

	return !facts->sparing && facts_inode(facts, &inode, &uid) && inode ?
	    give_number((int64_t)inode) : give_none();
}

/* What has a ghost was asked about it already. */
static const struct diag_sock *
timed(struct facts *facts)
{
	return facts->sparing ? facts_told(facts) : facts_asked(facts);
}

struct value
property_get_timer(struct facts *facts)
{
	const struct diag_sock *told = timed(facts);

	return told && told->timer ? value_text(told->timer) : give_none();
}

struct value
property_get_expires(struct facts *facts)
{
	const struct diag_sock *told = timed(facts);

	return told ? give_seconds(told->expires) : give_none();
}

struct value
property_get_ghost(struct facts *facts)
{
	const struct diag_sock *told = facts_is_open(facts) ? NULL : facts_told(facts);

	return told && !told->inode ? give_truth(true) : give_none();
}

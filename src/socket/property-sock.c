/* property-sock: what a socket is, and who waits on it. */
#include <string.h>
#include <sys/socket.h>

#include "base/names.h"
#include "base/number.h"
#include "socket/ghost.h"
#include "socket/program.h"
#include "socket/property-get.h"

struct value
property_get_number(struct facts *facts)
{
	return facts->sock->number ? give_number(facts->sock->number) : give_none();
}

struct value
property_get_name(struct facts *facts)
{
	return facts->sock->name ? value_text(facts->sock->name) : give_none();
}

struct value
property_get_fd(struct facts *facts)
{
	return give_number(facts->sock->fd);
}

struct value
property_get_kind(struct facts *facts)
{
	const struct sock *sock = facts->sock;
	const char *name = kind_name(sock->family, sock->type, sock->protocol);
	char text[64];

	if (sock->program)
		return value_static("process");
	if (name)
		return value_static(name);
	return value_text(kind_text(sock->family, sock->type, sock->protocol, text));
}

/* "AF_INET" is inet, an unknown one its number. */
static struct value
get_named(const struct name *table, const char *prefix, int n)
{
	char text[40];

	return names_brief(table, prefix, n, text, sizeof(text)) ? value_text(text) :
	    give_number(n);
}

struct value
property_get_family(struct facts *facts)
{
	return get_named(names_family, "AF_", facts->sock->family);
}

struct value
property_get_type(struct facts *facts)
{
	return get_named(names_type, "SOCK_", facts->sock->type);
}

struct value
property_get_protocol(struct facts *facts)
{
	return give_number(kind_in_order(facts->sock->family, facts->sock->protocol));
}

struct value
property_get_state(struct facts *facts)
{
	return value_static(facts_state(facts));
}

struct value
property_get_listener(struct facts *facts)
{
	return facts->sock->listener ? give_number(facts->sock->listener) : give_none();
}

struct value
property_get_command(struct facts *facts)
{
	const struct sock_program *program = facts->sock->program;

	return program ? value_bytes(program->command, strlen(program->command)) : give_none();
}

struct value
property_get_status(struct facts *facts)
{
	const struct sock_program *program = facts->sock->program;

	return program && program->ended ? give_number(program->status) : give_none();
}

struct value
property_get_signal(struct facts *facts)
{
	const struct sock_program *program = facts->sock->program;

	return program && program->signal ? value_static(program->signal) : give_none();
}

struct value
property_get_age(struct facts *facts)
{
	const struct sock *sock = facts->sock;
	int64_t end = sock->ended;

	if (facts->row)
		return give_none();
	if (facts_is_open(facts) || facts_told(facts))
		end = number_now();
	else if (ghost_seen(sock) > end)
		end = ghost_seen(sock);
	return give_seconds((double)(end - sock->made) / (double)NUMBER_SECOND);
}

struct value
property_get_job(struct facts *facts)
{
	const struct sock_waiter *waiter = facts->sock->waiters;

	return waiter && waiter->job ? give_number(waiter->job) : give_none();
}

struct value
property_get_reactions(struct facts *facts)
{
	static const char *const of[] = { NULL, "readable", "closed", "readable, closed", "match",
		"readable, match", "closed, match", "readable, closed, match" };
	const char *text = of[facts->sock->reacts & 7];

	return text ? value_static(text) : give_none();
}

struct value
property_get_waits(struct facts *facts)
{
	const struct sock_waiter *waiter = facts->sock->waiters;

	return waiter ? value_static(waiter->command) : give_none();
}

struct value
property_get_waiting(struct facts *facts)
{
	const struct sock_waiter *waiter = facts->sock->waiters;

	return !waiter ? give_none() :
	    give_seconds((double)(number_now() - waiter->since) / (double)NUMBER_SECOND);
}

struct value
property_get_credentials(struct facts *facts)
{
	struct buf buf = { 0 };
	struct value value;
	int64_t id[3];

	/* Those of a listener are its own. */
	if (!facts_is_open(facts) || facts->sock->family != AF_UNIX ||
	    sock_listens(facts->sock) || !osdep_credentials(facts->sock->fd, id))
		return give_none();
	buf_format(&buf, "pid %lld uid %lld gid %lld", (long long)id[0], (long long)id[1],
	    (long long)id[2]);
	value = value_text(buf_text(&buf));
	buf_clear(&buf);
	return value;
}

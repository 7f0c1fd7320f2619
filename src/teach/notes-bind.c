/* notes-bind: what can surprise where a socket gets its own address. */
#include <errno.h>
#include <net/if.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "teach/note.h"

enum { PATH_AT = offsetof(struct sockaddr_un, sun_path),
       PATH_ROOM = sizeof(((struct sockaddr_un *)NULL)->sun_path) };

static bool
has_port(const struct addr *addr)
{
	return (addr->any.sa_family == AF_INET || addr->any.sa_family == AF_INET6) &&
	    !addr->no_port;
}

static bool
is_port_zero(struct note_look *look, struct record *fields)
{
	const struct addr *asked = look->scene->address, *local = note_local(look);

	if (!asked || !local || !has_port(asked) || addr_port(asked) || addr_port(local) <= 0)
		return false;
	record_int(fields, "port", addr_port(local));
	return true;
}

static bool
is_there_too(struct note_look *look, const struct sock *sock, const void *mine)
{
	struct error ignored;
	struct addr local;

	return sock->type == look->scene->sock->type && sock->family == look->scene->sock->family &&
	    sock->inode != look->scene->sock->inode &&
	    sock_local(sock, &local, &ignored) &&
	    (note_is_at(&local, mine) || note_is_at(mine, &local)) && !sock->connected;
}

static bool
is_shared(struct note_look *look, struct record *fields)
{
	const struct addr *local = note_local(look);
	const struct sock *other = NULL;

	if (local && has_port(local) && addr_port(local) > 0)
		other = note_find_sock(look, is_there_too, local);
	if (!other)
		return false;
	record_int(fields, "other", other->number);
	record_int(fields, "port", addr_port(local));
	return true;
}

static bool
failed_before(const struct sock *sock)
{
	const struct past_call *call;

	for (unsigned at = 0; (call = past_get(&sock->past, at)); at++)
		if (strcmp(call->call, "bind") == 0 && call->result < 0 &&
		    (call->number == EADDRNOTAVAIL || call->number == ENODEV))
			return true;
	return false;
}

/* A zone, as in fe80::1%eth0, becomes the socket's device; also of a bind that fails. */
static bool
left_device(struct note_look *look, struct record *fields)
{
	const struct note_before *before = note_was_it(look);
	const struct sock *sock = look->scene->sock;
	unsigned device = sock && sock->family == AF_INET6 ? osdep_interface(sock->fd) : 0;
	char name[IF_NAMESIZE];

	if (!before || !device || (before->device && (sock->tied || !failed_before(sock))))
		return false;
	record_text(fields, "device", if_indextoname(device, name) ? name : "that is gone");
	record_bool(fields, "failed", before->device != 0);
	return true;
}

static bool
is_path(const struct note_look *look)
{
	return look->scene->address && look->scene->address->any.sa_family == AF_UNIX;
}

static bool
fills_path(struct note_look *look, struct record *fields)
{
	const struct addr *addr = look->scene->address;

	(void)fields;
	return is_path(look) && addr->length == PATH_AT + PATH_ROOM && *addr->path.sun_path &&
	    !memchr(addr->path.sun_path, '\0', PATH_ROOM);
}

static bool
is_chosen(struct note_look *look, struct record *fields)
{
	const struct addr *local = note_local(look);

	if (!is_path(look) || look->scene->address->length > PATH_AT || !local)
		return false;
	note_put_addr(fields, "local", local);
	return true;
}

static bool
was_unbound(struct note_look *look, struct record *fields)
{
	const struct note_before *before = note_was_it(look);
	const struct addr *local = note_local(look);

	if (!before || !before->local.length || !local || !has_port(local) ||
	    addr_port(&before->local) != 0)
		return false;
	record_int(fields, "port", addr_port(local));
	return true;
}

static bool
is_less_backlog(struct note_look *look, struct record *fields)
{
	if (!record_get(look->answer, "actual"))
		return false;
	record_int(fields, "actual", note_answer(look, "actual"));
	return true;
}

const struct note notes_bind[] = {
	{ "bind-device", "bind", "bind of a link-local address, or after one that failed",
	  left_device, .before = true,
	  .says = "{?failed:a bind that failed has left it bound}{!failed:by the address's zone "
	      "it is bound} to device {device}",
	  .why = "The zone of a link-local address (fe80::1%eth0) is kept as SO_BINDTODEVICE is, "
	      "before bind looks whether it can succeed. Only what passes that device is "
	      "received then; get N bindtodevice shows it." },
	{ "bind-zero", "bind", "bind to port 0", is_port_zero,
	  .says = "port 0 asks for any that is free: the kernel chose {port}",
	  .why = "It comes out of net.ipv4.ip_local_port_range; getsockname is how a program "
	      "learns which it is." },
	{ "bind-shared", "bind", "bind to a port that another socket has bound", is_shared,
	  .says = "socket {other} has port {port}, too, which both have allowed",
	  .why = "SO_REUSEADDR lets TCP sockets share a port as long as none of them listens, "
	      "and UDP sockets at any rate: the last one bound gets what comes. With "
	      "SO_REUSEPORT each gets a part." },
	{ "bind-path-full", "bind", "bind to a UNIX path of 108 bytes", fills_path,
	  .says = "the path fills all of sun_path: there is no NUL behind it",
	  .why = "The kernel takes 108 bytes without a NUL; addrlen tells where the path ends." },
	{ "bind-unix-chosen", "bind", "bind to a UNIX address without a name", is_chosen,
	  .says = "an address without a name asks for one: the kernel chose {local}",
	  .why = "Linux alone has this (autobind): five hexadecimal digits in the abstract "
	      "namespace." },
	{ "listen-unbound", "listen", "listen without bind", was_unbound, .before = true,
	  .says = "it was not bound: the kernel chose port {port}, on every address",
	  .why = "listen binds as connect does. UNIX sockets it refuses then, with EINVAL." },
	{ "listen-backlog", "listen", "listen with a backlog that the kernel cuts", is_less_backlog,
	  .says = "the backlog is {actual}: net.core.somaxconn is the most",
	  .why = "The kernel takes any number, also one below 0, and tells nobody that it made "
	      "another of it." },
	{ 0 }
};

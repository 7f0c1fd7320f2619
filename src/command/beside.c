/* beside: what goes and comes beside the bytes of a message, as words and as fields. */
#include "command/beside.h"

#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "base/pool.h"
#include "command/session.h"
#include "socket/control.h"
#include "socket/errqueue.h"
#include "socket/io.h"
#include "socket/sys.h"

/* ---- what goes ---- */

/* An IPv6 socket that sends to an IPv4 address takes IPv4's control data. */
static int
family_of(const struct sock *sock, const struct addr *to)
{
	struct addr peer;
	struct error ignored;
	const struct sockaddr_in6 *six;

	if (sock->family != AF_INET6)
		return sock->family;
	if (!to && sock_peer(sock, &peer, &ignored))
		to = &peer;
	six = to ? (const void *)&to->any : NULL;
	return six && six->sin6_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&six->sin6_addr) ?
	    AF_INET : AF_INET6;
}

static bool
add_passed(struct call *call, const arg_passed *passed, struct buf *control)
{
	struct sock_table *table = &call->session->sockets;
	int *fd;

	if (!passed->count)
		return true;
	fd = pool_new(&call->pool, passed->count * sizeof(int));
	for (size_t i = 0; i < passed->count; i++) {
		fd[i] = passed->item[i]->fd;
		sock_table_lends(table, passed->item[i]);
	}
	return control_add_rights(control, fd, passed->count, &call->error);
}

static bool
has_credentials(const struct beside *args)
{
	return args->credentials || args->pid.given || args->uid.given || args->gid.given;
}

static bool
add_credentials(struct call *call, const struct beside *args, struct buf *control)
{
	if (!has_credentials(args))
		return true;
	return control_add_credentials(control, args->pid.given ? args->pid.number : getpid(),
	    args->uid.given ? args->uid.number : getuid(),
	    args->gid.given ? args->gid.number : getgid(), &call->error);
}

/* The error is about the word behind this flag. */
static bool
blame_flag(struct call *call, const char *name)
{
	for (size_t i = 0; i < call->node->words.count; i++) {
		const struct binding *binding = &call->node->words.item[i];
		struct text text = { .word = binding->word };

		if (strcmp(binding->param->name, name) == 0)
			call_blame(call, &text);
	}
	return false;
}

static bool
add_number(struct call *call, struct buf *control, enum control_what what, const char *name,
    int family, bool anyway, int64_t number)
{
	return control_add_number(control, what, family, anyway, (int)number, &call->error) ||
	    blame_flag(call, name);
}

/* What the kernel would take for nothing. */
static bool
suits(struct call *call, const struct sock *sock, const struct beside *args)
{
	struct error *error = &call->error;

	if (args->fd.count && !control_suits(CONTROL_RIGHTS, sock, error))
		return blame_flag(call, "fd");
	if (args->gso.given && !control_suits(CONTROL_SEGMENT, sock, error))
		return blame_flag(call, "gso");
	return !has_credentials(args) || control_suits(CONTROL_CREDENTIALS, sock, error);
}

bool
beside_make(struct call *call, const struct sock *sock, const struct beside *args,
    const struct addr *to, bool anyway, struct buf *control)
{
	struct error *error = &call->error;
	int family = family_of(sock, to);

	/* Of a descriptor that is no socket, the kernel has its say. */
	anyway |= !sock->type;
	if (!anyway && !suits(call, sock, args))
		return false;
	if (!add_passed(call, &args->fd, control) || !add_credentials(call, args, control))
		return false;
	if (args->pktinfo.bytes && !control_add_packet_info(control, family, anyway,
	    args->pktinfo.bytes, error))
		return call_blame(call, &args->pktinfo), false;
	if ((args->ttl.given && !add_number(call, control, CONTROL_TTL, "ttl", family, anyway,
	    args->ttl.number)) ||
	    (args->tos.given && !add_number(call, control, CONTROL_TOS, "tos", family, anyway,
	    args->tos.number)) ||
	    (args->gso.given && !add_number(call, control, CONTROL_SEGMENT, "gso", family, anyway,
	    args->gso.number)))
		return false;
	if (args->control.bytes && !control_add_text(control, args->control.bytes,
	    args->control.count, error))
		return call_blame(call, &args->control), false;
	/* Nobody has looked which descriptors are among that. */
	if (args->control.bytes && sock->family == AF_UNIX)
		sock_table_lends(&call->session->sockets, NULL);
	if (control->count && sock->family == AF_UNIX)
		sock_table_sends_beside(&call->session->sockets);
	return true;
}

void
beside_went(struct call *call, const struct sock *sock, const struct beside *args, int64_t bytes)
{
	struct record *list;

	if (!args->fd.count)
		return;
	list = record_list(&call->answer, "passed");
	if (sock->family != AF_UNIX || (sock->type == SOCK_STREAM && !bytes)) {
		record_bool(&call->answer, "unpassed", true);
		return;
	}
	for (size_t i = 0; i < args->fd.count; i++)
		record_int(list, NULL, args->fd.item[i]->number);
}

/* ---- what came ---- */

/* Descriptors become sockets; what is none is closed, and all of them with --safe. */
static void
take_passed(struct call *call, struct control *came)
{
	struct session *session = call->session;
	struct record *list = NULL;
	size_t closed = came->closed;
	const char *why = session->safe ? "--safe" : closed ? "too many" : "no socket";

	for (size_t i = 0; i < came->fds; i++) {
		struct error ignored;
		struct sock *sock = session->safe ? NULL :
		    sock_adopt(&session->sockets, came->fd[i], &ignored);

		if (!sock) {
			sys_close(came->fd[i]);
			closed++;
			continue;
		}
		if (!list)
			list = record_list(&call->answer, "passed");
		record_int(list, NULL, sock->number);
		session_added(session, sock);
	}
	came->fds = 0;
	if (!closed)
		return;
	record_int(&call->answer, "passed_closed", (int64_t)closed);
	record_text(&call->answer, "passed_why", why);
}

/* Of a record; they are put in their order. */
static void
tell_all(struct record *answer, const struct record *told)
{
	for (size_t i = 0; i < told->count; i++) {
		const struct field_value *field = &told->field[i];

		*record_put(answer, field->name) = value_copy(&field->value);
	}
}

void
beside_tell_error(struct call *call, const struct errqueue_entry *entry)
{
	if (!entry->bare) {
		record_int(&call->answer, "bytes", (int64_t)entry->bytes.count);
		record_bool(&call->answer, "truncated", entry->truncated);
	}
	tell_all(&call->answer, &entry->told);
}

void
beside_tell(struct call *call, struct sock *sock)
{
	struct control *came = sock->beside;

	if (!came)
		return;
	tell_all(&call->answer, &came->told);
	take_passed(call, came);
	io_drop_beside(sock);
}

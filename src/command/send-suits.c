/* send-suits: whether a socket takes what is to be sent. */
#include <netinet/in.h>
#include <sys/socket.h>

#include "command/send.h"
#include "command/session.h"
#include "socket/control.h"
#include "socket/osdep.h"

/* A datagram socket that sends before it was bound gets every address of the
 * machine, and anybody could answer: with --safe it gets the receiver's. */
bool
send_is_safe(struct call *call, struct sock *sock)
{
	struct addr local;

	if (!call->session->safe || sock->family == AF_UNIX || sock->type != SOCK_DGRAM ||
	    !sock_local(sock, &local, &call->error) || addr_port(&local) != 0)
		return true;
	local = *call->address;
	/* In both families the port lies at the same place. */
	((struct sockaddr_in *)(void *)&local.any)->sin_port = 0;
	return sock_bind(&call->session->sockets, sock, &local, &call->error);
}

/* A flag that this system has not. */
static bool
has_flags(struct call *call, const struct send_args *args)
{
	const char *missing = args->zerocopy && !osdep_zerocopy ? "MSG_ZEROCOPY" :
	    args->fastopen && !osdep_fastopen ? "MSG_FASTOPEN" : NULL;

	return !missing || error_set(&call->error, ERROR_REFUSED, "this system has no %s", missing);
}

static bool
suits(const struct send_args *args, struct error *error)
{
	return (!args->zerocopy || control_suits(CONTROL_ZEROCOPY, args->sock, error)) &&
	    (!args->fastopen || control_suits(CONTROL_FASTOPEN, args->sock, error));
}

bool
send_suits(struct call *call, const struct send_args *args)
{
	return has_flags(call, args) && (args->anyway || suits(args, &call->error));
}

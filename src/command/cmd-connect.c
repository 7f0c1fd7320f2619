/* connect: join a socket to an address. */

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/names.h"
#include "base/number.h"
#include "command/answer.h"
#include "command/raw.h"
#include "command/session.h"
#include "command/tls-words.h"
#include "command/types.h"

struct connect_args {
	arg_sock     sock;
	arg_address  address;
	arg_duration timeout;
	arg_flag     nonblock, anyway, encrypt;
	struct tls_words tls;
	struct raw   raw;
};

static const struct param params[] = {
	{ "N", PARAM(connect_args, sock, sock), .wants = WANTS_UNCONNECTED,
	  .help = "the socket" },
	{ "ADDRESS", PARAM(connect_args, address, address),
	  .help = "where to; of a name that has several addresses each is tried" },
	{ "timeout", PARAM(connect_args, timeout, duration), .flags = PARAM_OPTION,
	  .help = "wait so long at most; the attempt goes on after that" },
	{ "nonblock", PARAM(connect_args, nonblock, flag), .flags = PARAM_OPTION,
	  .help = "do not wait: EINPROGRESS, as the call returns on a non-blocking socket" },
	{ "anyway", PARAM(connect_args, anyway, flag), .flags = PARAM_OPTION,
	  .help = "pass on an address of another family, to see what the kernel says" },
	{ "tls", PARAM(connect_args, encrypt, flag), .flags = PARAM_OPTION,
	  .help = "with TLS on it, as 'tls N' puts there" },
	TLS_WORDS(connect_args, PARAM_RARE),
	RAW_LENGTH(connect_args), RAW_FAMILY(connect_args),
	RAW_NULL(connect_args, "pass a null pointer for the address"),
	RAW_DESCRIPTOR(connect_args),
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	{ "local", "its own address, with the port the kernel chose" },
	{ "peer", "the address it is connected to" },
	{ "dissolved", "with --family unspec: it is connected no longer" },
	TLS_FIELDS,
	{ "tried", "the addresses of the name that did not work, with their errors" },
	{ 0 }
};

/* How often a UNIX socket looks for a free place in its peer's backlog. */

static enum outcome
later(struct call *call, struct sock *sock, call_step *go)
{
	const struct connect_args *args = (const void *)call->args;

	if (sock->nonblock || args->nonblock)
		return FAILED;
	call_own_limit(call, sock, true, "connect", call->error.number);
	if (sock->family == AF_UNIX)
		return call_wait_look(call, CALL_LOOK_AGAIN, "connection", go);
	return call_wait(call, sock, LOOP_WRITE, "connection", go);
}

/* One address did not work: is there another? */
static bool
next_address(struct call *call)
{
	const struct addr *addr = &call->address[call->address_at];
	struct buf buf = { 0 };
	const struct value *tried = record_get(&call->answer, "tried");
	struct record *list;

	if (call->addresses < 2)
		return false;
	list = tried ? tried->record : record_list(&call->answer, "tried");
	addr_show(&buf, addr);
	buf_format(&buf, " %s", names_of(names_errno, call->error.number) ?
	    names_of(names_errno, call->error.number) : call->error.text);
	record_bytes(list, NULL, buf_text(&buf), buf.count);
	buf_clear(&buf);
	return ++call->address_at < call->addresses;
}

/* TLS asks for a certificate of this name. */
static void
remember_host(struct sock *sock, const struct connect_args *args)
{
	char host[256], service[64];
	struct error ignored;

	free(sock->host);
	sock->host = NULL;
	if (sock->family != AF_UNIX && addr_split(args->address.bytes, args->address.count, host,
	    service, &ignored) && *host && strcmp(host, "*") != 0)
		sock->host = mem_copy(host);
}

/* An address of no family takes the connection back. */
static enum outcome
joined(struct call *call, struct sock *sock)
{
	struct connect_args *args = (void *)call->args;
	const struct addr *to = &call->address[call->address_at];
	struct addr local;

	remember_host(sock, args);

	if (to->any.sa_family == AF_UNSPEC) {
		sock_part(&call->session->sockets, sock);
		answer_local(call, sock, &local);
		record_bool(&call->answer, "dissolved", true);
		return DONE;
	}
	/* Of a peer without a port getpeername(2) knows nothing. */
	answer_connected(call, sock, to->no_port ? to : NULL);
	return args->encrypt ? tls_words_go(call, sock, &args->tls) : DONE;
}

/* Datagrams may have another peer at any time, for whom there is no TLS: what is sent then would
 * go in clear without a word. */
static bool
keeps_layer(struct call *call, const struct sock *sock)
{
	if (!sock->layer || sock->type != SOCK_DGRAM ||
	    call->address[call->address_at].any.sa_family == AF_UNSPEC)
		return true;
	return error_set(&call->error, ERROR_REFUSED, "socket %u has TLS with its peer: end it "
	    "first (tls %u --end), or take another socket", sock->number, sock->number);
}

static enum outcome
go(struct call *call)
{
	const struct connect_args *args = (const void *)call->args;
	struct sock *sock = args->sock;

	if (!call_is_open(call, sock) || !keeps_layer(call, sock))
		return FAILED;
	for (;;) {
		switch (sock_connect(sock, &call->address[call->address_at], &call->error)) {
		case DID_IT:
			return joined(call, sock);
		case DID_LATER:
			return later(call, sock, go);
		case DID_FAIL:
			if (!next_address(call))
				return FAILED;
			call_got_on(call);
		}
	}
}

static bool
suits_tls(struct call *call, const struct connect_args *args)
{
	const struct tls_words *tls = &args->tls;

	if (args->encrypt)
		return tls_words_suit(call, tls);
	return (!tls->name.bytes && !tls->ca.bytes && !tls->alpn.bytes && !tls->insecure) ||
	    error_usage(&call->error, "--name, --ca, --alpn and --insecure go with --tls");
}

static enum outcome
run(struct call *call)
{
	const struct connect_args *args = (const void *)call->args;

	call_about(call, args->sock);
	if (!suits_tls(call, args))
		return FAILED;
	call->raw = &args->raw;
	call_limit(call, &args->timeout);
	return call_address(call, args->sock->family, args->sock->type, &args->address,
	    args->anyway, go);
}

const struct command cmd_connect = {
	.name = "connect", .group = "sockets", .summary = "join a socket to an address",
	.params = params, .args_size = sizeof(struct connect_args), .fields = fields,
	.say = "{?dissolved:no longer connected}{!dissolved:connected{?peer: to {peer}}"
	    "{?local: from {local}}{?version:; "
	    TLS_SAY "}}{?tried: (tried {tried} before)}",
	.run = run
};

/* tls: put TLS onto a connection, at any moment, and take it off again. */

#include <stddef.h>

#include "command/session.h"
#include "command/tls-words.h"
#include "command/types.h"

struct tls_args {
	arg_sock         sock;
	struct tls_words tls;
	struct tls_more_words more;
	arg_flag         end, key_update;
	arg_duration     timeout;
};

static const char *const ciphers[] = { "TLS_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
	NULL };
static const char *const groups[] = { "X25519", "P-256", NULL };

static const struct param params[] = {
	{ "N", PARAM(tls_args, sock, sock), .wants = WANTS_CONNECTED, .help = "the socket" },
	{ "server", PARAM(tls_args, tls.server, flag), .flags = PARAM_OPTION,
	  .help = "wait for the peer to begin, as servers do" },
	{ "cert", PARAM(tls_args, tls.cert, path), .flags = PARAM_OPTION,
	  .help = "with --server: its certificate, and what leads to one that is trusted (PEM)" },
	{ "key", PARAM(tls_args, tls.key, path), .flags = PARAM_OPTION,
	  .help = "with --server: its private key (PEM); if it is left out NAME.key beside "
	      "NAME.pem, or the file of --cert" },
	TLS_WORDS(tls_args, 0),
	{ "min", PARAM(tls_args, tls.min, choice), .among = tls_versions_min,
	  .flags = PARAM_OPTION | PARAM_RARE, .help = "the lowest version that will do" },
	{ "max", PARAM(tls_args, tls.max, choice), .among = tls_versions_max,
	  .flags = PARAM_OPTION | PARAM_RARE, .help = "the highest version that will do" },
	{ "ciphers", PARAM(tls_args, tls.ciphers, text), .flags = PARAM_OPTION | PARAM_RARE,
	  .examples = ciphers, .help = "only these cipher suites, by OpenSSL's names; of a version "
	      "that has none among them, nothing will do" },
	{ "groups", PARAM(tls_args, tls.groups, text), .flags = PARAM_OPTION | PARAM_RARE,
	  .examples = groups, .help = "only these groups for the exchange of keys" },
	{ "client-cert", PARAM(tls_args, tls.client_cert, path), .flags = PARAM_OPTION,
	  .help = "a certificate to show to a server that asks for one (PEM)" },
	{ "client-key", PARAM(tls_args, tls.client_key, path), .flags = PARAM_OPTION,
	  .help = "its private key; if it is left out, as with --key" },
	{ "require-client-cert", PARAM(tls_args, tls.require, flag), .flags = PARAM_OPTION,
	  .help = "with --server: refuse clients that show no certificate" },
	{ "keylog", PARAM(tls_args, tls.keylog, path), .flags = PARAM_OPTION,
	  .help = "write the secrets to the end of this file, for Wireshark and its like; "
	      "SSLKEYLOGFILE does the same" },
	TLS_MORE_WORDS(tls_args),
	{ "step", PARAM(tls_args, tls.step, flag), .flags = PARAM_OPTION,
	  .help = "one flight of the handshake: what goes until the other side has its turn; once "
	      "more for the next" },
	{ "end", PARAM(tls_args, end, flag), .flags = PARAM_OPTION,
	  .help = "end TLS (close_notify on both sides), and go on in clear" },
	{ "key-update", PARAM(tls_args, key_update, flag), .flags = PARAM_OPTION,
	  .help = "have both ends use new keys from now on" },
	{ "timeout", PARAM(tls_args, timeout, duration), .flags = PARAM_OPTION,
	  .help = "wait so long at most; 'tls N' goes on after that" },
	{ 0 }
};

static const struct field fields[] = {
	{ "socket", "the socket" },
	TLS_FIELDS,
	TLS_MORE_FIELDS,
	{ "local", "with --server over datagrams: its own address" },
	{ "peer", "with --server over datagrams: whom the socket is connected to now" },
	{ "flight", "with --step: sent or received" },
	{ "messages", "with --step: the messages of this flight, with their sizes" },
	{ "finished", "with --step: the handshake is over" },
	{ "ended", "with --end: it goes on in clear" },
	{ "buffered", "bytes that came before, and wait for the next recv: with --end, and early "
	    "ones" },
	{ "updated", "with --key-update: the keys are new" },
	{ 0 }
};

static enum outcome
end(struct call *call)
{
	const struct tls_args *args = (const void *)call->args;
	struct sock *sock = args->sock;

	if (!call_is_open(call, sock))
		return FAILED;
	switch (tls_end(sock, &call->error)) {
	case DID_IT:
		break;
	case DID_LATER:
		return call_wait(call, sock, layer_wants(sock, LOOP_READ),
		    "close_notify of the peer", end);
	case DID_FAIL:
		return FAILED;
	}
	record_bool(&call->answer, "ended", true);
	if (inbox_count(sock))
		record_int(&call->answer, "buffered", (int64_t)inbox_count(sock));
	return DONE;
}

static enum outcome
updated(struct call *call)
{
	const struct tls_args *args = (const void *)call->args;
	struct sock *sock = args->sock;

	if (!call_is_open(call, sock))
		return FAILED;
	switch (layer_settle(sock, &call->error)) {
	case DID_IT:
		break;
	case DID_LATER:
		return call_wait(call, sock, LOOP_WRITE, "room to send into", updated);
	case DID_FAIL:
		return FAILED;
	}
	record_bool(&call->answer, "updated", true);
	return DONE;
}

static enum outcome
update(struct call *call, struct sock *sock)
{
	if (tls_key_update(sock, &call->error) == DID_FAIL)
		return FAILED;
	return updated(call);
}

/* A handshake that ran out of time, or was stopped, goes on as it was begun. */
static bool
goes_on(const struct call *call, const struct sock *sock)
{
	const size_t step = offsetof(struct tls_args, tls.step);
	struct tls_told told;

	if (!tls_tell(sock, &told) || told.state != TLS_HANDSHAKE)
		return false;
	for (const struct param *param = params + 1; param->name; param++)
		if (param->type != &type_duration && param->at != step &&
		    call_given(call, param))
			return false;
	return true;
}

static enum outcome
run(struct call *call)
{
	struct tls_args *args = (void *)call->args;

	args->tls.more = &args->more;
	call_about(call, args->sock);
	call_limit(call, &args->timeout);
	if (service_refuses(call, args->sock))
		return FAILED;
	if (args->end && args->key_update)
		return error_usage(&call->error, "only one of --end and --key-update goes"), FAILED;
	if (args->end)
		return end(call);
	if (args->key_update)
		return update(call, args->sock);
	if (goes_on(call, args->sock))
		return tls_words_go_on(call, args->sock, &args->tls);
	return tls_words_suit(call, &args->tls) ? tls_words_go(call, args->sock, &args->tls) :
	    FAILED;
}

const struct command cmd_tls = {
	.name = "tls", .group = "sockets",
	.summary = "put TLS onto a connection, or take it off again",
	.params = params, .args_size = sizeof(struct tls_args), .fields = fields,
	.say = "{?flight:one flight {flight}{!finished:, and there are more to come}"
	    "{?version:; }}{?version:" TLS_SAY TLS_MORE_SAY "{?peer: with {peer}}}"
	    "{?ended:TLS has ended: on in clear}{?buffered:, {buffered|byte} buffered}"
	    "{?updated:new keys}",
	.run = run
};

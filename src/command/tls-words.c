/* tls-words: what tls and connect are told of a handshake, and the handshake itself. */
#include "command/tls-words.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "command/session.h"

const char *const tls_versions_min[] = { "1.2", "1.3", NULL };
const char *const tls_versions_max[] = { "1.3", "1.2", NULL };
const char *const tls_protocols[] = { "h2,http/1.1", "http/1.1", NULL };

/* A text that goes to C: what stands behind a NUL would be lost. */
static bool
is_plain(struct call *call, const struct text *text)
{
	if (!text->bytes || strlen(text->bytes) == text->count)
		return true;
	error_usage(&call->error, "a NUL cannot be in it");
	call_blame(call, text);
	return false;
}

static bool
are_plain(struct call *call, const struct tls_words *words)
{
	const struct text *const all[] = { &words->name, &words->ca, &words->cert, &words->key,
		&words->client_cert, &words->client_key, &words->keylog, &words->alpn,
		&words->ciphers, &words->groups };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!is_plain(call, all[i]))
			return false;
	return true;
}

bool
tls_words_suit(struct call *call, const struct tls_words *words)
{
	struct error *error = &call->error;

	if (!are_plain(call, words))
		return false;
	if (words->server && (words->client_cert.bytes || words->client_key.bytes))
		return error_usage(error, "a server has --cert and --key");
	if (!words->server && (words->cert.bytes || words->key.bytes))
		return error_usage(error, "--cert and --key go with --server; a client has "
		    "--client-cert and --client-key");
	if (words->server && !words->cert.bytes && !(words->more && words->more->psk.bytes))
		return error_usage(error, "a server needs a certificate: --cert FILE --key FILE");
	if (words->require && !words->server)
		return error_usage(error, "--require-client-cert goes with --server");
	if (words->client_key.bytes && !words->client_cert.bytes)
		return error_usage(error, "--client-key goes with --client-cert");
	return !words->more || tls_more_suit(call, words);
}

/* Where other programs are told to write their secrets, this one does, too. */
static const char *
keylog(const struct call *call, const struct tls_words *words)
{
	const char *path = words->keylog.bytes;

	if (!path && !call->session->safe)
		path = getenv("SSLKEYLOGFILE");
	return path && *path ? path : NULL;
}

/* NAME.key, where that lies beside NAME.pem, as certificate makes them; else both are in one
 * file. */
static const char *
key_of(struct call *call, const char *cert, const char *key)
{
	size_t count = cert ? strlen(cert) : 0;
	char *beside;

	if (key || count < 4 || strcmp(cert + count - 4, ".pem") != 0)
		return key;
	beside = pool_copy(&call->pool, cert, count);
	memcpy(beside + count - 3, "key", 3);
	return access(beside, F_OK) == 0 ? beside : NULL;
}

struct tls_want
tls_words_want(struct call *call, const struct tls_words *words)
{
	const struct sock *sock = words->sock;
	const char *cert = words->server ? words->cert.bytes : words->client_cert.bytes;

	return (struct tls_want){ .server = words->server, .insecure = words->insecure,
		.require = words->require,
		.name = words->name.bytes ? words->name.bytes : words->server ? NULL : sock->host,
		.ca = words->ca.bytes,
		.cert = cert,
		.key = key_of(call, cert, words->server ? words->key.bytes :
		    words->client_key.bytes),
		.alpn = words->alpn.bytes, .min = tls_versions_min[words->min],
		.max = tls_versions_max[words->max], .ciphers = words->ciphers.bytes,
		.groups = words->groups.bytes, .keylog = keylog(call, words) };
}

static enum outcome
told(struct call *call, struct sock *sock)
{
	struct record *answer = &call->answer;
	struct tls_told told;

	tls_tell(sock, &told);
	if (told.version)
		record_text(answer, "version", told.version);
	if (told.cipher)
		record_text(answer, "cipher", told.cipher);
	if (told.group)
		record_text(answer, "group", told.group);
	if (told.asked)
		record_bytes(answer, "asked", told.asked, strlen(told.asked));
	if (told.alpn)
		record_bytes(answer, "alpn", told.alpn, told.alpn_count);
	if (told.peer)
		record_bytes(answer, "subject", told.peer, told.peer_count);
	if (told.name)
		record_bytes(answer, "name", told.name, strlen(told.name));
	record_bool(answer, "verified", told.verified);
	if (told.insecure)
		record_bool(answer, "insecure", true);
	record_bool(answer, "resumed", told.resumed);
	tls_more_told(call, &told);
	if (told.keylog)
		record_bytes(answer, "keylog", told.keylog, strlen(told.keylog));
	return DONE;
}

static void
put_flight(struct record *answer, const struct tls_flight *flight)
{
	struct record *list;

	record_text(answer, "flight", !flight->count || flight->message[0].out ? "sent" :
	    "received");
	list = record_list(answer, "messages");
	for (size_t i = 0; i < flight->count; i++) {
		const struct tls_message *message = &flight->message[i];
		struct record *row = record_record(list, NULL);

		if (message->name)
			record_text(row, message->alert ? "alert" : "message", message->name);
		else
			record_int(row, message->alert ? "alert" : "message", message->number);
		record_int(row, "bytes", (int64_t)message->bytes);
	}
}

static enum outcome
stepped(struct call *call, struct sock *sock, const struct tls_flight *flight)
{
	struct tls_told now;

	put_flight(&call->answer, flight);
	tls_tell(sock, &now);
	record_bool(&call->answer, "finished", now.state == TLS_OPEN);
	return now.state == TLS_OPEN ? told(call, sock) : DONE;
}

/* With datagrams, what may be lost is sent again after a while. */
static enum outcome
later(struct call *call, struct sock *sock, const char *what, call_step *again)
{
	const unsigned wants = layer_wants(sock, LOOP_READ);
	int64_t due = tls_due(sock);
	enum outcome outcome;

	if (due < 0 || layer_busy(sock))
		return call_wait(call, sock, wants, what, again);
	outcome = call_wait_look(call, due, what, again);
	if (outcome == WAITING && !call_wait_also(call, sock, wants))
		outcome = call_failed(call);
	return outcome;
}

static enum outcome
step(struct call *call)
{
	struct sock *sock = call->about;
	const struct tls_flight *flight;

	if (!call_is_open(call, sock))
		return FAILED;
	switch (tls_step(sock, &flight, &call->error)) {
	case DID_IT:
		return stepped(call, sock, flight);
	case DID_LATER:
		return later(call, sock, "flight of the peer", step);
	case DID_FAIL:
		break;
	}
	return FAILED;
}

static enum outcome
go(struct call *call)
{
	struct sock *sock = call->about;

	if (!call_is_open(call, sock))
		return FAILED;
	switch (tls_handshake(sock, &call->error)) {
	case DID_IT:
		return told(call, sock);
	case DID_LATER:
		return later(call, sock, "end of the handshake", go);
	case DID_FAIL:
		break;
	}
	return FAILED;
}

enum outcome
tls_words_go_on(struct call *call, struct sock *sock, struct tls_words *words)
{
	words->sock = sock;
	return words->step ? step(call) : go(call);
}

enum outcome
tls_words_go(struct call *call, struct sock *sock, struct tls_words *words)
{
	struct tls_want asked;

	words->sock = sock;
	asked = tls_words_want(call, words);
	asked.more.datagrams = sock->type == SOCK_DGRAM;
	if (words->more && !tls_more_read(call, words->more, &asked.more))
		return FAILED;
	if (!tls_begin(&call->session->tls, sock, &asked, &call->error))
		return FAILED;
	return words->step ? step(call) : go(call);
}

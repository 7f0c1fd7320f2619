/* tls-openssl-error: what a call of OpenSSL came to, in words. */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/bytes.h"
#include "socket/tls-openssl.h"
#include "socket/tls-names.h"

/* Reasons that deserve plain words; the others are told in OpenSSL's.  The name is the
 * contract's. */
static const struct {
	int         reason;
	const char *name, *text;
} reasons[] = {
	{ SSL_R_UNEXPECTED_EOF_WHILE_READING, "truncated", "the connection ended without a "
	  "close_notify: bytes may be missing" },
	{ SSL_R_WRONG_VERSION_NUMBER, "not_tls", "what came is not TLS" },
	{ SSL_R_HTTP_REQUEST, "not_tls", "what came is not TLS" },
	{ SSL_R_HTTPS_PROXY_REQUEST, "not_tls", "what came is not TLS" },
	{ SSL_R_PACKET_LENGTH_TOO_LONG, "record_too_long", "a record is longer than TLS allows" },
	{ SSL_R_ENCRYPTED_LENGTH_TOO_LONG, "record_too_long",
	  "a record is longer than TLS allows" },
	{ SSL_R_DATA_LENGTH_TOO_LONG, "record_too_long", "a record is longer than TLS allows" },
	{ SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, "bad_record", "a record was tampered with "
	  "on the way, or damaged" },
	{ SSL_R_BAD_RECORD_TYPE, "bad_record", "a record is of no type that TLS has" },
	{ SSL_R_NO_SHARED_CIPHER, "no_shared_cipher", "the client offers no cipher that is "
	  "allowed here" },
	{ SSL_R_UNSUPPORTED_PROTOCOL, "no_shared_version", "the peer wants a version of TLS that "
	  "is not allowed here" },
	{ SSL_R_VERSION_TOO_LOW, "no_shared_version", "the peer wants a version of TLS that "
	  "is not allowed here" },
	{ SSL_R_NO_PROTOCOLS_AVAILABLE, "no_version", "--min, --max and --ciphers leave no "
	  "version of TLS" },
	{ SSL_R_NO_SUITABLE_KEY_SHARE, "no_shared_group", "the client offers no group that is "
	  "allowed here" },
	{ SSL_R_NO_SUITABLE_GROUPS, "no_shared_group", "no group suits" },
	{ SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE, "no_certificate", "the client has shown no "
	  "certificate" },
	{ SSL_R_BINDER_DOES_NOT_VERIFY, "wrong_key", "the client has another key of that name" },
	{ SSL_R_NO_RENEGOTIATION, "renegotiation", "the peer refuses to renegotiate" },
};

static void
put_alert(struct tls *tls, const char *name, int alert)
{
	const char *text = names_of(tls_names_alert, alert);

	if (text)
		record_text(&tls->layer.failure, name, text);
	else
		record_int(&tls->layer.failure, name, alert);
	record_int(&tls->layer.failure, "alert_number", alert);
}

/* OpenSSL's words as one: "unexpected message" is unexpected_message. */
static void
put_reason(struct tls *tls, const char *text)
{
	char name[64];
	size_t i;

	for (i = 0; text[i] && i < sizeof(name) - 1; i++)
		name[i] = text[i] == ' ' || text[i] == '-' ? '_' : text[i];
	name[i] = '\0';
	record_text(&tls->layer.failure, "reason", name);
}

static const char *
text_of(unsigned long code)
{
	const char *text = ERR_reason_error_string(code);

	return text ? text : "OpenSSL tells no reason";
}

const char *
tls_openssl_reason(void)
{
	const char *text = text_of(ERR_peek_last_error());

	ERR_clear_error();
	return text;
}

static bool
peer_alerted(struct tls *tls, struct error *error)
{
	const char *name = names_of(tls_names_alert, tls->alert);

	put_alert(tls, "alert", tls->alert);
	if (name)
		return error_set(error, ERROR_TLS, "the peer refused: alert %s (%d)", name,
		    tls->alert);
	return error_set(error, ERROR_TLS, "the peer refused: alert %d", tls->alert);
}

/* What the peer speaks can be guessed of how it begins. */
static void
not_tls(struct tls *tls, struct error *error)
{
	size_t more = tls->in.count - tls->in_at, room = TLS_FIRST - tls->firsts;
	struct buf shown = { 0 };

	/* OpenSSL has read no further than it had to. */
	if (more > room)
		more = room;
	if (more)
		memcpy(tls->first + tls->firsts, tls->in.data + tls->in_at, more);
	tls->firsts += more;
	bytes_show(&shown, tls->first, tls->firsts, SHOW_ASCII);
	error_set(error, ERROR_TLS, "the peer does not speak TLS: it sent \"%.120s\"",
	    buf_text(&shown));
	record_bytes(&tls->layer.failure, "came", tls->first, tls->firsts);
	buf_clear(&shown);
}

/* Which old one a client wants; later versions say in an extension what they are. */
static void
put_version(struct tls *tls, struct error *error)
{
	static const char *const old[] = { "SSL 3", "TLS 1.0", "TLS 1.1" };
	int minor = SSL_is_server(tls->ssl) && !tls->dgram ?
	    SSL_client_version(tls->ssl) - SSL3_VERSION : -1;

	if (minor < 0 || minor >= (int)(sizeof(old) / sizeof(*old)))
		return;
	record_text(&tls->layer.failure, "offered", old[minor]);
	error_set(error, ERROR_TLS, "the client speaks %s at most, which is not allowed here",
	    old[minor]);
}

static void
refused(struct tls *tls, unsigned long code, struct error *error)
{
	int reason = ERR_GET_REASON(code);

	if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
		if (!tls->verdict.count) {
			record_text(&tls->layer.failure, "reason", "no_key");
			error_set(error, ERROR_TLS, "the peer does not know the key, and shows a "
			    "certificate: nobody said whose that has to be");
		}
		verdict_tell(&tls->verdict, error, &tls->layer.failure);
		return;
	}
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		if (reasons[i].reason != reason)
			continue;
		record_text(&tls->layer.failure, "reason", reasons[i].name);
		error_set(error, ERROR_TLS, "%s", reasons[i].text);
		if (strcmp(reasons[i].name, "not_tls") == 0 && tls->state == TLS_HANDSHAKE)
			not_tls(tls, error);
		if (strcmp(reasons[i].name, "no_shared_version") == 0)
			put_version(tls, error);
		return;
	}
	put_reason(tls, text_of(code));
	error_set(error, ERROR_TLS, "TLS failed: %s", text_of(code));
}

static void
closed(struct tls *tls, struct error *error)
{
	record_text(&tls->layer.failure, "reason", "closed");
	error_set(error, ERROR_TLS, "the peer closed the connection within the handshake");
}

static bool
is_end(const struct tls *tls, int kind, unsigned long code)
{
	return kind == SSL_ERROR_ZERO_RETURN || (kind == SSL_ERROR_SYSCALL && tls->in_end) ||
	    (kind == SSL_ERROR_SSL && ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

/* The most telling first: what the peer says, what the kernel says, what OpenSSL says. */
static void
describe(struct tls *tls, int kind, unsigned long code, struct error *error)
{
	if (tls->alert >= 0 && tls->alert != SSL_AD_CLOSE_NOTIFY)
		peer_alerted(tls, error);
	else if (tls->in_error)
		error_system(error, "recv", tls->in_error);
	else if (is_end(tls, kind, code) && tls->state == TLS_HANDSHAKE)
		closed(tls, error);
	else if (is_end(tls, kind, code))
		refused(tls, ERR_PACK(ERR_LIB_SSL, 0, SSL_R_UNEXPECTED_EOF_WHILE_READING), error);
	else if (tls->out_error)
		error_system(error, "send", tls->out_error);
	else
		refused(tls, code, error);
}

/* Who refuses us may have closed by the time that we send: the reason has come before. */
static void
find_alert(struct tls *tls)
{
	size_t count;
	char byte;

	if (tls->out_error && tls->alert < 0)
		SSL_peek_ex(tls->ssl, &byte, 1, &count);
}

static void
end_with(struct tls *tls, const struct error *error)
{
	ERR_clear_error();
	tls->failed = *error;
	tls->state = TLS_FAILED;
	tls->layer.ready = true;
}

/* TLS's own word, if there is one: not what a cipher says beneath, which it put before that. */
static unsigned long
take_code(void)
{
	unsigned long first = ERR_peek_error(), code;

	do
		code = ERR_get_error();
	while (code && ERR_GET_LIB(code) != ERR_LIB_SSL);
	return code ? code : first;
}

static enum did
fail(struct tls *tls, int kind, struct error *error)
{
	unsigned long code = take_code();

	record_reset(&tls->layer.failure);
	find_alert(tls);
	describe(tls, kind, code, error);
	if (tls->asked && !SSL_get_certificate(tls->ssl))
		record_bool(&tls->layer.failure, "certificate_wanted", true);
	if (tls->alerted >= 0 && tls->alerted != SSL_AD_CLOSE_NOTIFY && tls->alert < 0)
		put_alert(tls, "alert_sent", tls->alerted);
	end_with(tls, error);
	return DID_FAIL;
}

static bool
has_name(const struct tls *tls, X509 *cert)
{
	const unsigned flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
	    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
	int address = X509_check_ip_asc(cert, tls->name, 0);

	/* -2: it is none. */
	return address == -2 ? X509_check_host(cert, tls->name, 0, flags, NULL) == 1 : address == 1;
}

bool
tls_openssl_is_verified(const struct tls *tls)
{
	X509 *cert = SSL_get0_peer_certificate(tls->ssl);

	if (!cert || SSL_get_verify_result(tls->ssl) != X509_V_OK)
		return false;
	if (!tls->name)
		return SSL_is_server(tls->ssl);
	return !SSL_session_reused(tls->ssl) || has_name(tls, cert);
}

/* By a key that both have, instead of a certificate, there is none. */
static bool
needs_none(const struct tls *tls)
{
	return !SSL_get0_peer_certificate(tls->ssl) &&
	    (SSL_is_server(tls->ssl) || tls_session_is_keyed(tls));
}

bool
tls_openssl_is_known(struct tls *tls, struct error *error)
{
	if (tls->insecure || tls_openssl_is_verified(tls) || needs_none(tls))
		return true;
	record_reset(&tls->layer.failure);
	if (SSL_session_reused(tls->ssl)) {
		record_text(&tls->layer.failure, "reason", "untrusted_session");
		error_set(error, ERROR_TLS, "the session that was taken up again was made without "
		    "a trusted certificate of that name");
	} else {
		record_text(&tls->layer.failure, "reason", "no_certificate");
		error_set(error, ERROR_TLS, "the peer has shown no certificate");
	}
	end_with(tls, error);
	return false;
}

enum did
tls_openssl_again(struct tls *tls, struct error *error)
{
	*error = tls->failed;
	return DID_FAIL;
}

enum did
tls_openssl_result(struct tls *tls, int result, struct error *error)
{
	int kind = SSL_get_error(tls->ssl, result);

	switch (kind) {
	case SSL_ERROR_WANT_READ:
		tls->layer.wants = LOOP_READ;
		return DID_LATER;
	case SSL_ERROR_WANT_WRITE:
		tls->layer.wants = LOOP_WRITE;
		return DID_LATER;
	case SSL_ERROR_ZERO_RETURN:
		if (tls->state == TLS_HANDSHAKE)
			break;
		tls->state = TLS_ENDED;
		tls->layer.ready = true;
		return DID_IT;
	}
	return fail(tls, kind, error);
}

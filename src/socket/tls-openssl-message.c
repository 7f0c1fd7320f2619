/* tls-openssl-message: what is said in a handshake, message by message, for whoever traces calls
 * or goes through it a flight at a time, and for those who ask afterwards. */
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "socket/sys.h"
#include "socket/tls-names.h"
#include "socket/tls-openssl.h"

/* A ServerHello with this in place of its random number asks for another ClientHello (RFC 8446,
 * section 4.1.3). */
static const unsigned char retry[] = { 0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d,
	0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91 };
enum { SERVER_HELLO = 2, RANDOM_AT = 6, HEADER = 5 };

static bool
is_retry(const unsigned char *bytes, size_t count)
{
	return count >= RANDOM_AT + sizeof(retry) && bytes[0] == SERVER_HELLO &&
	    memcmp(bytes + RANDOM_AT, retry, sizeof(retry)) == 0;
}

static const char *
name_of(int type, const unsigned char *bytes, size_t count)
{
	if (type == SSL3_RT_CHANGE_CIPHER_SPEC)
		return "ChangeCipherSpec";
	if (type == SSL3_RT_ALERT)
		return count == 2 ? names_of(tls_names_alert, bytes[1]) : NULL;
	if (is_retry(bytes, count))
		return "HelloRetryRequest";
	return count ? names_of(tls_names_message, bytes[0]) : NULL;
}

static void
add(struct tls *tls, const struct tls_message *message)
{
	struct tls_flight *flight = message->out ? &tls->steps->out : &tls->steps->in;

	if (flight->count < TLS_FLIGHT)
		flight->message[flight->count++] = *message;
}

/* For `story`: it outlives the layer, and costs sockets without one nothing. */
static struct past_talk *
talk_of(struct tls *tls)
{
	struct past *past = &tls->sock->past;

	if (!past->talk)
		past->talk = mem_new(1, sizeof(*past->talk));
	return past->talk;
}

static void
keep(struct tls *tls, const struct tls_message *message)
{
	past_talk_add(talk_of(tls), &(struct past_said){ .name = message->name,
	    .number = message->number, .out = message->out, .alert = message->alert,
	    .bytes = (unsigned)message->bytes, .when = number_now(),
	    .calls = tls->sock->past.count });
}

static void
tell_message(struct tls *tls, bool out, int type, const unsigned char *bytes, size_t count)
{
	bool alert = type == SSL3_RT_ALERT;
	struct tls_message message = { .out = out, .alert = alert, .bytes = count,
		.name = name_of(type, bytes, count),
		.number = count ? bytes[alert && count == 2] : 0 };

	keep(tls, &message);
	if (tls->steps && tls->state == TLS_HANDSHAKE)
		add(tls, &message);
	if (sys_tracer)
		sys_tell_message(&(struct sys_message){ .socket = tls->sock->number, .out = out,
		    .what = alert ? "alert" : NULL, .name = message.name,
		    .number = message.number, .bytes = count });
}

void
tls_message_tell(struct tls *tls, bool out, const unsigned char *bytes, size_t count)
{
	tell_message(tls, out, SSL3_RT_HANDSHAKE, bytes, count);
}

static void
tell_record(struct tls *tls, bool out, int type, size_t bytes)
{
	if (type == SSL3_RT_APPLICATION_DATA) {
		talk_of(tls)->records[out]++;
		talk_of(tls)->bytes[out] += bytes;
	}
	if (sys_tracer)
		sys_tell_message(&(struct sys_message){ .socket = tls->sock->number, .out = out,
		    .what = "record", .name = names_of(tls_names_record, type), .number = type,
		    .bytes = bytes });
}

/* What is encrypted in TLS 1.3 says only inside what it is. */
static bool
is_wrapped(const struct tls *tls, const unsigned char *header)
{
	return header[0] == SSL3_RT_APPLICATION_DATA &&
	    SSL_version(tls->ssl) == TLS1_3_VERSION;
}

static void
see_header(struct tls *tls, bool out, const unsigned char *bytes, size_t count)
{
	size_t length;

	if (count < HEADER)
		return;
	length = count + ((size_t)bytes[count - 2] << 8 | bytes[count - 1]);
	if (is_wrapped(tls, bytes))
		tls->wrapped = length;
	else
		tell_record(tls, out, bytes[0], length);
	/* That one came is told of DTLS's alone. */
	if (bytes[0] == SSL3_RT_CHANGE_CIPHER_SPEC && !out && !tls->dgram)
		tell_message(tls, out, bytes[0], bytes, length - count);
}

static void
see(int out, int version, int type, const void *bytes, size_t count, SSL *ssl, void *unused)
{
	struct tls *tls = tls_of_ssl(ssl);

	(void)version;
	(void)unused;
	tls->messages += type == SSL3_RT_HANDSHAKE && !out;
	if (type == SSL3_RT_HANDSHAKE && !out && count &&
	    *(const unsigned char *)bytes == SSL3_MT_CERTIFICATE_REQUEST)
		tls->asked = true;
	if (type == SSL3_RT_HEADER)
		see_header(tls, out, bytes, count);
	else if (type == SSL3_RT_INNER_CONTENT_TYPE && count)
		tell_record(tls, out, *(const unsigned char *)bytes, tls->wrapped);
	/* A ClientHello that comes before there is a peer is read once more when there is one. */
	else if (type == SSL3_RT_HANDSHAKE && tls->dgram && tls->dgram->listens)
		return;
	else if (type == SSL3_RT_HANDSHAKE || type == SSL3_RT_ALERT ||
	    type == SSL3_RT_CHANGE_CIPHER_SPEC)
		tell_message(tls, out, type, bytes, count);
}

void
tls_message_watch(struct tls *tls)
{
	SSL_set_msg_callback(tls->ssl, see);
}

/* ---- one flight at a time ---- */

static enum did
tell(struct tls *tls, struct tls_flight *flight, struct error *error)
{
	bool over = SSL_is_init_finished(tls->ssl) && tls->out_at == tls->out.count;

	if (over && !tls_openssl_is_known(tls, error))
		return DID_FAIL;
	if (over)
		tls->state = TLS_OPEN;
	tls->steps->told = flight;
	return DID_IT;
}

/* Goes on until something has come that is answered, which is the next flight, or until
 * something is to go. */
static enum did
go(struct tls *tls, struct error *error)
{
	struct error ignored;
	enum did did = DID_IT;

	if (tls->out.count == tls->out_at) {
		tls_openssl_begin(tls, 0);
		did = tls_session_go(tls, error);
		if (did == DID_FAIL)
			tls_bio_flush(tls, &ignored);
		if (did == DID_FAIL || (did == DID_LATER && tls->out.count == tls->out_at))
			return did;
		if (tls->steps->in.count)
			return tell(tls, &tls->steps->in, error);
	}
	did = tls_bio_flush(tls, error);
	return did == DID_IT ? tell(tls, &tls->steps->out, error) : did;
}

enum did
tls_openssl_step(struct sock *sock, const struct tls_flight **flight, struct error *error)
{
	struct tls *tls = tls_of(sock);
	enum did did;

	if (tls->state == TLS_FAILED)
		return tls_openssl_again(tls, error);
	if (tls->state != TLS_HANDSHAKE) {
		error_set(error, ERROR_REFUSED, "the TLS handshake is over");
		return DID_FAIL;
	}
	if (!tls->steps)
		tls->steps = mem_new(1, sizeof(*tls->steps));
	if (tls->steps->told)
		tls->steps->told->count = 0;
	tls->steps->told = NULL;
	did = go(tls, error);
	*flight = tls->steps->told;
	return did;
}

/* tls-openssl-io: the handshake, and bytes through it. */
#include <errno.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "socket/sys.h"
#include "socket/tls-openssl.h"

/* One call takes so much: some records, for one call of the kernel. */
enum { PIECE = 64 << 10, DATAGRAM = SSL3_RT_MAX_PLAIN_LENGTH };

/* Before the handshake, and after a failure, nothing goes. */
static bool
is_open(struct tls *tls, struct error *error)
{
	if (tls->state == TLS_HANDSHAKE)
		return error_set(error, ERROR_REFUSED, "the TLS handshake has not finished: "
		    "'tls %u' goes on with it", tls->sock->number);
	if (tls->state == TLS_FAILED)
		return tls_openssl_again(tls, error), false;
	return true;
}

void
tls_openssl_begin(struct tls *tls, int flags)
{
	tls->flags = flags & MSG_MORE;
	tls->fills = tls->messages = 0;
	tls->layer.busy = false;
	ERR_clear_error();
}

/* Alerts and answers that OpenSSL wrote on the way; what comes of that is told by the next
 * send. */
static void
hand_on(struct tls *tls)
{
	struct error ignored;

	if (tls->out.count)
		tls_bio_flush(tls, &ignored);
}

enum did
tls_openssl_handshake(struct sock *sock, struct error *error)
{
	struct tls *tls = tls_of(sock);
	enum did did;

	if (tls->state == TLS_FAILED)
		return tls_openssl_again(tls, error);
	if (tls->state != TLS_HANDSHAKE)
		return DID_IT;
	tls_openssl_begin(tls, 0);
	did = tls_session_go(tls, error);
	if (did != DID_IT) {
		hand_on(tls);
		return did;
	}
	if (!tls_openssl_is_known(tls, error))
		return DID_FAIL;
	did = tls_bio_flush(tls, error);
	if (did == DID_IT)
		tls->state = TLS_OPEN;
	/* The peer may have told why. */
	return did == DID_FAIL ? tls_openssl_result(tls, -1, error) : did;
}

static enum did
send_bytes(struct sock *sock, const char *bytes, size_t *count, int flags, struct error *error)
{
	struct tls *tls = tls_of(sock);
	size_t most = *count < PIECE ? *count : PIECE, went = 0;
	enum did did;
	int result;

	*count = 0;
	if (!is_open(tls, error))
		return DID_FAIL;
	/* As of a socket that was shut for writing. */
	if (SSL_get_shutdown(tls->ssl) & SSL_SENT_SHUTDOWN) {
		error_system(error, "send", EPIPE);
		return DID_FAIL;
	}
	if (tls->dgram && (!most || most > DATAGRAM))
		return error_set(error, ERROR_REFUSED, "a datagram of DTLS has 1 to %d bytes",
		    DATAGRAM), DID_FAIL;
	tls_openssl_begin(tls, flags);
	did = tls_bio_flush(tls, error);
	if (did != DID_IT || !most)
		return did;
	result = SSL_write_ex(tls->ssl, bytes, most, &went);
	if (result != 1)
		return tls_openssl_result(tls, result, error);
	/* What the kernel has no room for is owed: it counts as sent. */
	did = tls_bio_flush(tls, error);
	*count = did == DID_FAIL ? 0 : went;
	return did == DID_FAIL ? DID_FAIL : DID_IT;
}

/* Whole records that are here already go with the first. */
static bool
has_more(const struct tls *tls)
{
	return SSL_pending(tls->ssl) || tls->in.count > tls->in_at;
}

static enum did
recv_bytes(struct sock *sock, char *room, size_t *count, bool peek, struct error *error)
{
	struct tls *tls = tls_of(sock);
	size_t most = *count, got = 0;
	enum did did = DID_IT;
	unsigned wants;

	*count = 0;
	/* Who only looks sees nothing yet. */
	if (tls->state == TLS_HANDSHAKE && peek)
		return DID_LATER;
	if (!is_open(tls, error))
		return DID_FAIL;
	tls_openssl_begin(tls, 0);
	while (*count < most && (!*count || (!peek && has_more(tls)))) {
		int result;

		ERR_clear_error();
		result = (peek ? SSL_peek_ex : SSL_read_ex)(tls->ssl, room + *count,
		    most - *count, &got);
		if (result != 1) {
			did = tls_openssl_result(tls, result, error);
			break;
		}
		*count += got;
		if (tls->dgram)
			break;
	}
	tls->layer.cut = tls->dgram && *count && !peek ? tls_dgram_drop_rest(tls) : 0;
	wants = tls->layer.wants;
	hand_on(tls);
	tls->layer.wants = wants;
	/* Many may wait side by side: an idle one holds no room. */
	if (did == DID_LATER && tls->in_at == tls->in.count) {
		buf_clear(&tls->in);
		tls->in_at = 0;
	}
	/* What is the matter behind bytes is told behind them. */
	if (*count)
		did = DID_IT;
	tls->layer.ready = SSL_pending(tls->ssl) > 0 || (did == DID_IT && has_more(tls)) ||
	    tls->state == TLS_FAILED || tls->state == TLS_ENDED;
	return did;
}

static enum did
hand_rest(struct sock *sock, struct error *error)
{
	return tls_bio_flush(tls_of(sock), error);
}

static enum did
say_end(struct sock *sock, struct error *error)
{
	struct tls *tls = tls_of(sock);
	enum did did;
	int result;

	if (!is_open(tls, error))
		return DID_FAIL;
	tls_openssl_begin(tls, 0);
	did = tls_bio_flush(tls, error);
	if (did != DID_IT)
		return did;
	result = SSL_get_shutdown(tls->ssl) & SSL_SENT_SHUTDOWN ? 0 : SSL_shutdown(tls->ssl);
	if (result < 0)
		return tls_openssl_result(tls, result, error);
	return tls_bio_flush(tls, error);
}

void
tls_openssl_free(struct tls *tls)
{
	SSL_free(tls->ssl);
	verdict_clear(&tls->verdict);
	if (tls->keylog_fd >= 0)
		close(tls->keylog_fd);
	buf_clear(&tls->in);
	buf_clear(&tls->out);
	buf_clear(&tls->alpn);
	buf_clear(&tls->peer);
	free(tls->name);
	free(tls->steps);
	tls_session_free(tls);
	free(tls->dgram);
	free(tls->keylog);
	free(tls);
}

static void
free_layer(struct sock *sock)
{
	tls_openssl_free(tls_of(sock));
}

enum did
tls_openssl_key_update(struct sock *sock, struct error *error)
{
	struct tls *tls = tls_of(sock);

	if (!is_open(tls, error))
		return DID_FAIL;
	if (SSL_version(tls->ssl) != TLS1_3_VERSION) {
		error_set(error, ERROR_REFUSED, "%s has no key update: TLS 1.3 has",
		    SSL_get_version(tls->ssl));
		return DID_FAIL;
	}
	tls_openssl_begin(tls, 0);
	if (SSL_get_key_update_type(tls->ssl) == SSL_KEY_UPDATE_NONE &&
	    SSL_key_update(tls->ssl, SSL_KEY_UPDATE_REQUESTED) != 1)
		return tls_openssl_result(tls, -1, error);
	if (SSL_do_handshake(tls->ssl) != 1)
		return tls_openssl_result(tls, -1, error);
	return tls_bio_flush(tls, error);
}

const struct layer_calls tls_openssl_calls = {
	.send = send_bytes, .recv = recv_bytes, .flush = hand_rest, .finish = say_end,
	.free = free_layer
};

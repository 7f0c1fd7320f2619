/* tls-openssl-dgram: DTLS 1.2: records in datagrams, which may be lost, and a server that has no
 * peer before one has shown that it gets what is sent to it (RFC 6347, section 4.2.1). */
#include <errno.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <string.h>
#include <sys/time.h>

#include "base/mem.h"
#include "base/number.h"
#include "socket/sys.h"
#include "socket/tls-openssl.h"

/* MOST: any peer takes datagrams of so much in a handshake, whatever the way allows. */
enum { MOST = 1500, LEAST = 256, HEADER = 13, DRAINED = 16 << 10,
       UNCOUNTED = 40, /* of what is put in behind others OpenSSL forgets header, nonce and tag */
       FILLS = 256, /* datagrams that one call takes: anybody can send what brings nothing */
       OUT_MOST = 256 << 10 }; /* what waits for room in the kernel; beyond that it is lost */

static bool
would_block(int number)
{
	return number == EAGAIN || number == EWOULDBLOCK;
}

/* ---- datagrams to and from OpenSSL ---- */

/* Until the peer is known, who sent this one; after that nobody else is listened to. */
static bool
is_peer(struct tls_dgram *dgram, const struct addr *from)
{
	if (dgram->listens)
		dgram->from = *from;
	return !dgram->chosen || (from->length == dgram->from.length &&
	    memcmp(&from->any, &dgram->from.any, from->length) == 0);
}

/* An empty one is none, and no end. */
static bool
is_ours(struct tls_dgram *dgram, const struct addr *from, ssize_t count)
{
	return count > 0 && is_peer(dgram, from);
}

static ssize_t
receive(struct tls *tls, void *to, size_t room)
{
	struct addr from = { .length = 0 };
	struct iovec piece = { to, room };
	unsigned times = 0;
	ssize_t count;

	do {
		struct msghdr message = { .msg_name = &from.any, .msg_namelen = sizeof(from.room),
			.msg_iov = &piece, .msg_iovlen = 1 };

		count = sys_recvmsg(tls->sock->fd, &message, MSG_DONTWAIT);
		past_add(&tls->sock->past, "recvmsg", count);
		from.length = message.msg_namelen;
		tls->fills++;
	} while ((count < 0 && error_interrupted(&times)) ||
	    (count >= 0 && !is_ours(tls->dgram, &from, count) && tls->fills < FILLS));
	if (count >= 0 && !is_ours(tls->dgram, &from, count)) {
		errno = EAGAIN;
		return -1;
	}
	return count;
}

static int
bio_read(BIO *bio, char *to, size_t room, size_t *count)
{
	struct tls *tls = BIO_get_data(bio);
	ssize_t came;

	BIO_clear_retry_flags(bio);
	*count = 0;
	tls->layer.busy = tls->fills >= FILLS;
	if (tls->layer.busy)
		return BIO_set_retry_read(bio), 0;
	came = tls->in_error ? -1 : receive(tls, to, room);
	tls->dgram->dry = came < 0;
	tls->layer.busy = came < 0 && tls->fills >= FILLS;
	if (came < 0 && !tls->in_error && would_block(errno))
		BIO_set_retry_read(bio);
	else if (came < 0 && !tls->in_error)
		tls->in_error = errno;
	if (came <= 0)
		return 0;
	tls->dgram->came = (size_t)came;
	*count = (size_t)came;
	return 1;
}

/* One that waits to be handed on; its bytes stand behind. */
struct packet {
	size_t      count;
	struct addr to;      /* while there is no peer: who asked; else length 0 */
};

static int
bio_write(BIO *bio, const char *bytes, size_t count, size_t *taken)
{
	struct tls *tls = BIO_get_data(bio);

	BIO_clear_retry_flags(bio);
	if (!tls->out_error && tls->out.count - tls->out_at < OUT_MOST) {
		struct packet packet = { .count = count };

		if (tls->dgram->listens && !tls->sock->connected)
			packet.to = tls->dgram->from;
		buf_add(&tls->out, &packet, sizeof(packet));
		buf_add(&tls->out, bytes, count);
	}
	*taken = count;
	return 1;
}

static long
bio_control(BIO *bio, int command, long number, void *pointer)
{
	const struct tls *tls = BIO_get_data(bio);

	(void)number;
	(void)pointer;
	switch (command) {
	case BIO_CTRL_DGRAM_QUERY_MTU:
	case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
		return tls->dgram->mtu;
	case BIO_CTRL_DGRAM_GET_MTU_OVERHEAD:
		return tls->sock->family == AF_INET6 ? 48 : 28;
	}
	return command == BIO_CTRL_FLUSH;
}

static int
bio_create(BIO *bio)
{
	BIO_set_init(bio, 1);
	return 1;
}

BIO_METHOD *
tls_dgram_method(void)
{
	BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK,
	    "sosh datagrams");

	if (method && BIO_meth_set_read_ex(method, bio_read) &&
	    BIO_meth_set_write_ex(method, bio_write) &&
	    BIO_meth_set_ctrl(method, bio_control) && BIO_meth_set_create(method, bio_create))
		return method;
	BIO_meth_free(method);
	return NULL;
}

static ssize_t
send_one(struct tls *tls, const struct packet *packet, const char *bytes)
{
	const int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
	const struct addr *to = &packet->to;
	unsigned times = 0;
	ssize_t went;

	do
		went = to->length ? sys_sendto(tls->sock->fd, bytes, packet->count, flags, &to->any,
		    to->length) : sys_send(tls->sock->fd, bytes, packet->count, flags);
	while (went < 0 && error_interrupted(&times));
	past_add(&tls->sock->past, to->length ? "sendto" : "send", went);
	return went;
}

enum did
tls_dgram_flush(struct tls *tls, struct error *error)
{
	struct packet packet;

	for (; tls->out_at < tls->out.count && !tls->out_error;
	    tls->out_at += sizeof(packet) + packet.count) {
		memcpy(&packet, tls->out.data + tls->out_at, sizeof(packet));
		if (send_one(tls, &packet, tls->out.data + tls->out_at + sizeof(packet)) >= 0)
			continue;
		/* Of what was forged, nothing is to be heard. */
		if (packet.to.length && !would_block(errno))
			continue;
		if (would_block(errno)) {
			tls->layer.owes = true;
			tls->layer.wants = LOOP_WRITE;
			return DID_LATER;
		}
		tls->out_error = errno;
	}
	buf_reset(&tls->out);
	tls->out_at = 0;
	tls->layer.owes = false;
	if (!tls->out_error)
		return DID_IT;
	/* Of datagrams the next one may go again. */
	error_system(error, "send", tls->out_error);
	if (tls->state == TLS_OPEN)
		tls->out_error = 0;
	return DID_FAIL;
}

/* ---- cookies ---- */

/* Only who gets what is sent to that address can know it. */
static int
make_cookie(SSL *ssl, unsigned char *cookie, unsigned *count)
{
	const struct tls_dgram *dgram = tls_of_ssl(ssl)->dgram;

	return HMAC(EVP_sha256(), dgram->secret, sizeof(dgram->secret),
	    (const unsigned char *)&dgram->from.any, dgram->from.length, cookie, count) != NULL;
}

static int
check_cookie(SSL *ssl, const unsigned char *cookie, unsigned count)
{
	unsigned char own[EVP_MAX_MD_SIZE];
	unsigned owns;

	return make_cookie(ssl, own, &owns) && owns == count &&
	    CRYPTO_memcmp(own, cookie, owns) == 0;
}

void
tls_dgram_context(SSL_CTX *context)
{
	SSL_CTX_set_options(context, SSL_OP_COOKIE_EXCHANGE | SSL_OP_NO_QUERY_MTU);
	SSL_CTX_set_cookie_generate_cb(context, make_cookie);
	SSL_CTX_set_cookie_verify_cb(context, check_cookie);
}

/* ---- connections ---- */

static unsigned
way_mtu(const struct sock *sock)
{
	int mtu = 0;
#if defined IP_MTU && defined IPV6_MTU
	socklen_t length = sizeof(mtu);

	if (sock->connected && sock->family == AF_INET)
		sys_getsockopt(sock->fd, IPPROTO_IP, IP_MTU, &mtu, &length);
	if (sock->connected && sock->family == AF_INET6)
		sys_getsockopt(sock->fd, IPPROTO_IPV6, IPV6_MTU, &mtu, &length);
#else
	(void)sock;
#endif
	return mtu >= LEAST && mtu < MOST ? (unsigned)mtu : MOST;
}

bool
tls_dgram_begin(struct tls *tls, const struct tls_want *want, struct error *error)
{
	struct tls_dgram *dgram = tls->dgram;

	dgram->listens = want->server;
	dgram->mtu = want->more.mtu ? want->more.mtu : way_mtu(tls->sock);
	DTLS_set_link_mtu(tls->ssl, dgram->mtu > LEAST + UNCOUNTED ? dgram->mtu - UNCOUNTED :
	    LEAST);
	return RAND_bytes(dgram->secret, sizeof(dgram->secret)) == 1 ||
	    error_set(error, ERROR_TLS, "%s", tls_openssl_reason());
}

/* OpenSSL tells of these two by their records alone. */
static void
tell_greeting(struct tls *tls)
{
	static const unsigned char hello[] = { SSL3_MT_CLIENT_HELLO },
	    verify[] = { DTLS1_MT_HELLO_VERIFY_REQUEST };
	struct packet packet;

	memcpy(&packet, tls->out.data + tls->out_at, sizeof(packet));
	if (packet.count < HEADER || tls->dgram->came < HEADER)
		return;
	tls_message_tell(tls, false, hello, tls->dgram->came - HEADER);
	tls_message_tell(tls, true, verify, packet.count - HEADER);
}

/* The socket has this peer from now on, and hears of no other. */
static enum did
choose(struct tls *tls, struct error *error)
{
	struct tls_dgram *dgram = tls->dgram;
	enum did did;

	dgram->listens = false;
	dgram->chosen = dgram->from.length > 0;
	if (tls->sock->connected || !dgram->chosen)
		return DID_IT;
	/* Another connection would be without TLS; this is the same. */
	tls->sock->layer = NULL;
	did = sock_connect(tls->sock, &dgram->from, error);
	tls->sock->layer = &tls->layer;
	return did;
}

/* Of a client's first ClientHello nothing is kept but what it is answered. */
static enum did
listen_once(struct tls *tls, struct error *error)
{
	BIO_ADDR *unused = BIO_ADDR_new();
	int result = -1;

	/* It returns at what makes no sense, too, behind which others may wait. */
	do {
		tls->dgram->dry = false;
		result = unused ? DTLSv1_listen(tls->ssl, unused) : -1;
	} while (result == 0 && !tls->dgram->dry && !tls->layer.busy);
	BIO_ADDR_free(unused);
	if (result == 1)
		return choose(tls, error);
	if (result < 0)
		return tls_openssl_result(tls, result, error);
	tls->layer.wants = LOOP_READ;
	if (tls->out.count == tls->out_at)
		return DID_LATER;
	tell_greeting(tls);
	return DID_LATER;
}

enum did
tls_dgram_go(struct tls *tls, struct error *error)
{
	if (tls->dgram->listens)
		return listen_once(tls, error);
	if (DTLSv1_handle_timeout(tls->ssl) < 0)
		return tls_openssl_result(tls, -1, error);
	return DID_IT;
}

int64_t
tls_openssl_due(const struct sock *sock)
{
	struct tls *tls = tls_of(sock);
	struct timeval left;

	if (!tls->dgram || tls->dgram->listens || tls->state != TLS_HANDSHAKE ||
	    DTLSv1_get_timeout(tls->ssl, &left) != 1)
		return -1;
	return (int64_t)left.tv_sec * NUMBER_SECOND + (int64_t)left.tv_usec * 1000;
}

size_t
tls_dgram_drop_rest(struct tls *tls)
{
	char *room = SSL_pending(tls->ssl) ? mem_new(1, DRAINED) : NULL;
	size_t count, all = 0;

	while (SSL_pending(tls->ssl) && SSL_read_ex(tls->ssl, room, DRAINED, &count) == 1)
		all += count;
	free(room);
	return all;
}
